"""Documents offered as editions of forms, until somebody decides about them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select, update

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import EditionDraft

OPEN: Final = "open"
PUBLISHED: Final = "published"
WITHDRAWN: Final = "withdrawn"
DECLINED: Final = "declined"


def insert(draft: EditionDraft) -> EditionDraft:
    """Add a draft."""
    db.session.add(draft)
    db.session.flush()
    return draft


def get(county_id: str, draft_id: str, *, locked: bool = False) -> EditionDraft:
    """A draft of a county, ``locked`` against others who decide about it; to be locked before its form is. Raises
    NotFound."""
    found = db.session.get(EditionDraft, draft_id, with_for_update=locked)
    if found is None or found.county_id != county_id:
        raise NotFound
    return found


def waiting(county_id: str, form_code: str | None = None) -> Sequence[EditionDraft]:
    """The open drafts of a county, of one form or of all, the oldest first."""
    statement = select(EditionDraft).where(EditionDraft.county_id == county_id, EditionDraft.state == OPEN)
    if form_code is not None:
        statement = statement.where(EditionDraft.form_code == form_code)
    return db.session.scalars(statement.order_by(EditionDraft.at, EditionDraft.id)).all()


def is_waiting(form_code: str) -> bool:
    """Whether any county has an open draft of the form."""
    wanted = (EditionDraft.form_code == form_code, EditionDraft.state == OPEN)
    return db.session.scalar(select(EditionDraft.id).where(*wanted).limit(1)) is not None


def count_waiting(county_id: str) -> int:
    """How many open drafts a county has."""
    statement = select(func.count()).select_from(EditionDraft)
    wanted = statement.where(EditionDraft.county_id == county_id, EditionDraft.state == OPEN)
    return int(db.session.scalar(wanted) or 0)


def change(draft_id: str, changes: Mapping[str, Any], *, based_on: str | None) -> bool:
    """Change a draft that is still open and compared with that edition; of several callers who decide about it exactly
    one gets True."""
    statement = (
        update(EditionDraft)
        .where(EditionDraft.id == draft_id, EditionDraft.state == OPEN)
        .where(EditionDraft.based_on.is_not_distinct_from(based_on))
        .values(dict(changes))
        .returning(EditionDraft.id)
    )
    return db.session.execute(statement).first() is not None
