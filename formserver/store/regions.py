"""Regions as stored: brought in from files, asked for by code."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Region
from formserver.regions.codes import Tier
from formserver.regions.tree import Region as Place
from formserver.store.numbers import insert_into

_AT_ONCE = 500


def bring_in(places: Iterable[Place], valid_from: date) -> int:
    """Add regions, and give those already there their present names; returns how many rows were given."""
    rows = [
        {"code": p.code, "name": p.name, "tier": p.tier, "parent_code": p.parent, "valid_from": valid_from}
        for p in places
    ]
    for start in range(0, len(rows), _AT_ONCE):
        statement = insert_into(Region).values(rows[start : start + _AT_ONCE])
        named = statement.on_conflict_do_update(index_elements=[Region.code], set_={"name": statement.excluded.name})
        db.session.execute(named)
    return len(rows)


def get(code: str) -> Region:
    """The region. Raises NotFound."""
    found = db.session.get(Region, code)
    if found is None:
        raise NotFound
    return found


def close(code: str, valid_to: date, successor_code: str | None = None) -> None:
    """End a region on a day, naming the one that follows it. Raises NotFound."""
    region = get(code)
    region.valid_to, region.successor_code = valid_to, successor_code
    db.session.flush()


def children(code: str | None, on: date | None = None) -> Sequence[Region]:
    """The regions one tier below (None: the counties), by code; on a day only those that hold then."""
    above = Region.parent_code.is_(None) if code is None else Region.parent_code == code
    return db.session.scalars(_holding(on).where(above).order_by(Region.code)).all()


def under(code: str, on: date | None = None) -> Sequence[Region]:
    """A region and everything below it, by code; on a day only those that hold then."""
    inside = or_(Region.code == code, Region.code.startswith(code, autoescape=True))
    return db.session.scalars(_holding(on).where(inside).order_by(Region.code)).all()


def names(codes: Iterable[str]) -> dict[str, str]:
    """Names by code, in one query; unknown codes are left out."""
    rows = db.session.execute(select(Region.code, Region.name).where(Region.code.in_(set(codes))))
    return {row.code: row.name for row in rows}


def places(tier: Tier | None = None) -> list[Place]:
    """All regions (of one tier) as pure values, by code, ready for `regions.tree.RegionTree`."""
    statement = select(Region.code, Region.name).order_by(Region.code)
    if tier is not None:
        statement = statement.where(Region.tier == tier)
    return [Place(row.code, row.name) for row in db.session.execute(statement)]


def count() -> int:
    """How many regions there are."""
    return db.session.scalar(select(func.count()).select_from(Region)) or 0


def _holding(on: date | None) -> Select[Region]:
    statement = select(Region)
    if on is None:
        return statement
    return statement.where(Region.valid_from <= on, or_(Region.valid_to.is_(None), Region.valid_to >= on))
