"""Dates with the precision the paper asks for: year, month or day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from formserver.clock import chinese_date
from formserver.forms.kinds.base import Cell
from formserver.forms.kinds.text import TextInput
from formserver.forms.pieces import Answer, Piece, Words
from formserver.forms.problems import Problem

_PATTERNS = {
    "year": "(19|20)[0-9]{2}",
    "month": "(19|20)[0-9]{2}-(0[1-9]|1[0-2])",
    "day": "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
}
_EXAMPLES = {"year": "2025", "month": "2025-01", "day": "2025-01-08"}
_TYPED = re.compile(r"([0-9]{4})(?:\s*[-./年]\s*([0-9]{1,2})(?:\s*[-./月]\s*([0-9]{1,2})\s*日?|\s*月?)|\s*年?)")
_STORED = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_LENGTHS = {"year": 4, "month": 7, "day": 10}
_LEVELS = tuple(_LENGTHS)


class Date(TextInput):
    """A date on paper: it has a precision and no time zone. People type "2025.1月"; the answer is "2025-01"."""

    kind = "date"
    reads = frozenset({"x-precision"})
    compared_as = "date"
    styles = frozenset({"ymd", "ym", "y"})
    hints: ClassVar[Mapping[str, str]] = {"autocomplete": "off"}
    result = "string"

    @cached_property
    def precisions(self) -> tuple[str, ...]:
        """The precisions allowed, coarse to fine."""
        allowed = self.spec.get("x-precision", ["day"])
        return tuple(level for level in _LEVELS if level in allowed)

    def schema(self) -> dict[str, Any]:
        pattern = "|".join(_PATTERNS[level] for level in self.precisions)
        return {"type": "string", "maxLength": 10, "pattern": f"^({pattern})$"}

    def parse(self, text: str) -> str:
        if _STORED.fullmatch(text):
            return text
        found = _TYPED.fullmatch(text.removesuffix("号")) or _COMPACT.fullmatch(text)
        if not found:
            return text
        year, *rest = (part for part in found.groups() if part)
        return "-".join([year, *(part.zfill(2) for part in rest)])

    def from_result(self, value: str) -> str | None:
        """A day, cut to the finest precision that the paper asks for."""
        lengths = [_LENGTHS[level] for level in self.precisions if _LENGTHS[level] <= len(value)]
        return value[: max(lengths)] if lengths else None

    def agrees(self, value: Any, computed: Any) -> bool:
        length = min(len(value), len(computed))
        return bool(value[:length] == computed[:length])

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        params = {"example": self._example, "typed": str(value)[:20]}
        return "%(label)s应填写日期，例如 %(example)s，现在填的是“%(typed)s”", params

    @cached_property
    def _example(self) -> str:
        return "，或 ".join(_EXAMPLES[level] for level in reversed(self.precisions))

    def checks(self, value: Any) -> Iterator[Problem]:
        # so many days every month has, and a year or a month has no day
        if value[8:] > "28" and int(value[8:]) > calendar.monthrange(int(value[:4]), int(value[5:7]))[1]:
            yield Problem((), "%(label)s填的日期不存在：%(typed)s", {"typed": value})

    def text(self, data: Mapping[str, Any]) -> str:
        return spoken_date(data.get(self.code, ""))

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        """A day as a date; a month or a year is none, and stays words."""
        value = str(data.get(self.code, ""))
        is_day = len(value) == _LENGTHS["day"] and _STORED.fullmatch(value)
        return {self.code: date.fromisoformat(value)} if is_day else super().export(data)

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        value, none = str(data.get(self.code, "")), self.none_text(data)
        if style and not none:
            return in_blanks(value, len(style))
        return [Answer(none or spoken_date(value), width=6)]


def spoken_date(value: str) -> str:
    """ "2025-01" -> "2025年1月"; what is no date is shown as it was typed."""
    return chinese_date(value) if _STORED.fullmatch(value) else value


def in_blanks(value: str, count: int) -> list[Piece]:
    """The first `count` of __年__月__日, with what the date says of them."""
    parts = [str(int(part)) for part in value.split("-")] if _STORED.fullmatch(value) else []
    pieces: list[Piece] = []
    for index, (unit, width) in enumerate((("年", 4), ("月", 2), ("日", 2))[:count]):
        pieces += [Answer(parts[index] if index < len(parts) else "", width), Words(unit)]
    return pieces
