"""The register of persons: within a scope, by village and name, identity numbers and phones encrypted."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, literal, select, tuple_

from formserver.clock import now
from formserver.errors import NotFound
from formserver.extensions import db, keys
from formserver.models import Elder
from formserver.store.ledger import spoken
from formserver.store.paging import Page
from formserver.store.scope import Scope, visible, within
from formserver.store.sensitive import open_text, seal_text

LISTED: Final = "listed"
PENDING: Final = "pending"
REGISTERED: Final = "registered"
LEFT: Final = "left"

_IDENTITY: Final = "identity"
_PHONE: Final = "phone"


@dataclass(frozen=True)
class ElderLine:
    """One row of the register's list."""

    county_id: str
    id: str
    name: str
    sex: str | None
    birth: str | None
    township_code: str
    village_code: str
    village_name: str
    state: str
    updated_at: datetime


COLUMNS: Final = tuple(getattr(Elder, name) for name in ElderLine.__dataclass_fields__)


def insert(elder: Elder, *, identity: str | None = None, phone: str | None = None) -> Elder:
    """Add a person; identity number and phone are given readable and stored encrypted."""
    set_identity(elder, identity)
    set_phone(elder, phone)
    db.session.add(elder)
    db.session.flush()
    return elder


def get(scope: Scope, elder_id: str) -> Elder:
    """The person. Raises NotFound if there is none, or outside the scope."""
    found = db.session.scalar(visible(select(Elder).where(Elder.id == elder_id), Elder, scope))
    if found is None:
        raise NotFound
    return found


def find(county_id: str, elder_id: str) -> Elder | None:
    """The person whoever asks; for services that already know the record, and for commands."""
    return db.session.get(Elder, (county_id, elder_id))


def all_ids(county_id: str) -> Iterator[str]:
    """The ids of a county's persons, in their order."""
    statement = select(Elder.id).where(Elder.county_id == county_id).order_by(Elder.id)
    yield from db.session.scalars(statement.execution_options(yield_per=500))


def set_identity(elder: Elder, identity: str | None) -> None:
    """Store an identity number encrypted, with its blind index; None takes both away."""
    elder.identity_cipher = _sealed(elder, identity, _IDENTITY)
    elder.identity_index = keys.ring.blind_index(identity) if identity else None


def set_phone(elder: Elder, phone: str | None) -> None:
    """Store a phone number encrypted; None takes it away."""
    elder.phone_cipher = _sealed(elder, phone, _PHONE)


def identity_of(elder: Elder) -> str | None:
    """The identity number, readable. Raises DecryptionFailed."""
    return _opened(elder, elder.identity_cipher, _IDENTITY)


def phone_of(elder: Elder) -> str | None:
    """The phone number, readable. Raises DecryptionFailed."""
    return _opened(elder, elder.phone_cipher, _PHONE)


def change(elder: Elder, changes: Mapping[str, Any], *, at: datetime | None = None) -> Elder:
    """Set columns by name, e.g. ``{"state": REGISTERED}``, and the instant of the change."""
    for name, value in changes.items():
        setattr(elder, name, value)
    elder.updated_at = at or now()
    db.session.flush()
    return elder


def list_for(
    scope: Scope,
    *,
    states: Iterable[str] = (),
    place_code: str = "",
    name: str = "",
    after: str = "",
    limit: int = 50,
) -> Page[ElderLine]:
    """One page by name, in one query. ``name``: any part of it; ``after``: `Page.next` of the page before."""
    statement = visible(select(*COLUMNS), Elder, scope)
    for condition in _conditions(states, place_code, name):
        statement = statement.where(condition)
    last_name, mark, last_id = after.rpartition("~")
    if mark:
        statement = statement.where(tuple_(Elder.name, Elder.id) > tuple_(literal(last_name), literal(last_id)))
    rows = db.session.execute(statement.order_by(Elder.name, Elder.id).limit(limit + 1)).all()
    lines = [ElderLine(*row) for row in rows[:limit]]
    return Page(lines, f"{lines[-1].name}~{lines[-1].id}" if len(rows) > limit else None)


def count(scope: Scope, *, states: Iterable[str] = (), place_code: str = "", name: str = "") -> int:
    """How many persons such a list has, in one query."""
    statement = visible(select(func.count()).select_from(Elder), Elder, scope)
    for condition in _conditions(states, place_code, name):
        statement = statement.where(condition)
    return db.session.scalar(statement) or 0


def in_order(
    scope: Scope, *, states: Iterable[str], place_code: str = "", name: str = "", limit: int
) -> list[ElderLine]:
    """Up to ``limit`` persons as a ledger has them: by village, then name."""
    statement = visible(select(*COLUMNS), Elder, scope).where(*_conditions(states, place_code, name))
    found = [ElderLine(*row) for row in db.session.execute(statement.order_by(Elder.id).limit(limit))]
    return sorted(found, key=lambda line: (line.village_code, spoken(line.name), line.id))


def villages(scope: Scope, *, states: Iterable[str], place_code: str = "", name: str = "") -> dict[str, int]:
    """How many such persons there are of each village, by its code, in the order of the codes."""
    counted: tuple[Any, ...] = (Elder.village_code, func.count())
    statement = visible(select(*counted).select_from(Elder), Elder, scope).where(*_conditions(states, place_code, name))
    rows = db.session.execute(statement.group_by(Elder.village_code).order_by(Elder.village_code))
    return {str(code): int(number) for code, number in rows}


def count_visible(scope: Scope, elder_ids: Collection[str]) -> int:
    """How many of these persons the scope shows."""
    statement = select(func.count()).select_from(Elder).where(Elder.id.in_(elder_ids))
    return int(db.session.scalar(visible(statement, Elder, scope)) or 0)


def _conditions(states: Iterable[str], place_code: str, name: str) -> list[Any]:
    conditions: list[Any] = []
    if wanted := list(states):
        conditions.append(Elder.state.in_(wanted))
    if place_code:
        conditions.append(within(Elder, (place_code,)))
    if name:
        conditions.append(Elder.name.contains(name, autoescape=True))
    return conditions


def _sealed(elder: Elder, text: str | None, path: str) -> str | None:
    return seal_text(text, elder.county_id, elder.id, path) if text else None


def _opened(elder: Elder, value: str | None, path: str) -> str | None:
    return None if value is None else open_text(value, elder.county_id, elder.id, path)
