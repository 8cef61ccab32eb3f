"""How large the values are that expressions read: what an answer is, and what it may be at the most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

MOST_ENTRIES: Final = 500


class Size(NamedTuple):
    """`letters` of a text, or of all texts of a list, each entry counting as one more; `entries` of a list."""

    letters: int = 0
    entries: int | None = None

    def holds(self, other: Size) -> bool:
        """Whether something of the other size is no larger."""
        return other.letters <= self.letters and (other.entries or 0) <= (self.entries or 0)

    def listed(self, rows: int) -> Size:
        """So many of them in a list; longer lists than any paper's are not read."""
        entries = min(rows, MOST_ENTRIES)
        return Size(entries * (1 + self.letters), entries)


NO_SIZE: Final = Size()


def size_of(value: Any) -> Size:
    """The size of what an expression reads."""
    if isinstance(value, list):
        return Size(len(value) + sum(len(entry) for entry in value if isinstance(entry, str)), len(value))
    return Size(len(value) if isinstance(value, str) else 0)


def size_within(schema: Mapping[str, Any]) -> Size:
    """The most that an answer of that schema is."""
    if schema.get("type") == "array":
        codes = schema["items"]["enum"]
        return Size(max(map(len, codes))).listed(schema.get("maxItems", len(codes)))
    return Size(max(map(len, schema["enum"])) if "enum" in schema else schema.get("maxLength", 0))
