"""A later edition of the shipped registration, as an office might make it, and how it comes into force."""

import json
from collections.abc import Callable
from typing import Any, Final

from formserver.extensions import db
from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.resources import root
from formserver.services import moving, publishing
from formserver.services.moving import Moved
from formserver.services.person import Person
from formserver.store import forms, records
from tests import factories

Json = dict[str, Any]
Change = Callable[[Json], Any]
_DIALECT: Final = root() / "schemas" / "form.schema.json"
GUARDIAN: Final = "10000000007"


def made(change: Change, code: str = factories.REGISTRATION) -> FormDocument:
    """The shipped document after a change of its source."""
    source = json.loads((root() / "schemas" / f"{code}.v1.json").read_text("utf-8"))
    change(source)
    dialect = json.loads(_DIALECT.read_text("utf-8"))
    shared = (json.loads(path.read_text("utf-8")) for path in (root() / "schemas").glob("*/*.json"))
    named = {str(one["$id"]): one for one in shared if "$id" in one}
    return document.load(json.dumps(source, ensure_ascii=False), file="later.json", dialect=dialect, shared=named)


def publish(change: Change, code: str = factories.REGISTRATION) -> str:
    """Put the changed document in force; gives the id of its edition."""
    publishing.publish(made(change, code), comment="按新的要求修改")
    return forms.active_edition(code).id


def part_of(source: Json) -> Json:
    """The one part of the document."""
    part: Json = next(iter(source["properties"].values()))
    return part


def reworked(source: Json) -> None:
    """联系方式 is called 联系电话 and has another code, the guardian's number is not asked any more."""
    part = part_of(source)
    part["properties"]["telephone"] = {**part["properties"].pop("phone"), "title": "联系电话", "x-was": ["phone"]}
    del part["properties"]["guardian_phone"]
    for section in part["x-sections"]:
        section["fields"] = ["telephone" if code == "phone" else code for code in section["fields"]]
        section["fields"] = [code for code in section["fields"] if code != "guardian_phone"]
    reprint(source, {"{phone}": "{telephone}", "{guardian_phone}": "—"})
    # the files of persons call it, so dropping it is said
    source["x-dropped"] = ["main.guardian_phone"]


def reprint(source: Json, words: dict[str, str]) -> None:
    """Put other words for some on the paper."""
    written = json.dumps(source["x-paper"])
    for former, now in words.items():
        written = written.replace(former, now)
    source["x-paper"] = json.loads(written)


def demanding(source: Json) -> None:
    """As `reworked`, and the remarks take three signs at most."""
    reworked(source)
    part_of(source)["properties"]["remarks"]["maxLength"] = 3


def with_guardian(name: str = "李桂芳", serial: int = 1, **more: str) -> Pairs:
    """What the shipped page posts of a person with a guardian."""
    said = {"guardian_name": "王强", "guardian_phone": GUARDIAN}
    return factories.registration_pairs(name, factories.identity_number(serial), **{**said, **more})


def registered(name: str = "李桂芳", serial: int = 1, **more: str) -> str:
    """A submitted registration of a person with a guardian; gives the record's id."""
    author = factories.person("liuyang")
    return factories.hand_in(author, factories.REGISTRATION, with_guardian(name, serial, **more))


def asked(person: Person, record_id: str) -> moving.Request:
    """The request of a page drawn now: to the edition in force."""
    record = records.get(person.scope, record_id)
    return moving.Request(new_id(), record.revision_number, forms.active_edition(record.form_code).id)


def move(person: Person, record_id: str) -> Moved:
    """Move a record from a page drawn now."""
    return moving.move(person, record_id, asked(person, record_id))


def revert(person: Person, record_id: str) -> Moved:
    """Undo a move from a page drawn now."""
    record = records.get(person.scope, record_id)
    return moving.revert(person, record_id, moving.Request(new_id(), record.revision_number))


def stored(record_id: str) -> tuple[Any, ...]:
    """What must be as it was after a move and back: the stored answers, the edition, what is kept aside, the state."""
    db.session.expire_all()
    record = records.find(factories.COUNTY, record_id)
    assert record is not None
    revision = records.revision(factories.COUNTY, record_id, record.revision_number)
    return record.data, record.form_edition_id, revision.set_aside, record.state, record.updated_at, record.title
