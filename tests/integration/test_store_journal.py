"""The journal as stored: only appended to, every act once, tampering named, days chained."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import JournalDay, JournalEntry, Record, User
from formserver.store import chains, journal, journal_days
from tests.storage_app import COUNTY, NOON, a_record, a_user, an_act, queries

DAY = date(2025, 1, 8)


@pytest.fixture
def user(storage: Flask) -> User:
    return a_user()


@pytest.fixture
def record(user: User) -> Record:
    return a_record(user)


def test_entries_of_a_record_are_numbered_and_chained(record: Record, user: User) -> None:
    first, second = (journal.append(an_act(record, user)) for _ in range(2))
    assert [entry.sequence for entry in journal.entries(COUNTY, record.id)] == [1, 2]
    assert (first.previous_hash, second.previous_hash) == (chains.BEGINNING, first.hash)


def test_a_chain_read_back_from_the_database_is_true(record: Record, user: User) -> None:
    at = datetime(2025, 1, 8, 12, 0, 0, 123456, tzinfo=UTC)
    act = an_act(record, user, at=at, answer={"record": record.id, "z": 1, "a": [1, {"k": None}]}, remark="同意")
    journal.append(act)
    db.session.commit()
    db.session.expire_all()
    assert journal.verify(COUNTY, record.id) == []


def test_each_record_has_a_chain_of_its_own(record: Record, user: User) -> None:
    journal.append(an_act(record, user))
    other = a_record(user)
    assert journal.append(an_act(other, user)).sequence == 1


def test_an_act_is_found_again_with_its_first_answer(record: Record, user: User) -> None:
    act = an_act(record, user, answer={"record": record.id})
    journal.append(act)
    found = journal.find_act(COUNTY, act.act_id)
    assert found is not None
    assert found.answer == {"record": record.id}
    assert journal.find_act(COUNTY, new_id()) is None


def test_the_same_act_is_not_written_twice(record: Record, user: User) -> None:
    act = an_act(record, user)
    journal.append(act)
    with pytest.raises(chains.ActAlreadyDone):
        journal.append(act)


def test_another_fault_of_the_database_is_not_taken_for_a_repeated_act(record: Record, user: User) -> None:
    with pytest.raises(IntegrityError):
        journal.append(an_act(record, user, user_id="nobody"))


@pytest.mark.parametrize(("from_state", "count"), [(None, 1), ("at:township", 3)])
def test_appending_costs_one_query_for_the_first_act_and_three_for_others(
    record: Record, user: User, from_state: str | None, count: int
) -> None:
    with queries() as seen:
        journal.append(an_act(record, user, from_state=from_state))
    assert len(seen) == count


@pytest.mark.parametrize("table", [JournalEntry, JournalDay])
def test_the_database_refuses_to_change_the_journal(
    record: Record, user: User, table: type[JournalEntry] | type[JournalDay]
) -> None:
    journal.append(an_act(record, user))
    journal_days.close_day(COUNTY, DAY)
    with pytest.raises(DBAPIError, match="only appended to"):
        db.session.execute(update(table).values(hash="0"))


@pytest.mark.parametrize("table", [JournalEntry, JournalDay])
def test_the_database_refuses_to_delete_from_the_journal(
    record: Record, user: User, table: type[JournalEntry] | type[JournalDay]
) -> None:
    journal.append(an_act(record, user))
    journal_days.close_day(COUNTY, DAY)
    with pytest.raises(DBAPIError, match="only appended to"):
        db.session.execute(delete(table))


def tamper(statement: str) -> None:
    """Change the journal behind the program's back, as somebody with the database's own password could."""
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for act in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER journal_entries_keep_{act}"))
    db.session.execute(text(statement))
    db.session.expire_all()


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        ("UPDATE journal_entries SET remark = 'x' WHERE sequence = 2", {(2, "content")}),
        ("UPDATE journal_entries SET user_name = 'x' WHERE sequence = 3", {(3, "content")}),
        ("DELETE FROM journal_entries WHERE sequence = 1", {(2, "gap"), (2, "link"), (3, "gap")}),
    ],
)
def test_tampering_is_named_by_its_entry(
    record: Record, user: User, statement: str, faults: set[tuple[int, str]]
) -> None:
    for _ in range(3):
        journal.append(an_act(record, user))
    tamper(statement)
    assert {(fault.sequence, fault.reason) for fault in journal.verify(COUNTY, record.id)} == faults


def test_a_lost_last_entry_is_found_by_its_day(record: Record, user: User) -> None:
    for _ in range(2):
        journal.append(an_act(record, user))
    journal_days.close_day(COUNTY, DAY)
    assert journal_days.verify_days(COUNTY) == []
    tamper("DELETE FROM journal_entries WHERE sequence = 2")
    assert journal.verify(COUNTY, record.id) == []
    assert journal_days.verify_days(COUNTY) == [DAY]


def test_a_day_counts_what_happened_between_two_midnights_in_shanghai(record: Record, user: User) -> None:
    midnight = datetime(2025, 1, 7, 16, tzinfo=UTC)
    for at in (midnight - timedelta(microseconds=1), midnight, midnight + timedelta(hours=23, minutes=59)):
        journal.append(an_act(record, user, at=at))
    journal.append(an_act(record, user, at=midnight + timedelta(days=1)))
    assert journal_days.close_day(COUNTY, DAY).entries == 2


def test_each_day_follows_the_day_before(record: Record, user: User) -> None:
    journal.append(an_act(record, user))
    first = journal_days.close_day(COUNTY, DAY)
    second = journal_days.close_day(COUNTY, DAY + timedelta(days=1))
    assert (first.previous_hash, second.previous_hash) == (chains.BEGINNING, first.hash)
    assert (first.entries, second.entries) == (1, 0)


def test_a_day_is_closed_once(record: Record, user: User) -> None:
    journal.append(an_act(record, user))
    line = journal_days.close_day(COUNTY, DAY)
    journal.append(an_act(record, user))
    assert journal_days.close_day(COUNTY, DAY) is line
    assert line.entries == 1


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_two_acts_at_once_follow_each_other_in_the_chain(storage: Flask) -> None:
    user = a_user()
    record = a_record(user)
    acts = [an_act(record, user, at=NOON) for _ in range(4)]
    db.session.commit()

    def work(act: journal.Act) -> None:
        with storage.app_context():
            journal.append(act)
            db.session.commit()

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(journal.entries(COUNTY, record.id)) == 4
    assert journal.verify(COUNTY, record.id) == []
