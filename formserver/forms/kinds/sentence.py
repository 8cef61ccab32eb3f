"""Fields that hold other fields once: a printed sentence with several blanks, and a shared section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.group import Container
from formserver.forms.kinds import flat
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Piece, Words, named
from formserver.forms.placeholders import BLANK
from formserver.forms.sections import Place


class Section(Container):
    """A shared group of fields that is one property; its words are those of a part."""

    kind = "section"
    reads = frozenset({"x-frozen"})

    @property
    def frozen_from(self) -> Mapping[str, str] | None:
        """`{"form", "field"}` of the registration it is copied from at submission instead of being typed."""
        return self.spec.get("x-frozen")

    def schema(self) -> dict[str, Any]:
        return self.group.schema() | {"minProperties": 1}

    def places(self, name: str, pairs: Pairs) -> list[Place]:
        return [] if self.frozen_from else [Place("", f"{name}.", self.spoken)]

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        return () if self.frozen_from else self.group.inputs(f"{name}.", pairs)

    def decode(self, name: str, pairs: Pairs, around: Data = NOTHING) -> Any:
        return None if self.frozen_from else (self.group.decode(f"{name}.", pairs, around) or None)

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        return iter(()) if self.frozen_from else self.group.encode(f"{name}.", value)

    def text(self, data: Mapping[str, Any]) -> str:
        return flat.line(self.group.fields.values(), data.get(self.code) or {})


class Sentence(Section):
    """A printed sentence with several blanks; `x-text` holds `{blank}` where the paper prints one."""

    kind = "sentence"
    reads = frozenset({"x-frozen", "x-text"})
    reads_inline = True

    def sentence_parts(self) -> list[str | Field]:
        """Printed words and blanks in order."""
        split = BLANK.split(self.spec["x-text"])
        return [self.group.fields[part] if index % 2 else part for index, part in enumerate(split) if part]

    def text(self, data: Mapping[str, Any]) -> str:
        value = data.get(self.code)
        if value is None:
            return self.none_text(data)
        answered = (part if isinstance(part, str) else part.bare(value) or "  " for part in self.sentence_parts())
        return " ".join("".join(answered).split())

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        value = data.get(self.code) or {}
        pieces: list[Piece] = []
        for part in self.sentence_parts():
            pieces += [Words(part)] if isinstance(part, str) else named(part.pieces(value), part.spoken)
        none = self.none_text(data)
        return [Words(none)] if none else pieces
