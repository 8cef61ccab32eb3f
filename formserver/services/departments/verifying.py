"""待核实: what departments say of persons is looked at, at the door, by who works in the village; till then it counts
for nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from formserver.clock import today
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.models import ElderCategory
from formserver.services import file_acts
from formserver.services.file_state import FileState
from formserver.services.person import FILLING_ROLES, Person
from formserver.services.typed_days import day_of
from formserver.store import department_facts, elder_events
from formserver.store.chains import ActAlreadyDone
from formserver.store.department_facts import Waiting
from formserver.store.elder_categories import REFUTED, TO_VERIFY, TOLD, VERIFIED
from formserver.store.paging import Page

RIGHT: Final = "record_visit"
SO: Final = "yes"
NOT_SO: Final = "no"
AGAIN: Final = "again"
VERDICTS: Final[Mapping[str, str]] = {SO: VERIFIED, NOT_SO: REFUTED, AGAIN: TO_VERIFY}
"""What is decided -> the state that follows."""

ACTION: Final = "list_verified"
_LONGEST: Final = 200


class VerdictRefused(FormserverError):
    """Something of the verdict is missing or cannot be; the raiser says what."""

    status = 422
    message_key = "请选择“属实”或“不属实”。"


class AlreadyDecided(FormserverError):
    """Somebody else was there a moment earlier, or the list was taken back."""

    status = 409
    message_key = "这一项刚才已由别人核实，请看现在的结果。"


@dataclass(frozen=True)
class Verdict:
    """What was found at the door: yes with the day, no with the day and why, again: it is to be looked at once more.
    ``seen``: the state that the page showed."""

    verdict: str = ""
    day: str = ""
    reason: str = ""
    seen: str = TO_VERIFY

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Verdict":
        """From the names of a form."""
        return cls(**{name: asked.get(name, given).strip() for name, given in vars(cls()).items()})


def open_list(person: Person, place: str = "", after: str = "") -> Page[Waiting]:
    """What waits for who works in a village: all of its persons."""
    return department_facts.to_verify(person.scope, place=place, after=after)


def count(person: Person) -> int:
    """How much waits for the person, 0 for who does not go to doors."""
    return department_facts.count_to_verify(person.scope) if person.filling_regions else 0


def may_decide(person: Person, village_code: str) -> bool:
    """Whether the person goes to the doors of a village."""
    return bool(FILLING_ROLES & person.roles_at(village_code))


def get(person: Person, category_id: str) -> Waiting:
    """One thing a department says. Raises NotFound."""
    elder, category = department_facts.get(person.scope, category_id)
    return next(one for one in department_facts.of_person(elder.county_id, elder.id) if one.category_id == category.id)


def decide(person: Person, category_id: str, verdict: Verdict, act_id: str) -> str:
    """Keep what was found; gives the id of the person. The same act twice is one.

    Raises NotFound, VerdictRefused, AlreadyDecided.
    """
    elder, category = department_facts.get(person.scope, category_id)
    if not may_decide(person, elder.village_code):
        raise VerdictRefused("只有到这个村（社区）探访的人可以核实。")
    changes = _changes(verdict)
    elder_id = elder.id
    if elder_events.find(person.county_id, act_id) is not None:
        return elder_id
    if (verdict.seen == TO_VERIFY) == (verdict.verdict == AGAIN) or not department_facts.lock(category, verdict.seen):
        raise AlreadyDecided
    facts = {"verdict": verdict.verdict, "code": category.code}
    state = FileState(elder)
    state.set(f"category.{category.id}", _told(category) | changes)
    state.relevel()
    try:
        file_acts.take(person, elder, ACTION, state.changes, note=verdict.reason, facts=facts, act_id=act_id)
    except ActAlreadyDone:
        db.session.rollback()
        return elder_id
    db.session.commit()
    return elder_id


def _told(category: ElderCategory) -> dict[str, Any]:
    return {name: getattr(category, name) for name in TOLD}


def _changes(verdict: Verdict) -> dict[str, Any]:
    """Raises VerdictRefused."""
    if verdict.verdict not in VERDICTS:
        raise VerdictRefused
    if verdict.verdict == AGAIN:
        return {"state": TO_VERIFY, "verified_on": None, "verified_note": ""}
    day = _day(verdict.day)
    if verdict.verdict == NOT_SO and not verdict.reason:
        raise VerdictRefused("请写明为什么不属实，例如“已搬走”。")
    if len(verdict.reason) > _LONGEST:
        raise VerdictRefused("原因太长，最多200个字。")
    note = verdict.reason if verdict.verdict == NOT_SO else ""
    return {"state": VERDICTS[verdict.verdict], "verified_on": day.isoformat(), "verified_note": note}


def _day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise VerdictRefused("请填写上门核实的日期，例如2025-01-08。")
    if day > today():
        raise VerdictRefused("核实的日期在今天以后，请核对。")
    return day
