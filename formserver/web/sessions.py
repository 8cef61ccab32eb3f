"""Sessions kept on the server: the cookie holds a random id of 256 bits, the database only its hash."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, cast

from flask import Flask, Request, Response, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import OperationalError

from formserver import clock
from formserver.config import Settings
from formserver.extensions import db
from formserver.models.engine import DatabaseBusy, begin_reading
from formserver.store import sessions

_SERIALIZER: Final = TaggedJSONSerializer()
# A stranger's session only carries the token of a form he has open.
_STRANGER: Final = timedelta(hours=1)
# How much later than the truth the time of the last request may be noted, to spare most requests a write.
_NOTED_EVERY: Final = timedelta(minutes=1)


class ServerSession(SessionMixin):
    """What the server remembers between the requests of one browser."""

    def __init__(self, content: dict[str, Any] | None = None, *, session_id: str | None = None) -> None:
        self._content = content or {}
        self.session_id = session_id
        self.user_id: str | None = None
        self.seen_at: datetime | None = None
        self.is_new_id_needed = session_id is None
        self.modified = False
        self.accessed = False

    def begin(self, user_id: str) -> None:
        """Start afresh for a person who proved who he is: nothing from before remains, the id will be another."""
        self._content.clear()
        self.user_id = user_id
        self.is_new_id_needed = self.modified = True

    @property
    def content(self) -> dict[str, Any]:
        """Everything remembered."""
        return self._content

    def __getitem__(self, key: str) -> Any:
        self.accessed = True
        return self._content[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.accessed = self.modified = True
        self._content[key] = value

    def __delitem__(self, key: str) -> None:
        self.accessed = self.modified = True
        del self._content[key]

    def __iter__(self) -> Iterator[str]:
        self.accessed = True
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)


def current_session() -> ServerSession:
    """The session of the current request."""
    return cast(ServerSession, session._get_current_object())  # type: ignore[attr-defined]


class ServerSessions(SessionInterface):
    """Opens the session of each request and saves it afterwards, in a transaction of its own."""

    def __init__(self, settings: Settings) -> None:
        self.cookie = "__Host-formserver" if settings.is_production else "formserver"
        self._secure = settings.is_production
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._longest = timedelta(hours=settings.session_hours)

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """The session the cookie names if it is still good, else a new one."""
        _begin(request)
        token = request.cookies.get(self.cookie, "")
        found = self._find(token) if len(token) == 43 else None
        return found or ServerSession()

    def _find(self, token: str) -> ServerSession | None:
        now = clock.now()
        row = sessions.load(token, at=now, seen_after=now - self._idle)
        if row is None:
            return None
        opened = ServerSession(cast(dict[str, Any], _SERIALIZER.loads(row.data)), session_id=token)
        opened.user_id, opened.seen_at = row.user_id, row.seen_at
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed, and now and then that the person is still there; forget an emptied session."""
        kept = cast(ServerSession, session)
        if kept.accessed:
            response.vary.add("Cookie")
        if not kept and (kept.modified or kept.session_id):
            self._forget(kept, response)
        elif kept.modified:
            self._keep(kept, response)
        elif self._is_due(kept) and response.status_code < 500:
            self._note(kept, response)

    def _is_due(self, kept: ServerSession) -> bool:
        return kept.seen_at is not None and clock.now() - kept.seen_at >= _NOTED_EVERY

    def _note(self, kept: ServerSession, response: Response) -> None:
        # The answer matters more than the time of the last request: a busy database must not put an error in its place.
        try:
            self._keep(kept, response)
        except (DatabaseBusy, OperationalError):
            db.session.rollback()

    def _forget(self, kept: ServerSession, response: Response) -> None:
        if kept.session_id is not None:
            # Whatever the view left uncommitted was not meant to last, as at the end of any request.
            db.session.rollback()
            sessions.delete(kept.session_id)
            db.session.commit()
        response.delete_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="Lax")

    def _keep(self, kept: ServerSession, response: Response) -> None:
        db.session.rollback()
        data, now = _SERIALIZER.dumps(kept.content), clock.now()
        if kept.is_new_id_needed:
            self._renew(kept, data, now)
            self._set_cookie(response, kept)
        elif kept.session_id is not None:
            sessions.save(kept.session_id, data=data, user_id=kept.user_id, at=now)
        db.session.commit()

    def _renew(self, kept: ServerSession, data: str, now: datetime) -> None:
        if kept.session_id is not None:
            sessions.delete(kept.session_id)
        sessions.sweep(at=now, seen_before=now - self._idle)
        kept.session_id = sessions.new_session_id()
        lasting = self._longest if kept.user_id else _STRANGER
        sessions.create(kept.session_id, data=data, user_id=kept.user_id, at=now, expires_at=now + lasting)

    def _set_cookie(self, response: Response, kept: ServerSession) -> None:
        response.set_cookie(
            self.cookie, kept.session_id or "", path="/", secure=self._secure, httponly=True, samesite="Lax"
        )


def _begin(request: Request) -> None:
    # A test that drives the application inside its own context may have a transaction open already.
    if not db.session().in_transaction():
        begin_reading(db.session())
