"""Which forms and workflows are in use beside a form."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from formserver.extensions import db
from formserver.models import Adoption


def beside(form_code: str, on: date) -> Sequence[Adoption]:
    """Every adoption in force on a day in the counties that use the form then, its own among them."""
    is_in_force = (Adoption.valid_from <= on) & or_(Adoption.valid_to.is_(None), Adoption.valid_to >= on)
    using = select(Adoption.county_id).where(Adoption.form_code == form_code, is_in_force)
    statement = select(Adoption).where(Adoption.county_id.in_(using), is_in_force)
    return db.session.scalars(statement.order_by(Adoption.county_id, Adoption.form_code, Adoption.id)).all()
