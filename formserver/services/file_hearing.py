"""What approved records tell the file of a person: its categories, contacts, consent, level, last visit and risk.

A file hears of each thing when the record says something else about it than before. So what was changed by hand since
stays, until a newer paper says otherwise; and hearing the same records once more changes nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from formserver.clock import today
from formserver.models import Elder, ElderEvent
from formserver.services import file_acts, sealing
from formserver.services.file_state import FileState, mark
from formserver.services.person import Person
from formserver.store import elder_categories, elders, records

_VISITS: Final = 12
"""So many visits are read back for a risk grade."""
_DAY: Final = len("2025-01-08")
_CARD: Final = 20
"""Digits of a disability card: identity number, kind, grade (残疾人证管理办法)."""

Concepts = Mapping[str, Any]


def hear(person: Person, elder: Elder, action: str, *, facts: Mapping[str, Any] | None = None) -> ElderEvent | None:
    """Let the file say what the person's approved records say now; None, and nothing written, where it says so."""
    state = FileState(elder)
    listen(state)
    if not state.changes:
        return None
    return file_acts.take(person, elder, action, state.changes, facts=facts)


def listen(state: FileState) -> None:
    """The same for a file about to change."""
    _visits(state)
    if state.value("state") == elders.REGISTERED:
        _registration(state)
        state.relevel()


def _registration(state: FileState) -> None:
    elder, record_id = state.elder, state.value("registration_record_id")
    found = records.in_force(elder.county_id, record_id)
    record = records.find(elder.county_id, record_id)
    if found is None or record is None or record.approved_revision is None:
        return
    part, data = sealing.in_force(found)
    concepts = part.concepts(data)
    told: dict[str, Any] = state.value("file.told") or {}
    submitted = today(records.revision(elder.county_id, record_id, record.approved_revision).at)
    day = submitted if told else _whole(record.happened_on, submitted)
    now_told: dict[str, Any] = {item: mark(said) for item, said in _said(concepts) if said is not None}
    for item in _WRITERS.keys() | told.keys():
        if item in _WRITERS and now_told.get(item) != told.get(item):
            _WRITERS[item](state, concepts, day.isoformat())
    now_told["categories"] = _categories(state, concepts, told.get("categories", ()), day.isoformat(), record_id)
    now_told["confirmed"] = mark(sorted((name, str(said)) for name, said in concepts.items()))
    if now_told["confirmed"] != told.get("confirmed"):
        state.confirm(day)
    state.set("file.told", now_told)


def _whole(day: str | None, instead: date) -> date:
    return date.fromisoformat(day) if day and len(day) == _DAY else instead


# the things a registration tells --------------------------------------------------------------------------------------
def _said(concepts: Concepts) -> Iterator[tuple[str, Any]]:
    for item, names in _ITEMS.items():
        said = [concepts.get(name) for name in names]
        yield item, said if any(one is not None for one in said) else None


def _contact(state: FileState, concepts: Concepts, day: str) -> None:
    names = ("name", "relation", "phone", "address")
    state.set(
        "file.first_contact", _card(state, "first_contact", {one: concepts.get(f"contact_{one}") for one in names})
    )


def _village_contact(state: FileState, concepts: Concepts, day: str) -> None:
    said = {one: concepts.get(f"village_contact_{one}") for one in ("name", "phone")}
    state.set("file.village_contact", _card(state, "village_contact", said))


def _card(state: FileState, place: str, said: Mapping[str, str | None]) -> dict[str, str] | None:
    sealed = {**said, "phone": state.sealed(said["phone"], f"{place}.phone")}
    return {name: text for name, text in sealed.items() if text} or None


def _consent(state: FileState, concepts: Concepts, day: str) -> None:
    consent = concepts.get("consent")
    reason = concepts.get("consent_reason") if consent == "unwilling" else None
    state.set("consent", consent)
    state.set(
        "consent_on", _whole(concepts.get("consent_on"), date.fromisoformat(day)).isoformat() if consent else None
    )
    state.set("file.consent", {"reason": reason} if reason else None)


def _relief(state: FileState, concepts: Concepts, day: str) -> None:
    known = [one.code for one in state.programme.relief]
    state.set("file.relief", [code for code in known if code in concepts.get("relief", ())] or None)


def _disability(state: FileState, concepts: Concepts, day: str) -> None:
    card = concepts.get("disability_card") or ""
    of_card = f"grade_{card[-1]}" if len(card) == _CARD else None
    state.set("file.disability_grade", concepts.get("disability_grade") or of_card)


def _ability(state: FileState, concepts: Concepts, day: str) -> None:
    state.set("file.ability", concepts.get("ability"))


def _visit_class(state: FileState, concepts: Concepts, day: str) -> None:
    state.set("visit_class", concepts.get("visit_class"))


def _paper_level(state: FileState, concepts: Concepts, day: str) -> None:
    state.set("file.paper_level", concepts.get("care_level"))


def _paper_photo(state: FileState, concepts: Concepts, day: str) -> None:
    photos = concepts.get("photo")
    state.set("file.paper_photo", photos[:1] if isinstance(photos, list) else None)


_ITEMS: Final = {
    "first_contact": ("contact_name", "contact_relation", "contact_phone", "contact_address"),
    "village_contact": ("village_contact_name", "village_contact_phone"),
    "consent": ("consent", "consent_reason", "consent_on"),
    "relief": ("relief",),
    "disability": ("disability_grade", "disability_card"),
    "ability": ("ability",),
    "visit_class": ("visit_class",),
    "paper_level": ("care_level",),
    "photo": ("photo",),
}
_WRITERS: Final = {
    "first_contact": _contact,
    "village_contact": _village_contact,
    "consent": _consent,
    "relief": _relief,
    "disability": _disability,
    "ability": _ability,
    "visit_class": _visit_class,
    "paper_level": _paper_level,
    "photo": _paper_photo,
}


def _categories(state: FileState, concepts: Concepts, before: Any, day: str, record_id: str) -> list[str]:
    """Categories that the record names now begin, those that it named and names no more end; the codes it names."""
    known = state.programme.chosen_categories
    named = [one.code for one in known if one.of_all or one.code in concepts.get("categories", ())]
    for code in named:
        if code not in before:
            state.begin(code, day, elder_categories.REGISTRATION, record_id=record_id)
    for category_id, row in state.standing.items():
        is_over = row["code"] in before and row["code"] not in named
        if is_over and row["source"] == elder_categories.REGISTRATION:
            state.end(category_id, day)
    return named


# visits ---------------------------------------------------------------------------------------------------------------
def _visits(state: FileState) -> None:
    found = records.approved_visits(state.elder.county_id, state.elder.id, _VISITS)
    state.set("last_visit_on", found[0].happened_on if found else "")
    state.set("risk", next((risk for visit in found if (risk := _risk_of(visit))), None))


def _risk_of(visit: records.InForce) -> str | None:
    part, data = sealing.in_force(visit, without_copies=True)
    risk = part.concepts(data).get("risk_grade")
    return None if risk is None else str(risk)
