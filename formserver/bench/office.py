"""Throw-away offices to measure in: their settings, their fictional people, drafts that wait to be submitted."""

import gzip
import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from itertools import cycle
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from formserver.bench.papers import Paper
from formserver.crypto import new_keys
from formserver.demo import build, cast
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.forms.document import Part
from formserver.ids import new_id
from formserver.models import Draft
from formserver.services import drafting
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.store import drafts, elder_lists, elders, forms, records, schema, users
from formserver.store.elder_seeking import Sought

_TOKEN: Final = re.compile(r'name="_csrf" value="([^"]+)"')
_REGISTRATIONS: Final = 8


@dataclass(frozen=True)
class Desk:
    """Where a paper is filled in: its code, the county, and the account of who fills it in."""

    form: str
    county: str
    user_name: str


VISIT: Final = Desk("visit_record/jiangsu", "320722", "jiangsu-visitor")
# Of all first parts the one with the most inputs on an empty page.
LARGEST: Final = Desk("registration/shuren", "500230", "shuren-visitor")


class NobodyToVisit(FormserverError):
    """The demonstration registered nobody whom its visitor may visit."""

    message_key = "演示数据里没有可以探访的老人。"


def variables(folder: Path) -> dict[str, str]:
    """The environment of an office whose data lie in the folder: a demonstration on SQLite, keys of its own."""
    return {
        "FORMSERVER_ENV": "demo",
        "FORMSERVER_INSTANCE": str(folder),
        "FORMSERVER_SECRET_KEY": new_id() + new_id(),
        "FORMSERVER_PASSWORD_SALT": new_id(),
        **new_keys().as_settings(),
    }


def furnish(registrations: int = _REGISTRATIONS) -> None:
    """Build a demonstration in an empty database, with so many registrations a county; needs the app's context, as
    everything here."""
    schema.upgrade(db.engine)
    build.build(build.Size(registrations, visits=1))
    schema.analyse(db.engine)


@dataclass(frozen=True)
class Office:
    """Somebody at work in a demonstration, and the paper whose drafts are measured; `elder_ids`: whom visits are about.

    Nothing here leaves a transaction open: it would keep the servers from writing.
    """

    desk: Desk
    person: Person
    elder_ids: tuple[str, ...]
    part: Part

    @classmethod
    def at(cls, desk: Desk) -> "Office":
        """The office of a desk. Raises NobodyToVisit."""
        user = users.by_username(desk.user_name)
        assert user is not None
        grants = tuple(users.grants_of(user.id))
        for grant in grants:
            db.session.expunge(grant)
        person = Person(user.id, user.full_name, desk.county, grants)
        document = form_document(forms.active_edition(desk.form).id)
        elder_ids: tuple[str, ...] = ()
        if document.category == "visit_record":
            elder_ids = tuple(
                row.id for row in elder_lists.list_for(person.scope, Sought(states=(elders.REGISTERED,))).rows
            )
            if not elder_ids:
                raise NobodyToVisit
        db.session.rollback()
        return cls(desk, person, elder_ids, document.first_part)

    def drafts(self, count: int) -> list[str]:
        """So many new drafts, each as the first page of the paper leaves it, of the persons in turn; gives their
        addresses."""
        made, begun = [], cycle([self._begun(elder_id) for elder_id in self.elder_ids[:count] or (None,)])
        for _, (same, pairs) in zip(range(count), begun, strict=False):
            made.append(drafts.insert(Draft(id=new_id(), **same), pairs).id)
        db.session.commit()
        return [f"/{self.desk.county}/drafts/{draft_id}" for draft_id in made]

    def _begun(self, elder_id: str | None) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        first = drafting.start(self.person, self.desk.form, elder_id=elder_id)
        names = ("county_id", "user_id", "form_code", "form_edition_id", "part", "elder_id", "title", "origin")
        return {name: getattr(first, name) for name in names}, drafts.pairs_of(first)

    def submitted(self) -> int:
        """How many records those persons have."""
        count = sum(len(records.of_elder(self.person.scope, elder_id)) for elder_id in self.elder_ids)
        db.session.rollback()
        return count


class Visitor:
    """Somebody's browser: signed in, with the token its posts need."""

    def __init__(self, address: str, user_name: str) -> None:
        self._address, self._jar = address, CookieJar()
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self._jar))
        token = token_of(self.page("/sign-in"))
        typed = {"_csrf": token, "user_name": user_name, "password": cast.PASSWORD}
        self._opener.open(f"{address}/sign-in", urlencode(typed).encode()).close()
        self.token = token_of(self.page("/about"))

    @property
    def cookie(self) -> str:
        """The header that shows who it is."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def page(self, path: str) -> str:
        """The text of a page."""
        with self._opener.open(self._address + path) as answer:
            return str(answer.read().decode())

    def body(self, paper: Paper) -> str:
        """The urlencoded post that submits a new draft with these answers."""
        own = [("_csrf", self.token), ("_act", new_id()), ("_revision", "1")]
        return urlencode([*own, *paper.pairs.items(), ("_action", "submit")])


def token_of(page: str) -> str:
    """The token that a page's posts need."""
    found = _TOKEN.search(page)
    assert found is not None
    return found[1]


def gzipped(text: str) -> int:
    """Bytes on the wire."""
    return len(gzip.compress(text.encode(), 6))
