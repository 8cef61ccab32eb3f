"""The register of persons: one within a scope, changed, identity numbers and phones encrypted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, not_, select

from formserver.clock import now
from formserver.errors import DecryptionFailed, NotFound
from formserver.extensions import db, keys
from formserver.models import Elder
from formserver.store import elder_marks
from formserver.store.scope import Scope, visible
from formserver.store.sensitive import open_text, seal_text

LISTED: Final = "listed"
PENDING: Final = "pending"
REGISTERED: Final = "registered"
LEFT: Final = "left"

MOVED_AWAY: Final = "moved_away"
"""The reason of leaving (`left_reason`) with which another county may register the person."""

_IDENTITY: Final = "identity"
_PHONE: Final = "phone"


def insert(elder: Elder, *, identity: str | None = None, phone: str | None = None) -> Elder:
    """Add a person; identity number and phone are given readable and stored encrypted."""
    set_identity(elder, identity)
    set_phone(elder, phone)
    elder.sound = ""
    db.session.add(elder)
    elder_marks.refresh(elder)
    return elder


def insert_many(persons: Iterable[tuple[Elder, str | None, str | None]]) -> None:
    """Add persons with their identity numbers and phones in one statement; their marks are left to the caller
    (`elder_marks.refresh_many`), who has more to say of them."""
    for elder, identity, phone in persons:
        set_identity(elder, identity)
        set_phone(elder, phone)
        elder.sound = ""
        db.session.add(elder)
    db.session.flush()


def get(scope: Scope, elder_id: str) -> Elder:
    """The person. Raises NotFound if there is none, or outside the scope."""
    found = db.session.scalar(visible(select(Elder).where(Elder.id == elder_id), Elder, scope))
    if found is None:
        raise NotFound
    return found


def find(county_id: str, elder_id: str) -> Elder | None:
    """The person whoever asks; for services that already know the record, and for commands."""
    return db.session.get(Elder, (county_id, elder_id))


def living_in(county_id: str, village_code: str) -> Sequence[Elder]:
    """The persons of a village, those who left it by an exit among them; not whose registration was given up, nor a
    file that is part of another one."""
    given_up = and_(Elder.state == LEFT, Elder.left_reason.is_(None))
    statement = select(Elder).where(
        Elder.county_id == county_id, Elder.village_code == village_code, Elder.merged_into.is_(None), not_(given_up)
    )
    return db.session.scalars(statement.order_by(Elder.id)).all()


def all_ids(county_id: str) -> Iterator[str]:
    """The ids of a county's persons, in their order."""
    statement = select(Elder.id).where(Elder.county_id == county_id).order_by(Elder.id)
    yield from db.session.scalars(statement.execution_options(yield_per=500))


def identity_columns(elder: Elder, identity: str | None) -> dict[str, str | None]:
    """The columns of another identity number, encrypted, with its blind index; none where it is the same."""
    if identity_of(elder) == identity:
        return {}
    index = keys.ring.blind_index(identity) if identity else None
    return {"identity_cipher": _sealed(elder, identity, _IDENTITY), "identity_index": index}


def phone_columns(elder: Elder, phone: str | None) -> dict[str, str | None]:
    """The column of another phone number, encrypted; none where it is the same."""
    return {} if phone_of(elder) == phone else {"phone_cipher": _sealed(elder, phone, _PHONE)}


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


def keys_fit() -> bool:
    """Whether the keys at hand are those of what is stored, asked of one person: the number opens, and is indexed by
    them. True where nobody has a number yet."""
    elder = db.session.scalars(select(Elder).where(Elder.identity_index.is_not(None)).limit(1)).first()
    try:
        return elder is None or keys.ring.blind_index(identity_of(elder) or "") == elder.identity_index
    except DecryptionFailed:
        return False


def change(elder: Elder, changes: Mapping[str, Any], *, at: datetime | None = None) -> Elder:
    """Set columns by name, e.g. ``{"state": REGISTERED}``, and the instant of the change."""
    for name, value in changes.items():
        setattr(elder, name, value)
    elder.updated_at = at or now()
    if elder_marks.MARKED & changes.keys():
        elder_marks.refresh(elder)
    db.session.flush()
    return elder


def _sealed(elder: Elder, text: str | None, path: str) -> str | None:
    return seal_text(text, elder.county_id, elder.id, path) if text else None


def _opened(elder: Elder, value: str | None, path: str) -> str | None:
    return None if value is None else open_text(value, elder.county_id, elder.id, path)
