"""The typed page of a draft in another edition of its paper: text by text, be it an answer or none yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from formserver.forms import entry, reasons
from formserver.forms.document import Part
from formserver.forms.editions import matching
from formserver.forms.editions.matching import DIRECT, Matching
from formserver.forms.editions.upgrading import members
from formserver.forms.group import Container, Group
from formserver.forms.input_names import question_of
from formserver.forms.kinds.base import Field
from formserver.forms.pairs import Pairs


@dataclass(frozen=True)
class Retyped:
    """`pairs`: the page in the other edition; `left`: what has no place there, named as before; `questions`: name of a
    question before -> now."""

    pairs: Pairs
    left: Pairs
    questions: Mapping[str, str]


def retype(now: Part, then: Part, typed: Pairs, *, ways: Matching = DIRECT, back: bool = False) -> Retyped:
    """The page `typed` in the edition `now` as a page of the edition `then`, the later one; the earlier with `back`.
    `ways`: as for `upgrade`, from the earlier edition to the later one.

    Every text is in the one or the other of what comes out, just as it was typed; only codes of options and names of
    inputs are those of the other edition. A computed value is left out: it is computed anew.
    """
    roads = _Roads(ways, back)
    placed: list[tuple[tuple[str, str], tuple[str, str]]] = []
    left: list[tuple[str, str]] = []
    for name, text in typed.items():
        if now.computing.is_fixed(name):
            continue
        found = roads.placed(now, then, name, text)
        if found is None:
            left.append((name, text))
        else:
            placed.append(((name, text), found))
    unknown = set(entry.unknown_names(then, Pairs(new for _, new in placed)))
    left += [old for old, new in placed if new[0] in unknown]
    kept = [(old[0], new) for old, new in placed if new[0] not in unknown]
    questions = {question_of(now, old): question_of(then, new[0]) for old, new in kept if not old.startswith("_")}
    return Retyped(Pairs(new for _, new in kept), Pairs(left), questions)


class _Road(NamedTuple):
    """From one object of fields to another: code here -> code there."""

    here: Group
    there: Group
    codes: Mapping[str, str]


class _Roads:
    """The roads of one move, each found once."""

    def __init__(self, ways: Matching, back: bool) -> None:
        self._ways = ways
        self._back = back
        self._known: dict[tuple[int, int], _Road] = {}

    def placed(self, now: Part, then: Part, name: str, text: str) -> tuple[str, str] | None:
        """The pair in the other edition; None where it has no place there."""
        mark = next((one for one in (reasons.REASON, reasons.WARNING) if name.startswith(one)), "")
        found = self._placed(
            self._road(now.group, then.group), name.removeprefix(mark).split("."), "" if mark else text
        )
        if found is None:
            return None
        steps, there = found
        return mark + ".".join(steps), text if mark else there

    def _placed(self, road: _Road, steps: Sequence[str], text: str) -> tuple[list[str], str] | None:
        code, *rest = steps
        if code not in road.codes:
            return None
        now = road.codes[code]
        here, there = road.here.members[code], road.there.members[now]
        if type(here) is not type(there):
            return None
        if not isinstance(here, Container) or not isinstance(there, Container):
            there_text = self._text(here, there, rest, text)
            return None if there_text is None else ([now, *rest], there_text)
        row, inner = rest[: here.depth], rest[here.depth :]
        if there.prints_rows and row and row[0] not in matching.rows_of(there):
            return None
        if inner in ([], ["row"]):  # the table itself, or what marks a row as being there
            return [now, *rest], text
        found = self._placed(self._road(here.group, there.group), inner, text)
        return None if found is None else ([now, *row, *found[0]], found[1])

    def _text(self, here: Field, there: Field, rest: Sequence[str], text: str) -> str | None:
        """What was typed, in the codes of the other edition; None for an option or a line that it has not."""
        lines = matching.rows_of(there)
        if lines and rest and rest[0] not in lines:
            return None
        if not text or not matching.options_of(here):
            return text
        older, newer = (there, here) if self._back else (here, there)
        found = self._ways.options(older, newer)
        return (found.pairs if self._back else found.now).get(text)

    def _road(self, here: Group, there: Group) -> _Road:
        key = id(here), id(there)
        if key not in self._known:
            self._known[key] = _Road(here, there, dict(self._codes(here, there)))
        return self._known[key]

    def _codes(self, here: Group, there: Group) -> Iterator[tuple[str, str]]:
        if self._back:
            yield from ((new, old) for old, new in members(there, here, self._ways))
        else:
            yield from members(here, there, self._ways)
