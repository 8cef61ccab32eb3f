"""One option of a choice, with the blanks inside its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from formserver.forms.kinds.base import Field
from formserver.forms.placeholders import BLANK


@dataclass(frozen=True)
class Option:
    """One option: its stable code, and the paper's words with {blank} where a blank is printed."""

    code: str
    label: str
    blanks: Mapping[str, Field]
    exclusive: bool = False
    group: str = ""
    note: str = ""
    search: str = ""  # further words by which a long list finds it
    points: int | None = None
    was: tuple[str, ...] = ()  # its codes in former editions

    @property
    def words(self) -> str:
        """The label as problems quote it: 增加__人; a blank at the end is left out, with its bracket."""
        drawn = BLANK.sub("__", self.label)
        return re.sub(r"（[^（）]*__[^（）]*）|[：:，,]?\s*__$", "", drawn).strip()

    def label_parts(self) -> list[str | Field]:
        """Printed words and blanks in order."""
        parts: list[str | Field] = []
        for index, part in enumerate(BLANK.split(self.label)):
            if index % 2:
                parts.append(self.blanks[part])
            elif part:
                parts.append(part)
        return parts
