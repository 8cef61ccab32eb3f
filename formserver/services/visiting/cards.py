"""A person as the list of 本期探访 shows him: what is owed until when, where he lives, whom to call, what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.models import Elder, Visit, VisitCycle, VisitDuty
from formserver.programme.duties import next_open
from formserver.programme.periods import Window
from formserver.programme.statements import age_on
from formserver.services import file_rights, persons, programmes, usage
from formserver.services.choosing_persons import RISKS
from formserver.services.file_state import opened
from formserver.services.person import Person
from formserver.services.persons import VisitForm
from formserver.services.visiting.duties import DUE, LEFT, NEW, met_of, windows_of
from formserver.store import elders, users, visit_lists
from formserver.store.visit_duties import MONTH
from formserver.store.visit_lists import DueLine

WAYS: Final = {"home": "上门", "phone": "电话", "video": "视频", "other": "其他方式"}
_OWN_REASONS: Final = {NEW: "本期新登记", LEFT: "已离册"}
_RISKY: Final = ("high", "medium")


@dataclass(frozen=True)
class Owed:
    """What is owed to a person in one cycle. ``title``: the round's, "" of a month; ``rule``: what the programme says;
    ``ways``: those that count, none: all; ``next``: the window to be filled next; ``missed``: windows that passed
    without a visit; ``reason``: why nobody came, in words; ``told``: a visit in the window to be filled that does not
    count there."""

    duty: VisitDuty
    cycle: VisitCycle
    title: str
    rule: str
    ways: tuple[str, ...]
    windows: tuple[Window, ...]
    met: tuple[bool, ...]
    next: Window | None
    missed: tuple[Window, ...]
    reason: str
    told: Visit | None

    @property
    def is_owed(self) -> bool:
        """Whether a visit is still owed, explained or not."""
        return self.duty.status == DUE and self.duty.open_until is not None


@dataclass(frozen=True)
class Contact:
    """Whom to call first. ``tel``: the number, "" where the reader sees none."""

    title: str
    name: str
    tel: str


@dataclass(frozen=True)
class Card:
    """One person of the list. ``urgent_risk``: words of a risk that is not low; ``visitor``: by name."""

    elder: Elder
    group: int
    due: str
    age: int | None
    urgent_risk: str
    owed: Sequence[Owed]
    contact: Contact | None
    follow_ups: int
    visitor: str
    forms: Sequence[VisitForm]


def draw(person: Person, lines: Sequence[DueLine], cycles: Sequence[VisitCycle], on: date) -> list[Card]:
    """The cards of a page of the list, in seven queries however many there are."""
    if not lines:
        return []
    county, ids = person.county_id, [line.elder_id for line in lines]
    files = visit_lists.persons(county, ids)
    owed = visit_lists.duties_of(county, ids, [cycle.id for cycle in cycles])
    made = visit_lists.visits_of(county, ids, min(one.first for one in cycles), max(one.last for one in cycles))
    open_items = visit_lists.open_follow_ups(county, ids)
    names = users.names(line.visitor_id for line in lines if line.visitor_id)
    offered = usage.by_place(county, dict.fromkeys(one.village_code for one in files.values()))
    forms = {place: persons.visit_forms(found) for place, found in offered.items()}
    return [
        Card(
            elder=(elder := files[line.elder_id]),
            group=line.group,
            due=line.due,
            age=age_on(elder.birth, on),
            urgent_risk=RISKS[elder.risk] if elder.risk in _RISKY else "",
            owed=[owes(duty, cycle, made.get(elder.id, ()), on) for duty, cycle in owed.get(elder.id, ())],
            contact=first_contact(person, elder),
            follow_ups=open_items.get(elder.id, 0),
            visitor=names.get(line.visitor_id or "", ""),
            forms=forms[elder.village_code] if elder.state != elders.LEFT else (),
        )
        for line in lines
    ]


def owes(duty: VisitDuty, cycle: VisitCycle, made: Sequence[Visit], on: date) -> Owed:
    """What is owed to a person in a cycle; ``made``: the visits, the latest first."""
    windows, ways = windows_of(duty, cycle), tuple(way for way in duty.ways.split(",") if way)
    met = met_of(duty, windows)
    is_due = duty.status == DUE
    window = next_open(windows, met, on) if is_due else None
    visiting = programmes.on(duty.village_code, date.fromisoformat(cycle.first)).visiting
    rule = visiting.duty(duty.duty)
    return Owed(
        duty=duty,
        cycle=cycle,
        title="" if cycle.kind == MONTH else cycle.title,
        rule=rule.label if rule and cycle.kind == MONTH else "",
        ways=ways,
        windows=windows,
        met=met,
        next=window,
        missed=tuple(one for one, done in zip(windows, met, strict=True) if is_due and not done and one.last < on),
        reason=reason_of(duty, {one.code: one.label for one in visiting.absences}),
        told=_told(made, ways, window),
    )


def reason_of(duty: VisitDuty, absences: Mapping[str, str]) -> str:
    """Why nobody came, or nothing is owed, in words; "" where nothing was said."""
    code = duty.reason or ""
    return _OWN_REASONS.get(code) or absences.get(code, code)


def first_contact(person: Person, elder: Elder) -> Contact | None:
    """Whom to call first: the first contact, else the person, else the contact of the village."""
    sees = file_rights.sees_phones(person, elder)
    for place, title in (("first_contact", "第一联系人"), ("", "本人"), ("village_contact", "村（社区）联系人")):
        if place:
            card: Mapping[str, str] = elder.file.get(place) or {}
            name, phone = card.get("name", ""), opened(elder, card.get("phone"), f"{place}.phone") if sees else None
        else:
            name, phone = elder.name, elders.phone_of(elder) if sees else None
        if (name and place) or phone:
            return Contact(title, name, phone or "")
    return None


def _told(made: Sequence[Visit], ways: Sequence[str], window: Window | None) -> Visit | None:
    if not ways or window is None:
        return None
    first, last = window.first.isoformat(), window.last.isoformat()
    return next((one for one in made if first <= one.happened_on <= last and one.way not in ways), None)
