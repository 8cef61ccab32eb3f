"""The categories of persons: what applies, or applied, to whom, from when to when, and who says so."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from formserver.clock import now
from formserver.extensions import db
from formserver.models import Elder, ElderCategory

REGISTRATION: Final = "registration"
HAND: Final = "hand"
DEPARTMENT: Final = "department"

VERIFIED: Final = "verified"
TO_VERIFY: Final = "to_verify"
REFUTED: Final = "refuted"

TOLD: Final = (
    *("code", "since", "until", "source", "source_note", "state"),
    *("verified_on", "verified_note", "record_id"),
)
"""What histories keep of a row."""


def of_elder(county_id: str, elder_id: str) -> Sequence[ElderCategory]:
    """All categories of a person whose file the caller may see, the first first; those that ended, too."""
    statement = select(ElderCategory).where(ElderCategory.county_id == county_id, ElderCategory.elder_id == elder_id)
    return db.session.scalars(statement.order_by(ElderCategory.id)).all()


def standing(categories: Iterable[ElderCategory]) -> list[ElderCategory]:
    """Those that apply now and that somebody has looked at."""
    return [one for one in categories if one.until is None and one.state == VERIFIED]


def told(county_id: str, category_id: str) -> dict[str, Any] | None:
    """What a row says, as histories keep it: its columns by name; None where there is none."""
    found = db.session.get(ElderCategory, (county_id, category_id))
    return None if found is None else {name: getattr(found, name) for name in TOLD}


def write(elder: Elder, category_id: str, values: Mapping[str, Any] | None) -> None:
    """Let a row say this, as `told` gives it; None takes it away: the act that began it is undone."""
    found = db.session.get(ElderCategory, (elder.county_id, category_id))
    if values is None:
        if found is not None:
            db.session.delete(found)
    elif found is None:
        key = {"county_id": elder.county_id, "id": category_id, "elder_id": elder.id}
        db.session.add(ElderCategory(**key, created_at=now(), **values))
    else:
        for name, value in values.items():
            setattr(found, name, value)
    db.session.flush()
