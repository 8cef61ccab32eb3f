"""The file of a person as its page shows it: where he stands, whom to call, what is due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from formserver.clock import today
from formserver.forms.reading import mask
from formserver.models import Elder
from formserver.programme.periods import months_later
from formserver.services import file_pictures, file_rights
from formserver.services.choosing_persons import CONSENTS, LEVELS, RISKS
from formserver.services.file_kinds.base import Kind
from formserver.services.file_kinds.people import SIGNERS
from formserver.services.file_kinds.registry import KINDS
from formserver.services.file_pictures import Shown
from formserver.services.file_state import HAND, RULE, FileState, opened
from formserver.services.file_words import GRADES, RELATIONS, category_label, label_of
from formserver.services.person import Person
from formserver.store import elders
from formserver.store.elder_categories import DEPARTMENT

THE_PERSON: Final = "本人"
"""The title of the line with the person's own number."""


@dataclass(frozen=True)
class LevelView:
    """``by``: rule, paper or hand. ``rule`` and ``paper``: what these say, where they say anything; ``grounds`` and
    ``undecided``: of the rule; ``note``: why it was chosen by hand."""

    label: str
    by: str
    rule: str
    paper: str
    grounds: Sequence[str]
    undecided: Sequence[str]
    note: str

    @property
    def differs(self) -> bool:
        """Whether the paper ticked something else than the rule says."""
        return bool(self.rule and self.paper) and self.rule != self.paper


@dataclass(frozen=True)
class ContactLine:
    """Whom to call. ``tel``: the number to dial, empty where only a mask is shown."""

    title: str
    name: str
    relation: str
    phone: str
    tel: str
    address: str


@dataclass(frozen=True)
class CategoryLine:
    """A category that applies: how it is called, what the programme means by it, and since when."""

    label: str
    definition: str
    since: str


@dataclass(frozen=True)
class ConsentView:
    """``ask_on``: when somebody who refused is asked again."""

    code: str
    label: str
    on: str
    reason: str
    signer: str
    ask_on: str
    is_due: bool


@dataclass(frozen=True)
class ListedLine:
    """What the list of a department says of the person, and what was found at the door."""

    category_id: str
    code: str
    note: str
    state: str
    verified_on: str
    verified_note: str


@dataclass(frozen=True)
class FileView:
    """What the page of a person says besides the timeline. ``listed``: what departments say, the newest first;
    ``kinds``: what the reader may change."""

    programme: str
    age: int | None
    risk: str
    level: LevelView | None
    visit_class: str
    categories: Sequence[CategoryLine]
    listed: Sequence[ListedLine]
    contacts: Sequence[ContactLine]
    consent: ConsentView | None
    ability: str
    disability: str
    relief: Sequence[str]
    agreement: Mapping[str, str]
    confirmed_on: str
    review_due_on: str
    is_review_due: bool
    kinds: Mapping[str, Kind]
    pictures: Mapping[str, Shown]


def view(person: Person, elder: Elder, may: Collection[str]) -> FileView:
    """The file of a person in the reader's scope. ``may``: what the reader may change, as `file_rights.changeable`
    says."""
    state, now = FileState(elder), today().isoformat()
    programme, facts = state.programme, state.facts
    ability, due = state.value("file.ability"), elder.review_due_on or ""
    return FileView(
        programme=programme.title,
        age=facts.age,
        risk=RISKS.get(elder.risk or "", ""),
        level=_level(state),
        visit_class=label_of(programme.visit_classes, elder.visit_class) if elder.visit_class else "",
        categories=_categories(state),
        listed=_listed(state),
        contacts=contacts(state, sees=file_rights.sees_phones(person, elder)),
        consent=_consent(state, now),
        ability=label_of(programme.abilities, ability) if ability else "",
        disability=GRADES.get(state.value("file.disability_grade") or "", ""),
        relief=[label_of(programme.relief, code) for code in state.value("file.relief") or ()],
        agreement=state.value("file.agreement") or {},
        confirmed_on=elder.confirmed_on or "",
        review_due_on=due,
        is_review_due=bool(due) and due <= now and elder.state == elders.REGISTERED,
        kinds={name: kind for name, kind in KINDS.items() if name in may and kind.offered(state)},
        pictures=file_pictures.of_file(elder, may),
    )


def _level(state: FileState) -> LevelView | None:
    found: Mapping[str, Any] = state.value("file.level") or {}
    level, paper = state.value("care_level"), state.value("file.paper_level")
    if not level:
        return None
    return LevelView(
        label=LEVELS[level],
        by=state.value("level_by") or RULE,
        rule=LEVELS.get(found.get("rule", ""), ""),
        paper=LEVELS.get(paper or "", ""),
        grounds=found.get("grounds", ()),
        undecided=found.get("undecided", ()),
        note=(state.value("file.level_note") or "") if state.value("level_by") == HAND else "",
    )


def _categories(state: FileState) -> list[CategoryLine]:
    known = {one.code: one for one in state.programme.categories}
    lines = []
    for row in sorted(
        state.standing.values(), key=lambda row: list(known).index(row["code"]) if row["code"] in known else 99
    ):
        one = known.get(row["code"])
        lines.append(
            CategoryLine(
                category_label(state.programme, row["code"]), one.definition if one else "", row["since"] or ""
            )
        )
    following = state.programme.following(state.facts)
    return [*lines, *(CategoryLine(one.label, one.definition, "") for one in following)]


def _listed(state: FileState) -> list[ListedLine]:
    said = sorted(((key, row) for key, row in state.categories.items() if row["source"] == DEPARTMENT), reverse=True)
    return [
        ListedLine(key, row["code"], row["source_note"], row["state"], row["verified_on"] or "", row["verified_note"])
        for key, row in said
    ]


def contacts(state: FileState, *, sees: bool) -> list[ContactLine]:
    """Whom to call, the first one first; ``sees``: whole numbers, to dial."""
    elder, found = state.elder, []
    own = elders.phone_of(elder)
    cards = (("first_contact", "第一联系人"), ("village_contact", "村（社区）联系人"))
    for place, title in cards:
        card: Mapping[str, str] = state.value(f"file.{place}") or {}
        if card:
            relation = card.get("relation", "")
            phone = opened(elder, card.get("phone"), f"{place}.phone") or ""
            said = (card.get("name", ""), RELATIONS.get(relation, relation))
            found.append(ContactLine(title, *said, *_number(phone, sees=sees), card.get("address", "")))
    if own:
        found.append(ContactLine(THE_PERSON, elder.name, "", *_number(own, sees=sees), ""))
    return found


def _number(phone: str, *, sees: bool) -> tuple[str, str]:
    return (phone, phone) if sees else (mask(phone), "")


def _consent(state: FileState, now: str) -> ConsentView | None:
    code, on = state.value("consent"), state.value("consent_on")
    if not code:
        return None
    said: Mapping[str, str] = state.value("file.consent") or {}
    refuses = code == "unwilling" and bool(on)
    ask_on = months_later(date.fromisoformat(on), state.programme.consent_months).isoformat() if refuses else ""
    signer = SIGNERS.get(said.get("signer", ""), "")
    return ConsentView(
        code, CONSENTS[code], on or "", said.get("reason", ""), signer, ask_on, bool(ask_on) and ask_on <= now
    )
