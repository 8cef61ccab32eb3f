"""Opening a cycle: a reporting period of a county, or a round of extra visits; everybody concerned gets a duty.

A cycle is begun, filled batch by batch, and shown when everybody has a duty. What was broken off is gone on with by
whoever opens it again: who has a duty keeps it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from formserver.clock import SHANGHAI, now, today
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import VisitCycle, VisitDuty
from formserver.programme.duties import Duty
from formserver.programme.periods import Period
from formserver.services import programmes
from formserver.services.visiting import duties
from formserver.store import counted, visit_duties, visit_openings
from formserver.store.visit_duties import MONTH, OPENING, ROUND
from formserver.store.visit_openings import Concerned

JOBS: Final[Mapping[str, str]] = {"open_rounds": "opening", "assign_visitors": "opening_by_lead"}
"""The kinds of jobs that fill a cycle, by the right of who has it done."""

_EACH_ROUND: Final = "round"
_NO_RULE: Final = ""

GoOn = Callable[[int], None]
"""Called after every batch with how many duties were written; it may raise, and the rest is written another time."""


class NotBegun(FormserverError):
    """A period is opened from its first day on: before, nobody knows who will be there."""

    status = 422
    message_key = "%(period)s要从%(first)s起才能生成探访任务。"


def period_on(county_id: str, day: date | None = None) -> Period:
    """The reporting period of a county on a day, or today. Raises ProgrammeMissing."""
    return programmes.on(county_id, day or today()).visiting.period(day or today())


def is_open(county_id: str, period: Period) -> bool:
    """Whether the duties of a period were made, all of them."""
    return visit_duties.cycle(county_id, period.name) is not None


def open_period(county_id: str, period: Period, *, by: str | None = None) -> VisitCycle:
    """Make the duties of a period, once. Commits, also what the caller has written. Raises NotBegun."""
    begin_period(county_id, period, by=by)
    fill(county_id, period.name)
    return visit_duties.get(county_id, period.name)


def begin_period(county_id: str, period: Period, *, by: str | None = None) -> None:
    """Begin to open a period; one that was begun, or is open, stays as it is. Commits. Raises NotBegun."""
    if today() < period.first and not is_open(county_id, period):
        raise NotBegun(period=period.name, first=period.first.isoformat())
    visit_openings.begin(_month(county_id, period, by))
    db.session.commit()


def _month(county_id: str, period: Period, by: str | None) -> VisitCycle:
    return VisitCycle(
        county_id=county_id,
        id=period.name,
        kind=MONTH,
        title=period.name,
        region_code=county_id,
        first=period.first.isoformat(),
        second_half=period.halves[1].first.isoformat(),
        last=period.last.isoformat(),
        hand_in=period.hand_in.isoformat(),
        times=1,
        levels=[],
        ways=[],
        state=OPENING,
        note="",
        opened_by=by,
        opened_at=now(),
    )


def begin_round(
    county_id: str,
    *,
    title: str,
    region_code: str,
    first: date,
    last: date,
    by: str,
    levels: Iterable[str] = (),
    ways: Iterable[str] = (),
    times: int = 1,
    note: str = "",
) -> str:
    """Begin a round of extra visits to everybody registered in a region, or of the levels named; gives its id. Commits;
    to be gone on with by `fill`."""
    asked = VisitCycle(
        county_id=county_id,
        id=new_id(),
        kind=ROUND,
        title=title,
        region_code=region_code,
        first=first.isoformat(),
        last=last.isoformat(),
        levels=sorted(levels),
        ways=sorted(ways),
        times=times,
        state=OPENING,
        note=note,
        opened_by=by,
        opened_at=now(),
    )
    visit_openings.begin(asked)
    db.session.commit()
    return asked.id


def open_round(county_id: str, **asked: Any) -> VisitCycle:
    """The same, gone on with at once; ``asked``: as for `begin_round`."""
    cycle_id = begin_round(county_id, **asked)
    fill(county_id, cycle_id)
    return visit_duties.get(county_id, cycle_id)


def count(cycle: VisitCycle) -> int:
    """How many persons a cycle is about."""
    return visit_openings.count(cycle.county_id, cycle.region_code, cycle.levels)


def fill(county_id: str, cycle_id: str, go_on: GoOn = lambda written: None) -> None:
    """Write the duties that lack in a cycle that was begun, as far as visits made already have brought them, and let it
    be seen. Commits batch by batch; several may do so at once."""
    written = 0
    while not _show_if_whole(county_id, cycle_id):
        busy: list[str] = []
        after = ""
        while (batch := _write_batch(county_id, cycle_id, after)) is not None:
            after, made, left = batch
            busy += left
            written += made
            go_on(written)
        if busy:
            visit_openings.wait_for(county_id, busy)


def _show_if_whole(county_id: str, cycle_id: str) -> bool:
    """Whether nobody lacks a duty, so that the cycle may be seen; also where it is, or was cancelled meanwhile."""
    cycle = visit_openings.alone(county_id, cycle_id)
    is_whole = cycle is None or _is_whole(cycle)
    if cycle is not None and is_whole:
        visit_openings.show(cycle)
    db.session.commit()
    return is_whole


def _is_whole(cycle: VisitCycle) -> bool:
    after = ""
    while found := visit_openings.lacking(cycle, after):
        if any(_rule(cycle, one) is not None for one in found):
            return False
        after = found[-1].id
    return True


def _write_batch(county_id: str, cycle_id: str, after: str) -> tuple[str, int, list[str]] | None:
    """Write the duties of the next persons behind an id; gives the last id, how many were written, and who has to wait
    because somebody changes their files. None at the end."""
    cycle = visit_openings.alone(county_id, cycle_id)
    found = visit_openings.lacking(cycle, after) if cycle is not None else []
    if cycle is None or not found:
        db.session.commit()
        return None
    owed = [one.id for one in found if _rule(cycle, one) is not None]
    free = visit_openings.free(cycle, owed)
    made = _made(cycle, free)
    visit_openings.write(made)
    db.session.commit()
    return found[-1].id, len(made), sorted({*owed} - {one.id for one in free})


def _made(cycle: VisitCycle, free: Iterable[Concerned]) -> list[VisitDuty]:
    pairs = [(one, rule) for one in free if (rule := _rule(cycle, one)) is not None]
    made = [duties.duty_for(one, cycle, rule, one.ability) for one, rule in pairs]
    if cycle.kind == MONTH:
        # Who was registered first after the period had begun is in it and owed nothing, however late it is opened.
        began = datetime.combine(date.fromisoformat(cycle.first), time(), SHANGHAI)
        new = visit_openings.registered_since(cycle.county_id, began, [duty.elder_id for duty in made])
        for duty in made:
            if duty.elder_id in new:
                duty.status, duty.reason = duties.EXCUSED, duties.NEW
    visits = counted.visits(cycle, [duty.elder_id for duty in made])
    helped = counted.helped(cycle, [duty.elder_id for duty in made if duty.is_disabled])
    for duty in made:
        told = duties.standing(duty, cycle, visits.get(duty.elder_id, ()), is_settled=duty.elder_id in helped)
        for name, value in told.items():
            setattr(duty, name, value)
    return made


def _rule(cycle: VisitCycle, one: Concerned) -> Duty | None:
    if cycle.kind == ROUND:
        return Duty(_NO_RULE, cycle.title, _EACH_ROUND, cycle.times, frozenset(cycle.ways))
    return duties.rule_of(one, date.fromisoformat(cycle.first))
