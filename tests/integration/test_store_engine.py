"""The habits of the two databases: durable, one writer at a time, readers that cannot write."""

import sqlite3
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, StatementError

from formserver.config import Settings
from formserver.errors import SettingsInvalid
from formserver.extensions import db
from formserver.models import NumberSeries
from formserver.models.engine import DatabaseBusy, WriteLock, begin_reading, check_engine
from formserver.store import numbers
from tests.databases import opened, settings_for, sqlite_url
from tests.storage_app import COUNTY, a_user

INSERT = "INSERT INTO number_series (county_id, name, last) VALUES ('420703', 'DJ-2025', :last)"


def test_the_engine_passes_the_check_for_durability(storage: Flask) -> None:
    check_engine(db.engine)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "foreign_keys=OFF"])
def test_a_sqlite_opened_without_the_habits_is_refused(storage: Flask, pragma: str) -> None:
    raw = db.engine.raw_connection()
    raw.cursor().execute(f"PRAGMA {pragma}")
    raw.close()
    with pytest.raises(SettingsInvalid, match=pragma.partition("=")[0]):
        check_engine(db.engine)


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_a_postgresql_that_does_not_wait_for_its_disk_is_refused(storage: Flask) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("SET SESSION synchronous_commit = off")
    with pytest.raises(SettingsInvalid, match="synchronous_commit"):
        check_engine(db.engine)


def test_an_error_never_shows_the_values_of_its_statement(storage: Flask) -> None:
    db.session.execute(text(INSERT), {"last": 1})
    with pytest.raises(DBAPIError) as refused:
        db.session.execute(text("INSERT INTO users (id) VALUES (:id)"), {"id": "999999194001010014"})
    assert "999999194001010014" not in f"{refused.value} {refused.value.orig} {refused.value.args}"


def test_a_reader_cannot_write(storage: Flask) -> None:
    begin_reading(db.session)
    with pytest.raises(DBAPIError):
        db.session.execute(text(INSERT), {"last": 1})


def test_after_a_readers_transaction_the_same_connection_can_write(storage: Flask) -> None:
    begin_reading(db.session)
    assert numbers.peek(COUNTY, "DJ-2025") == 1
    db.session.rollback()
    numbers.next_value(COUNTY, "DJ-2025")
    db.session.commit()
    assert numbers.peek(COUNTY, "DJ-2025") == 2


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_reader_after_a_reader_keeps_what_sqlite_has_prepared(storage: Flask) -> None:
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: said.append(statement))
    for _ in range(2):
        begin_reading(db.session)
        numbers.peek(COUNTY, "DJ-2025")
        db.session.rollback()
    assert said.count("PRAGMA query_only=ON") == 1
    assert "PRAGMA query_only=OFF" not in said


def test_readers_go_on_while_another_writes(storage: Flask, settings: Settings) -> None:
    numbers.next_value(COUNTY, "DJ-2025")
    with opened(settings) as other, other.connect().execution_options(formserver_read_only=True) as reader:
        assert reader.scalar(text("SELECT count(*) FROM number_series")) == 0


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_second_writer_gives_up_with_a_name_when_its_turn_does_not_come(engine_url: str, tmp_path: Path) -> None:
    with opened(settings_for(engine_url, tmp_path, FORMSERVER_BUSY_SECONDS="0")) as engine:
        with engine.begin(), pytest.raises(DatabaseBusy), engine.connect() as second:
            second.execute(text("SELECT 1"))
        with engine.begin() as again:
            assert again.scalar(text("SELECT 1")) == 1


def test_many_writers_side_by_side_lose_no_number(storage: Flask) -> None:
    taken: list[int] = []

    def work() -> None:
        with storage.app_context():
            for _ in range(5):
                taken.append(numbers.next_value(COUNTY, "DJ-2025"))
                db.session.commit()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 21))


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_writer_reads_nothing_before_it_holds_the_lock(storage: Flask, settings: Settings) -> None:
    numbers.peek(COUNTY, "DJ-2025")
    file = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        file.execute("BEGIN IMMEDIATE")
    file.close()


def test_a_database_in_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="FORMSERVER_DATABASE_URL"):
        settings_for("sqlite://", tmp_path)


def test_a_lock_that_cannot_be_had_is_not_held(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path / "missing" / "formserver.db.lock", 0)
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            lock.acquire()


def test_the_folder_of_the_database_is_made_when_missing(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "instance" / "formserver.db")
    with opened(settings_for(url, tmp_path)) as engine, engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_an_instant_without_a_zone_is_refused(storage: Flask) -> None:
    user = a_user()
    user.last_login_at = user.created_at.replace(tzinfo=None)
    with pytest.raises(StatementError, match="NaiveInstant"):
        db.session.flush()


def test_an_instant_comes_back_in_utc(storage: Flask) -> None:
    user = a_user()
    db.session.commit()
    assert user.created_at.isoformat() == "2025-01-08T04:00:00+00:00"


def test_a_number_given_in_a_lost_transaction_is_given_again(storage: Flask) -> None:
    numbers.next_value(COUNTY, "DJ-2025")
    db.session.rollback()
    assert numbers.next_value(COUNTY, "DJ-2025") == 1
    assert db.session.get(NumberSeries, (COUNTY, "DJ-2025")) is not None


def test_record_numbers_are_written_with_county_form_year_and_six_digits(storage: Flask) -> None:
    assert numbers.record_number(COUNTY, "DJ", 2025) == "420703-DJ-2025-000001"
    assert numbers.record_number(COUNTY, "DJ", 2025) == "420703-DJ-2025-000002"
    assert numbers.record_number(COUNTY, "DJ", 2026) == "420703-DJ-2026-000001"
