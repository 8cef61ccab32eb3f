"""Why somebody was not visited in a period: said by the village before it hands the month in, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.errors import Forbidden
from formserver.extensions import db
from formserver.models import VisitDuty
from formserver.programme.months import ACTS
from formserver.services import programmes
from formserver.services.acting import Incomplete
from formserver.services.months import keeping, locks
from formserver.services.person import Person
from formserver.services.visiting import duties
from formserver.services.visiting.absence_problems import problem
from formserver.store import month_lists


@dataclass(frozen=True)
class Said:
    """What the page says of one person: code of the programme's absence, empty for none, and words."""

    code: str
    note: str = ""


NOBODY_SAYS: Final = Said("")


@dataclass(frozen=True)
class Explained:
    """What became of it: how many persons' reasons ``changed``; of how many nothing was written, since they were
    visited or are owed nothing any more (``moot``)."""

    changed: int
    moot: int


def explain(person: Person, period: str, village_code: str, said: Mapping[str, Said]) -> Explained:
    """Write down why persons (by id) were not visited, or that nobody says so.

    Raises NotFound, Forbidden, MonthLocked, Incomplete (``note.<id>`` or ``reason.<id>`` -> the sentence).
    """
    key, cycle = keeping.month(person, period, village_code)
    if ACTS["hand_in"].right not in keeping.rights_at(person, village_code):
        raise Forbidden
    locks.keep_reasons(key)
    visiting = programmes.on(village_code, date.fromisoformat(cycle.first)).visiting
    found = {duty.elder_id: duty for duty in month_lists.explainable(key, said)}
    meant = {one: _meant(found[one], told) for one, told in said.items() if one in found}
    changed = {one: told for one, told in meant.items() if _differs(found[one], told)}
    checked = {one: problem(visiting.absences, told.code, told.note) for one, told in changed.items()}
    problems = {f"{found[0]}.{one}": found[1] for one, found in checked.items() if found}
    if problems:
        raise Incomplete(problems)
    for one, told in changed.items():
        duties.explain(person, found[one], cycle, visiting.absence(told.code), told.note)
    db.session.commit()
    return Explained(len(changed), sum(bool(told.code or told.note) for one, told in said.items() if one not in found))


def _meant(duty: VisitDuty, told: Said) -> Said:
    """Whoever takes a reason back need not wipe out the words that stood beside it."""
    return NOBODY_SAYS if not told.code and duty.reason and told.note == duty.reason_note else told


def _differs(duty: VisitDuty, told: Said) -> bool:
    return (duty.reason or "", duty.reason_note) != (told.code, told.note)
