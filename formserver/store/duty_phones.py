"""Numbers on duty of villages, townships and the county."""

from collections.abc import Sequence

from sqlalchemy import select

from formserver.extensions import db
from formserver.models import DutyPhone


def find(county_id: str, place_code: str) -> DutyPhone | None:
    """The number of one place, or None."""
    return db.session.get(DutyPhone, (county_id, place_code))


def near(county_id: str, village_code: str) -> Sequence[DutyPhone]:
    """The numbers that are there for a village: its own, its township's, its county's, the nearest first."""
    codes = [village_code, village_code[:9], village_code[:6]]
    statement = select(DutyPhone).where(DutyPhone.county_id == county_id, DutyPhone.place_code.in_(codes))
    return sorted(db.session.scalars(statement), key=lambda one: -len(one.place_code))


def write(row: DutyPhone) -> None:
    """Set the number of a place; an empty one takes it away."""
    found = find(row.county_id, row.place_code)
    if row.phone:
        db.session.merge(row)
    elif found is not None:
        db.session.delete(found)
    db.session.flush()
