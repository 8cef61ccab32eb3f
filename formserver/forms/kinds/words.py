"""What stands on the paper and is no question: printed words, and the boxes that the workflow fills in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from formserver.forms.kinds.base import Cell, Fault, Field
from formserver.forms.kinds.date import in_blanks, spoken_date
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, NewLine, Piece, Signature, Words
from formserver.forms.rules import Rule

_ABOUT_ANSWERS = ("x-none", "x-computed", "x-concept", "x-sensitive")


class Unanswered(Field):
    """Base of the kinds that nobody answers on the page: no property of the data, no input."""

    has_answer = False

    def faults(self) -> Iterator[Fault]:
        words = [word for word in _ABOUT_ANSWERS if word in self.spec]
        if words:
            yield f".{words[0]}", "这一项没有可填的内容"

    def rules(self) -> Iterator[Rule]:
        return iter(())

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        return ()

    def decode(self, name: str, pairs: Pairs) -> Any:
        return None

    def columns(self) -> dict[str, str]:
        return {}

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        return {}


class Note(Unanswered):
    """Words (`x-text`) that the page shows, and the paper prints where its grid places them."""

    kind = "note"
    reads = frozenset({"x-text"})

    @property
    def words(self) -> str:
        """The words."""
        return str(self.spec["x-text"])

    def text(self, data: Mapping[str, Any]) -> str:
        return ""

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        return [Words(self.words)]


class Opinion(Unanswered):
    """The box of one step of the workflow (`x-step`: its code or its tier): opinion, signature, seal, date.

    It is filled from the record's journal when the record is shown or printed: `Part.with_opinions` puts
    `{"text", "by", "on"}` in the place of an answer. Empty until that step has acted. `{field|text}`, `{field|by}` and
    `{field|on}` print one of the three by itself.
    """

    kind = "opinion"
    reads = frozenset({"x-step", "x-seal"})
    part_only = True
    styles = frozenset({"text", "by", "on"})

    @property
    def step(self) -> str:
        """Code or tier of the step that fills it in."""
        return str(self.spec["x-step"])

    @property
    def has_seal(self) -> bool:
        """Whether the paper leaves room for a seal."""
        return bool(self.spec.get("x-seal"))

    def text(self, data: Mapping[str, Any]) -> str:
        given = data.get(self.code) or {}
        said = (given.get("text", ""), given.get("by", ""), spoken_date(given.get("on", "")))
        return "　".join(part for part in said if part)

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        given = data.get(self.code) or {}
        parts: dict[str, Sequence[Piece]] = {
            "text": [Answer(given.get("text", ""))],
            "by": [Signature(given.get("by", ""))],
            "on": in_blanks(given.get("on", ""), 3),
        }
        if style:
            return parts[style]
        seal = [Words("（盖章）")] if self.has_seal else []
        return [*parts["text"], NewLine(), Words("签字："), *parts["by"], *seal, Words("　"), *parts["on"]]
