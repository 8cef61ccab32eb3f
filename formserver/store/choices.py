"""What lists can be narrowed by: the forms a county uses, with edition and workflow, and the places below others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import Adoption, Form, FormEdition, Region, WorkflowEdition
from formserver.store.forms import ACTIVE


@dataclass(frozen=True)
class AdoptedForm:
    """A form that a county, or one township of it, uses on a day: the edition new pages are filled in, the workflow
    new records are routed by. ``region_code``: the county or the township."""

    code: str
    title: str
    category: str
    edition_id: str
    workflow_edition_id: str
    valid_from: date
    region_code: str


def adopted(county_id: str, on: date) -> list[AdoptedForm]:
    """The forms used anywhere in a county, each once, by code: as the county uses it, or else the first township."""
    found = adoptions(county_id, on)
    county_last = sorted(found, key=lambda one: (one.code, one.region_code), reverse=True)
    return sorted({one.code: one for one in county_last}.values(), key=lambda one: one.code)


def adoptions(county_id: str, on: date) -> list[AdoptedForm]:
    """The forms in use by code and place, in one query; where two adoptions of a place overlap, the latest."""
    other = aliased(WorkflowEdition)
    # Ids are minted in time order.
    newest = select(func.max(other.id)).where(other.code == Adoption.workflow_code).scalar_subquery()
    columns = (Form.code, Form.title, Form.category, FormEdition.id, WorkflowEdition.id, Adoption.valid_from)
    statement = (
        select(*columns, Adoption.region_code)
        .select_from(Adoption)
        .join(Form, Form.code == Adoption.form_code)
        .join(FormEdition, (FormEdition.form_code == Form.code) & (FormEdition.state == ACTIVE))
        .join(WorkflowEdition, WorkflowEdition.id == newest)
        .where(Adoption.county_id == county_id, Adoption.valid_from <= on)
        .where(or_(Adoption.valid_to.is_(None), Adoption.valid_to >= on))
        .order_by(Form.code, Adoption.valid_from, FormEdition.major, FormEdition.minor)
    )
    found = (AdoptedForm(*row) for row in db.session.execute(statement))
    return list({(one.code, one.region_code): one for one in found}.values())


def below(codes: Collection[str], on: date) -> Sequence[tuple[str, str]]:
    """Code and name of every place one tier below any of these, by code, in one query."""
    if not codes:
        return []
    statement = select(Region.code, Region.name).where(
        Region.parent_code.in_(codes),
        Region.valid_from <= on,
        or_(Region.valid_to.is_(None), Region.valid_to >= on),
    )
    return [(row.code, row.name) for row in db.session.execute(statement.order_by(Region.code))]
