"""Files that have something in common, within a scope; those that are part of another one or given up are none."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, not_, select, tuple_

from formserver.extensions import db
from formserver.models import Elder
from formserver.store.elders import LEFT
from formserver.store.scope import Scope, visible, within

_GROUPS = 200


def count(scope: Scope, place_code: str) -> int:
    """How many files there are."""
    return db.session.scalar(visible(select(func.count(Elder.id)).where(*_standing(place_code)), Elder, scope)) or 0


def of_names(scope: Scope, place_code: str) -> list[list[Elder]]:
    """The files with the same name and year of birth, group by group, in two queries."""
    year = func.substr(Elder.birth, 1, 4)
    alike = visible(select(Elder.name, year).where(*_standing(place_code), Elder.birth.is_not(None)), Elder, scope)
    grouped = alike.group_by(Elder.name, year).having(func.count(Elder.id) > 1).order_by(Elder.name, year)
    groups = [(name, born) for name, born in db.session.execute(grouped.limit(_GROUPS))]
    having = visible(select(Elder).where(*_standing(place_code), tuple_(Elder.name, year).in_(groups)), Elder, scope)
    found: dict[tuple[str, str], list[Elder]] = {group: [] for group in groups}
    for elder in db.session.scalars(having.order_by(Elder.id)) if groups else ():
        found[elder.name, (elder.birth or "")[:4]].append(elder)
    return list(found.values())


def named(scope: Scope, name: str) -> Sequence[Elder]:
    """The files with this very name."""
    return db.session.scalars(visible(select(Elder).where(*_standing(""), Elder.name == name), Elder, scope)).all()


def with_phones(scope: Scope, place_code: str) -> Sequence[Elder]:
    """The files with a phone number."""
    having = select(Elder).where(*_standing(place_code), Elder.phone_cipher.is_not(None)).order_by(Elder.id)
    return db.session.scalars(visible(having, Elder, scope)).all()


def merged_into(county_id: str, elder_id: str) -> Sequence[Elder]:
    """The files that went into this one."""
    having = select(Elder).where(Elder.county_id == county_id, Elder.merged_into == elder_id).order_by(Elder.id)
    return db.session.scalars(having).all()


def _standing(place_code: str) -> list[ColumnElement[bool]]:
    given_up = and_(Elder.state == LEFT, Elder.left_reason.is_(None))
    placed = [within(Elder, (place_code,))] if place_code else []
    return [Elder.merged_into.is_(None), not_(given_up), *placed]
