"""The base of all tables, and the column types that both databases share."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, DateTime, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Ordered: Final = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Text whose order is that of its characters' numbers, on both databases."""

Json: Final = JSON().with_variant(JSONB(), "postgresql")


class NaiveInstant(ValueError):
    """An instant without a zone was about to be stored."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC: timestamptz in PostgreSQL, text of one width in SQLite, so that it sorts.

    Raises NaiveInstant for a datetime without a zone.
    """

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        wide = DateTime(timezone=True) if dialect.name == "postgresql" else String(27)
        return dialect.type_descriptor(wide)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NaiveInstant(value.isoformat())
        instant = value.astimezone(UTC)
        return instant if dialect.name == "postgresql" else instant_text(instant)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return instant.astimezone(UTC)


def instant_text(instant: datetime) -> str:
    """An aware instant as `2025-01-08T01:05:00.000000Z`: 27 characters whatever the fraction, in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Base(DeclarativeBase):
    """The base of every table; constraints are named by one rule, so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)
