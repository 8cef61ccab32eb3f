"""What is followed up, ready to show: a list, one thing with its history, and what belongs to a person or a record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from formserver.clock import today
from formserver.forms.telling import Day
from formserver.models import Elder, FollowUp, FollowUpEvent, Record
from formserver.regions.codes import is_code
from formserver.services import choices, places, programmes
from formserver.services.choices import Option
from formserver.services.choosing_persons import RISKS
from formserver.services.file_rights import may_change
from formserver.services.file_words import Said
from formserver.services.follow_ups import deeds, evidence, owners
from formserver.services.follow_ups.deeds import Deed
from formserver.services.follow_ups.evidence import Evidence
from formserver.services.follow_ups.taking import OPENED
from formserver.services.follow_ups.words import ACTIONS, KINDS, SATISFACTION, STATES, TIERS
from formserver.services.person import Person
from formserver.services.rights import roles_with
from formserver.services.typed_days import day_of
from formserver.store import elders, follow_up_events, follow_ups, records, users
from formserver.store.follow_ups import OPEN, STANDING, Duty, Sought
from formserver.store.paging import Page

WHOSE: Final = {"mine": "由我跟进的", "none": "还没有人跟进的"}
LATE: Final = {"1": "已逾期"}
NEW: Final = {"1": "乡镇（街道）未阅"}
LISTED: Final = {
    "state": {**STATES, STANDING: "待办结和已办结", "all": "全部"},
    "kind": KINDS,
    "tier": TIERS,
    "owner": WHOSE,
    "late": LATE,
    "new": NEW,
}
DAYS: Final = ("opened_from", "opened_to", "closed_from", "closed_to")
NAMES: Final = (*LISTED, "place", *DAYS)
_GRADES: Final = 12


@dataclass(frozen=True)
class ChosenItems:
    """What the reader of the list chose: ``given`` holds only that, by the names of an address (`NAMES`)."""

    given: dict[str, str]

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "ChosenItems":
        """From the names of an address; whatever makes no sense counts as not chosen."""
        found = {name: asked.get(name, "") for name, values in LISTED.items() if asked.get(name, "") in values}
        days = {name: asked[name] for name in DAYS if day_of(asked.get(name, ""))}
        place = asked.get("place", "")
        return cls(found | days | ({"place": place} if is_code(place) else {}))

    def __getitem__(self, name: str) -> str:
        """What was chosen under a name, "" for nothing."""
        return self.given.get(name, "")

    def sought(self, person: Person) -> Sought:
        """For the store: what is open, where no state was chosen."""
        state = self["state"] or OPEN
        return Sought(
            state="" if state == "all" else state,
            kind=self["kind"],
            place_code=self["place"],
            owner_id=person.user_id if self["owner"] == "mine" else "",
            nobodys=self["owner"] == "none",
            tier=self["tier"],
            overdue_on=today().isoformat() if self["late"] else "",
            unseen=bool(self["new"]),
            opened=(self["opened_from"], self["opened_to"]),
            closed=(self["closed_from"], self["closed_to"]),
        )


@dataclass(frozen=True)
class ItemLine:
    """One thing as lists show it. ``days_late``: 0 while it is in time; ``is_urgent``: those above act at once."""

    item: FollowUp
    name: str
    village: str
    owner: str
    days_late: int
    is_urgent: bool


@dataclass(frozen=True)
class ItemList:
    """One page of the list. ``may_see``: the ids of those the reader's township has not looked at yet."""

    lines: Page[ItemLine]
    townships: Sequence[Option]
    villages: Sequence[Option]
    unseen: Sequence[str]


@dataclass(frozen=True)
class Moment:
    """One act of the history in words. ``record_id``: the record that said so, where the reader may open it."""

    event: FollowUpEvent
    title: str
    said: Sequence[Said]
    record_id: str


@dataclass(frozen=True)
class ItemView:
    """One thing with all that its page shows. ``offers``: what the reader may do, by code; ``may_notify``: note in the
    person's file that the family was told; ``staff``: who may settle it, by id."""

    line: ItemLine
    elder: Elder
    place: str
    provider: str
    moments: Sequence[Moment]
    offers: Mapping[str, Deed]
    may_notify: bool
    evidence: Evidence
    staff: Mapping[str, str]


@dataclass(frozen=True)
class OfPerson:
    """What is and was followed up for a person, and the grades of risk: day, words, id of the record."""

    open: Sequence[ItemLine]
    closed: Sequence[ItemLine]
    grades: Sequence[tuple[str, str, str]]


def waiting_count(person: Person) -> int:
    """How much asks the person to do something: the number in the navigation. One query, or none."""
    leads, works = _held(person, "approve_village"), _held(person, "record_visit")
    duty = Duty(
        person.user_id,
        lead=leads,
        own=tuple(code for code in works if code not in leads),
        township=_held(person, "approve_township"),
        county=_held(person, "approve_county"),
    )
    return follow_ups.waiting_count(person.county_id, duty, today().isoformat())


def _held(person: Person, right: str) -> tuple[str, ...]:
    return tuple(sorted({code for role in roles_with(right) for code in person.regions_of(role)}))


def open_list(person: Person, chosen: ChosenItems, *, after: str = "") -> ItemList:
    """A page of the list, narrowed."""
    page = follow_ups.list_for(person.scope, chosen.sought(person), after=after)
    names = {line.item.id: (line.name, line.village_name) for line in page.rows}
    lines = _lines([line.item for line in page.rows], names)
    unseen = [line.item.id for line in lines if "see" in deeds.offered(person, line.item)]
    return ItemList(Page(lines, page.next), *choices.places_of(person, chosen["place"]), unseen)


def view(person: Person, follow_up_id: str) -> ItemView:
    """One thing. Raises NotFound, where it is out of the reader's sight, too."""
    item = follow_ups.get(person.scope, follow_up_id)
    elder = elders.find(item.county_id, item.elder_id)
    assert elder is not None  # files are never deleted
    chain = follow_up_events.of_item(item.county_id, item.id)
    programme = programmes.of_place(item.village_code)
    offers = deeds.offered(person, item)
    words = {code: label for _, group in programme.providers for code, label in group}
    return ItemView(
        line=_lines([item], {item.id: (elder.name, elder.village_name)})[0],
        elder=elder,
        place=places.full_name(item.village_code),
        provider="；".join(text for text in (words.get(item.provider, item.provider), item.provider_note) if text),
        moments=_moments(person, chain, words),
        offers=offers,
        may_notify=may_change(person, elder),
        evidence=evidence.of_item(person, item),
        staff=owners.at_village(item.village_code) if "assign" in offers else {},
    )


def of_person(person: Person, elder: Elder) -> OfPerson:
    """What a person's page shows; the reader may see the person."""
    items = follow_ups.of_elder(elder.county_id, elder.id)
    found = [_line(item, elder.name, elder.village_name, owner) for item, owner in items]
    grades = follow_ups.risk_grades(elder.county_id, elder.id, _GRADES)
    return OfPerson(
        open=[line for line in found if line.item.state == OPEN],
        closed=[line for line in reversed(found) if line.item.state != OPEN],
        grades=[(day, RISKS.get(grade, grade), record_id) for day, grade, record_id in grades],
    )


def open_of(elder: Elder) -> list[ItemLine]:
    """What is open for a person at the next visit, what is due first first."""
    found = follow_ups.open_of(elder.county_id, elder.id)
    return [_line(item, elder.name, elder.village_name, owner) for item, owner in found]


def of_record(record: Record) -> list[ItemLine]:
    """What a record led to, and what was opened by hand at it; the reader may see the record."""
    return _lines(follow_ups.of_record(record.county_id, record.id), {})


def _lines(items: Sequence[FollowUp], names: Mapping[str, tuple[str, str]]) -> list[ItemLine]:
    people = users.names(item.owner_id for item in items if item.owner_id) if items else {}
    return [_line(item, *names.get(item.id, ("", "")), people.get(item.owner_id or "", "")) for item in items]


def _line(item: FollowUp, name: str, village: str, owner: str) -> ItemLine:
    late = (today() - date.fromisoformat(item.due_on)).days if item.state == OPEN else 0
    finding = programmes.of_place(item.village_code).visiting.finding(item.finding)
    is_urgent = item.state == OPEN and finding is not None and finding.tier == follow_ups.TOWNSHIP
    return ItemLine(item, name, village, owner, max(late, 0), is_urgent)


def _moments(person: Person, chain: Sequence[FollowUpEvent], providers: Mapping[str, str]) -> list[Moment]:
    named = {str(event.facts["record"]) for event in chain if "record" in event.facts}
    visible = records.visible_ids(person.scope, named) if named else frozenset()
    owners_named = users.names(_owners(chain))
    found = []
    for event in reversed(chain):
        record_id = str(event.facts.get("record", ""))
        said = _said(event, owners_named, providers)
        title = ACTIONS.get(event.action, event.action)
        found.append(Moment(event, title, said, record_id if record_id in visible else ""))
    return found


def _owners(chain: Iterable[FollowUpEvent]) -> set[str]:
    pairs = (event.changes.get("owner_id", [None, None]) for event in chain)
    return {user_id for pair in pairs for user_id in pair if user_id}


def _said(event: FollowUpEvent, people: Mapping[str, str], providers: Mapping[str, str]) -> list[Said]:
    """What an act changed, in words; what its title or its note says is left out."""
    words: dict[str, tuple[str, Mapping[str, str] | None]] = {
        "due_on": ("期限", None),
        "owner_id": ("由谁跟进", people),
        "provider": ("请谁帮助", providers),
        "provider_note": ("帮助的说明", {}),
        "satisfaction": ("满意程度", SATISFACTION),
    }
    pairs = {} if event.action == OPENED else event.changes
    found = []
    for name, (label, table) in words.items():
        before, after = pairs.get(name, ("", ""))
        if before or after:
            write = Day if table is None else partial(_word, table)
            found.append(Said(label, *(write(one) if one else "" for one in (before, after))))
    return found


def _word(table: Mapping[str, str], code: str) -> str:
    return table.get(code, code)
