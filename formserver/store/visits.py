"""The narrow rows of visits, and how many of them there are."""

from typing import Final

from sqlalchemy import delete, select

from formserver.extensions import db
from formserver.models import Record, Visit, VisitCount
from formserver.store import rows, sums

VISIT: Final = "visit"
CARE: Final = "care"
COLUMNS: Final = tuple(column.name for column in Visit.__table__.columns)


def find(county_id: str, record_id: str) -> Visit | None:
    """The visit that a record tells of, whoever asks."""
    return db.session.get(Visit, (county_id, record_id))


def insert(visit: Visit) -> None:
    """Add a visit, and count it."""
    rows.write(visit)
    _count(visit, 1)


def change(stored: Visit, told: Visit) -> None:
    """Let a visit say what another one says, and count it anew where that makes a difference."""
    if _counted(stored) != _counted(told):
        _count(stored, -1)
        _count(told, 1)
    for name in COLUMNS:
        setattr(stored, name, getattr(told, name))
    db.session.flush()


def remove(stored: Visit) -> None:
    """Take a visit away, and count it no longer."""
    _count(stored, -1)
    key = (Visit.county_id == stored.county_id, Visit.record_id == stored.record_id)
    db.session.execute(delete(Visit).where(*key))


def are_missing() -> bool:
    """Whether there are visit records, but none of their rows: of an installation older than these."""
    is_written = select(Visit.record_id).limit(1)
    is_told = select(Record.id).where(Record.form_code.startswith("visit_record/")).limit(1)
    return db.session.scalar(is_written) is None and db.session.scalar(is_told) is not None


def _counted(visit: Visit) -> tuple[object, ...]:
    return visit.period, visit.village_code, visit.kind, visit.way, visit.is_late


def _count(visit: Visit, number: int) -> None:
    key = {name: getattr(visit, name) for name in ("county_id", "period", "village_code", "kind", "township_code")}
    sums.add(VisitCount, key | {"way": visit.way or ""}, {"visits": number, "late": number * visit.is_late})
