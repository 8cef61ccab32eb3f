"""Sessions kept on the server: the cookie holds a random id of 256 bits, the database only its hash.

Sentences for the next page (`flash`) are no part of that: they travel in a signed cookie of their own, so that a post
and the page after it cost no write of the session.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, cast

from flask import Flask, Request, Response, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import OperationalError

from formserver import clock
from formserver.config import Settings
from formserver.extensions import db
from formserver.models.engine import DatabaseBusy, begin_reading
from formserver.store import sessions
from formserver.store.sessions import Visit

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods of requests that change nothing."""

_SERIALIZER: Final = TaggedJSONSerializer()
# A stranger's session only carries the token of a form he has open.
_STRANGER: Final = timedelta(hours=1)
# How much later than the truth the time of the last request may be noted, to spare most requests a write.
_NOTED_EVERY: Final = timedelta(minutes=1)
# Where Flask keeps the sentences for the next page.
_NOTICES: Final = "_flashes"
_NOTICES_SECONDS: Final = 600


class ServerSession(SessionMixin):
    """What the server remembers between the requests of one browser."""

    def __init__(self, content: dict[str, Any] | None = None, *, session_id: str | None = None) -> None:
        self._content = content or {}
        self.session_id = session_id
        self.user_id: str | None = None
        self.seen_at: datetime | None = None
        self.visit: Visit | None = None
        self.are_notices_changed = False
        self.is_new_id_needed = session_id is None
        self.modified = False
        self.accessed = False

    def begin(self, user_id: str) -> None:
        """Start afresh for a person who proved who he is: nothing from before remains, the id will be another."""
        self._content.clear()
        self.user_id, self.visit = user_id, None
        self.is_new_id_needed = self.modified = True

    @property
    def content(self) -> dict[str, Any]:
        """Everything remembered, without the notices."""
        return {key: value for key, value in self._content.items() if key != _NOTICES}

    @property
    def notices(self) -> Any:
        """The sentences for the next page, as Flask keeps them; empty for none."""
        return self._content.get(_NOTICES)

    def __getitem__(self, key: str) -> Any:
        self.accessed = True
        return self._content[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._note_change(key)
        self._content[key] = value

    def __delitem__(self, key: str) -> None:
        self._note_change(key)
        del self._content[key]

    def put_notices(self, notices: Any) -> None:
        """Take in what the page before left to say."""
        self._content[_NOTICES] = notices

    def _note_change(self, key: str) -> None:
        self.accessed = True
        self.are_notices_changed |= key == _NOTICES
        self.modified |= key != _NOTICES

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
        self._notices_cookie = f"{self.cookie}-notices"
        self._signer = URLSafeTimedSerializer(settings.secret_key, salt="notices")
        self._secure = settings.is_production
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._longest = timedelta(hours=settings.session_hours)

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """The session the cookie names if it is still good, else a new one."""
        _begin(request)
        token = request.cookies.get(self.cookie, "")
        opened = (self._find(token) if len(token) == 43 else None) or ServerSession()
        self._take_notices(request, opened)
        return opened

    def _take_notices(self, request: Request, opened: ServerSession) -> None:
        signed = request.cookies.get(self._notices_cookie)
        if not signed:
            return
        try:
            whose, notices = self._signer.loads(signed, max_age=_NOTICES_SECONDS)
        except (BadData, ValueError):
            return
        if whose == opened.user_id:
            opened.put_notices(notices)

    def _find(self, token: str) -> ServerSession | None:
        now = clock.now()
        row = sessions.load(token, at=now, seen_after=now - self._idle)
        if row is None:
            return None
        opened = ServerSession(cast(dict[str, Any], _SERIALIZER.loads(row.data)), session_id=token)
        opened.user_id, opened.seen_at, opened.visit = row.user_id, row.seen_at, row
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed, and now and then that the person is still there; forget an emptied session."""
        kept = cast(ServerSession, session)
        if kept.accessed:
            response.vary.add("Cookie")
        if kept.are_notices_changed:
            self._hand_on_notices(kept, response)
        if not kept.content and (kept.modified or kept.session_id):
            self._forget(kept, response)
        elif kept.modified:
            self._keep(kept, response)
        elif self._is_due(kept) and response.status_code < 500:
            self._note(kept, response)

    def _hand_on_notices(self, kept: ServerSession, response: Response) -> None:
        if kept.notices:
            signed = self._signer.dumps([kept.user_id, kept.notices])
            self._set_cookie(response, self._notices_cookie, str(signed))
        else:
            self._delete_cookie(response, self._notices_cookie)

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
        self._delete_cookie(response, self.cookie)

    def _keep(self, kept: ServerSession, response: Response) -> None:
        db.session.rollback()
        data, now = _SERIALIZER.dumps(kept.content), clock.now()
        if kept.is_new_id_needed:
            self._renew(kept, data, now)
            self._set_cookie(response, self.cookie, kept.session_id or "")
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

    def _set_cookie(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, path="/", secure=self._secure, httponly=True, samesite="Lax")

    def _delete_cookie(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self._secure, httponly=True, samesite="Lax")


def _begin(request: Request) -> None:
    # A test that drives the application inside its own context may have a transaction open already.
    if not db.session().in_transaction():
        begin_reading(db.session(), before_writing=request.method not in SAFE)
