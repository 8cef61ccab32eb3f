"""Why somebody was not visited in a period: said by the village before it hands the month in, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.errors import Forbidden
from formserver.extensions import db
from formserver.models import VisitDuty
from formserver.programme.months import ACTS
from formserver.programme.visiting import Visiting
from formserver.services import programmes
from formserver.services.acting import Incomplete
from formserver.services.months import keeping, locks
from formserver.services.person import Person
from formserver.services.visiting import duties
from formserver.store import month_lists

LONGEST: Final = 200
_OTHER: Final = "other"


@dataclass(frozen=True)
class Said:
    """What the page says of one person: code of the programme's absence, empty for none, and words."""

    code: str
    note: str = ""


def explain(person: Person, period: str, village_code: str, said: Mapping[str, Said]) -> int:
    """Write down why persons (by id) were not visited, or that nobody says so; gives how many changed.

    Raises NotFound, Forbidden, MonthLocked, Incomplete (``note.<id>`` or ``reason.<id>`` -> the sentence).
    """
    key, cycle = keeping.month(person, period, village_code)
    if ACTS["hand_in"].right not in keeping.rights_at(person, village_code):
        raise Forbidden
    locks.refuse_reasons(key)
    visiting = programmes.on(village_code, date.fromisoformat(cycle.first)).visiting
    found = {duty.elder_id: duty for duty in month_lists.explainable(key, said)}
    changed = {one: told for one, told in said.items() if one in found and _differs(found[one], told)}
    problems = dict(filter(None, (_problem(one, told, visiting) for one, told in changed.items())))
    if problems:
        raise Incomplete(problems)
    for one, told in changed.items():
        duties.explain(person, found[one], cycle, visiting.absence(told.code), told.note)
    db.session.commit()
    return len(changed)


def _differs(duty: VisitDuty, told: Said) -> bool:
    return (duty.reason or "", duty.reason_note) != (told.code, told.note if told.code else "")


def _problem(elder_id: str, told: Said, visiting: Visiting) -> tuple[str, str] | None:
    if told.code and visiting.absence(told.code) is None:
        return f"reason.{elder_id}", "没有这个原因，请重新选择。"
    if told.code == _OTHER and not told.note:
        return f"note.{elder_id}", "选了“其他原因”的，请写明是什么原因。"
    return (f"note.{elder_id}", "写得太长了，最多200个字。") if len(told.note) > LONGEST else None
