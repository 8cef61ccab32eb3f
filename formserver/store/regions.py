"""Regions as stored: brought in from files, asked for by code."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, false, or_, select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Region
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


def children(code: str | None, on: date | None = None) -> Sequence[Region]:
    """The regions one tier below (None: the counties), by code; on a day only those that hold then."""
    above = Region.parent_code.is_(None) if code is None else Region.parent_code == code
    return db.session.scalars(_holding(on).where(above).order_by(Region.code)).all()


def under(*codes: str, on: date | None = None) -> Sequence[Region]:
    """Regions and everything below them, each once, by code; on a day only those that hold then."""
    inside = or_(false(), *(Region.code.startswith(code, autoescape=True) for code in codes))
    return db.session.scalars(_holding(on).where(inside).order_by(Region.code)).all()


def names(codes: Iterable[str]) -> dict[str, str]:
    """Names by code, in one query; unknown codes are left out."""
    asked = set(codes)
    if not asked:
        return {}
    rows = db.session.execute(select(Region.code, Region.name).where(Region.code.in_(asked)))
    return {row.code: row.name for row in rows}


def _holding(on: date | None) -> Select[Region]:
    statement = select(Region)
    if on is None:
        return statement
    return statement.where(Region.valid_from <= on, or_(Region.valid_to.is_(None), Region.valid_to >= on))
