"""Series of numbers that never give the same one twice: record numbers, and 第__次 per elder and counter."""

from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from formserver.extensions import db
from formserver.models import NumberSeries


def next_value(county_id: str, name: str) -> int:
    """Take the next number of a series, from 1; one statement, so that two writers never get the same."""
    asked = {"county_id": county_id, "name": name, "last": 1}
    number: int = db.session.connection().execute(_taking(db.session.get_bind().dialect.name), asked).scalar_one()
    return number


@cache
def _taking(dialect: str) -> Any:
    taken = insert_of(dialect, NumberSeries.__table__)
    return taken.on_conflict_do_update(
        index_elements=[NumberSeries.county_id, NumberSeries.name], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)


def peek(county_id: str, name: str) -> int:
    """The number the series would give now, without taking it: what a draft shows."""
    last = db.session.scalar(
        select(NumberSeries.last).where(NumberSeries.county_id == county_id, NumberSeries.name == name)
    )
    return (last or 0) + 1


def record_number(county_id: str, form_letters: str, year: int) -> str:
    """Take a record number, e.g. 420703-DJ-2025-000123."""
    number = next_value(county_id, f"{form_letters}-{year}")
    return f"{county_id}-{form_letters}-{year}-{number:06d}"


def insert_into(model: type[Any]) -> Any:
    """An INSERT of the database at work, which knows ON CONFLICT; both write it alike, SQLAlchemy has it twice."""
    return insert_of(db.session.get_bind().dialect.name, model)


def insert_of(dialect: str, model: Any) -> Any:
    """The same, of a database by name, for statements that are put together once."""
    return postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)
