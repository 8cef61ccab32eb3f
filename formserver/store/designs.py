"""Documents on the designer's table, and the steps that led to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import DesignStep, EditionDraft, FormDesign
from formserver.store.edition_drafts import PUBLISHED

OPEN: Final = "open"
DROPPED: Final = "dropped"


def insert(design: FormDesign) -> FormDesign:
    """Add a design."""
    db.session.add(design)
    db.session.flush()
    return design


def get(county_id: str, design_id: str, *, locked: bool = False) -> FormDesign:
    """An open design of a county, ``locked`` against others who change it. Raises NotFound."""
    found = db.session.get(FormDesign, design_id, with_for_update=locked)
    if found is None or found.county_id != county_id or found.state != OPEN:
        raise NotFound
    return found


def find(design_id: str) -> FormDesign | None:
    """A design of whatever county and state, or None."""
    return db.session.get(FormDesign, design_id)


def unpublished(county_id: str, form_code: str | None = None) -> Sequence[FormDesign]:
    """The open designs of a county that say something no published edition came from, the last changed first: what was
    changed after it was handed in is not published with it."""
    statement = (
        select(FormDesign)
        .outerjoin(EditionDraft, EditionDraft.id == FormDesign.draft_id)
        .where(FormDesign.county_id == county_id, FormDesign.state == OPEN)
        .where(EditionDraft.state.is_distinct_from(PUBLISHED) | (FormDesign.changed_at > EditionDraft.at))
    )
    if form_code is not None:
        statement = statement.where(FormDesign.form_code == form_code)
    return db.session.scalars(statement.order_by(FormDesign.changed_at.desc(), FormDesign.id)).all()


def is_open(form_code: str) -> bool:
    """Whether any county has an open design of the form."""
    wanted = (FormDesign.form_code == form_code, FormDesign.state == OPEN)
    return db.session.scalar(select(FormDesign.id).where(*wanted).limit(1)) is not None


def add_step(step: DesignStep) -> None:
    """Add a step; those that were undone before it are gone."""
    gone = delete(DesignStep).where(DesignStep.design_id == step.design_id, DesignStep.number >= step.number)
    db.session.execute(gone)
    db.session.add(step)
    db.session.flush()


def step(design_id: str, number: int) -> DesignStep | None:
    """The step of that number, or None."""
    return db.session.get(DesignStep, (design_id, number))


class Told(NamedTuple):
    """What the history tells of a step."""

    number: int
    said: dict[str, Any]
    by_user_id: str
    at: datetime


def newest_steps(design_id: str, limit: int) -> list[Told]:
    """The last steps, undone ones too, the newest first."""
    statement = select(DesignStep.number, DesignStep.said, DesignStep.by_user_id, DesignStep.at)
    last = statement.where(DesignStep.design_id == design_id).order_by(DesignStep.number.desc()).limit(limit)
    return [Told(*row) for row in db.session.execute(last)]


def counting(design_id: str, position: int, kinds: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    """What was asked by the steps of these kinds that count, the first ones first."""
    statement = select(DesignStep.step).where(DesignStep.design_id == design_id, DesignStep.number <= position)
    asked = DesignStep.step["do"].as_string().in_(kinds)
    return db.session.scalars(statement.where(asked).order_by(DesignStep.number)).all()
