"""Acts on a person's file: written to the file and its history, chained, undone, tampering named."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder
from formserver.services import file_acts, integrity
from formserver.services.person import Person
from formserver.store import elder_categories, elder_events, elders
from formserver.store.chains import ActAlreadyDone
from tests.storage_app import COUNTY, a_user, an_elder


@pytest.fixture
def elder(storage: Flask) -> Elder:
    return an_elder()


@pytest.fixture
def person(storage: Flask) -> Person:
    user = a_user("刘洋")
    return Person(user.id, user.full_name, COUNTY, ())


def stored(elder: Elder) -> Elder:
    db.session.commit()
    db.session.expire_all()
    found = elders.find(elder.county_id, elder.id)
    assert found is not None
    return found


def test_an_act_changes_the_file_and_tells_what_stood_there(person: Person, elder: Elder) -> None:
    contact = {"name": "李强", "relation": "儿子"}
    event = file_acts.take(person, elder, "level", {"care_level": "key", "file.first_contact": contact}, note="独居")
    assert event.changes == {"care_level": [None, "key"], "file.first_contact": [None, contact]}
    found = stored(elder)
    assert (found.care_level, found.file) == ("key", {"first_contact": contact})
    (event,) = elder_events.of_elder(COUNTY, elder.id)
    assert (event.user_name, event.action, event.note, event.sequence) == ("刘洋", "level", "独居", 1)


def test_what_is_the_same_is_no_change(person: Person, elder: Elder) -> None:
    file_acts.take(person, elder, "level", {"care_level": "key"})
    event = file_acts.take(person, elder, "confirm", {"care_level": "key", "confirmed_on": "2025-01-08"})
    assert event.changes == {"confirmed_on": [None, "2025-01-08"]}


def test_undoing_an_act_puts_back_what_was_there(person: Person, elder: Elder) -> None:
    file_acts.take(person, elder, "note", {"file.grid_note": "东边", "grid": "一"})
    event = file_acts.take(person, elder, "note", {"file.grid_note": "西边", "file.other": "x", "grid": "二"})
    file_acts.take(person, elder, "undo", file_acts.undoing(event))
    found = stored(elder)
    assert (found.file, found.grid) == ({"grid_note": "东边"}, "一")


ALONE = {
    "code": "living_alone",
    "since": "2025-01-08",
    "until": None,
    "source": elder_categories.HAND,
    "source_note": "",
    "verified_on": None,
    "verified_note": "",
    "state": elder_categories.VERIFIED,
    "record_id": None,
}


def test_a_category_begins_ends_and_is_undone(person: Person, elder: Elder) -> None:
    name = f"category.{new_id()}"
    begun = file_acts.take(person, elder, "category", {name: ALONE})
    assert begun.changes == {name: [None, ALONE]}
    (row,) = elder_categories.of_elder(COUNTY, elder.id)
    assert elder_categories.standing([row]) == [row]
    file_acts.take(person, elder, "category", {name: ALONE | {"until": "2025-06-01"}})
    assert elder_categories.standing(elder_categories.of_elder(COUNTY, elder.id)) == []
    elder_id = stored(elder).id
    assert list(integrity.file_faults(COUNTY, elder_id)) == []
    file_acts.take(person, elder, "undo", file_acts.undoing(begun))
    assert elder_categories.of_elder(COUNTY, elder_id) == []
    assert list(integrity.file_faults(COUNTY, elder_id)) == []


def test_the_same_act_is_taken_once(person: Person, elder: Elder) -> None:
    act_id = new_id()
    event = file_acts.take(person, elder, "level", {"care_level": "key"}, act_id=act_id, facts={"why": "规则"})
    found = elder_events.find(COUNTY, act_id)
    assert found is not None
    assert (found.hash, found.facts) == (event.hash, {"why": "规则"})
    assert elder_events.find(COUNTY, new_id()) is None
    with pytest.raises(ActAlreadyDone):
        file_acts.take(person, elder, "level", {"care_level": "ordinary"}, act_id=act_id)


def test_the_database_refuses_to_change_history(person: Person, elder: Elder) -> None:
    file_acts.take(person, elder, "level", {"care_level": "key"})
    db.session.commit()
    for statement in ("UPDATE elder_events SET note = 'x'", "DELETE FROM elder_events"):
        with pytest.raises(DBAPIError, match="only appended to"):
            db.session.execute(text(statement))
        db.session.rollback()


def tamper(statement: str) -> None:
    """Change history behind the program's back, as somebody with the database's own password could."""
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for act in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER elder_events_keep_{act}"))
    db.session.execute(text(statement))
    db.session.expire_all()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE elder_events SET note = 'x' WHERE sequence = 2", ["流转记录的内容被改动过（第2条）"]),
        (
            "DELETE FROM elder_events WHERE sequence = 1",
            ["流转记录缺了一条（第2条）", "流转记录前后不相接（第2条）", "流转记录缺了一条（第3条）"],
        ),
        ("UPDATE elders SET care_level = 'key'", ["现在的“care_level”不是最后一次改的样子", "（level:key）"]),
        ("DELETE FROM elder_categories", ["不是最后一次改的样子", "（cat:living_alone）"]),
        ("DELETE FROM elder_marks", ["查找索引与档案不一致"]),
    ],
)
def test_what_was_changed_behind_the_history_is_named(
    person: Person, elder: Elder, statement: str, named: list[str]
) -> None:
    elder_id = elder.id
    for level in ("key", "ordinary", None):
        file_acts.take(person, elder, "level", {"care_level": level, "category.1": ALONE})
    db.session.commit()
    assert list(integrity.file_faults(COUNTY, elder_id)) == []
    tamper(statement)
    told = [fault.reason for fault in integrity.file_faults(COUNTY, elder_id)]
    assert [words in reason for words, reason in zip(named, told, strict=True)] == [True] * len(named)
