"""Sums of what is due and done in a cycle, for the places a reader may count; each in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from formserver.extensions import db
from formserver.models import ElderMark, FollowUp, VisitCount, VisitDuty, VisitFigure
from formserver.programme.figures import NAMES, Tally
from formserver.store.follow_ups import CLOSED, GONE, OPEN
from formserver.store.scope import within

DUE: Final = "due"
_COLUMNS: Final = tuple(getattr(VisitFigure, name) for name in NAMES)


@dataclass(frozen=True)
class View:
    """Whose numbers: those of these places (codes of 6, 9 or 12 digits) of a county."""

    county_id: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """Persons of one care level and class in one place."""

    place: str
    care_level: str
    visit_class: str
    tally: Tally


@dataclass(frozen=True)
class WayCount:
    """Visits (``kind``: visit or care) made in one way (``""``: nobody knows)."""

    kind: str
    way: str
    visits: int
    late: int


@dataclass(frozen=True)
class FollowCount:
    """Follow-ups of one kind, without those taken back: open ones, those of them past their day, opened and closed in
    some days, and open ones by how long they have been: as many as there are of `Days.ages` and one more, the youngest
    first."""

    kind: str
    open: int
    overdue: int
    opened: int
    closed: int
    ages: tuple[int, ...]


@dataclass(frozen=True)
class Days:
    """The days of a cycle and the day it is, YYYY-MM-DD; ``ages``: the days from which on a follow-up is older than
    the youngest, then the next older ..., the latest first."""

    first: str
    last: str
    today: str
    ages: tuple[str, ...]


def cells(view: View, cycle_id: str, *, by_village: bool) -> list[Cell]:
    """The sums of a cycle by place (village or township), level and class."""
    place = VisitFigure.village_code if by_village else VisitFigure.township_code
    keys = place, VisitFigure.care_level, VisitFigure.visit_class
    wanted = select(*keys, *map(func.sum, _COLUMNS)).where(
        *covered(VisitFigure, view), VisitFigure.cycle_id == cycle_id
    )
    rows = db.session.execute(wanted.group_by(*keys).order_by(*keys))
    return [Cell(row[0], row[1], row[2], Tally(*map(int, row[3:]))) for row in rows]


def by_cycle(view: View, cycle_ids: Collection[str]) -> dict[str, Tally]:
    """The sums of several cycles, each as a whole."""
    wanted = select(VisitFigure.cycle_id, *map(func.sum, _COLUMNS)).where(*covered(VisitFigure, view))
    rows = db.session.execute(wanted.where(VisitFigure.cycle_id.in_(cycle_ids)).group_by(VisitFigure.cycle_id))
    return {row[0]: Tally(*map(int, row[1:])) for row in rows}


def by_village(view: View, cycle_id: str) -> dict[str, Tally]:
    """The sums of a cycle, village by village."""
    wanted = select(VisitFigure.village_code, *map(func.sum, _COLUMNS)).where(*covered(VisitFigure, view))
    rows = db.session.execute(wanted.where(VisitFigure.cycle_id == cycle_id).group_by(VisitFigure.village_code))
    return {row[0]: Tally(*map(int, row[1:])) for row in rows}


def ways(view: View, period: str) -> list[WayCount]:
    """Visits and care of a period, by way."""
    sums = func.sum(VisitCount.visits), func.sum(VisitCount.late)
    keys = VisitCount.kind, VisitCount.way
    wanted = select(*keys, *sums).where(*covered(VisitCount, view), VisitCount.period == period).group_by(*keys)
    return [WayCount(row[0], row[1], int(row[2]), int(row[3])) for row in db.session.execute(wanted.order_by(*keys))]


def overdue(view: View, cycle_id: str, today: str, *, by_village: bool) -> dict[str, int]:
    """How many persons of each place a window of the cycle passed for without its visit."""
    place = VisitDuty.village_code if by_village else VisitDuty.township_code
    wanted = select(place, func.count()).where(*covered(VisitDuty, view), VisitDuty.cycle_id == cycle_id)
    rows = db.session.execute(wanted.where(is_overdue(today)).group_by(place))
    return {code: int(number) for code, number in rows}


def is_overdue(today: str) -> ColumnElement[bool]:
    """Whether a duty is one for which a window passed without its visit."""
    return and_(VisitDuty.status == DUE, VisitDuty.open_until < today)


def follow_ups(view: View, days: Days) -> list[FollowCount]:
    """Follow-ups by kind."""
    is_open = FollowUp.state == OPEN
    opened, closed = (column.between(days.first, days.last) for column in (FollowUp.opened_on, FollowUp.closed_on))
    stands = FollowUp.state != GONE, opened
    wanted = (
        is_open,
        and_(is_open, FollowUp.due_on < days.today),
        and_(*stands),
        and_(FollowUp.state == CLOSED, closed),
    )
    sums = [func.sum(case((one, 1), else_=0)) for one in (*wanted, *_ages(days))]
    found = select(FollowUp.kind, *sums).where(*covered(FollowUp, view), or_(is_open, opened, closed))
    rows = db.session.execute(found.group_by(FollowUp.kind).order_by(FollowUp.kind))
    return [FollowCount(row[0], row[1], row[2], row[3], row[4], tuple(row[5:])) for row in rows]


def marks(view: View, wanted: Collection[str]) -> dict[str, int]:
    """How many persons of the register, as it is today, have each of these marks."""
    counted = select(ElderMark.mark, func.count()).where(*covered(ElderMark, view), ElderMark.mark.in_(wanted))
    return {mark: int(number) for mark, number in db.session.execute(counted.group_by(ElderMark.mark))}


def _ages(days: Days) -> list[ColumnElement[bool]]:
    """Whether an open follow-up is of each age."""
    is_open = FollowUp.state == OPEN
    since = [FollowUp.opened_on >= day for day in days.ages]
    older = [FollowUp.opened_on < day for day in days.ages]
    bounds = zip([*since, None], [None, *older], strict=True)
    return [and_(is_open, *(one for one in bound if one is not None)) for bound in bounds]


def covered(model: Any, view: View) -> tuple[ColumnElement[bool], ...]:
    """Whether a row with county, township and village is of the view."""
    return model.county_id == view.county_id, within(model, view.places)
