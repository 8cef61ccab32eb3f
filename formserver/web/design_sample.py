"""Trying a form that is being designed: its entry page without a draft, empty or with made-up answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, Final

from markupsafe import Markup

from formserver.clock import today
from formserver.demo.answers import Circumstances, answers
from formserver.demo.people import People
from formserver.forms import completing, entry, validation
from formserver.forms.document import FormDocument, Part
from formserver.forms.expressions.scopes import Known
from formserver.forms.kinds.rows import Table
from formserver.forms.nodes import Node, Row
from formserver.forms.pairs import Pairs
from formserver.web.facts import RequestFacts, drawn
from formserver.web.sheet import SHEET
from formserver.web.told import Told

_SEED: Final = 42
_PLACE: Final = {
    "province": "示例省",
    "city": "示例市",
    "county": "示例县",
    "township": "示例镇",
    "village": "示例村",
}


def made_up(document: FormDocument) -> dict[str, Any]:
    """Answers of fictional people, part by part; the same ones each time. Raises NoValidAnswers."""
    people = People(_SEED)
    about = Circumstances(people.elder(), people.younger(), today(), _PLACE)
    rng = Random(_SEED)
    return {code: answers(part, about, people, rng) for code, part in document.parts.items()}


@dataclass(frozen=True)
class Trial(Told):
    """The entry page of a part that belongs to no draft: it keeps nothing, and has no photos and no register."""

    county: str = ""
    draft_id: str = "-"

    @cached_property
    def facts(self) -> RequestFacts:
        """What is typed, shown and demanded."""
        return RequestFacts(self, self.gravest, {})

    @property
    def given(self) -> Mapping[str, Any]:
        """Answers nobody types: none yet."""
        return {}

    @property
    def photos(self) -> Mapping[str, Sequence[Any]]:
        """No photos."""
        return {}

    def people(self, name: str) -> Sequence[Any]:
        """Nobody is looked up."""
        return ()

    def registered(self, node: Node) -> Markup:
        """Nothing is copied from a registration."""
        return Markup()

    def card_of(self, row: Row) -> Markup:
        """One row of a growing table."""
        return drawn(SHEET, "card", row)

    @property
    def sheet(self) -> Markup:
        """All sections with their questions."""
        return drawn(SHEET, "sheet", self.sections)


def answered(part: Part, posted: Pairs, county: str, action: str) -> Trial:
    """The entry page of a part after these answers: what they show, demand and compute. `action`: `add` and `remove` a
    row as on a real page, `check` whether it could be handed in. What is no input of the part is let go."""
    verb, _, target = action.partition(":")
    strange = set(entry.unknown_names(part, posted))
    own = Pairs((name, text) for name, text in posted.items() if name not in strange and not name.startswith("_"))
    table, _, row = target.rpartition(":")
    if verb == "add" and target in _tables(part):
        own = entry.with_row(own, target)
    elif verb == "remove" and table in _tables(part) and row.isdecimal():
        own = entry.without_row(own, table, int(row))
    pairs = completing.complete(part, own, Known(today()))
    problems = validation.check(part, entry.to_data(part, pairs), today=today()) if verb == "check" else []
    return Trial(part, _with_first_rows(part, pairs), tuple(problems), county=county)


def tried(part: Part, data: Mapping[str, Any] | None, county: str) -> Trial:
    """The entry page of a part with these answers; an empty table begins with one row, as on a real page."""
    pairs = Pairs() if data is None else entry.to_pairs(part, data)
    return Trial(part, _with_first_rows(part, pairs), county=county)


def _with_first_rows(part: Part, pairs: Pairs) -> Pairs:
    for name in _tables(part):
        if not pairs.rows(name) and not pairs.text(f"{name}__none"):
            pairs = entry.with_row(pairs, name)
    return pairs


def _tables(part: Part) -> list[str]:
    """The names of the growing tables that stand in no other table."""
    return [".".join(path) for path, one in part.fields() if isinstance(one, Table) and "*" not in path]
