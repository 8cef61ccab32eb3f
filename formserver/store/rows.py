"""Rows written, or changed, at once and in the order of the calls."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import Insert, Update, bindparam, func, insert, inspect, select, tuple_, update
from sqlalchemy.orm.attributes import set_committed_value

from formserver.extensions import db
from formserver.models import Draft, Record
from formserver.models.columns import Base

OfForm = TypeVar("OfForm", Record, Draft)
_BATCH: Final = 200


def write(row: Base) -> None:
    """Write a new row in one statement, behind whatever the session still has to write.

    The session does not keep the row: what the ORM's unit of work adds costs several times what the statement does.
    """
    db.session.flush()
    db.session.connection().execute(_statement(type(row)), inspect(row).dict)


def change(row: Base, values: Mapping[str, object]) -> None:
    """Give columns of a stored row other values by name, in one statement, behind whatever the session still has to
    write; the row shows them."""
    db.session.flush()
    model = type(row)
    key = {f"key_{name}": getattr(row, name) for name in _key_of(model)}
    db.session.connection().execute(_changing(model, tuple(values)), {**key, **values})
    for name, value in values.items():
        set_committed_value(row, name, value)


def each(
    model: type[OfForm], form_code: str, county_id: str | None, after: tuple[str, str] = ("", "")
) -> Iterator[OfForm]:
    """The rows of a form in the order of their keys (county, id), those behind `after`, fetched in batches; the session
    lets go of those behind."""
    key = tuple_(model.county_id, model.id)
    statement = select(model).where(model.form_code == form_code).order_by(model.county_id, model.id).limit(_BATCH)
    if county_id is not None:
        statement = statement.where(model.county_id == county_id)
    last = after
    while batch := db.session.scalars(statement.where(key > last)).all():
        yield from batch
        last = (batch[-1].county_id, batch[-1].id)


def count(model: type[OfForm], form_code: str, county_id: str) -> int:
    """How many rows of a form a county has."""
    wanted = select(func.count()).select_from(model).where(model.form_code == form_code)
    return int(db.session.scalar(wanted.where(model.county_id == county_id)) or 0)


@cache
def _statement(model: type[Any]) -> Insert:
    return insert(model.__table__)


@cache
def _key_of(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in inspect(model).primary_key)


@cache
def _changing(model: type[Base], names: tuple[str, ...]) -> Update:
    table: Any = model.__table__
    is_it = (table.c[name] == bindparam(f"key_{name}") for name in _key_of(model))
    return update(table).where(*is_it).values({name: bindparam(name) for name in names})
