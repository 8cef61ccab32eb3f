"""The sheet as a whole: margins, sizes of letters, the sign for options; empty tables, and the order of its blocks."""

from __future__ import annotations

import re
from typing import Any, Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words
from formserver.forms.designing.grid import Table, block_at, tables
from formserver.forms.lint.paper import PAGE_MM

_NUMBER: Final = re.compile(r"[0-9]{1,3}([.][0-9])?")
SIDES: Final = {"top": "上", "right": "右", "bottom": "下", "left": "左"}
BOXES: Final = {"": "方框 □", "circle": "圆圈 ○"}
_MARGINS: Final = (5.0, 60.0)
_LETTERS: Final = {"font_pt": (7.0, 16.0), "title_pt": (10.0, 30.0)}
_MOST_COLUMNS, _MOST_ROWS = 30, 60


def set_page(sketch: Sketch, words: Words) -> Said:
    """Margins in mm (`top`, `right`, `bottom`, `left`), letters in points (`font_pt`, `title_pt`), and the sign before
    options, `box`. Tables keep filling the page."""
    page: Json = sketch.document["x-paper"]["page"]
    margins = [_number(words, side, _MARGINS, page["margin_mm"][at]) for at, side in enumerate(SIDES)]
    letters = {word: _number(words, word, limits, page[word]) for word, limits in _LETTERS.items()}
    if "box" in words.given:
        page.pop("box", None)
        page.update({"box": words.text("box")} if words.text("box") in BOXES and words.text("box") else {})
    page.update(letters | {"margin_mm": margins})
    room = PAGE_MM - margins[1] - margins[3]
    for table in tables(sketch):
        _stretch(table, room)
    return Said("改了纸张的边距和字号。")


def _number(words: Words, name: str, limits: tuple[float, float], before: float) -> float:
    if name not in words.given:
        return before
    typed = words.text(name, limit=6)
    if not _NUMBER.fullmatch(typed) or not limits[0] <= float(typed) <= limits[1]:
        raise Refused("边距要在5到60毫米之间，正文字号7到16磅，标题10到30磅，最多一位小数。", at=name)
    return float(typed) if "." in typed else int(typed)


def _stretch(table: Table, room: float) -> None:
    """Let the columns fill the page again, each as wide in proportion as before."""
    wide = sum(table.columns_mm)
    if abs(wide - room) > 0.05:
        columns = [round(one * room / wide, 1) for one in table.columns_mm]
        columns[-1] = round(room - sum(columns[:-1]), 1)
        table.columns_mm[:] = columns


# blocks ---------------------------------------------------------------------------------------------------------------
def add_table(sketch: Sketch, words: Words) -> Said:
    """An empty table of so many `columns` and `rows`, `where` (above or below) the block of a `cell`."""
    beside = block_at(sketch, words.needed("cell"))
    columns, rows = _count(words, "columns", _MOST_COLUMNS), _count(words, "rows", _MOST_ROWS)
    _, right, _, left = sketch.document["x-paper"]["page"]["margin_mm"]
    room = round(PAGE_MM - left - right, 1)
    widths = [round(room / columns, 1)] * (columns - 1)
    widths.append(round(room - sum(widths), 1))
    made: list[Any] = [{"height_mm": 9, "cells": [{"text": ""} for _ in range(columns)]} for _ in range(rows)]
    _insert(sketch, beside, words, {"part": beside["part"], "columns_mm": widths, "rows": made})
    return Said("加了一块%(rows)s行%(columns)s列的空表格。", {"rows": rows, "columns": columns})


def add_words(sketch: Sketch, words: Words) -> Said:
    """A line of `text` outside of the tables, `where` (above or below) the block of a `cell`."""
    beside = block_at(sketch, words.needed("cell"))
    _insert(sketch, beside, words, {"part": beside["part"], "line": words.needed("text", limit=400)})
    return Said("在表外加了一行字。")


def move_block(sketch: Sketch, words: Words) -> Said:
    """Print the block of a `cell`, a table or a line, above or below (`way`: up, down) its neighbour."""
    blocks: list[Json] = sketch.document["x-paper"]["blocks"]
    block = block_at(sketch, words.needed("cell"))
    at = next(number for number, one in enumerate(blocks) if one is block)
    to = at - 1 if words.text("way") == "up" else at + 1
    if not 0 <= to < len(blocks):
        raise Refused("已经到头了。")
    blocks[at], blocks[to] = blocks[to], blocks[at]
    return Said("把这一块往上移了。" if to < at else "把这一块往下移了。")


def _insert(sketch: Sketch, beside: Json, words: Words, block: Json) -> None:
    blocks: list[Json] = sketch.document["x-paper"]["blocks"]
    at = next(number for number, one in enumerate(blocks) if one is beside)
    blocks.insert(at if words.text("where") == "above" else at + 1, block)


def _count(words: Words, name: str, most: int) -> int:
    typed = words.text(name, limit=3)
    if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= most):
        raise Refused("请写几行几列：最多60行、30列。", at=name)
    return int(typed)


STEPS: Final[dict[str, Do]] = {
    "page": set_page,
    "add_table": add_table,
    "add_words": add_words,
    "move_block": move_block,
}
