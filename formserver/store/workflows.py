"""Editions of workflow documents: kept as text, never changed."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import String, bindparam, case, func, or_, select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Adoption, WorkflowEdition

# Every page and every submission asks; put together once.
_IDS: Final = select(WorkflowEdition.id).order_by(WorkflowEdition.code, WorkflowEdition.id)
_ROUTING: Final = (
    select(WorkflowEdition.id)
    .join(Adoption, Adoption.workflow_code == WorkflowEdition.code)
    .where(Adoption.county_id == bindparam("county_id"), Adoption.form_code == bindparam("form_code"))
    .where(Adoption.valid_from <= bindparam("on"))
    .where(func.substr(bindparam("place", type_=String), 1, func.length(Adoption.region_code)) == Adoption.region_code)
    # What was begun before an adoption ended is finished as it was. Ids are minted in time order, versions as text are
    # not.
    .order_by(
        case((or_(Adoption.valid_to.is_(None), Adoption.valid_to >= bindparam("on")), 0), else_=1),
        func.length(Adoption.region_code).desc(),
        Adoption.valid_from.desc(),
        WorkflowEdition.id.desc(),
    )
    .limit(1)
)


def add(edition: WorkflowEdition) -> WorkflowEdition:
    """Add an edition."""
    db.session.add(edition)
    db.session.flush()
    return edition


def get(edition_id: str) -> WorkflowEdition:
    """The edition. Raises NotFound."""
    found = db.session.get(WorkflowEdition, edition_id)
    if found is None:
        raise NotFound
    return found


def find(code: str, version: str) -> WorkflowEdition | None:
    """The edition of a workflow with a version, or None."""
    statement = select(WorkflowEdition).where(WorkflowEdition.code == code, WorkflowEdition.version == version)
    return db.session.scalar(statement)


def latest(code: str) -> WorkflowEdition:
    """The edition added last, which new records are routed by. Raises NotFound."""
    # Ids are minted in time order, versions as text are not.
    statement = select(WorkflowEdition).where(WorkflowEdition.code == code).order_by(WorkflowEdition.id.desc()).limit(1)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def all_ids() -> Sequence[str]:
    """The ids of all editions of all workflows, by code, the oldest first; every page asks, so the texts stay there."""
    return db.session.connection().execute(_IDS).scalars().all()


def routing(county_id: str, form_code: str, place: str, on: date) -> str:
    """The edition that new records of a form are routed by in a place of a county on a day: the one added last of the
    workflow adopted last, for the township before the county. Raises NotFound where the place never used the form."""
    asked = {"county_id": county_id, "form_code": form_code, "place": place, "on": on}
    found = db.session.connection().execute(_ROUTING, asked).scalar()
    if found is None:
        raise NotFound
    return str(found)
