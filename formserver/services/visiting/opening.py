"""Opening a cycle: a reporting period of a county, or a round of extra visits; everybody concerned gets a duty."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final

from formserver.clock import SHANGHAI, now, today
from formserver.errors import FormserverError
from formserver.ids import new_id
from formserver.models import Elder, VisitCycle, VisitDuty
from formserver.programme.duties import Duty
from formserver.programme.periods import Period
from formserver.services import programmes
from formserver.services.visiting import duties
from formserver.store import counted, visit_duties
from formserver.store.visit_duties import MONTH, OPEN, ROUND

_EACH_ROUND: Final = "round"
_NO_RULE: Final = ""
_BATCH: Final = 500


class NotBegun(FormserverError):
    """A period is opened from its first day on: before, nobody knows who will be there."""

    status = 422
    message_key = "%(period)s要从%(first)s起才能生成探访任务。"


def period_on(county_id: str, day: date | None = None) -> Period:
    """The reporting period of a county on a day, or today. Raises ProgrammeMissing."""
    return programmes.on(county_id, day or today()).visiting.period(day or today())


def is_open(county_id: str, period: Period) -> bool:
    """Whether the duties of a period were made."""
    return visit_duties.cycle(county_id, period.name) is not None


def open_period(county_id: str, period: Period, *, by: str | None = None) -> VisitCycle:
    """Make the duties of a period, once; commits nothing. Raises NotBegun.

    Who was registered first after the period had begun is in it and owed nothing, however late it is opened.
    """
    found = visit_duties.cycle(county_id, period.name)
    if found is not None:
        return found
    if today() < period.first:
        raise NotBegun(period=period.name, first=period.first.isoformat())
    cycle = visit_duties.insert_cycle(_month(county_id, period, by))
    if cycle is None:  # somebody else was a moment earlier
        return visit_duties.get(county_id, period.name)
    since = visit_duties.registered_since(county_id, datetime.combine(period.first, time(), SHANGHAI))
    made = []
    for elder in visit_duties.registered(county_id, county_id):
        rule = duties.rule_of(elder, period.first)
        if rule is not None:
            duty = duties.duty_for(elder, cycle, rule)
            if elder.id in since:
                duty.status, duty.reason = duties.EXCUSED, duties.NEW
            made.append(duty)
    _settle(cycle, made)
    return cycle


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
        state=OPEN,
        note="",
        opened_by=by,
        opened_at=now(),
    )


def open_round(
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
) -> VisitCycle:
    """Make the duties of a round of extra visits to everybody registered in a region, or of the levels named; commits
    nothing."""
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
        state=OPEN,
        note=note,
        opened_by=by,
        opened_at=now(),
    )
    cycle = visit_duties.insert_cycle(asked)
    assert cycle is not None  # its id was made just now
    rule = Duty(_NO_RULE, title, _EACH_ROUND, times, frozenset(cycle.ways))
    _settle(cycle, [duties.duty_for(elder, cycle, rule) for elder in concerned(county_id, region_code, cycle.levels)])
    return cycle


def concerned(county_id: str, region_code: str, levels: Iterable[str]) -> list[Elder]:
    """Whom a round in a region is about: everybody registered there, or those of the levels named."""
    wanted = frozenset(levels)
    found = visit_duties.registered(county_id, region_code)
    return [elder for elder in found if not wanted or elder.care_level in wanted]


def _settle(cycle: VisitCycle, made: list[VisitDuty]) -> None:
    """Write new duties as far as visits that were made already have brought them."""
    for begin in range(0, len(made), _BATCH):
        batch = made[begin : begin + _BATCH]
        visits = counted.visits(cycle, [duty.elder_id for duty in batch])
        helped = counted.helped(cycle, [duty.elder_id for duty in batch if duty.is_disabled])
        for duty in batch:
            told = duties.standing(duty, cycle, visits.get(duty.elder_id, ()), is_settled=duty.elder_id in helped)
            for name, value in told.items():
                setattr(duty, name, value)
    visit_duties.insert_duties(made)
