"""Records that could move to the edition of their form that is in force, and what a run of moves has done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import JournalEntry, Record, Revision
from formserver.store.journal import UPGRADE
from formserver.workflow.states import APPROVED, RETURNED, TERMINATED

STAYING: Final = (str(RETURNED), str(TERMINATED))
"""States in which a record is not moved: its answers are with their author, or it has ended."""


@dataclass(frozen=True)
class Picked:
    """Which records of a form: those in the edition with this id, or in any other than the one in force; approved ones,
    those on their way, or both."""

    edition_id: str = ""
    is_approved: bool | None = None


def by_edition(county_id: str, form_code: str) -> dict[str, int]:
    """How many records of a form there are in each edition, by its id."""
    statement = select(Record.form_edition_id, func.count()).where(
        Record.county_id == county_id, Record.form_code == form_code
    )
    return {edition: count for edition, count in db.session.execute(statement.group_by(Record.form_edition_id))}


def candidates(
    county_id: str, form_code: str, picked: Picked, target: str, *, after: str = "", limit: int
) -> Sequence[Record]:
    """Records that are not in the edition `target` and may move, in the order of their ids, beginning after one."""
    statement = _picked(select(Record), county_id, form_code, picked, target).where(Record.id > after)
    return db.session.scalars(statement.order_by(Record.id).limit(limit)).all()


def count(county_id: str, form_code: str, picked: Picked, target: str) -> int:
    """How many candidates there are."""
    counted = _picked(select(func.count()).select_from(Record), county_id, form_code, picked, target)
    return db.session.scalar(counted) or 0


def staying(county_id: str, form_code: str, target: str) -> int:
    """How many records are in another edition and stay there, because of their state."""
    conditions = (*_of_form(county_id, form_code, target), Record.state.in_(STAYING))
    return db.session.scalar(select(func.count()).select_from(Record).where(*conditions)) or 0


def moved(county_id: str, form_code: str, *, after: str = "", limit: int) -> Sequence[Record]:
    """Records whose present revision was moved to its edition, in the order of their ids, beginning after one."""
    source = aliased(Revision)
    statement = (
        select(Record)
        .join(Revision, _revision_of(Revision) & (Revision.number == Record.revision_number))
        .join(source, _revision_of(source) & (source.number == Revision.source))
        .where(Record.county_id == county_id, Record.form_code == form_code, Record.id > after)
        .where(source.form_edition_id != Revision.form_edition_id)
    )
    return db.session.scalars(statement.order_by(Record.id).limit(limit)).all()


def numbered(county_id: str, form_code: str, numbers: Sequence[str]) -> Sequence[Record]:
    """The records of a form with these numbers, in the order of their ids."""
    conditions = (Record.county_id == county_id, Record.form_code == form_code, Record.number.in_(numbers))
    return db.session.scalars(select(Record).where(*conditions).order_by(Record.id)).all()


def of_ids(county_id: str, form_code: str, ids: Sequence[str]) -> Sequence[Record]:
    """The records of a form with these ids, in their order."""
    conditions = (Record.county_id == county_id, Record.form_code == form_code, Record.id.in_(ids))
    return db.session.scalars(select(Record).where(*conditions).order_by(Record.id)).all()


def of_run(county_id: str, user_id: str, prefix: str, limit: int) -> Sequence[tuple[JournalEntry, Record]]:
    """The moves a person made under act ids that begin alike, with their records, by the ids of these."""
    statement = (
        select(JournalEntry, Record)
        .join(Record, (Record.county_id == JournalEntry.county_id) & (Record.id == JournalEntry.record_id))
        .where(JournalEntry.county_id == county_id, JournalEntry.user_id == user_id, JournalEntry.action == UPGRADE)
        .where(JournalEntry.act_id.startswith(prefix, autoescape=True))
    )
    return [(entry, record) for entry, record in db.session.execute(statement.order_by(Record.id).limit(limit))]


def _revision_of(revision: type[Revision]) -> ColumnElement[bool]:
    return and_(revision.county_id == Record.county_id, revision.record_id == Record.id)


def _of_form(county_id: str, form_code: str, target: str) -> tuple[ColumnElement[bool], ...]:
    return Record.county_id == county_id, Record.form_code == form_code, Record.form_edition_id != target


def _picked(statement: Select[Any], county_id: str, form_code: str, picked: Picked, target: str) -> Select[Any]:
    statement = statement.where(*_of_form(county_id, form_code, target), Record.state.not_in(STAYING))
    if picked.edition_id:
        statement = statement.where(Record.form_edition_id == picked.edition_id)
    if picked.is_approved is not None:
        approved = Record.state == str(APPROVED)
        statement = statement.where(approved if picked.is_approved else ~approved)
    return statement
