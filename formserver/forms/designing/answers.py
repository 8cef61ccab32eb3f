"""The answers a computed value can be made of: by which name an expression speaks of each, what can be done with it.

The names are those of docs/expressions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from formserver.forms.designing.base import Json, Sketch, called
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.identity import IdentityNumber
from formserver.forms.kinds.numbers import Number
from formserver.forms.kinds.registry import KINDS, kinds_that, make_field
from formserver.forms.kinds.scales import Matrix

# what can be done with an answer
NUMBER, NUMBERS = "number", "numbers"  # one number; a column of them
OPTION, OPTIONS, CHOSEN = "option", "options", "chosen"  # one option chosen; several; a column of one each
LINES, ROWS, DATE, IDENTITY = "lines", "rows", "date", "identity"
TODAY: Final = "today"
_AROUND: Final = "form."
_DATES: Final = kinds_that(lambda kind: kind.compared_as == "date")
_NUMBERS: Final = kinds_that(lambda kind: issubclass(kind, Number))
_CHOICES: Final = kinds_that(lambda kind: issubclass(kind, Choice))
_MATRICES: Final = kinds_that(lambda kind: issubclass(kind, Matrix))
_IDENTITIES: Final = kinds_that(lambda kind: issubclass(kind, IdentityNumber))
_IN_COLUMNS: Final = {NUMBER: NUMBERS, OPTION: CHOSEN}


@dataclass(frozen=True)
class Answer:
    """An answer: its `name` in expressions, what people call it, its `sort` (see above), `decimals` of a number, its
    place in the document."""

    name: str
    label: str
    sort: str
    place: str
    decimals: int = 0

    @property
    def is_list(self) -> bool:
        """Whether it stands for several values."""
        return self.sort in (NUMBERS, OPTIONS, CHOSEN, LINES)


def answers(sketch: Sketch, place: str) -> list[Answer]:
    """What a value computed at a place may be made of: the fields beside it, then those around, of the whole part."""
    part, code = place.partition(".")[0], place.rpartition(".")[2]
    holder = place.rpartition(".")[0]
    own = [one for one in _of(sketch.holder(place), f"{holder}.") if one.place != f"{holder}.{code}"]
    if holder == part:
        return own
    around = _of(sketch.document["properties"][part], f"{part}.")
    return own + [replace(one, name=f"{_AROUND}{one.name}") for one in around if not one.place.startswith(holder)]


def _of(node: Json, prefix: str) -> Iterator[Answer]:
    for code, spec in node["properties"].items():
        place = f"{prefix}{code}"
        if "items" in spec:
            yield Answer(f"{code}.rows", called(spec), ROWS, place)
            inner = _of(spec["items"], f"{place}.")
            columns = (one for one in inner if one.sort in _IN_COLUMNS)
            yield from (_inside(one, code, spec, _IN_COLUMNS[one.sort]) for one in columns)
        elif "properties" in spec:
            yield from (_inside(one, code, spec, one.sort) for one in _of(spec, f"{place}."))
        elif sort := _sort(spec):
            made = make_field(code, spec)
            decimals = made.decimals if isinstance(made, Number) else 0
            yield Answer(code, called(spec), sort, place, decimals)


def _inside(one: Answer, code: str, spec: Json, sort: str) -> Answer:
    return replace(one, name=f"{code}.{one.name}", label=f"{called(spec)} {one.label}", sort=sort)


def _sort(spec: Json) -> str:
    kind = spec["x-kind"]
    if kind in _CHOICES:
        made: Any = KINDS[kind]
        return OPTIONS if made.takes_many else OPTION
    found = ((_NUMBERS, NUMBER), (_DATES, DATE), (_IDENTITIES, IDENTITY), (_MATRICES, LINES))
    return next((sort for kinds, sort in found if kind in kinds), "")
