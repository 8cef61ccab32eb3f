"""Which forms are used with which workflow, in a county or in one township of it, from when to when."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Adoption


def add(adoption: Adoption) -> Adoption:
    """Let a place use a form with a workflow from a day on."""
    db.session.add(adoption)
    db.session.flush()
    return adoption


def get(county_id: str, form_code: str, adoption_id: str) -> Adoption:
    """One adoption of a form in a county, locked against others who end it. Raises NotFound."""
    found = db.session.get(Adoption, adoption_id, with_for_update=True)
    if found is None or (found.county_id, found.form_code) != (county_id, form_code):
        raise NotFound
    return found


def remove(adoption: Adoption) -> None:
    """Take back an adoption that never began."""
    db.session.delete(adoption)
    db.session.flush()


def of_form(county_id: str, form_code: str, since: date) -> Sequence[Adoption]:
    """How a form is used in a county on a day and later: the county first, then its townships."""
    statement = select(Adoption).where(
        Adoption.county_id == county_id, Adoption.form_code == form_code, _goes_on_until(since)
    )
    return db.session.scalars(statement.order_by(Adoption.region_code, Adoption.valid_from)).all()


def in_force(county_id: str, on: date) -> Sequence[Adoption]:
    """What is used in a county on a day, by form."""
    statement = select(Adoption).where(Adoption.county_id == county_id, Adoption.valid_from <= on, _goes_on_until(on))
    return db.session.scalars(statement.order_by(Adoption.form_code, Adoption.valid_from)).all()


def counties_using(category: str, on: date) -> list[str]:
    """Ids of the counties in which a form of a category (visit_record) is used on a day."""
    of_category = Adoption.form_code.startswith(f"{category}/", autoescape=True)
    statement = select(Adoption.county_id).where(of_category, Adoption.valid_from <= on, _goes_on_until(on))
    return sorted(db.session.scalars(statement.distinct()))


def is_used(county_id: str, form_code: str, on: date) -> bool:
    """Whether a form is used anywhere in a county on a day."""
    return any(one.form_code == form_code for one in in_force(county_id, on))


def used_elsewhere(form_code: str, county_id: str, on: date) -> bool:
    """Whether another county uses a form on a day or will do so."""
    statement = select(Adoption.id).where(
        Adoption.form_code == form_code, Adoption.county_id != county_id, _goes_on_until(on)
    )
    return db.session.scalar(statement.limit(1)) is not None


def beside(form_code: str, on: date) -> Sequence[Adoption]:
    """Every adoption in force on a day in the counties that use the form then, its own among them."""
    is_in_force = (Adoption.valid_from <= on) & _goes_on_until(on)
    using = select(Adoption.county_id).where(Adoption.form_code == form_code, is_in_force)
    statement = select(Adoption).where(Adoption.county_id.in_(using), is_in_force)
    return db.session.scalars(statement.order_by(Adoption.county_id, Adoption.form_code, Adoption.id)).all()


def _goes_on_until(day: date) -> ColumnElement[bool]:
    return or_(Adoption.valid_to.is_(None), Adoption.valid_to >= day)
