"""Lists of departments as stored: brought in row by row, found again, counted, removed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import DepartmentList, DepartmentRow, ElderCategory
from formserver.store.paging import Cursor, Page
from formserver.store.sensitive import open_text, seal_text

BROUGHT: Final = "brought"
CHECKED: Final = "checked"
TAKEN: Final = "taken"
UNDONE: Final = "undone"

MATCHED: Final = "matched"
NEW: Final = "new"
KNOWN: Final = "known"
ELSEWHERE: Final = "elsewhere"
LEFT: Final = "left"
BAD: Final = "bad"

SHOWN: Final = 30


class ListKey(NamedTuple):
    """Which list: as much as its rows need, outside of the session."""

    county_id: str
    id: str


AnyList = DepartmentList | ListKey
_CELLS: Final = "cells"
_SEPARATOR: Final = "\x1f"


def insert_list(found: DepartmentList, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Add a list with its rows: number in the sheet, texts of its cells, which are stored sealed."""
    db.session.add(found)
    db.session.flush()
    place = {"county_id": found.county_id, "list_id": found.id, "problems": [], "is_first": False}
    values = [place | {"number": number, "cells": _sealed(found, number, cells)} for number, cells in rows]
    if values:
        db.session.execute(insert(DepartmentRow), values)


def get(county_id: str, list_id: str) -> DepartmentList:
    """The list, whoever brought it. Raises NotFound."""
    found = db.session.get(DepartmentList, (county_id, list_id))
    if found is None:
        raise NotFound
    return found


def same_file(county_id: str, source: str, file_hash: str) -> Sequence[DepartmentList]:
    """Lists of a source of the very same file that were not taken back, the newest first."""
    mine = (DepartmentList.county_id == county_id, DepartmentList.source == source, DepartmentList.state != UNDONE)
    statement = select(DepartmentList).where(*mine, DepartmentList.file_hash == file_hash)
    return db.session.scalars(statement.order_by(DepartmentList.id.desc())).all()


def last_of_source(county_id: str, source: str) -> DepartmentList | None:
    """The list of a source that was checked last, of which columns can be remembered."""
    mine = (DepartmentList.county_id == county_id, DepartmentList.source == source, DepartmentList.state != BROUGHT)
    return db.session.scalars(select(DepartmentList).where(*mine).order_by(DepartmentList.id.desc()).limit(1)).first()


def page(county_id: str, user_id: str | None, after: str = "") -> Page[DepartmentList]:
    """The lists of a county, or those one person brought in, the newest first."""
    statement = select(DepartmentList).where(DepartmentList.county_id == county_id)
    if user_id is not None:
        statement = statement.where(DepartmentList.user_id == user_id)
    cursor = Cursor.parse(after)
    if cursor is not None:
        statement = statement.where(cursor.before(DepartmentList.brought_at, DepartmentList.id))
    ordered = statement.order_by(DepartmentList.brought_at.desc(), DepartmentList.id.desc()).limit(SHOWN + 1)
    rows = db.session.scalars(ordered).all()
    last = str(Cursor(rows[SHOWN - 1].brought_at, rows[SHOWN - 1].id)) if len(rows) > SHOWN else None
    return Page(rows[:SHOWN], last)


def move(found: AnyList, states: Collection[str], changes: Mapping[str, object]) -> bool:
    """Change a list if it still is in one of the states; of several callers exactly one gets True."""
    statement = (
        update(DepartmentList)
        .where(DepartmentList.county_id == found.county_id, DepartmentList.id == found.id)
        .where(DepartmentList.state.in_(states))
        .values(dict(changes))
        .returning(DepartmentList.id)
        .execution_options(synchronize_session=False)
    )
    won = db.session.execute(statement).first() is not None
    if isinstance(found, DepartmentList):
        db.session.expire(found)
    return won


def remove(found: DepartmentList) -> None:
    """Forget a list and its rows."""
    rows = (DepartmentRow.county_id == found.county_id, DepartmentRow.list_id == found.id)
    db.session.execute(delete(DepartmentRow).where(*rows))
    db.session.delete(found)
    db.session.flush()


def untaken(before: datetime) -> Sequence[DepartmentList]:
    """The lists of all counties, brought in before an instant, that nobody took over."""
    waiting = DepartmentList.state.in_((BROUGHT, CHECKED))
    return db.session.scalars(select(DepartmentList).where(waiting, DepartmentList.brought_at < before)).all()


# rows -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ListRow:
    """A row with its texts readable, and what became of it: ``state``, ``verified_on`` and ``verified_note`` of its
    category, where it made one."""

    number: int
    cells: Sequence[str]
    outcome: str | None
    problems: Sequence[Mapping[str, Any]]
    content_key: str | None
    elder_id: str | None
    category_id: str | None
    is_first: bool
    state: str | None
    verified_on: str | None
    verified_note: str | None


_COLUMNS: Final[tuple[Any, ...]] = (
    *(getattr(DepartmentRow, name) for name in [*ListRow.__dataclass_fields__][:-3]),
    *(ElderCategory.state, ElderCategory.verified_on, ElderCategory.verified_note),
)


def rows(found: AnyList, outcomes: Collection[str] = (), *, after: int = 0, limit: int | None = None) -> list[ListRow]:
    """The rows of a list behind a number, of these outcomes or of all, in their order. Raises DecryptionFailed."""
    category = (ElderCategory.county_id == DepartmentRow.county_id) & (ElderCategory.id == DepartmentRow.category_id)
    statement = select(*_COLUMNS).select_from(DepartmentRow).outerjoin(ElderCategory, category)
    statement = statement.where(*_rows_of(found), DepartmentRow.number > after)
    if outcomes:
        statement = statement.where(DepartmentRow.outcome.in_(outcomes))
    told = db.session.execute(statement.order_by(DepartmentRow.number).limit(limit))
    return [ListRow(row[0], _opened(found, row[0], row[1]), *row[2:]) for row in told]


def numbers(found: AnyList, outcome: str) -> list[int]:
    """The numbers of the rows of an outcome."""
    statement = select(DepartmentRow.number).where(*_rows_of(found), DepartmentRow.outcome == outcome)
    return list(db.session.scalars(statement.order_by(DepartmentRow.number)))


def clear(found: AnyList) -> None:
    """Forget what an earlier check found of the rows."""
    nothing: dict[str, Any] = {"outcome": None, "problems": [], "content_key": None}
    db.session.execute(update(DepartmentRow).where(*_rows_of(found)).values(nothing))


def write_rows(found: AnyList, values: Sequence[Mapping[str, Any]]) -> None:
    """Set columns of rows, each by its ``number``, in one statement."""
    if values:
        place = {"county_id": found.county_id, "list_id": found.id}
        db.session.execute(update(DepartmentRow), [place | dict(row) for row in values])


def states_by_content(county_id: str, keys: Collection[str]) -> dict[str, str]:
    """What became of rows that say the same and were taken over: content key -> state of their category."""
    category = (ElderCategory.county_id == DepartmentRow.county_id) & (ElderCategory.id == DepartmentRow.category_id)
    statement = select(DepartmentRow.content_key, ElderCategory.state).join(ElderCategory, category)
    found = statement.where(DepartmentRow.county_id == county_id, DepartmentRow.content_key.in_(keys))
    return {str(key): str(state) for key, state in db.session.execute(found)}


def count_states(found: AnyList) -> dict[str, int]:
    """How many of the categories that a list made are in which state."""
    category = (ElderCategory.county_id == DepartmentRow.county_id) & (ElderCategory.id == DepartmentRow.category_id)
    statement = select(ElderCategory.state, func.count()).select_from(DepartmentRow).join(ElderCategory, category)
    counted = statement.where(*_rows_of(found)).group_by(ElderCategory.state)
    return {str(state): int(number) for state, number in db.session.execute(counted)}


def _rows_of(found: AnyList) -> tuple[Any, ...]:
    return DepartmentRow.county_id == found.county_id, DepartmentRow.list_id == found.id


def _sealed(found: DepartmentList, number: int, cells: Sequence[str]) -> str:
    return seal_text(_SEPARATOR.join(cells), found.county_id, found.id, f"{_CELLS}/{number}")


def _opened(found: AnyList, number: int, sealed: str) -> list[str]:
    return open_text(sealed, found.county_id, found.id, f"{_CELLS}/{number}").split(_SEPARATOR)
