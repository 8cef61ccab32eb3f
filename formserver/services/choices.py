"""What a list of records or persons can be narrowed by, and what its reader chose."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from formserver.clock import today
from formserver.regions.codes import COUNTY_DIGITS, TOWNSHIP_DIGITS, is_code
from formserver.regions.names import display_name
from formserver.services.documents import form_document, workflow
from formserver.services.person import Person
from formserver.store import choices
from formserver.store.choices import AdoptedForm
from formserver.store.lists import Narrowing
from formserver.workflow import engine
from formserver.workflow.states import APPROVED, RETURNED, TERMINATED, State, at

_MONTH = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")
_LONGEST = 80

Option = tuple[str, str]
"""A value and the words for it."""


@dataclass(frozen=True)
class Chosen:
    """What the reader chose, as text; what is not chosen is empty. ``month`` is YYYY-MM or YYYY; ``part`` counts only
    together with the form it belongs to."""

    form: str = ""
    part: str = ""
    state: str = ""
    place: str = ""
    name: str = ""
    month: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Chosen":
        """From the names of an address; whatever makes no sense counts as not chosen."""
        texts = {name: asked.get(name, "").strip()[:_LONGEST] for name in cls.__dataclass_fields__}
        if not is_code(texts["place"]):
            texts["place"] = ""
        if not _MONTH.fullmatch(texts["month"]):
            texts["month"] = ""
        return cls(**texts)

    @property
    def narrowing(self) -> Narrowing:
        """For the store."""
        return Narrowing(
            form_code=self.form or None,
            part=(self.form and self.part) or None,
            state=self.state or None,
            place_code=self.place or None,
            title=self.name or None,
            happened_in=self.month or None,
        )

    @property
    def given(self) -> dict[str, str]:
        """Only what was chosen, by the names `read` takes."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}


@dataclass(frozen=True)
class Choices:
    """What there is to choose from. ``townships`` and ``villages``: only those the person may see anything of."""

    adopted: Sequence[AdoptedForm]
    townships: Sequence[Option]
    villages: Sequence[Option]

    @property
    def forms(self) -> list[Option]:
        """The forms in use."""
        return [(form.code, form.title) for form in self.adopted]

    def parts_of(self, code: str) -> list[Option]:
        """The parts of a form in use, as its edition in force has them."""
        found = (form_document(form.edition_id) for form in self.adopted if form.code == code)
        return [(part.code, part.title) for document in found for part in document.parts.values()]

    @cached_property
    def states(self) -> list[Option]:
        """Every state a record can be in, in the order of the way."""
        found: dict[str, str] = {}
        for flow in (workflow(form.workflow_edition_id) for form in self.adopted):
            for state in (*(at(step.code) for step in flow.approval_steps), RETURNED, APPROVED, TERMINATED):
                found.setdefault(str(state), engine.state_label(flow, state))
        return sorted(found.items(), key=lambda option: State.parse(option[0]).step is None)


def open_to(person: Person, place: str = "") -> Choices:
    """What the person can choose from; the villages of a township are listed when the chosen ``place`` lies in it."""
    return Choices(choices.adopted(person.county_id, today()), *_places(person, place))


def places_of(person: Person, place: str = "") -> tuple[list[Option], list[Option]]:
    """Townships and villages the person can choose from, as `open_to`."""
    return _places(person, place)


def _places(person: Person, place: str) -> tuple[list[Option], list[Option]]:
    held = {*person.scope.wide, *person.scope.narrow}
    above = {code for code in held if len(code) in (COUNTY_DIGITS, TOWNSHIP_DIGITS)}
    chosen = place[:TOWNSHIP_DIGITS]
    if len(chosen) == TOWNSHIP_DIGITS and person.county_id in held and chosen.startswith(person.county_id):
        above.add(chosen)
    found = [(code, display_name(name)) for code, name in choices.below(above, today())]
    townships = [option for option in found if len(option[0]) == TOWNSHIP_DIGITS]
    return townships, [option for option in found if len(option[0]) > TOWNSHIP_DIGITS]
