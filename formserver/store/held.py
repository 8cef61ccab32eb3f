"""What is typed in and not submitted yet, kept from everybody else before anything else is (docs/decisions/0032)."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from formserver.extensions import db
from formserver.models import Draft


def drafts_about(county_id: str, elder_ids: Collection[str]) -> None:
    """Keep the drafts about these persons until the transaction ends."""
    _hold(county_id, Draft.elder_id.in_(elder_ids))


def drafts_changing(county_id: str, record_id: str) -> None:
    """Keep the drafts that change a record until the transaction ends."""
    _hold(county_id, Draft.record_id == record_id)


def _hold(county_id: str, which: ColumnElement[bool]) -> None:
    # In one order, so that two who need the same drafts do not wait for each other.
    mine = select(Draft.id).where(Draft.county_id == county_id, which).order_by(Draft.id)
    db.session.execute(mine.with_for_update()).all()
