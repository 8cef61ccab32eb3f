"""New rows, written at once and in the order of the calls."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, insert, inspect

from formserver.extensions import db
from formserver.models.columns import Base


def write(row: Base) -> None:
    """Write a new row in one statement, behind whatever the session still has to write.

    The session does not keep the row: what the ORM's unit of work adds costs several times what the statement does.
    """
    db.session.flush()
    db.session.connection().execute(_statement(type(row)), inspect(row).dict)


@cache
def _statement(model: type[Any]) -> Insert:
    return insert(model.__table__)
