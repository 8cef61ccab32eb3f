"""Lists of records as a ledger has them: counted before anything is made of them, then line by line in its order."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Record
from formserver.store.lists import Narrowing, Shelf, narrowed
from formserver.store.scope import Scope, visible
from formserver.workflow.states import TERMINATED


@dataclass(frozen=True)
class LedgerLine:
    """One record of a ledger: what its line shows, and what its place in the order depends on."""

    id: str
    number: str
    form_code: str
    form_edition_id: str
    part: str
    title: str
    counter_number: int | None
    elder_id: str | None
    parent_record_id: str | None
    township_code: str
    village_code: str
    happened_on: str | None


_AT_ONCE: Final = 500

COLUMNS = tuple(getattr(Record, name) for name in LedgerLine.__dataclass_fields__)


def lines(scope: Scope, shelf: Shelf, narrowing: Narrowing, limit: int) -> list[LedgerLine]:
    """Up to ``limit`` records by village, then name, then person and date, undated ones last.

    Names stand in the order of their code in GB 18030, which is that of their pronunciation for all common characters.
    The order is made here, because databases differ in how they order Chinese.
    """
    statement = narrowed(visible(select(*COLUMNS).where(shelf.condition), Record, scope), narrowing)
    found = [LedgerLine(*row) for row in db.session.execute(statement.order_by(Record.id).limit(limit))]
    return sorted(found, key=_place)


def line(scope: Scope, record_id: str) -> LedgerLine:
    """One record. Raises NotFound."""
    row = db.session.execute(visible(select(*COLUMNS).where(Record.id == record_id), Record, scope)).first()
    if row is None:
        raise NotFound
    return LedgerLine(*row)


def spoken(name: str) -> bytes:
    """What a name is ordered by."""
    return name.encode("gb18030", "replace")


def _place(line: LedgerLine) -> tuple[object, ...]:
    undated = "~"  # stands behind every date
    return (
        line.village_code,
        spoken(line.title),
        line.elder_id or "",
        line.happened_on or undated,
        line.counter_number or 0,
        line.id,
    )


def editions(scope: Scope, shelf: Shelf, narrowing: Narrowing) -> dict[str, int]:
    """How many records there are of each edition of a form, by its id."""
    return _counts(Record.form_edition_id, scope, shelf, narrowing)


def villages(scope: Scope, shelf: Shelf, narrowing: Narrowing) -> dict[str, int]:
    """How many records there are of each village, by its code, in the order of the codes."""
    return _counts(Record.village_code, scope, shelf, narrowing)


def months(scope: Scope, shelf: Shelf, narrowing: Narrowing) -> dict[str, int]:
    """How many records tell of each month, by YYYY-MM, in their order; a date of a year alone counts as the year."""
    return _counts(func.substr(Record.happened_on, 1, 7), scope, shelf, narrowing)


def first_followers(scope: Scope, record_ids: Collection[str]) -> frozenset[str]:
    """The records that stand on the sheet of one of these: of each following part the first that is not ended."""
    followed: tuple[Any, ...] = (Record.parent_record_id, Record.part, Record.id)
    followers = select(*followed).where(Record.parent_record_id.in_(record_ids), Record.state != str(TERMINATED))
    statement = visible(followers, Record, scope)
    first: dict[tuple[str | None, str], str] = {}
    for parent_id, part, record_id in db.session.execute(statement.order_by(Record.counter_number, Record.id)):
        first.setdefault((parent_id, part), record_id)
    return frozenset(first.values())


def count_visible(scope: Scope, record_ids: Collection[str]) -> int:
    """How many of these records the scope shows; asked for some hundreds at a time, as databases take so many names."""
    ids, found = list(record_ids), 0
    for start in range(0, len(ids), _AT_ONCE):
        statement = select(func.count()).select_from(Record).where(Record.id.in_(ids[start : start + _AT_ONCE]))
        found += int(db.session.scalar(visible(statement, Record, scope)) or 0)
    return found


def _counts(
    column: ColumnElement[str] | InstrumentedAttribute[str], scope: Scope, shelf: Shelf, narrowing: Narrowing
) -> dict[str, int]:
    asked: tuple[Any, ...] = (column, func.count())
    counted = select(*asked).select_from(Record).where(shelf.condition)
    statement = narrowed(visible(counted, Record, scope), narrowing)
    rows = db.session.execute(statement.group_by(column).order_by(column)).all()
    return {str(value or ""): int(number) for value, number in rows}
