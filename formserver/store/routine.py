"""Visits that wait for somebody, each with what it is compared with: the person's last approved one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from formserver.extensions import db
from formserver.models import Record, Revision, Visit
from formserver.store.lists import Shelf
from formserver.store.records import APPROVED, IN_FORCE, InForce
from formserver.store.scope import Scope, visible, within


@dataclass(frozen=True)
class WaitingVisit:
    """A visit, its record, and the revision that waits."""

    visit: Visit
    record: Record
    revision: Revision


def waiting(scope: Scope, shelf: Shelf, period: str, place: str, limit: int) -> list[WaitingVisit]:
    """The visits of a period at a place that wait in the states of the shelf, by village and date; in one query."""
    columns: tuple[Any, ...] = (Visit, Record, Revision)
    statement = (
        select(*columns)
        .join(Record, and_(Record.county_id == Visit.county_id, Record.id == Visit.record_id))
        .join(Revision, _PRESENT)
        .where(Visit.county_id == scope.county_id, Visit.period == period, within(Visit, (place,)))
        .where(Record.state.startswith("at:"), shelf.condition)
    )
    ordered = visible(statement, Record, scope).order_by(Visit.village_code, Visit.happened_on, Visit.record_id)
    return [WaitingVisit(*row) for row in db.session.execute(ordered.limit(limit))]


def former(county_id: str, records: Sequence[Record]) -> dict[tuple[str, str, str], InForce]:
    """The last approved record of the same paper and person for each of these, by person, form and part; in one
    query."""
    asked = {(record.elder_id, record.form_code, record.part) for record in records}
    elders: Collection[Any] = {elder_id for elder_id, _, _ in asked}
    of_paper = (Record.elder_id, Record.form_code, Record.part)
    newest = func.row_number().over(partition_by=of_paper, order_by=(Record.happened_on.desc(), Record.id.desc()))
    ranked = (
        select(Record.id, newest.label("place"))
        .where(Record.county_id == county_id, Record.elder_id.in_(elders), Record.happened_on.is_not(None))
        .where(Record.approved_revision.is_not(None), Record.id.not_in([record.id for record in records]))
        .subquery()
    )
    first = select(ranked.c.id).where(ranked.c.place == 1)
    statement = select(Record.elder_id, *IN_FORCE).join(Revision, APPROVED)
    found = db.session.execute(statement.where(Record.county_id == county_id, Record.id.in_(first)))
    made = [(elder_id or "", InForce(*row)) for elder_id, *row in found]
    return {(elder_id, one.form_code, one.part): one for elder_id, one in made}


_PRESENT = and_(
    Revision.county_id == Record.county_id,
    Revision.record_id == Record.id,
    Revision.number == Record.revision_number,
)
