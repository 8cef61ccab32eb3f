"""What a step has changed of all that the page shows beside the panel: the sheet, and the lists of fields and sections.

Both states are bundled documents; what is equal in them is drawn equally.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from formserver.forms.designing.base import Json

# what neither the sheet nor a list of fields shows; whatever is not named here counts as shown
_UNSEEN: Final = {
    "part": frozenset({"properties", "required", "x-checks"}),
    "field": frozenset(
        {
            *("description", "x-when", "x-jump", "x-computed", "x-concept", "x-sensitive", "x-carry", "x-prefill"),
            *("minLength", "minItems", "x-draw", "x-scale", "x-bands"),
        }
    ),
}


def is_unseen(before: Json, after: Json) -> bool:
    """Whether the two states look the same but for the panel of a field."""
    if _without(before, ("properties",)) != _without(after, ("properties",)):
        return False
    parts = ((before["properties"][code], part) for code, part in after["properties"].items())
    return all(_alike(*both, "part") and _fields_alike(*both) for both in parts)


def _fields_alike(before: Json, after: Json) -> bool:
    was, now = before["properties"], after["properties"]
    return was.keys() == now.keys() and all(
        was[code] == now[code] or _alike(was[code], now[code], "field") for code in now
    )


def _alike(before: Json, after: Json, sort: str) -> bool:
    return _without(before, _UNSEEN[sort]) == _without(after, _UNSEEN[sort])


def _without(node: Mapping[str, Any], words: Any) -> Json:
    return {word: value for word, value in node.items() if word not in words}


def same_rows(before: Json, after: Json, block: int) -> Iterator[bool]:
    """Of each entry of a table of the sheet, whether it stands in the same place and says the same; none where
    anything else of the table differs."""
    blocks = before["x-paper"]["blocks"]
    was, now = blocks[block] if block < len(blocks) else {}, after["x-paper"]["blocks"][block]
    if _without(was, ("rows",)) != _without(now, ("rows",)) or _heights(was) != _heights(now):
        return iter([False] * len(now["rows"]))
    return (one == other for one, other in zip(was["rows"], now["rows"], strict=True))


def _heights(block: Json) -> list[int]:
    return [len(row.get("rows", (row,))) for row in block["rows"]]
