"""How each database is opened so that what was acknowledged is never lost, and a check that it really is so."""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.pool import ConnectionPoolEntry

from formserver.config import Settings
from formserver.errors import FormserverError, SettingsInvalid

READ_ONLY: Final = "formserver_read_only"
_BEFORE_WRITING: Final = "formserver_before_writing"
_HELD: Final = "formserver_write_lock"
_MAY_WRITE: Final = "formserver_may_write"
_ASK_AGAIN: Final = 0.001  # seconds; a fraction of what a submission takes

_NEEDED_SQLITE: Final = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
_NEEDED_POSTGRESQL: Final = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


class DatabaseBusy(FormserverError):
    """The turn to write did not come in time; nothing was changed."""

    status = 503
    message_key = "系统正忙，请稍后再提交一次。"


class WriteLock:
    """One writer at a time, across the threads of a process and the processes of a machine.

    SQLite's own waiting starves writers; a lock taken before BEGIN IMMEDIATE queues them.
    """

    def __init__(self, file: Path | None, seconds: int) -> None:
        self._threads = threading.Lock()
        self._file = file
        self._seconds = seconds
        self._handle: Any = None

    def acquire(self) -> None:
        """Wait for the turn. Raises DatabaseBusy when it does not come in time."""
        if not self._threads.acquire(timeout=self._seconds):
            raise DatabaseBusy
        try:
            if self._file is not None:
                self._handle = self._file.open("a")
                self._lock_file(time.monotonic() + self._seconds)
        except BaseException:
            self.release()
            raise

    def _lock_file(self, deadline: float) -> None:
        """Wait for the other processes; asking again and again, because a blocking flock knows no time limit."""
        while True:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise DatabaseBusy from None
                time.sleep(_ASK_AGAIN)
            else:
                return

    def release(self) -> None:
        """Let the next writer in."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None
        self._threads.release()


def database_config(settings: Settings) -> dict[str, object]:
    """The part of the Flask configuration that concerns the database."""
    options: dict[str, object] = {"hide_parameters": True}
    if settings.is_sqlite:
        options["connect_args"] = {"timeout": settings.busy_seconds}
    else:
        options |= _postgresql_options(settings)
    return {"SQLALCHEMY_DATABASE_URI": settings.database_url, "SQLALCHEMY_ENGINE_OPTIONS": options}


def _postgresql_options(settings: Settings) -> dict[str, object]:
    # With libpq's own defaults a commit hangs as long as the network is cut, up to a quarter of an hour.
    return {
        "pool_size": settings.pool_size,
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": 3,
            "tcp_user_timeout": 5000,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "options": f"-c timezone=UTC -c statement_timeout={settings.statement_seconds * 1000}",
        },
    }


def install_habits(engine: Engine, settings: Settings) -> None:
    """Make every connection of the engine keep the habits of its database. Call once, before the first use."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "handle_error", _without_detail)
        return
    lock = _write_lock(engine.url.database, settings.busy_seconds)
    event.listen(engine, "connect", _connect_sqlite)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        is_reading = bool(options.get(READ_ONLY))
        _allow_writing(connection, not is_reading or bool(options.get(_BEFORE_WRITING)))
        if is_reading:
            connection.exec_driver_sql("BEGIN")
            return
        if _HELD not in connection.info:
            lock.acquire()
            connection.info[_HELD] = True
        # Reading first and locking later cannot be waited for in SQLite: it fails at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def give_back(connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        # At the "commit" event the commit is still to come; here it is over.
        if entry.info.pop(_HELD, False):
            lock.release()


def _allow_writing(connection: Connection, may_write: bool) -> None:
    # Said only where it was otherwise before: each time SQLite forgets all statements it has prepared.
    if connection.info.get(_MAY_WRITE, True) != may_write:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if may_write else 'ON'}")
        connection.info[_MAY_WRITE] = may_write


def _write_lock(database: str | None, seconds: int) -> WriteLock:
    if not database:
        return WriteLock(None, seconds)
    file = Path(database)
    file.parent.mkdir(parents=True, exist_ok=True)
    return WriteLock(file.with_name(file.name + ".lock"), seconds)


def _connect_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not open transactions itself
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(READ_ONLY):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _without_detail(context: ExceptionContext) -> None:
    # PostgreSQL explains an error with the row that caused it ("Failing row contains (...)"): no place for a person.
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\nDETAIL")[0], *error.args[1:])


def begin_reading(session: Session | scoped_session[Any], *, before_writing: bool = False) -> None:
    """Open the session's transaction as a reader's: it takes no write lock, and a write in it fails.

    For one transaction, and before the first query of it; without this a transaction is a writer's.
    ``before_writing``: the same request goes on as a writer. SQLite is not told then to refuse writes, and keeps the
    statements it has prepared for both; PostgreSQL is.
    """
    session.connection(execution_options={READ_ONLY: True, _BEFORE_WRITING: before_writing})


@contextmanager
def reading(session: Session | scoped_session[Any]) -> Iterator[None]:
    """A reader's transaction before the writer's of the same request, in which others may write. What the session had
    not committed is lost."""
    session.rollback()
    begin_reading(session, before_writing=True)
    try:
        yield
    finally:
        session.rollback()


def check_engine(engine: Engine) -> None:
    """Make sure that a commit survives a power cut. Raises SettingsInvalid naming the setting that says otherwise."""
    sqlite = engine.dialect.name == "sqlite"
    needed: dict[str, Any] = _NEEDED_SQLITE if sqlite else _NEEDED_POSTGRESQL
    word = "PRAGMA" if sqlite else "SHOW"
    with engine.connect() as connection:
        for name, value in needed.items():
            found = connection.exec_driver_sql(f"{word} {name}").scalar_one()
            if found != value and not (name == "synchronous_commit" and found in ("remote_apply", "remote_write")):
                raise SettingsInvalid(setting=name, reason=f"应为 {value}，现为 {found}")
    # Asked before the server forks its workers: they must not share this connection.
    engine.dispose()
