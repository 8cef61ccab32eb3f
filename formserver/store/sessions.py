"""Sessions on the server: the cookie holds a random id, the database only its hash."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete as delete_from
from sqlalchemy import or_, select, update

from formserver.extensions import db
from formserver.models import UserSession


def new_session_id() -> str:
    """A new id of 256 random bits, for the cookie."""
    return secrets.token_urlsafe(32)


def load(session_id: str, *, at: datetime, seen_after: datetime) -> UserSession | None:
    """The session, unless it has expired at ``at`` or was last seen before ``seen_after``."""
    statement = select(UserSession).where(
        UserSession.id_hash == _hash(session_id), UserSession.expires_at > at, UserSession.seen_at >= seen_after
    )
    return db.session.scalar(statement)


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
