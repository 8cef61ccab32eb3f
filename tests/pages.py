"""A client that checks every page it opens, and ways to sign people in and to post what a page's form would post."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from formserver import clock
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Grant, Region, User
from formserver.store import roles, sessions, users

COUNTY: Final = "420703"
PASSWORD: Final = "tangerine lamp 7"
COOKIE: Final = "formserver"
_UNLABELLED: Final = frozenset({"hidden", "submit", "button", "reset", "image"})


@dataclass
class Watch:
    """What one request did to the database."""

    statements: list[str] = field(default_factory=list)
    is_unfinished: bool = False
    locks: bool = False

    def begin(self) -> None:
        self.statements.clear()
        self.is_unfinished = self.locks = False

    def note(self, statement: str) -> None:
        if statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "SET TRANSACTION")):
            return
        self.statements.append(statement)
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.is_unfinished = True

    def note_lock(self, statement: Any) -> None:
        # SQLite would not say it: its statements are written without.
        self.locks = self.locks or getattr(statement, "_for_update_arg", None) is not None

    def finish(self) -> None:
        self.is_unfinished = False


def watch(app: Flask) -> Watch:
    """Watch the requests of an app that has not answered any yet."""
    seen = Watch()
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: seen.note(statement))
    event.listen(engine, "before_execute", lambda _connection, statement, *_rest: seen.note_lock(statement))
    event.listen(engine, "commit", lambda _connection: seen.finish())
    app.before_request_funcs.setdefault(None, []).insert(0, seen.begin)
    unfinished: list[bool] = []

    def look(response: Response) -> Response:
        # Before the session is saved, which rolls back what was left.
        pending = db.session.new or db.session.dirty or db.session.deleted
        unfinished[:] = [seen.is_unfinished or bool(pending)]
        return response

    app.after_request(look)
    app.extensions["test_watch"] = (seen, unfinished)
    return seen


class CheckingClient(FlaskClient):
    """A test client; every answer is checked, see `check`. ``most_queries`` is the ceiling of statements a request."""

    most_queries: int = 40

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **{"buffered": True, **kwargs})
        seen, unfinished = self.application.extensions["test_watch"]
        if response.status_code < 400:
            assert unfinished in ([], [False]), "the request left uncommitted work"
            assert not (response.request.method == "GET" and seen.locks), "reading kept something from others"
        assert len(seen.statements) <= self.most_queries, "\n".join(seen.statements)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 307, 308):
            check(response.get_data(as_text=True))
        return response

    def send(self, url: str, data: Mapping[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post with the token of the reader's session, as the page's own form would."""
        return self.post(url, data={"_csrf": token(self), **(data or {})}, **kwargs)


def client_of(app: Flask) -> CheckingClient:
    """A checking client of a watched app."""
    app.test_client_class = CheckingClient
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    return made


def token(client: FlaskClient) -> str:
    """A CSRF token good for the client's session."""
    tree = parse(client.get("/about").get_data(as_text=True))
    found = [node.get("value") for node in tree.iter("input") if node.get("name") == "_csrf"]
    assert found
    assert found[0]
    return found[0]


def add_person(
    app: Flask, user_name: str = "wangfang", *, password: str = "", grants: Mapping[str, str] | None = None
) -> str:
    """Add a person holding roles (role -> region code) since 2020; gives the id. ``password`` is the stored hash."""
    with app.app_context():
        roles.ship()
        user_id = new_id()
        person = User(
            id=user_id,
            username=user_name,
            full_name="王芳",
            password=password,
            fs_uniquifier=new_id(),
            created_at=clock.now(),
        )
        users.insert(person)
        for role, region in (grants or {}).items():
            if db.session.get(Region, region) is None:
                db.session.add(Region(code=region, name="试验地", tier="county", valid_from=date(2020, 1, 1)))
                db.session.flush()
            users.grant(
                Grant(id=new_id(), user_id=user_id, role_name=role, region_code=region, valid_from=date(2020, 1, 1))
            )
        db.session.commit()
    return user_id


def enter(client: FlaskClient, user_id: str) -> str:
    """Give the client a session of the person without asking for the password; gives the session's id."""
    app = client.application
    with app.app_context():
        session_id, now = sessions.new_session_id(), clock.now()
        data = app.json.dumps({"_user_id": users.get(user_id).fs_uniquifier, "_fresh": True})
        sessions.create(session_id, data=data, user_id=user_id, at=now, expires_at=now + timedelta(hours=12))
        db.session.commit()
    client.set_cookie(COOKIE, session_id)
    return session_id


def parse(text: str) -> Element:
    """The page or block as a tree of plain names. Raises html5lib's ParseError for all that a strict reader minds."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(text) if is_page(text) else parser.parseFragment(text)
    assert isinstance(tree, Element)
    return tree


def is_page(text: str) -> bool:
    """Whether the text is a whole page and not a block of one."""
    return text.lstrip().lower().startswith("<!doctype")


def check(text: str) -> None:
    """Fail unless the page is valid, has one h1 with which its title begins, unique ids, and labels for inputs."""
    tree = parse(text)
    if is_page(text):
        headings = [words(node) for node in tree.iter("h1")]
        assert len(headings) == 1, f"one h1 is wanted, found {headings}"
        title = next(tree.iter("title"))
        assert words(title).startswith(headings[0]), f"title {words(title)!r}, h1 {headings[0]!r}"
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), f"ids used twice: {sorted(i for i in ids if ids.count(i) > 1 and i)}"
    unlabelled = list(_unlabelled(tree))
    assert not unlabelled, f"inputs without a label: {unlabelled}"
    for node in tree.iter():
        missing = set((node.get("aria-describedby") or "").split()) - set(ids)
        assert not missing, f"aria-describedby names what is not there: {missing}"


def words(node: Element) -> str:
    """The text of an element, spaces put together."""
    return " ".join("".join(node.itertext()).split())


def _unlabelled(tree: Element) -> Iterator[str]:
    labelled = {node.get("for") for node in tree.iter("label")}
    wrapped = {id(inside) for node in tree.iter("label") for inside in node.iter()}
    for node in tree.iter():
        if node.tag not in ("input", "select", "textarea") or node.get("type") in _UNLABELLED:
            continue
        named = node.get("aria-label") or node.get("aria-labelledby") or node.get("id") in labelled
        if not named and id(node) not in wrapped:
            yield f"{node.tag} {node.get('name')}"
