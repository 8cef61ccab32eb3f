"""What was done with a person's file, with records about the person and with sheets printed, in one order, by pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from formserver.extensions import db
from formserver.models import ElderEvent, Form, JournalEntry, PrefilledPaper, Record, User
from formserver.models.columns import UtcDateTime
from formserver.store.journal import BESIDE, PRINT
from formserver.store.paging import Cursor, Page
from formserver.store.scope import Scope, clause

ACTS: Final = "acts"
PAPERS: Final = "papers"
APPROVALS: Final = "approvals"
PRINTS: Final = "prints"
KINDS: Final = (PAPERS, APPROVALS, ACTS, PRINTS)
"""What was done with the file; papers handed in and what became of them beside their way; decisions; prints."""

_SUBMIT: Final = "submit"
_OF_PAPERS: Final = (_SUBMIT, *(action for action in BESIDE if action != PRINT))
_SHEETS, _JOURNAL, _EVENTS = "1", "2", "3"
"""Of what happened in one instant the file's own acts stand first: what a record tells it follows from the record."""


@dataclass(frozen=True)
class Happened:
    """One thing that was done: an act on the file, an entry of the journal with its record, or the title of a sheet
    that was printed to be written on, with the name of who printed it."""

    at: datetime
    place: str
    event: ElderEvent | None = None
    entry: JournalEntry | None = None
    record: Record | None = None
    sheet: str = ""
    by: str = ""


def page_of(
    scope: Scope, county_id: str, elder_id: str, kinds: Sequence[str], *, after: str = "", limit: int = 20
) -> Page[Happened]:
    """One page of the person whose file the reader sees, the newest first; of records only those within the scope.
    ``kinds`` of KINDS; ``after``: `Page.next` of the page before. Three queries at most."""
    last = Cursor.parse(after)
    found: list[Happened] = []
    if ACTS in kinds:
        found += _events(county_id, elder_id, last, limit)
    if {PAPERS, APPROVALS, PRINTS} & set(kinds):
        found += _entries(scope, elder_id, kinds, last, limit)
    if PRINTS in kinds:
        found += _sheets(county_id, elder_id, last, limit)
    found.sort(key=lambda one: (one.at, one.place), reverse=True)
    kept = found[:limit]
    return Page(kept, str(Cursor(kept[-1].at, kept[-1].place)) if len(found) > limit else None)


def _events(county_id: str, elder_id: str, last: Cursor | None, limit: int) -> list[Happened]:
    statement = select(ElderEvent).where(ElderEvent.county_id == county_id, ElderEvent.elder_id == elder_id)
    cut = _cut(statement, ElderEvent.at, (ElderEvent.sequence,), (int,), _EVENTS, last, limit)
    return [Happened(one.at, f"{_EVENTS}.{one.sequence:09}", event=one) for one in db.session.scalars(cut)]


def _entries(scope: Scope, elder_id: str, kinds: Sequence[str], last: Cursor | None, limit: int) -> list[Happened]:
    same = (JournalEntry.county_id == Record.county_id) & (JournalEntry.record_id == Record.id)
    both = select(JournalEntry, Record).join(Record, same)
    statement = both.where(clause(Record, scope), Record.elder_id == elder_id, _of_kinds(kinds))
    keys = JournalEntry.record_id, JournalEntry.sequence
    cut = _cut(statement, JournalEntry.at, keys, (str, int), _JOURNAL, last, limit)
    return [
        Happened(entry.at, f"{_JOURNAL}.{entry.record_id}.{entry.sequence:09}", entry=entry, record=record)
        for entry, record in db.session.execute(cut)
    ]


def _of_kinds(kinds: Sequence[str]) -> ColumnElement[bool]:
    action = JournalEntry.action
    wanted = {
        PAPERS: action.in_(_OF_PAPERS),
        APPROVALS: action.not_in((_SUBMIT, *BESIDE)),
        PRINTS: action == PRINT,
    }
    found = [condition for kind, condition in wanted.items() if kind in kinds]
    return or_(*found)


def _sheets(county_id: str, elder_id: str, last: Cursor | None, limit: int) -> list[Happened]:
    mine = PrefilledPaper.county_id == county_id, PrefilledPaper.elder_id == elder_id
    named = select(PrefilledPaper, User.full_name, Form.title)
    users = User, User.id == PrefilledPaper.by_user_id
    statement = named.join(*users).join(Form, Form.code == PrefilledPaper.form_code).where(*mine)
    cut = _cut(statement, PrefilledPaper.at, (PrefilledPaper.code,), (str,), _SHEETS, last, limit)
    return [
        Happened(sheet.at, f"{_SHEETS}.{sheet.code}", sheet=title, by=name)
        for sheet, name, title in db.session.execute(cut)
    ]


def _cut(
    statement: Any,
    at: InstrumentedAttribute[datetime],
    keys: tuple[InstrumentedAttribute[Any], ...],
    types: tuple[type[Any], ...],
    source: str,
    last: Cursor | None,
    limit: int,
) -> Any:
    """Up to ``limit + 1`` rows behind the last one of the page before, the newest first."""
    ordered = statement.order_by(at.desc(), *(key.desc() for key in keys)).limit(limit + 1)
    if last is None:
        return ordered
    of, _, rest = last.id.partition(".")
    if of != source:
        return ordered.where(at <= last.at if source < of else at < last.at)
    try:
        values = [read(text) for read, text in zip(types, rest.split("."), strict=True)]
    except ValueError:
        return ordered
    return ordered.where(tuple_(at, *keys) < tuple_(literal(last.at, UtcDateTime()), *map(literal, values)))
