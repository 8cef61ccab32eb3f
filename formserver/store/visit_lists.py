"""Lists of persons by what is owed to them: who is to be visited next, of one's own or of a village.

A person is one line, whatever is owed to him in the cycles looked at: the most urgent of it says where he stands.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, select, tuple_

from formserver.extensions import db
from formserver.models import Elder, FollowUp, Visit, VisitCycle, VisitDuty
from formserver.store import assignments
from formserver.store.paging import Page
from formserver.store.scope import within

OVERDUE: Final = 0
THIS_WEEK: Final = 1
LATER: Final = 2
EXPLAINED: Final = 3
DONE: Final = 4
REFUSED: Final = 5
EXCUSED: Final = 6
"""Where somebody stands, the most urgent first."""

_OPEN: Final = "open"
_DUE: Final = "due"
_REFUSED: Final = "refused"
_DAYS: Final = 7


@dataclass(frozen=True)
class Wanted:
    """Whose duties: of these cycles (ids, or `running`), under these region codes, as of a day. ``reader_id``: only
    whom he visits (`assignments.mine`); ``visitor``: as in `assignments.persons`."""

    county_id: str
    cycle_ids: tuple[str, ...] | Select[str]
    prefixes: tuple[str, ...]
    on: date
    reader_id: str = ""
    visitor: str | None = ""


@dataclass(frozen=True)
class DueLine:
    """A person and where he stands; ``due``: the earliest last day of what is owed, "" for nothing."""

    elder_id: str
    group: int
    due: str
    visitor_id: str | None


@dataclass(frozen=True)
class UrgentLine:
    """A person with name, and where he stands as in `DueLine`."""

    elder_id: str
    name: str
    group: int
    due: str


@dataclass(frozen=True)
class StillDue:
    """``persons``: to how many visits are owed, to ``urgent`` of them by this week; ``lines``: the most urgent ones."""

    persons: int
    urgent: int
    lines: Sequence[UrgentLine]


def running(county_id: str, on: date) -> Select[str]:
    """The ids of the cycles that stand on a day."""
    day = on.isoformat()
    mine = (VisitCycle.county_id == county_id, VisitCycle.state == _OPEN)
    return select(VisitCycle.id).where(*mine, VisitCycle.first <= day, VisitCycle.last >= day)


def end_of_week(on: date) -> date:
    """The Sunday of a day's week."""
    return on + timedelta(days=_DAYS - 1 - on.weekday())


def page(wanted: Wanted, groups: Collection[int], *, after: str = "", limit: int = 20) -> Page[DueLine]:
    """One page of those who stand so: by group, day, risk and name. ``after``: `Page.next` of the page before."""
    found = _grouped(wanted)
    order = _order(found)
    columns = (found.c.elder_id, found.c.grp, found.c.due, assignments.visitor_of(Elder, wanted.on))
    statement = _with_persons(select(*columns, *order[2:]), wanted, found).where(found.c.grp.in_(groups))
    last = _read(after)
    if last:
        statement = statement.where(tuple_(*order) > tuple_(*(literal(one) for one in last)))
    rows = db.session.execute(statement.order_by(*order).limit(limit + 1)).all()
    lines = [DueLine(row[0], row[1], row[2], row[3]) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(lines, "~".join(str(rows[limit - 1][number]) for number in (1, 2, 4, 5, 6)) if more else None)


def still_due(wanted: Wanted, limit: int) -> StillDue:
    """To whom visits are owed, so many of them in the order of `page`; one query."""
    found = _grouped(wanted)
    urgent = func.sum(case((found.c.grp <= THIS_WEEK, 1), else_=0)).over()
    columns = (found.c.elder_id, Elder.name, found.c.grp, found.c.due, func.count().over(), urgent)
    statement = _with_persons(select(*columns), wanted, found).where(found.c.grp <= LATER)
    rows = db.session.execute(statement.order_by(*_order(found)).limit(limit)).all()
    lines = [UrgentLine(row[0], row[1], row[2], row[3]) for row in rows]
    return StillDue(int(rows[0][4]), int(rows[0][5]), lines) if rows else StillDue(0, 0, ())


def counts(wanted: Wanted) -> dict[int, int]:
    """How many persons stand so, by group."""
    found = _grouped(wanted)
    rows = db.session.execute(select(found.c.grp, func.count()).group_by(found.c.grp))
    return {int(group): int(number) for group, number in rows}


def counts_by_village(wanted: Wanted) -> dict[str, dict[int, int]]:
    """The same of each village, by the codes."""
    found = _grouped(wanted)
    rows = db.session.execute(select(found.c.village, found.c.grp, func.count()).group_by(found.c.village, found.c.grp))
    numbers: dict[str, dict[int, int]] = {}
    for village, group, number in rows:
        numbers.setdefault(village, {})[int(group)] = int(number)
    return dict(sorted(numbers.items()))


def count_urgent(county_id: str, prefixes: tuple[str, ...], reader_id: str, on: date) -> int:
    """How many persons somebody visits are overdue or due this week; one query, for every page."""
    return db.session.connection().scalar(_urgent_count(county_id, prefixes, reader_id, on)) or 0


@lru_cache(maxsize=250)  # putting it together costs several times what asking it does
def _urgent_count(county_id: str, prefixes: tuple[str, ...], reader_id: str, on: date) -> Select[Any]:
    mine = assignments.mine(VisitDuty, reader_id, on)
    statement = select(func.count(VisitDuty.elder_id.distinct())).where(
        VisitDuty.county_id == county_id, VisitDuty.cycle_id.in_(running(county_id, on)), within(VisitDuty, prefixes)
    )
    urgent = (VisitDuty.status == _DUE, VisitDuty.reason.is_(None), VisitDuty.open_until <= _week(on))
    return statement.where(*urgent, mine)


def duties_of(
    county_id: str, elder_ids: Collection[str], cycle_ids: Collection[str]
) -> dict[str, list[tuple[VisitDuty, VisitCycle]]]:
    """What is owed to these persons in these cycles, by the person's id, months before rounds."""
    of_cycle = (VisitCycle.county_id == VisitDuty.county_id) & (VisitCycle.id == VisitDuty.cycle_id)
    statement = select(VisitDuty, VisitCycle).join(VisitCycle, of_cycle)
    mine = (VisitDuty.county_id == county_id, VisitDuty.elder_id.in_(elder_ids), VisitDuty.cycle_id.in_(cycle_ids))
    found: dict[str, list[tuple[VisitDuty, VisitCycle]]] = {}
    for duty, cycle in db.session.execute(statement.where(*mine).order_by(VisitCycle.kind, VisitCycle.first)):
        found.setdefault(duty.elder_id, []).append((duty, cycle))
    return found


def persons(county_id: str, elder_ids: Collection[str]) -> dict[str, Elder]:
    """The files of these persons, by id, whoever asks."""
    statement = select(Elder).where(Elder.county_id == county_id, Elder.id.in_(elder_ids))
    return {elder.id: elder for elder in db.session.scalars(statement)}


def visits_of(county_id: str, elder_ids: Collection[str], first: str, last: str) -> dict[str, list[Visit]]:
    """The visits of these persons between two days, also those dated by their months, the latest first."""
    happened = Visit.happened_on.between(first[: len("YYYY-MM")], last)
    mine = (Visit.county_id == county_id, Visit.elder_id.in_(elder_ids), Visit.kind == "visit")
    found: dict[str, list[Visit]] = {}
    for visit in db.session.scalars(select(Visit).where(*mine, happened).order_by(Visit.happened_on.desc())):
        found.setdefault(visit.elder_id, []).append(visit)
    return found


def open_follow_ups(county_id: str, elder_ids: Collection[str]) -> Mapping[str, int]:
    """How many things are to be settled for these persons, by id."""
    mine = (FollowUp.county_id == county_id, FollowUp.elder_id.in_(elder_ids), FollowUp.state == _OPEN)
    rows = db.session.execute(select(FollowUp.elder_id, func.count()).where(*mine).group_by(FollowUp.elder_id))
    return {elder_id: int(number) for elder_id, number in rows}


def _grouped(wanted: Wanted) -> Subquery:
    rank, is_owed = _rank(wanted.on)
    due = func.coalesce(func.min(case((is_owed, VisitDuty.open_until))), "")
    statement = (
        select(
            VisitDuty.elder_id,
            func.min(VisitDuty.village_code).label("village"),
            func.min(rank).label("grp"),
            due.label("due"),
        )
        .where(VisitDuty.county_id == wanted.county_id, VisitDuty.cycle_id.in_(wanted.cycle_ids))
        .where(within(VisitDuty, wanted.prefixes))
        .group_by(VisitDuty.elder_id)
    )
    if wanted.reader_id:
        statement = statement.where(assignments.mine(VisitDuty, wanted.reader_id, wanted.on))
    if wanted.visitor is None:
        statement = statement.where(assignments.visitor_of(VisitDuty, wanted.on).is_(None))
    elif wanted.visitor:
        statement = statement.where(assignments.visitor_of(VisitDuty, wanted.on) == wanted.visitor)
    return statement.subquery()


def _order(found: Subquery) -> list[Any]:
    risk = case((Elder.risk == "high", 0), (Elder.risk == "medium", 1), else_=2)
    return [found.c.grp, found.c.due, risk, Elder.sound, Elder.id]


def _with_persons(statement: Select[Any], wanted: Wanted, found: Subquery) -> Select[Any]:
    return statement.join(Elder, (Elder.county_id == wanted.county_id) & (Elder.id == found.c.elder_id))


def _rank(on: date) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """Where one duty stands, and whether a visit is owed that nobody explained."""
    is_owed = (VisitDuty.status == _DUE) & VisitDuty.open_until.is_not(None) & VisitDuty.reason.is_(None)
    rank = case(
        (VisitDuty.status == _REFUSED, REFUSED),
        (VisitDuty.status != _DUE, EXCUSED),
        (VisitDuty.open_until.is_(None), DONE),
        (VisitDuty.reason.is_not(None), EXPLAINED),
        (VisitDuty.open_until < on.isoformat(), OVERDUE),
        (VisitDuty.open_until <= _week(on), THIS_WEEK),
        else_=LATER,
    )
    return rank, is_owed


def _week(on: date) -> str:
    return end_of_week(on).isoformat()


def _read(after: str) -> tuple[int, str, int, str, str] | None:
    """A place in the list as it stands in an address; None for anything else."""
    group, _, rest = after.partition("~")
    due, _, rest = rest.partition("~")
    risk, _, rest = rest.partition("~")
    sound, mark, elder_id = rest.rpartition("~")
    if not (mark and group.isdecimal() and risk.isdecimal() and len(group) == len(risk) == 1):
        return None
    return int(group), due, int(risk), sound, elder_id
