"""The lists of records a person works with (mine, to do, done, all): pages of narrow rows, and their counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from formserver.extensions import db
from formserver.models import JournalEntry, Record, WorkflowEdition
from formserver.store.paging import Cursor, Page, page_of
from formserver.store.scope import Scope, visible, within

PAGE: Final = 50


@dataclass(frozen=True)
class RecordLine:
    """One row of a list: everything a list shows, nothing of what was filled in but the name."""

    county_id: str
    id: str
    number: str
    form_code: str
    form_edition_id: str
    workflow_edition_id: str
    part: str
    title: str
    state: str
    revision_number: int
    counter_number: int | None
    elder_id: str | None
    township_code: str
    village_code: str
    author_id: str
    happened_on: str | None
    submitted_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Waiting:
    """Records in one of ``states`` under one of ``prefixes`` wait for the person: one step he holds, where he holds it.

    ``workflow_edition_ids``: only records routed by these; empty for any.
    """

    states: tuple[str, ...]
    prefixes: tuple[str, ...]
    workflow_edition_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """Which records stand in a list, apart from the scope, which always holds."""

    condition: ColumnElement[bool] = field(default_factory=true)


@dataclass(frozen=True)
class Narrowing:
    """What the reader of a list chose to see of it. ``happened_in``: the beginning of a date, `2025-01` or `2025`."""

    form_code: str | None = None
    part: str | None = None
    state: str | None = None
    place_code: str | None = None
    title: str | None = None
    happened_in: str | None = None


COLUMNS: Final = tuple(getattr(Record, name) for name in RecordLine.__dataclass_fields__)


def everything() -> Shelf:
    """All that the scope shows."""
    return Shelf()


def mine(scope: Scope, states: Sequence[str] = ()) -> Shelf:
    """What the person submitted, in any of the states (none given: in all)."""
    own = Record.author_id == scope.user_id
    return Shelf(and_(own, Record.state.in_(states)) if states else own)


def to_do(scope: Scope, waiting: Sequence[Waiting], returned: Sequence[str] = ()) -> Shelf:
    """What waits for the person: for a step he holds (never what he wrote), or sent back to him (``returned``)."""
    others = and_(Record.author_id != scope.user_id, func.coalesce(Record.visitor_id, "") != scope.user_id)
    choices = [and_(others, _waits(one)) for one in waiting]
    if returned:
        choices.append(and_(Record.author_id == scope.user_id, Record.state.in_(returned)))
    states = {state for one in waiting for state in one.states}.union(returned)
    # The states once more, outside the choice: few records wait, and an index finds them by their state.
    return Shelf(and_(Record.state.in_(sorted(states)), or_(*choices)) if choices else false())


def done(scope: Scope, actions: Sequence[str]) -> Shelf:
    """What the person did one of the actions on, by the journal."""
    acted = select(JournalEntry.record_id).where(
        JournalEntry.county_id == scope.county_id,
        JournalEntry.user_id == scope.user_id,
        JournalEntry.action.in_(actions),
    )
    return Shelf(Record.id.in_(acted))


def list_for(
    scope: Scope, shelf: Shelf, narrowing: Narrowing | None = None, *, after: str = "", limit: int = PAGE
) -> Page[RecordLine]:
    """One page in one query, the last changed first. ``after``: `Page.next` of the page before; empty for the first."""
    statement = narrowed(visible(select(*COLUMNS).where(shelf.condition), Record, scope), narrowing)
    cursor = Cursor.parse(after)
    if cursor is not None:
        statement = statement.where(cursor.before(Record.updated_at, Record.id))
    ordered = statement.order_by(Record.updated_at.desc(), Record.id.desc()).limit(limit + 1)
    return page_of([RecordLine(*row) for row in db.session.execute(ordered)], limit)


def counts(scope: Scope, shelves: Mapping[str, Shelf], narrowing: Narrowing | None = None) -> dict[str, int]:
    """How many records stand on each shelf, by its name, in one query."""
    if not shelves:
        return {}
    numbers = [
        narrowed(visible(select(func.count()).select_from(Record).where(shelf.condition), Record, scope), narrowing)
        .scalar_subquery()
        .label(f"shelf_{place}")
        for place, shelf in enumerate(shelves.values())
    ]
    return dict(zip(shelves, db.session.execute(select(*numbers)).one(), strict=True))


def count_to_do(
    scope: Scope, waiting: tuple[Waiting, ...], returned: tuple[str, ...] = ()
) -> tuple[int, frozenset[str]]:
    """How many records wait for the person (see `to_do`), the number on every page; and the ids of all editions of
    workflows there are, in the same query: the number is right if ``waiting`` was made of these."""
    number, editions = db.session.connection().execute(_to_do_count(scope, waiting, returned)).one()
    return number, frozenset((editions or "").split())


@lru_cache(maxsize=500)  # putting it together costs several times what asking it does
def _to_do_count(scope: Scope, waiting: tuple[Waiting, ...], returned: tuple[str, ...]) -> Select[Any]:
    shelf = to_do(scope, waiting, returned)
    number = visible(select(func.count()).select_from(Record).where(shelf.condition), Record, scope)
    editions = select(func.aggregate_strings(WorkflowEdition.id, " "))
    return select(number.scalar_subquery(), editions.scalar_subquery())


def _waits(waiting: Waiting) -> ColumnElement[bool]:
    condition = and_(Record.state.in_(waiting.states), within(Record, waiting.prefixes))
    if waiting.workflow_edition_ids:
        return and_(condition, Record.workflow_edition_id.in_(waiting.workflow_edition_ids))
    return condition


def narrowed(statement: Select[Any], narrowing: Narrowing | None) -> Select[Any]:
    """The statement, cut down to what the reader chose."""
    if narrowing is None:
        return statement
    for name in ("form_code", "part", "state"):
        if (value := cast(str | None, getattr(narrowing, name))) is not None:
            statement = statement.where(getattr(Record, name) == value)
    if narrowing.place_code:
        statement = statement.where(within(Record, (narrowing.place_code,)))
    if narrowing.title:
        statement = statement.where(Record.title.contains(narrowing.title, autoescape=True))
    if narrowing.happened_in:
        statement = statement.where(Record.happened_on.startswith(narrowing.happened_in, autoescape=True))
    return statement
