"""Records on their way into tables: how many there are of what, and a few hundred at a time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Text, cast, func, select

from formserver.extensions import db
from formserver.models import Record, User
from formserver.store.lists import Narrowing, narrowed
from formserver.store.scope import Scope, visible


@dataclass(frozen=True)
class Sort:
    """Records of one part of one edition of a form."""

    form_code: str
    edition_id: str
    part: str
    records: int


@dataclass(frozen=True)
class ExportRow:
    """A record as a table has it: what lists show of it, by whom it was handed in, and the JSON of its sealed data."""

    county_id: str
    id: str
    number: str
    form_edition_id: str
    workflow_edition_id: str
    part: str
    title: str
    state: str
    counter_number: int | None
    township_code: str
    village_code: str
    happened_on: str | None
    submitted_at: datetime
    updated_at: datetime
    visitor_name: str | None
    author_name: str
    sealed: str

    @property
    def data(self) -> Mapping[str, Any]:
        """The data, sensitive answers sealed."""
        return dict(json.loads(self.sealed))


_OF_RECORD: Final = tuple(getattr(Record, name) for name in [*ExportRow.__dataclass_fields__][:-2])
_COLUMNS: Final[tuple[Any, ...]] = (*_OF_RECORD, User.full_name, cast(Record.data, Text))


def sorts(scope: Scope, narrowing: Narrowing) -> list[Sort]:
    """What there is, in one query, by form, part and age of the edition."""
    kind: tuple[Any, ...] = (Record.form_code, Record.form_edition_id, Record.part)
    counted = narrowed(visible(select(*kind, func.count()).select_from(Record), Record, scope), narrowing)
    return [Sort(*row) for row in db.session.execute(counted.group_by(*kind).order_by(*kind))]


def batch(scope: Scope, narrowing: Narrowing, *, after: str, limit: int) -> Sequence[ExportRow]:
    """The next records behind an id ("" for the first), in the order in which they were handed in first."""
    statement = select(*_COLUMNS).join(User, User.id == Record.author_id).where(Record.id > after)
    ordered = narrowed(visible(statement, Record, scope), narrowing).order_by(Record.id).limit(limit)
    return [ExportRow(*row) for row in db.session.execute(ordered)]
