"""What a village's month is made of: its persons and visits as numbers, village by village, and as lists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_

from formserver.extensions import db
from formserver.models import (
    Draft,
    Elder,
    FollowUp,
    MonthReport,
    Record,
    User,
    Visit,
    VisitCycle,
    VisitDuty,
    VisitFigure,
)
from formserver.programme.months import OPENS, State
from formserver.store.figure_lists import CONDITIONS
from formserver.store.months import Key
from formserver.store.paging import Page
from formserver.store.scope import within
from formserver.store.visit_duties import MONTH

PAGE: Final = 50
_FORGOTTEN: Final = timedelta(days=70)
"""After that nobody is reminded of a month any more that was never handed in."""

PERSONS: Final = ("due", "visited", "met", "unmet", "refused", "excused")
"""Lists of persons of a month."""

_PLAIN: Final = Visit.kind == "visit"
_OF_RECORD: Final = and_(Record.county_id == Visit.county_id, Record.id == Visit.record_id)
VISITS: Final[Mapping[str, ColumnElement[bool]]] = {
    "returned": Record.state == "returned",
    "sent": Record.state.startswith("at:"),
    "late": and_(_PLAIN, Visit.is_late.is_(True)),
    "undated": and_(_PLAIN, func.length(Visit.happened_on) == len("YYYY-MM")),
}
"""Lists of visits of a month. Where the record stands counts, not its visit: of a correction on its way the visit is
that of the approved data."""


@dataclass(frozen=True)
class VisitCounts:
    """How many visits of a village a period has on each list."""

    returned: int = 0
    sent: int = 0
    late: int = 0
    undated: int = 0


@dataclass(frozen=True)
class PersonLine:
    """One person of a month, and what is owed to him."""

    elder_id: str
    name: str
    care_level: str
    visit_class: str
    duty: str
    ways: str
    visits: int
    open_until: str | None
    status: str
    reason: str | None
    reason_note: str


@dataclass(frozen=True)
class VisitLine:
    """One visit of a month."""

    record_id: str
    number: str
    title: str
    happened_on: str
    way: str | None
    is_late: bool
    entered_on: str
    author: str


@dataclass(frozen=True)
class DraftLine:
    """A visit that somebody has begun and not handed in."""

    draft_id: str
    user_id: str
    name: str
    author: str


def visit_counts(county_id: str, period: str, prefixes: Sequence[str]) -> dict[str, VisitCounts]:
    """The visits of a period under any of the region codes, by village."""
    sums = [func.sum(case((one, 1), else_=0)) for one in VISITS.values()]
    statement = select(Visit.village_code, *sums).join(Record, _OF_RECORD)
    mine = (Visit.county_id == county_id, Visit.period == period, within(Visit, prefixes))
    found = db.session.execute(statement.where(*mine).group_by(Visit.village_code))
    return {village: VisitCounts(**dict(zip(VISITS, map(int, numbers), strict=True))) for village, *numbers in found}


def persons(key: Key, which: str, *, after: str = "", limit: int = PAGE) -> Page[PersonLine]:
    """A page of one of the lists `PERSONS` of a village, by name; ``after``: `Page.next` of the page before."""
    told = [name for name in PersonLine.__dataclass_fields__ if name not in ("elder_id", "name")]
    statement: Select[Any] = (
        select(VisitDuty.elder_id, Elder.name, *(getattr(VisitDuty, name) for name in told))
        .join(Elder, and_(Elder.county_id == VisitDuty.county_id, Elder.id == VisitDuty.elder_id))
        .where(VisitDuty.county_id == key.county_id, VisitDuty.cycle_id == key.cycle_id)
        .where(VisitDuty.village_code == key.village_code, *CONDITIONS[which])
    )
    rows = _after(statement, (Elder.sound, VisitDuty.elder_id), after).add_columns(Elder.sound)
    found = db.session.execute(rows.limit(limit + 1)).all()
    lines = [PersonLine(*row[:-1]) for row in found[:limit]]
    return Page(lines, f"{found[limit - 1][-1]}~{lines[-1].elder_id}" if len(found) > limit else None)


def explainable(key: Key, elder_ids: Collection[str]) -> Sequence[VisitDuty]:
    """What is owed to these persons of a village's month, of those that were not visited: nobody says why, or said."""
    statement = select(VisitDuty).where(
        VisitDuty.county_id == key.county_id,
        VisitDuty.cycle_id == key.cycle_id,
        VisitDuty.village_code == key.village_code,
        VisitDuty.elder_id.in_(list(elder_ids)),
    )
    absent = and_(VisitDuty.status == "excused", VisitDuty.reason_by.is_not(None))
    # kept from visits that are submitted meanwhile, always in the same order
    kept = statement.where(or_(and_(*CONDITIONS["unmet"]), absent)).order_by(VisitDuty.elder_id).with_for_update()
    return db.session.scalars(kept.execution_options(populate_existing=True)).all()


def visits(key: Key, which: str, *, after: str = "", limit: int = PAGE) -> Page[VisitLine]:
    """A page of one of the lists `VISITS` of a village, by date."""
    columns: tuple[Any, ...] = (Visit.record_id, Record.number, Record.title, Visit.happened_on, Visit.way)
    columns += (Visit.is_late, Visit.entered_on, User.full_name)
    statement = (
        select(*columns)
        .join(Record, _OF_RECORD)
        .join(User, User.id == Record.author_id)
        .where(Visit.county_id == key.county_id, Visit.period == key.cycle_id)
        .where(Visit.village_code == key.village_code, VISITS[which])
    )
    rows = _after(statement, (Visit.happened_on, Visit.record_id), after)
    found = [VisitLine(*row) for row in db.session.execute(rows.limit(limit + 1))]
    kept = found[:limit]
    return Page(kept, f"{kept[-1].happened_on}~{kept[-1].record_id}" if len(found) > limit else None)


def drafts(key: Key, limit: int) -> list[DraftLine]:
    """Visits to persons of a village that are begun and not handed in, of whatever day: what is typed is sealed."""
    statement = (
        select(Draft.id, Draft.user_id, Elder.name, User.full_name)
        .join(Elder, and_(Elder.county_id == Draft.county_id, Elder.id == Draft.elder_id))
        .join(User, User.id == Draft.user_id)
        .where(Draft.county_id == key.county_id, Elder.village_code == key.village_code)
        .where(Draft.record_id.is_(None), Draft.form_code.startswith("visit_record/"))
    )
    return [DraftLine(*row) for row in db.session.execute(statement.order_by(Elder.sound, Draft.id).limit(limit))]


def open_follow_ups(key: Key) -> int:
    """What was found in a village and is not settled yet."""
    statement = select(func.count()).where(
        FollowUp.county_id == key.county_id, FollowUp.village_code == key.village_code, FollowUp.state == "open"
    )
    return db.session.scalar(statement) or 0


def to_do(county_id: str, lead: Sequence[str], approves: Sequence[str], day: date) -> dict[str, int]:
    """How many months of each period wait to be handed in under the codes ``lead``, or to be received and closed under
    ``approves``; one query, asked on every page."""
    same_month = and_(
        MonthReport.county_id == VisitFigure.county_id,
        MonthReport.cycle_id == VisitFigure.cycle_id,
        MonthReport.village_code == VisitFigure.village_code,
    )
    months = (VisitCycle.county_id == county_id, VisitCycle.kind == MONTH)
    # The periods first: with them the keys of both tables lead to the rows of the places alone.
    begun = select(VisitCycle.id).where(*months, VisitCycle.last <= (day + OPENS).isoformat())
    to_hand_in = (
        select(VisitFigure.cycle_id, func.count(func.distinct(VisitFigure.village_code)))
        .outerjoin(MonthReport, same_month)
        .where(VisitFigure.county_id == county_id, within(VisitFigure, lead))
        .where(VisitFigure.cycle_id.in_(begun.where(VisitCycle.last >= (day - _FORGOTTEN).isoformat())))
        .where(or_(MonthReport.state.is_(None), MonthReport.state == State.OPEN))
        .group_by(VisitFigure.cycle_id)
    )
    to_receive = (
        select(MonthReport.cycle_id, func.count())
        .where(MonthReport.county_id == county_id, within(MonthReport, approves))
        .where(MonthReport.cycle_id.in_(select(VisitCycle.id).where(*months)))
        .where(MonthReport.state.in_((State.HANDED_IN, State.SIGNED)))
        .group_by(MonthReport.cycle_id)
    )
    found: dict[str, int] = {}
    for period, number in db.session.execute(to_hand_in.union_all(to_receive)):
        found[period] = found.get(period, 0) + number
    return found


def _after(statement: Select[Any], order: tuple[Any, Any], after: str) -> Select[Any]:
    first, _, row_id = after.rpartition("~")
    if row_id:
        statement = statement.where(tuple_(*order) > (first, row_id))
    return statement.order_by(*order)
