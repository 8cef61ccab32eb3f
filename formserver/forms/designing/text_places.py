"""Where the text of a document speaks of a field or a cell, and what a line of the text speaks of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from formserver import json_places

_CELL: Final = re.compile(r"\$\.x-paper\.blocks\[(\d+)\](?:\.rows\[(\d+)\](?:\.rows\[(\d+)\])?(?:\.cells\[(\d+)\])?)?")
_FIELD: Final = re.compile(r"\$\.properties\.([a-z0-9_]+)((?:(?:\.items)?\.properties\.[a-z0-9_]+)+)")
_STEP: Final = re.compile(r"\.properties\.([a-z0-9_]+)")


def line_of(text: str, *, field: str = "", cell: str = "") -> int | None:
    """The line, from 1, in which the text of a document begins to speak of the field at a dotted place, or of the cell
    of a key; None where it does not."""
    document = json.loads(text)
    steps = list(_field_steps(document, field) if field else _cell_steps(document, cell))
    if not steps:
        return None
    return json_places.line_of(text, "$" + "".join(steps))


def _field_steps(document: Any, place: str) -> Iterator[str]:
    node = document
    for number, code in enumerate(place.split(".")):
        if number > 1 and "items" in node:
            yield ".items"
            node = node["items"]
        node = node.get("properties", {}).get(code)
        if node is None:
            return  # in a definition of the library; the text has the field that names it
        yield f".properties.{code}"


def _cell_steps(document: Any, key: str) -> Iterator[str]:
    numbers = [int(one) for one in key.split(".") if one.isdecimal()]
    words = ("blocks", "rows", "cells") if len(numbers) < 4 else ("blocks", "rows", "rows", "cells")
    node = document["x-paper"]
    for word, number in zip(words, numbers, strict=False):
        held = node.get(word, [])
        if number >= len(held):
            return
        yield f"{'.x-paper' if word == 'blocks' else ''}.{word}[{number}]"
        node = held[number]


def place_at(text: str, line: int) -> dict[str, str]:
    """What the line of a document's text is about: `{"field": place}`, `{"cell": key}`, or nothing that is either."""
    before = [path for path, begins in json_places.lines(text).items() if begins <= line]
    path = before[-1] if before else "$"
    cell, field = _CELL.match(path), _FIELD.match(path)
    if cell and cell[2] is None:
        return {"cell": f"{cell[1]}.0.0" if "rows" in json.loads(text)["x-paper"]["blocks"][int(cell[1])] else cell[1]}
    if cell:
        return {"cell": ".".join(one for one in (cell[1], cell[2], cell[3], cell[4] or "0") if one)}
    return {"field": ".".join([field[1], *_STEP.findall(field[2])])} if field else {}
