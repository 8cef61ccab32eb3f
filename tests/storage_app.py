"""A Flask app with a database and nothing else, and the rows that tests of the store begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection

from formserver.clock import now
from formserver.config import Settings
from formserver.crypto import Keyring
from formserver.extensions import db, keys
from formserver.ids import new_id
from formserver.models import Elder, ElderCategory, Form, FormEdition, Grant, Record, User, WorkflowEdition
from formserver.models.engine import database_config, install_habits
from formserver.store import elders, forms, journal, records, roles, users, workflows
from formserver.store.scope import Scope

COUNTY = "420703"
TOWNSHIP = "420703101"
VILLAGE = "420703101201"
NEXT_VILLAGE = "420703101202"
OTHER_TOWNSHIP_VILLAGE = "420703102201"
OTHER_COUNTY_VILLAGE = "350581101201"
FORM = "visit_record/ezhou"
NOON = datetime(2025, 1, 8, 4, tzinfo=UTC)


def make_storage_app(settings: Settings) -> Flask:
    """Bind the database and the keys to a bare app."""
    app = Flask("storage")
    app.config.update(database_config(settings))
    db.init_app(app)
    keys.init_app(app, Keyring(settings.data_key_current, settings.data_keys, settings.index_key))
    with app.app_context():
        install_habits(db.engine, settings)
    return app


@contextmanager
def queries() -> Iterator[list[tuple[str, Any]]]:
    """The statements that reach the database inside the block, with their values."""
    seen: list[tuple[str, Any]] = []

    def note(connection: Connection, cursor: object, statement: str, values: object, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
            seen.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def a_user(name: str = "王守信", **columns: object) -> User:
    """A stored person with an account."""
    user_id = new_id()
    values: dict[str, object] = {"username": user_id, "full_name": name, "password": "-", "fs_uniquifier": user_id}
    return users.insert(User(id=user_id, created_at=NOON, **(values | columns)))


def a_grant(user: User, role: str, region: str, first: date = date(2025, 1, 1), last: date | None = None) -> Grant:
    """A role held in a region; the shipped roles are stored with it."""
    roles.ship()
    held = Grant(id=new_id(), user_id=user.id, role_name=role, region_code=region, valid_from=first, valid_to=last)
    return users.grant(held)


def an_edition() -> FormEdition:
    """The stored edition of the one form of these tests."""
    found = forms.edition_numbered(FORM, 1, 0)
    if found is not None:
        return found
    forms.add(Form(code=FORM, title="探访记录表", category="visit_record"))
    return forms.add_edition(
        FormEdition(
            id=new_id(), form_code=FORM, major=1, minor=0, state=forms.ACTIVE, source="{}", bundled="{}", sha256="0"
        )
    )


def a_workflow() -> WorkflowEdition:
    """The stored workflow of these tests."""
    found = workflows.find("village_township", "1")
    return found or workflows.add(
        WorkflowEdition(id=new_id(), code="village_township", version="1", text="{}", sha256="0")
    )


def an_elder(name: str = "李桂芳", village: str = VILLAGE, identity: str | None = None) -> Elder:
    """A stored person of the register."""
    return elders.insert(
        Elder(
            county_id=village[:6],
            id=new_id(),
            name=name,
            township_code=village[:9],
            village_code=village,
            village_name="三江村",
            state=elders.PENDING,
            created_at=NOON,
            updated_at=NOON,
        ),
        identity=identity,
        phone="10000000001",
    )


def a_record(author: User, village: str = VILLAGE, *, minute: int = 0, **columns: object) -> Record:
    """A stored record, changed so many minutes after noon."""
    record_id = new_id()
    values: dict[str, object] = {
        "number": record_id,
        "part": "visit",
        "state": "at:township",
        "data": {"name": "李桂芳"},
        "title": "李桂芳",
        "submitted_at": NOON,
        "updated_at": NOON + timedelta(minutes=minute),
        "form_code": FORM,
        "form_edition_id": an_edition().id,
        "workflow_edition_id": a_workflow().id,
        "township_code": village[:9],
        "village_code": village,
    }
    records.insert(Record(county_id=village[:6], id=record_id, author_id=author.id, **(values | columns)))
    stored = records.find(village[:6], record_id)
    assert stored is not None
    return stored


def an_act(record: Record, user: User, **columns: object) -> journal.Act:
    """An act on a record, not yet appended."""
    values: dict[str, object] = {
        "county_id": record.county_id,
        "record_id": record.id,
        "act_id": new_id(),
        "action": "approve",
        "from_state": "at:township",
        "to_state": "approved",
        "step": "township",
        "user_id": user.id,
        "user_name": user.full_name,
        "role": "township_approver",
        "place_code": TOWNSHIP,
        "revision_number": 1,
        "at": NOON,
        "body_hash": "0" * 64,
    }
    return journal.Act(**(values | columns))  # type: ignore[arg-type]


def eyes(user: User, *prefixes: str, own_only: bool = False) -> Scope:
    """The scope of a person who sees the places given, by default the whole county."""
    return Scope(COUNTY, prefixes or (COUNTY,), user.id, own_only)


def a_category(elder: Elder, code: str, *, until: str | None = None, state: str = "verified") -> ElderCategory:
    """A category of a person, standing unless ``until`` says otherwise."""
    row = ElderCategory(
        county_id=elder.county_id,
        id=new_id(),
        elder_id=elder.id,
        code=code,
        until=until,
        source="hand",
        source_note="",
        state=state,
        created_at=now(),
    )
    db.session.add(row)
    return row
