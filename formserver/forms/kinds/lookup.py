"""One code out of a long list that is kept outside the documents and has an edition of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from formserver.forms.kinds.base import Fault
from formserver.forms.kinds.choice import SingleChoice
from formserver.forms.kinds.options import Option
from formserver.forms.pieces import Answer, Piece


class Lookup(SingleChoice):
    """A code of `x-list`: a list of `schemas/lists/`, bundled into the document with its items. Printed as a word."""

    kind = "lookup"
    reads = frozenset({"x-list"})

    @property
    def draws(self) -> str:
        return super().draws if self.is_fixed else "select_choice"

    def faults(self) -> Iterator[Fault]:
        if len(set(self.codes)) != len(self.codes):
            yield ".x-list", "清单里的代码重复"

    @cached_property
    def options(self) -> tuple[Option, ...]:
        items = self.spec["x-list"]["items"]
        return tuple(Option(item["code"], item["label"], {}, search=item.get("search", "")) for item in items)

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        return [Answer(self.none_text(data) or self.text(data))]
