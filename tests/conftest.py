"""Fixtures every test may ask for: the two databases, the web app on them, and the store without any web app."""

import importlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask

from formserver.config import Settings
from formserver.extensions import db
from tests.compiled import COMPILED
from tests.databases import PostgreSQL, migrate, settings_for, sqlite_url
from tests.storage_app import make_storage_app

ENGINES = ("sqlite", "postgresql")
# How long one example takes says how busy the machine is.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _temporary(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is written for a while lies where pytest clears up: a process that is killed leaves the folder of its
    fonts."""
    tempfile.tempdir = str(tmp_path_factory.mktemp("temporary"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A real PostgreSQL server, started by the first test that needs it."""
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without any row."""
    file = tmp_path_factory.mktemp("template") / "formserver.db"
    migrate(sqlite_url(file), file.parent)
    return file


@pytest.fixture(params=ENGINES)
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database; each test that asks runs once on each engine."""
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        server.empty()
        return server.url
    file = tmp_path / "formserver.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), file)
    return sqlite_url(file)


@pytest.fixture(params=ENGINES)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "bare.db")
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
def settings(engine_url: str, tmp_path: Path) -> Settings:
    """Settings of a test on its database."""
    return settings_for(engine_url, tmp_path)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The web app on an empty database. No context is pushed: a client's request must open its own session."""
    # Imported here: a broken page must not keep the tests of the store from running.
    made = importlib.import_module("formserver.app").create_app(settings)
    assert isinstance(made, Flask)
    made.jinja_env.bytecode_cache = COMPILED
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def storage(settings: Settings) -> Iterator[Flask]:
    """The database alone, with a context pushed, for tests of the store."""
    bare = make_storage_app(settings)
    with bare.app_context():
        yield bare
        db.session.remove()
        db.engine.dispose()
