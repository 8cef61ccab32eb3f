"""Who visits whom on a day: persons given to visitors, visitors standing in for others, and what was changed when.

Rows are never changed but marked as ended (``ended_at``): what holds has no mark. Giving a person to another visitor
from a day on leaves the row before in place, ended, and a shorter one beside it: undoing takes both marks back.

An assignment speaks only as long as its visitor still visits where the person lives (`VISITING`); else nobody was
assigned, and everybody who visits in the village sees the person.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import Elder, Grant, Region, User, VisitAssignment, VisitDuty
from formserver.store import elders

VISITING: Final = ("visitor", "village_lead")
"""The roles that visit."""

Placed = type[Elder] | type[VisitDuty]


@dataclass(frozen=True)
class Line:
    """A person of a village and who visits him. ``visitor_id``: None where nobody is assigned."""

    id: str
    name: str
    sound: str
    sex: str | None
    birth: str | None
    care_level: str | None
    visit_class: str | None
    risk: str | None
    grid: str | None
    visitor_id: str | None


@dataclass(frozen=True)
class Batch:
    """What somebody changed at one instant: how many rows were made and how many ended."""

    by: str
    at: datetime
    given: int
    ended: int


def lock(village_code: str) -> None:
    """Keep the assignments of a village from everybody else until the transaction ends."""
    db.session.execute(select(Region.code).where(Region.code == village_code).with_for_update())


def visitor_of(model: Placed, on: date) -> ScalarSelect[str]:
    """Who visits the person of a row on a day: the id of the one assigned who still visits in the person's village."""
    one = aliased(VisitAssignment)
    elder_id = model.id if model is Elder else VisitDuty.elder_id
    same = one.county_id == model.county_id, one.elder_id == elder_id
    visits = _visits(one.user_id, model, on)
    # The first of two would be a fault of ours; a list must not fail by it.
    return select(func.min(one.user_id)).where(*same, *holding(one, on), visits).correlate(model).scalar_subquery()


def given_on(elder: Elder, on: date) -> list[str]:
    """Whom a person was given to for a day, whatever their roles are: who stands in, then who is stood in for."""
    asked = {"county_id": elder.county_id, "village_code": elder.village_code, "elder_id": elder.id}
    rows = db.session.execute(_given(), asked | {"day": on.isoformat()})
    return list(dict.fromkeys(user_id for row in rows for user_id in row if user_id))


@cache  # every visit that finds something asks: put together once
def _given() -> Any:
    one, stands = VisitAssignment, aliased(VisitAssignment)
    here = (
        stands.county_id == one.county_id,
        stands.village_code == bindparam("village_code"),
        stands.elder_id.is_(None),
    )
    covered = and_(*here, stands.for_user_id == one.user_id, *_standing(stands, bindparam("day")))
    statement = select(stands.user_id, one.user_id).select_from(one).outerjoin(stands, covered)
    is_of = one.county_id == bindparam("county_id"), one.elder_id == bindparam("elder_id")
    mine = *is_of, *_standing(one, bindparam("day"))
    return statement.where(*mine).order_by(one.user_id, stands.first, stands.id)


def mine(model: Placed, user_id: str, on: date) -> ColumnElement[bool]:
    """Whether somebody visits the person of a row on a day: given to him, or to whom he stands in for, or to nobody."""
    stands = aliased(VisitAssignment)
    stood_for = (
        select(stands.for_user_id)
        .where(stands.county_id == model.county_id, stands.user_id == user_id, stands.elder_id.is_(None))
        .where(stands.village_code == model.village_code, *holding(stands, on))
        .correlate(model)
    )
    return func.coalesce(visitor_of(model, on), user_id).in_(union_all(select(literal(user_id)), stood_for))


def persons(
    county_id: str,
    village_code: str,
    on: date,
    *,
    visitor: str | None = "",
    grid: str = "",
    after: str = "",
    limit: int | None = None,
) -> list[Line]:
    """The persons served in a village by name, with who visits them on a day. ``visitor``: only his, None: only whom
    nobody visits, "": all; ``after``: `place_of` the last line before."""
    who = visitor_of(Elder, on)
    columns: list[Any] = [getattr(Elder, name) for name in Line.__dataclass_fields__ if name != "visitor_id"]
    statement = select(*columns, who).where(*_served(county_id, village_code))
    if visitor is None:
        statement = statement.where(who.is_(None))
    elif visitor:
        statement = statement.where(who == visitor)
    if grid:
        statement = statement.where(Elder.grid == grid)
    sound, mark, last_id = after.rpartition("~")
    if mark:
        statement = statement.where(or_(Elder.sound > sound, (Elder.sound == sound) & (Elder.id > last_id)))
    rows = db.session.execute(statement.order_by(Elder.sound, Elder.id).limit(limit)).all()
    return [Line(*tuple(row)) for row in rows]


def place_of(line: Line) -> str:
    """Where the page after a line begins."""
    return f"{line.sound}~{line.id}"


def counts(county_id: str, village_code: str, on: date) -> dict[str | None, int]:
    """How many persons of a village each visitor has on a day; None: how many have none."""
    who = visitor_of(Elder, on).label("who")
    each = select(who).where(*_served(county_id, village_code)).subquery()
    rows = db.session.execute(select(each.c.who, func.count()).group_by(each.c.who))
    return {who: int(number) for who, number in rows}


def count_served(county_id: str, village_code: str, elder_ids: Collection[str]) -> int:
    """How many of these persons are served in a village."""
    statement = select(func.count()).select_from(Elder).where(*_served(county_id, village_code))
    return db.session.scalar(statement.where(Elder.id.in_(elder_ids))) or 0


def grids(county_id: str, village_code: str) -> list[str]:
    """The grids that persons of a village belong to."""
    statement = select(Elder.grid).where(*_served(county_id, village_code), Elder.grid.is_not(None)).distinct()
    return sorted(filter(None, db.session.scalars(statement)))


def of_person(county_id: str, elder_id: str) -> Sequence[VisitAssignment]:
    """Who visited a person from when to when, the latest first."""
    statement = select(VisitAssignment).where(
        VisitAssignment.county_id == county_id, VisitAssignment.elder_id == elder_id, VisitAssignment.ended_at.is_(None)
    )
    return db.session.scalars(statement.order_by(VisitAssignment.first.desc(), VisitAssignment.id.desc())).all()


def standing_on_or_after(county_id: str, elder_ids: Collection[str], first: str) -> Sequence[VisitAssignment]:
    """The rows of persons that hold on a day or later, as they stand now; `lock` first."""
    statement = select(VisitAssignment).where(
        VisitAssignment.county_id == county_id,
        VisitAssignment.elder_id.in_(elder_ids),
        VisitAssignment.ended_at.is_(None),
        or_(VisitAssignment.last.is_(None), VisitAssignment.last >= first),
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def given_to(county_id: str, village_code: str, user_id: str, first: str) -> list[tuple[str, str]]:
    """Id and name of the persons of a village that somebody visits on a day or later, whatever his role is, by name."""
    one = VisitAssignment
    holding = or_(one.last.is_(None), one.last >= first)
    statement = (
        select(Elder.id, Elder.name)
        .join(one, (one.county_id == Elder.county_id) & (one.elder_id == Elder.id))
        .where(*_served(county_id, village_code), one.user_id == user_id, one.ended_at.is_(None), holding)
        .distinct()
        .order_by(Elder.sound, Elder.id)
    )
    # Of the columns a list is ordered by, PostgreSQL wants every one among what is distinct.
    statement = statement.add_columns(Elder.sound)
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def lapsed(county_id: str, village_code: str, on: date) -> dict[str, int]:
    """Who does not visit in a village any more and still has persons of it: user id -> how many."""
    one = VisitAssignment
    statement = (
        select(one.user_id, func.count())
        .join(Elder, (one.county_id == Elder.county_id) & (one.elder_id == Elder.id))
        .where(*_served(county_id, village_code), *holding(one, on), ~_visits(one.user_id, Elder, on))
        .group_by(one.user_id)
    )
    return {user_id: int(number) for user_id, number in db.session.execute(statement)}


def insert(made: Iterable[VisitAssignment]) -> None:
    """Add rows."""
    db.session.add_all(list(made))
    db.session.flush()


def end(found: Iterable[VisitAssignment], *, by: str, at: datetime) -> None:
    """Mark rows as holding no more."""
    for one in found:
        one.ended_by, one.ended_at = by, at
    db.session.flush()


def version(county_id: str, village_code: str) -> str:
    """What changes whenever the assignments of a village change."""
    one = VisitAssignment
    statement = select(func.count(), func.count(one.ended_at), func.max(one.given_at), func.max(one.ended_at))
    row = db.session.execute(statement.where(one.county_id == county_id, one.village_code == village_code)).one()
    return ".".join("" if value is None else str(value) for value in row)


def batches(county_id: str, village_code: str, limit: int) -> list[Batch]:
    """The last that was changed in a village, the latest first; what was undone is not among it."""
    one = VisitAssignment
    here = one.county_id == county_id, one.village_code == village_code
    not_undone = or_(one.ended_at.is_(None), one.ended_at != one.given_at)
    given = select(one.given_by.label("who"), one.given_at.label("at"), literal(1).label("g"), literal(0).label("e"))
    ended = select(one.ended_by, one.ended_at, literal(0), literal(1)).where(*here, one.ended_at.is_not(None))
    each = union_all(given.where(*here, not_undone), ended.where(not_undone)).subquery()
    statement = select(each.c.who, each.c.at, func.sum(each.c.g), func.sum(each.c.e)).group_by(each.c.who, each.c.at)
    rows = db.session.execute(statement.order_by(each.c.at.desc()).limit(limit))
    return [Batch(who, at, int(made), int(over)) for who, at, made, over in rows]


def of_batch(
    county_id: str, village_code: str, by: str, at: datetime
) -> tuple[Sequence[VisitAssignment], Sequence[VisitAssignment]]:
    """The rows somebody made at an instant, and those he ended then; `lock` first."""
    one = VisitAssignment
    here = one.county_id == county_id, one.village_code == village_code

    def rows(*conditions: Any) -> Sequence[VisitAssignment]:
        statement = select(one).where(*here, *conditions).execution_options(populate_existing=True)
        return db.session.scalars(statement).all()

    made = rows(one.given_by == by, one.given_at == at, or_(one.ended_at.is_(None), one.ended_at != at))
    return made, rows(one.ended_by == by, one.ended_at == at, one.given_at != at)


def _served(county_id: str, village_code: str) -> tuple[ColumnElement[bool], ...]:
    return Elder.county_id == county_id, Elder.village_code == village_code, Elder.state != elders.LEFT


def holding(one: Any, on: date) -> tuple[ColumnElement[bool], ...]:
    """Whether a row holds on a day."""
    return _standing(one, on.isoformat())


def _standing(one: Any, day: Any) -> tuple[ColumnElement[bool], ...]:
    return one.ended_at.is_(None), one.first <= day, or_(one.last.is_(None), one.last >= day)


def _visits(user_id: Any, model: Placed, on: date) -> ColumnElement[bool]:
    """Whether somebody visits at the place of a row on a day."""
    places = model.village_code, model.township_code, model.county_id
    return (
        exists()
        .where(User.id == user_id, User.active, Grant.user_id == User.id, Grant.role_name.in_(VISITING))
        .where(or_(*(Grant.region_code == place for place in places)))
        .where(Grant.valid_from <= on, or_(Grant.valid_to.is_(None), Grant.valid_to >= on))
        .correlate_except(User, Grant)
    )
