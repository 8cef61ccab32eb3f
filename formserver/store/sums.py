"""Rows of sums, which grow by what is added to them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import inspect

from formserver.extensions import db
from formserver.models.columns import Base
from formserver.store.numbers import insert_of


def add(model: type[Base], key: Mapping[str, object], numbers: Mapping[str, int]) -> None:
    """Add numbers to the row of sums with a key (columns by name, all that are not numbers), which begins with them."""
    db.session.flush()
    connection = db.session.connection()
    connection.execute(_growing(connection.dialect.name, model, tuple(numbers)), {**key, **numbers})


@cache  # every submission of a visit asks: put together once
def _growing(dialect: str, model: type[Base], names: tuple[str, ...]) -> Any:
    begun = insert_of(dialect, model.__table__)
    grown = {name: getattr(model, name) + begun.excluded[name] for name in names}
    return begun.on_conflict_do_update(index_elements=[*inspect(model).primary_key], set_=grown)
