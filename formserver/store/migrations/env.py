"""Runs migrations: on a connection handed over, on the app's database, or on the one the settings name."""

from alembic import context
from sqlalchemy import Connection, Engine, NullPool, create_engine

from formserver.config import Settings
from formserver.extensions import db
from formserver.models import Base
from formserver.models.engine import install_habits


class ForeignKeysBroken(RuntimeError):
    """A migration would leave rows that point nowhere; nothing was changed."""


def run(connection: Connection) -> None:
    """Run the migrations asked for, all in one transaction."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # A batch rebuild of a parent table would empty its children; inside a transaction this pragma does nothing.
        _foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        # Alembic believes that SQLite cannot undo a CREATE TABLE; opened with our habits it can.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise ForeignKeysBroken
    if sqlite:
        _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, switch: str) -> None:
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute(f"PRAGMA foreign_keys={switch}")


def _engine() -> Engine:
    try:
        return db.engine
    except RuntimeError:  # no app at work: called from the command line
        settings = Settings.from_environment()
        engine = create_engine(settings.database_url, hide_parameters=True, poolclass=NullPool)
        install_habits(engine, settings)
        return engine


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    with _engine().connect() as own:
        run(own)
