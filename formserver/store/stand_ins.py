"""Who stands in for whom: rows of the assignments that name no person, in the village and days they are for."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from formserver.extensions import db
from formserver.models import VisitAssignment
from formserver.store.assignments import holding


def of_village(county_id: str, village_code: str, on: str) -> Sequence[VisitAssignment]:
    """Who stands in for whom in a village on a day or later, the first first."""
    statement = select(VisitAssignment).where(
        VisitAssignment.county_id == county_id,
        VisitAssignment.village_code == village_code,
        VisitAssignment.elder_id.is_(None),
        VisitAssignment.ended_at.is_(None),
        VisitAssignment.last >= on,
    )
    return db.session.scalars(statement.order_by(VisitAssignment.first, VisitAssignment.id)).all()


def find(county_id: str, village_code: str, assignment_id: str) -> VisitAssignment | None:
    """One of those who stand in, stood in or were to in a village, as it is now; `assignments.lock` first."""
    one = VisitAssignment
    here = one.county_id == county_id, one.village_code == village_code, one.elder_id.is_(None)
    statement = select(one).where(*here, one.id == assignment_id).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def of_visitor(county_id: str, user_id: str, on: date) -> Sequence[VisitAssignment]:
    """Who stands in for somebody on a day, and for whom he does."""
    one = VisitAssignment
    statement = select(one).where(
        one.county_id == county_id, one.elder_id.is_(None), or_(one.for_user_id == user_id, one.user_id == user_id)
    )
    return db.session.scalars(statement.where(*holding(one, on)).order_by(one.first, one.id)).all()
