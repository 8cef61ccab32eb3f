"""Sessions on the server: the cookie holds a random id, the database only its hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy import delete as delete_from

from formserver.extensions import db
from formserver.models import Grant, User, UserSession


@dataclass(frozen=True)
class Visit:
    """A session as a request finds it: what it remembers, whose it is, and the grants of that person.

    User and grants belong to no database session: they are read, never written through.
    """

    data: str
    user_id: str | None
    seen_at: datetime
    user: User | None
    grants: tuple[Grant, ...]


_OWN: Final = (UserSession.data, UserSession.user_id, UserSession.seen_at)
_USER: Final = tuple(User.__table__.columns)
_GRANT: Final = tuple(Grant.__table__.columns)
# Every request asks this, so it is put together once and answered in one go, without objects of the ORM's keeping.
_VISIT: Final = (
    select(*_OWN, *_USER, *_GRANT)
    .outerjoin(User, User.id == UserSession.user_id)
    .outerjoin(Grant, Grant.user_id == User.id)
    .where(
        UserSession.id_hash == bindparam("id_hash"),
        UserSession.expires_at > bindparam("at"),
        UserSession.seen_at >= bindparam("seen_after"),
    )
    .order_by(Grant.id)
)


def new_session_id() -> str:
    """A new id of 256 random bits, for the cookie."""
    return secrets.token_urlsafe(32)


def load(session_id: str, *, at: datetime, seen_after: datetime) -> Visit | None:
    """The session with its person, unless it has expired at ``at`` or was last seen before ``seen_after``."""
    asked = {"id_hash": _hash(session_id), "at": at, "seen_after": seen_after}
    rows = db.session.connection().execute(_VISIT, asked).all()
    if not rows:
        return None
    first, after_user = len(_OWN), len(_OWN) + len(_USER)
    user = dict(zip((column.key for column in _USER), rows[0][first:after_user], strict=True))
    grants = (dict(zip((column.key for column in _GRANT), row[after_user:], strict=True)) for row in rows)
    own = User(**user) if user["id"] else None
    data, user_id, seen_at = rows[0][:first]
    return Visit(data, user_id, seen_at, own, tuple(Grant(**grant) for grant in grants if grant["id"]))


def create(session_id: str, *, data: str, user_id: str | None, at: datetime, expires_at: datetime) -> UserSession:
    """Begin a session. ``expires_at`` is fixed here, whatever happens later."""
    row = UserSession(
        id_hash=_hash(session_id), data=data, user_id=user_id, created_at=at, seen_at=at, expires_at=expires_at
    )
    db.session.add(row)
    db.session.flush()
    return row


def save(session_id: str, *, data: str, user_id: str | None, at: datetime) -> bool:
    """Store a session's data and that it was seen; False where it is gone (signed out elsewhere)."""
    statement = (
        update(UserSession)
        .where(UserSession.id_hash == _hash(session_id))
        .values(data=data, user_id=user_id, seen_at=at)
        .returning(UserSession.id_hash)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).first() is not None


def delete(session_id: str) -> None:
    """End a session; the old id is dead. Rotate by `delete` and `create` with a new id."""
    db.session.execute(delete_from(UserSession).where(UserSession.id_hash == _hash(session_id)))


def delete_of_user(user_id: str, *, but: str | None = None) -> None:
    """End all sessions of a person, as when rights change or the account is shut; ``but`` is an id to spare."""
    statement = delete_from(UserSession).where(UserSession.user_id == user_id)
    if but is not None:
        statement = statement.where(UserSession.id_hash != _hash(but))
    db.session.execute(statement)


def sweep(*, at: datetime, seen_before: datetime) -> None:
    """Drop the sessions that have expired or were not seen since an instant."""
    db.session.execute(
        delete_from(UserSession).where(or_(UserSession.expires_at <= at, UserSession.seen_at < seen_before))
    )


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
