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
    """A form a county uses on a day: the edition new pages are filled in, the workflow new records are routed by."""

    code: str
    title: str
    category: str
    edition_id: str
    workflow_edition_id: str
    valid_from: date


def adopted(county_id: str, on: date) -> list[AdoptedForm]:
    """The forms in use, by code, in one query; where two adoptions overlap, the latest."""
    other = aliased(WorkflowEdition)
    # Ids are minted in time order.
    newest = select(func.max(other.id)).where(other.code == Adoption.workflow_code).scalar_subquery()
    columns = (Form.code, Form.title, Form.category, FormEdition.id, WorkflowEdition.id, Adoption.valid_from)
    statement = (
        select(*columns)
        .select_from(Adoption)
        .join(Form, Form.code == Adoption.form_code)
        .join(FormEdition, (FormEdition.form_code == Form.code) & (FormEdition.state == ACTIVE))
        .join(WorkflowEdition, WorkflowEdition.id == newest)
        .where(Adoption.county_id == county_id, Adoption.valid_from <= on)
        .where(or_(Adoption.valid_to.is_(None), Adoption.valid_to >= on))
        .order_by(Form.code, Adoption.valid_from, FormEdition.major, FormEdition.minor)
    )
    return list({row[0]: AdoptedForm(*row) for row in db.session.execute(statement)}.values())


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
