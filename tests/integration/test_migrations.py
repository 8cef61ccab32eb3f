"""The migrations: up and down on both databases, and the tables they make are the tables the models say."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import CommandLine
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from formserver.extensions import db, migrate
from formserver.models import Base
from formserver.store import schema
from tests.databases import opened, settings_for, variables
from tests.storage_app import make_storage_app


@pytest.fixture
def bare(bare_url: str, tmp_path: Path) -> Iterator[Engine]:
    with opened(settings_for(bare_url, tmp_path)) as engine:
        yield engine


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_tables_of_the_migrations_are_the_tables_of_the_models(bare: Engine) -> None:
    schema.upgrade(bare)
    with bare.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_upgraded_database_stands_at_the_head(bare: Engine) -> None:
    assert schema.current(bare) is None
    schema.upgrade(bare)
    assert schema.current(bare) == schema.head()


def test_going_down_leaves_nothing_and_up_again_brings_all_back(bare: Engine) -> None:
    schema.upgrade(bare)
    schema.downgrade(bare)
    assert tables(bare) == set()
    schema.upgrade(bare)
    assert tables(bare) == set(Base.metadata.tables)


def test_every_step_down_and_up_works_alone(bare: Engine) -> None:
    up = [f"{number:04}" for number in range(1, int(schema.head() or 0) + 1)]
    for revision in (*up, *up[-2::-1]):
        move = schema.downgrade if revision < (schema.current(bare) or "") else schema.upgrade
        move(bare, revision)
        assert schema.current(bare) == revision


def test_what_a_county_used_it_uses_as_a_whole_and_what_a_township_uses_alone_is_no_use_of_the_county(
    bare: Engine,
) -> None:
    schema.upgrade(bare, "0016")
    with bare.begin() as connection:
        connection.execute(text("INSERT INTO forms (code, title, category) VALUES ('a/b', '表', 'a')"))
        connection.execute(text("INSERT INTO adoptions VALUES ('1', '420703', 'a/b', 'flow', '2025-01-01', NULL)"))
    schema.upgrade(bare, "0017")
    with bare.begin() as connection:
        assert connection.scalar(text("SELECT region_code FROM adoptions")) == "420703"
        connection.execute(
            text(
                "INSERT INTO adoptions (id, county_id, region_code, form_code, workflow_code, valid_from) "
                "VALUES ('2', '420703', '420703103', 'a/b', 'flow', '2025-01-01')"
            )
        )
    schema.downgrade(bare, "0016")
    with bare.connect() as connection:
        assert connection.scalars(text("SELECT id FROM adoptions")).all() == ["1"]


def test_what_was_offered_is_of_the_place_its_form_belongs_to_and_what_is_new_is_the_county_s(bare: Engine) -> None:
    schema.upgrade(bare, "0023")
    with bare.begin() as connection:
        connection.execute(text("INSERT INTO forms VALUES ('a/b', '表', 'a', '420703103', NULL)"))
        columns = "id, username, full_name, password, fs_uniquifier, active, unit, post, locale, created_at"
        values = "'u', 'u', '马莹', '-', 'u', true, '', '', 'en', '2025-01-01T00:00:00.000000Z'"
        connection.execute(text(f"INSERT INTO users ({columns}) VALUES ({values})"))
        columns = "id, county_id, form_code, title, source, bundled, sha256, comment, by_user_id, at, state, remark"
        for code in ("a/b", "a/new"):
            values = (
                f"'{code}', '420703', '{code}', '表', '', '', '', '', 'u', '2025-01-01T00:00:00.000000Z', 'open', ''"
            )
            connection.execute(text(f"INSERT INTO edition_drafts ({columns}) VALUES ({values})"))
    schema.upgrade(bare, "0024")
    with bare.connect() as connection:
        found = connection.execute(text("SELECT form_code, region_code FROM edition_drafts ORDER BY form_code")).all()
    assert [tuple(row) for row in found] == [("a/b", "420703103"), ("a/new", "420703")]


def test_a_failed_migration_changes_nothing(bare: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with bare.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE journal_days (county_id TEXT)")
    with pytest.raises(DatabaseError):
        schema.upgrade(bare)
    assert tables(bare) == {"journal_days"}


def test_foreign_keys_are_checked_again_after_a_migration(bare: Engine) -> None:
    schema.upgrade(bare)
    row = (
        "INSERT INTO grants (id, user_id, role_name, region_code, valid_from) VALUES ('1', '2', '3', '4', '2025-01-01')"
    )
    with bare.connect() as connection, pytest.raises(DatabaseError):
        connection.exec_driver_sql(row)


def test_the_command_line_of_alembic_finds_the_database_in_the_settings(
    bare: Engine, bare_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(bare_url, tmp_path).items():
        monkeypatch.setenv(name, value)
    CommandLine(prog="alembic").main(["-c", str(schema.MIGRATIONS / "alembic.ini"), "upgrade", "head"])
    assert schema.current(bare) == schema.head()


def test_flask_migrate_uses_the_database_of_the_app(bare_url: str, tmp_path: Path) -> None:
    app = make_storage_app(settings_for(bare_url, tmp_path))
    migrate.init_app(app, db, directory=str(schema.MIGRATIONS))
    with app.app_context():
        flask_migrate.upgrade()
        assert schema.current(db.engine) == schema.head()
        db.engine.dispose()
