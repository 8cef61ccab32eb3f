"""Cells, rows and lines of the sheet: words, merging and splitting, coming and going, widths."""

from __future__ import annotations

import re
from typing import Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, no_braces, orders
from formserver.forms.designing.grid import Slot, Table, block_at, set_span, slot_at
from formserver.forms.designing.printed import names_in, written
from formserver.forms.placeholders import PRINTED, ends, texts

_NUMBER: Final = re.compile(r"[0-9]{1,3}([.][0-9])?")
_LINES: Final = 60
_FOOT: Final = 10
_ALIGNED: Final = {"align": ("left", "center", "right", "justify"), "valign": ("top", "middle", "bottom")}


def _place(slot: Slot) -> dict[str, str | int]:
    return {"row": slot.row + 1, "cell": slot.index + 1}


# words ----------------------------------------------------------------------------------------------------------------
def set_words(sketch: Sketch, words: Words) -> Said:
    """The printed `text` of a `cell`, line by line, with 【names】 for answers. `foot`: how many of the last lines
    stand at its lower end (not given: as many as before); `align`, `valign`; among `look`: vertical, bold; `is`:
    label, answer or empty, by what it prints (not given: as before)."""
    table, slot = slot_at(sketch, words.needed("cell"))
    cell, names = slot.cell, names_in(sketch, table, slot)
    lines = written(words.text("text"), names).split("\n")
    if len(lines) > _LINES:
        raise Refused("写得太长，最多%(limit)s行。", limit=_LINES, at="text")
    below = min(_below(cell, words), len(lines) - 1)
    top, foot = lines[: len(lines) - below], lines[len(lines) - below :]
    for word in ("text", "lines", "foot", "vertical", "bold", *_ALIGNED):
        cell.pop(word, None)
    cell.update({"text": top[0]} if len(top) == 1 else {"lines": top})
    cell.update({"foot": foot} if foot else {})
    cell.update({word: True for word in ("vertical", "bold") if word in words.texts("look")})
    cell.update({word: words.text(word) for word, allowed in _ALIGNED.items() if words.text(word) in allowed})
    if "is" in words.given:
        cell.pop("label", None)
        cell.update({"label": words.text("is") == "label"} if words.text("is") in ("label", "answer") else {})
    return Said("改了第%(row)s行第%(cell)s格印的文字。", _place(slot))


def _below(cell: Json, words: Words) -> int:
    """How many lines are to stand at the lower end. Raises Refused."""
    typed = words.text("foot", limit=2)
    if "foot" not in words.given:
        return len(cell.get("foot", ()))
    if typed and not (typed.isascii() and typed.isdecimal() and int(typed) <= _FOOT):
        raise Refused("靠下的行数要写0到%(limit)s的整数。", limit=_FOOT, at="foot")
    return int(typed or 0)


def set_line(sketch: Sketch, words: Words) -> Said:
    """The words of a printed line outside of the table, `left` and `right`, and where it stands, `align` (not given: as
    before); without any words it goes, if nothing is asked in it."""
    block = block_at(sketch, words.needed("cell"))
    if "line" not in block:
        raise Refused()
    names = line_names(sketch, block)
    ends = [no_braces(words.text(end, limit=400)) for end in ("left", "right")]
    marked = written("\n".join(ends), names).split("\n")
    if not any(marked):
        sketch.document["x-paper"]["blocks"].remove(block)
        return Said("删除了表外的一行字。")
    block["line"] = marked if marked[1] else marked[0]
    if "align" in words.given:
        block.pop("align", None)
        block.update({"align": words.text("align")} if words.text("align") in ("left", "center", "right") else {})
    return Said("改了表外的一行字。")


def line_names(sketch: Sketch, block: Json) -> dict[str, str]:
    """What the answers of a line are called, by their marks."""
    fields = sketch.document["properties"][block["part"]]["properties"]
    marks = (mark for end in ends(block) for mark in PRINTED.finditer(end))
    return {mark[0]: fields.get(mark[1], {}).get("title") or mark[1] for mark in marks}


def add_line(sketch: Sketch, words: Words) -> Said:
    """A printed line of `text` above or below (`where`) all tables."""
    blocks: list[Json] = sketch.document["x-paper"]["blocks"]
    line = {"part": blocks[0]["part"], "line": no_braces(words.needed("text", limit=400))}
    blocks.insert(0 if words.text("where") == "top" else len(blocks), line)
    return Said("在表外加了一行字。")


# merging and splitting ------------------------------------------------------------------------------------------------
def merge(sketch: Sketch, words: Words) -> Said:
    """Make one cell of a `cell` and the one at its right or below (`way`); the words of both stay."""
    table, slot = slot_at(sketch, words.needed("cell"))
    is_down = words.text("way") == "down"
    other = table.below(slot) if is_down else table.beside(slot)
    if other is None:
        raise Refused(
            "下面没有同样宽的格，不能合并。先把两格拆成一样宽。"
            if is_down
            else "右边没有同样高的格，不能合并。先把两格拆成一样高。"
        )
    lines = [line for line in (*_upper(slot.cell), *_upper(other.cell)) if line]
    foot = [*slot.cell.get("foot", []), *other.cell.get("foot", [])]
    for word in ("text", "lines", "foot", "label"):
        slot.cell.pop(word, None)
    slot.cell.update({"text": "".join(lines)} if len(lines) < 2 else {"lines": lines})
    slot.cell.update({"foot": foot} if foot else {})
    del table.cells_of(other)[other.index]
    word = "rowspan" if is_down else "colspan"
    set_span(slot.cell, word, slot.down + other.down if is_down else slot.across + other.across)
    return Said("合并了第%(row)s行第%(cell)s格和旁边的格。", _place(slot))


def _upper(cell: Json) -> list[str]:
    lines = texts(cell)
    return lines[: len(lines) - len(cell.get("foot", ()))]


def split(sketch: Sketch, words: Words) -> Said:
    """Make two cells of one: below each other where it is higher than a row, else beside each other."""
    table, slot = slot_at(sketch, words.needed("cell"))
    if slot.down > 1:
        empty: Json = {"text": ""}
        set_span(empty, "colspan", slot.across)
        row = table.rows[slot.row + 1]
        if "repeat" in row:
            raise Refused("下面是重复的行，这一格不能拆开。")
        before = [one for one in table.in_row(slot.row + 1) if one.column < slot.column]
        set_span(empty, "rowspan", slot.down - 1)
        row["cells"].insert(len(before), empty)
        set_span(slot.cell, "rowspan", 1)
    else:
        if slot.across == 1:
            table.add_column(slot.column)
        across = max(slot.across, 2)
        set_span(slot.cell, "colspan", across // 2)
        right: Json = {"text": ""}
        set_span(right, "colspan", across - across // 2)
        table.cells_of(slot).insert(slot.index + 1, right)
    return Said("拆开了第%(row)s行第%(cell)s格。", _place(slot))


# rows -----------------------------------------------------------------------------------------------------------------
def add_row(sketch: Sketch, words: Words) -> Said:
    """An empty row below that of a `cell`; with `text`, one cell with these words: a heading."""
    table, slot = slot_at(sketch, words.needed("cell"))
    at, text = slot.row + 1, no_braces(words.text("text", limit=200))
    cells: list[Json] = []
    for room in table.room_at(at):
        spans = [1, room - 1] if room > 1 and not text else [room]
        for span in spans:
            cells.append({"text": text, "label": True, "bold": True, "align": "center"} if text else {"text": ""})
            set_span(cells[-1], "colspan", span)
    if not cells:
        raise Refused("这一行下面没有空位，请选别的格。")
    table.add_row(at, {"height_mm": 9, "cells": cells})
    return Said("加了一行“%(text)s”。", {"text": text}) if text else Said("在第%(row)s行下面加了一行。", _place(slot))


def remove_row(sketch: Sketch, words: Words) -> Said:
    """Take out the row of a `cell`, in which nothing is asked any more."""
    table, slot = slot_at(sketch, words.needed("cell"))
    if "repeat" in table.rows[slot.row] or any(one.names() for one in table.in_row(slot.row) if one.down == 1):
        raise Refused("这一行还有要填的项，请先删除或移到别的格。")
    if len(table.rows) > 1:
        table.drop_row(slot.row)
    elif len(sketch.document["x-paper"]["blocks"]) > 1:
        sketch.document["x-paper"]["blocks"].remove(table.block)
    else:
        raise Refused("这是最后一行，不能删除。")
    return Said("删除了第%(row)s行。", _place(slot))


def move_row(sketch: Sketch, words: Words) -> Said:
    """Print the row of a `cell` above or below (`way`) its neighbour; what it asks is asked in the new order, too."""
    table, slot = slot_at(sketch, words.needed("cell"))
    first = slot.row - 1 if words.text("way") == "up" else slot.row
    if first < 0 or first + 1 >= len(table.rows):
        raise Refused("已经到头了。")
    joined = {one.key for one in table.reaching(first)} ^ {one.key for one in table.reaching(first + 1)}
    if joined or any(one.down > 1 for row in (first, first + 1) for one in table.in_row(row) if one.inner is None):
        raise Refused("这一行和旁边的行有合并的格，请先拆开再移。")
    upper, lower = _asked_in(table, first), _asked_in(table, first + 1)
    table.rows[first], table.rows[first + 1] = table.rows[first + 1], table.rows[first]
    _reorder(sketch.document["properties"][table.block["part"]], [*lower, *upper])
    said = "把第%(row)s行往上移了。" if words.text("way") == "up" else "把第%(row)s行往下移了。"
    return Said(said, _place(slot))


def _asked_in(table: Table, row: int) -> list[str]:
    if "repeat" in table.rows[row]:
        return [table.rows[row]["repeat"]]
    return list(dict.fromkeys(name.partition(".")[0] for one in table.in_row(row) for name in one.names()))


def _reorder(part: Json, wanted: list[str]) -> None:
    """Those of the fields that stand in one list take their places there in the wanted order."""
    for order in orders(part):
        here = [code for code in wanted if code in order]
        places = sorted(order.index(code) for code in here)
        for place, code in zip(places, here, strict=True):
            order[place] = code


def set_height(sketch: Sketch, words: Words) -> Said:
    """How high the row of a `cell` is at least, in mm."""
    table, slot = slot_at(sketch, words.needed("cell"))
    typed = words.needed("height", limit=6)
    if not _NUMBER.fullmatch(typed) or not 3 <= float(typed) <= 260:
        raise Refused("行高要写3到260之间的数，单位毫米。", at="height")
    table.rows[slot.row]["height_mm"] = float(typed) if "." in typed else int(typed)
    return Said("把第%(row)s行的高改为%(height)s毫米。", {**_place(slot), "height": typed})


def set_side(sketch: Sketch, words: Words) -> Said:
    """A side label of `text` at the left of the row of a `cell` and of the `more` rows below it."""
    table, slot = slot_at(sketch, words.needed("cell"))
    text, rows = no_braces(words.needed("text", limit=40)), words.needed("rows", limit=3)
    if not rows.isdecimal() or not 1 <= int(rows) <= len(table.rows) - slot.row:
        room = len(table.rows) - slot.row
        raise Refused("从这一行往下只有%(count)s行，最多写%(count)s。", count=room, at="rows")
    side: Json = {"text": text, "label": True, "align": "center", "vertical": True}
    table.add_side(slot.row, slot.row + int(rows) - 1, side)
    return Said("在左边加了“%(text)s”，占%(count)s行。", {"text": text, "count": rows})


def set_widths(sketch: Sketch, words: Words) -> Said:
    """The `widths` in mm of all columns of the table of a `cell`."""
    table, _ = slot_at(sketch, words.needed("cell"))
    typed, room = [one.strip() for one in words.texts("widths")], round(sum(table.columns_mm), 1)
    if len(typed) != len(table.columns_mm) or not all(_NUMBER.fullmatch(one) and float(one) >= 3 for one in typed):
        raise Refused("每一列的宽都要写数，单位毫米，最少3毫米。")
    if abs(sum(map(float, typed)) - room) > 0.05:
        raise Refused(
            "各列合起来是%(sum)s毫米，应是%(room)s毫米。", sum=f"{sum(map(float, typed)):g}", room=f"{room:g}"
        )
    table.columns_mm[:] = [float(one) if "." in one else int(one) for one in typed]
    return Said("改了列宽。")


STEPS: Final[dict[str, Do]] = {
    "words": set_words,
    "line": set_line,
    "add_line": add_line,
    "merge": merge,
    "split": split,
    "add_row": add_row,
    "remove_row": remove_row,
    "move_row": move_row,
    "height": set_height,
    "side": set_side,
    "widths": set_widths,
}
