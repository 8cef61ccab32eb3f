"""Records that wait for their author: the draft that goes on with each, and who sent it back with which words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import Draft, JournalEntry
from formserver.store.journal import BESIDE


@dataclass(frozen=True)
class Return:
    """The last act on a record that waits for its author, and his draft of it."""

    record_id: str
    draft_id: str
    action: str
    user_id: str
    user_name: str
    remark: str
    at: datetime


def of_author(county_id: str, user_id: str, record_ids: Collection[str]) -> dict[str, Return]:
    """By record id, in one query; records without a draft of this person are left out."""
    if not record_ids:
        return {}
    later = aliased(JournalEntry)
    newest = (
        select(func.max(later.sequence))
        .where(later.county_id == JournalEntry.county_id, later.record_id == JournalEntry.record_id)
        .where(later.action.not_in(BESIDE))
        .scalar_subquery()
    )
    said = (JournalEntry.action, JournalEntry.user_id, JournalEntry.user_name, JournalEntry.remark, JournalEntry.at)
    statement = (
        select(Draft.record_id, Draft.id.label("draft_id"), *said)
        .join(JournalEntry, (JournalEntry.county_id == Draft.county_id) & (JournalEntry.record_id == Draft.record_id))
        .where(Draft.county_id == county_id, Draft.user_id == user_id, Draft.record_id.in_(record_ids))
        .where(JournalEntry.sequence == newest)
        .order_by(Draft.updated_at)
    )
    rows = db.session.execute(statement).all()
    return {row.record_id: Return(**row._mapping) for row in rows}
