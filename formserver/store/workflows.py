"""Editions of workflow documents: kept as text, never changed."""

from collections.abc import Sequence

from sqlalchemy import select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import WorkflowEdition


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
    return db.session.scalars(select(WorkflowEdition.id).order_by(WorkflowEdition.code, WorkflowEdition.id)).all()
