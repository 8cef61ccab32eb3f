"""A row like another one: its cells, and what it asks, asked once more under another name."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, no_braces, orders
from formserver.forms.designing.grid import Slot, Table, set_span, slot_at
from formserver.forms.placeholders import PRINTED

# What is said of one answer alone.
_NOT_COPIED: Final = ("x-concept", "x-prefill", "x-was", "x-locked", "x-computed", "x-frozen")


def copy_row(sketch: Sketch, words: Words) -> Said:
    """A row like that of a `cell`, below it; the first thing it asks is called `label`."""
    table, slot = slot_at(sketch, words.needed("cell"))
    asked = _asked(sketch, table, slot.row)
    label = no_braces(words.needed("label", limit=60) if asked else words.text("label", limit=60))
    part = sketch.document["properties"][table.block["part"]]
    codes = {code: sketch.fresh_code("item") for code in asked}
    titles = {part["properties"][asked[0]]["title"]: label} if asked else {}
    titles.pop("", None)  # what is printed without a name leaves empty cells empty
    for code, new in codes.items():
        spec = {word: value for word, value in deepcopy(part["properties"][code]).items() if word not in _NOT_COPIED}
        part["properties"][new] = spec
    if asked:
        first = part["properties"][codes[asked[0]]]
        first["title"] = label
        first.pop("x-spoken", None)
    for order in orders(part) if asked else ():
        if asked[-1] in order:
            at = order.index(asked[-1]) + 1
            order[at:at] = codes.values()
    cells = [_copied(one, codes, titles) for one in table.in_row(slot.row) if one.down == 1]
    table.refuse_full()
    for one in [one for one in table.slots() if one.down > 1 and one.row <= slot.row < one.row + one.down]:
        set_span(one.cell, "rowspan", one.down + 1)
    table.rows.insert(slot.row + 1, {**table.rows[slot.row], "cells": cells})
    return Said("照第%(row)s行加了一行“%(text)s”。", {"row": slot.row + 1, "text": label})


def _asked(sketch: Sketch, table: Table, row: int) -> list[str]:
    """The codes of what a row asks, in the order of its cells. Raises Refused."""
    if "repeat" in table.rows[row]:
        raise Refused("重复的行不能照着加，请改它印几行。")
    names = [name for one in table.in_row(row) if one.down == 1 for name in one.names()]
    fields = sketch.document["properties"][table.block["part"]]["properties"]
    found = list(dict.fromkeys(name.partition(".")[0] for name in names))
    if any("x-rows" in fields[code] or "items" in fields[code] for code in found):
        raise Refused("这一行是表格里的，不能照着加。")
    return found


def _copied(slot: Slot, codes: dict[str, str], titles: dict[str, str]) -> Json:
    def named(text: str) -> str:
        return titles.get(text) or PRINTED.sub(renamed, text)

    def renamed(mark: re.Match[str]) -> str:
        code = mark[1].partition(".")[0]
        return mark[0].replace(code, codes[code], 1)

    def written(value: Any) -> Any:
        return [named(one) for one in value] if isinstance(value, list) else named(value)

    return {word: written(value) if word in ("text", "lines", "foot") else value for word, value in slot.cell.items()}


STEPS: Final[dict[str, Do]] = {"copy_row": copy_row}
