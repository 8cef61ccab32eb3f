"""Columns of tables as a whole: those of a grid by years or visits, sums of rows and columns, their order."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing import containers
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, orders
from formserver.forms.designing.grid import Slot, Table, place_of, set_span, slot_at, tables, words_of
from formserver.forms.kinds.registry import kinds_that, make_field
from formserver.forms.kinds.totals import TOTAL, Rows

LISTED, YEARS, VISITS = "listed", "years", "visits"
_DATES: Final = kinds_that(lambda kind: kind.compared_as == "date")
_MOST: Final = {YEARS: 10, VISITS: 31}


# the columns of a grid ------------------------------------------------------------------------------------------------
def way_of(spec: Json) -> str:
    """How the columns of a grid are made."""
    columns = spec["x-columns"]
    return LISTED if isinstance(columns, list) else YEARS if "years" in columns else VISITS


def set_columns(sketch: Sketch, words: Words) -> Said:
    """Make the columns of a grid `field` one `way`: two to be named, so many (`count`) years up to that of the date
    `ending`, or so many visits. Its cells on the sheet are drawn anew."""
    place, way = words.needed("field"), words.text("way")
    spec = sketch.field(place)
    if "x-columns" not in spec:
        raise Refused()
    named = {"label": called(spec)}
    if way == LISTED:
        titles = ("第一列", "第二列")
        spec["x-columns"] = [{"code": sketch.fresh_code("column"), "label": title} for title in titles]
        said = Said("“%(label)s”的各列改为自己起名。", named)
    else:
        count = _count(words, way)
        spec["x-columns"] = {way: count}
        said = Said("“%(label)s”按第几次分%(count)s列。", named | {"count": count})
        if way == YEARS:
            spec["x-columns"]["ending"] = words.needed("ending")
            said = Said("“%(label)s”按年份分%(count)s列。", named | {"count": count})
    spec.pop("x-totals", None)
    _draw_anew(sketch, place, spec)
    return said


def _count(words: Words, way: str) -> int:
    typed, most = words.text("count", limit=3), _MOST.get(way)
    if most is None or not typed.isdecimal() or not 1 <= int(typed) <= most:
        raise Refused("请写分几列，年份最多10列，次数最多31列。")
    return int(typed)


def days_beside(sketch: Sketch, place: str) -> list[tuple[str, str]]:
    """The dates of the object that holds a field: code and name."""
    beside = sketch.holder(place)["properties"].items()
    return [(code, called(spec)) for code, spec in beside if spec["x-kind"] in _DATES]


def _draw_anew(sketch: Sketch, place: str, spec: Json) -> None:
    code = place.rpartition(".")[2]
    table, entry = _repeating(sketch, place)
    alone = [row for row in table.rows if row is not entry and not _speaks_of(table, row, code)]
    if alone:
        raise Refused("这张表和别的内容印在一块里。请先把它单独放在一块，再改各列。")
    containers.printed(sketch, table, code, spec)
    del sketch.document["x-paper"]["blocks"][table.number]


def _repeating(sketch: Sketch, place: str) -> tuple[Table, Json]:
    """The table block and the entry that print the rows of a field. Raises Refused."""
    for table in tables(sketch):
        for row in table.rows:
            if f"{table.block['part']}.{row.get('repeat')}" == place:
                return table, row
    raise Refused("这张表还没有印在表上。")


def _speaks_of(table: Table, row: Json, code: str) -> bool:
    slots = table.in_row(table.rows.index(row))
    return any(name.partition(".")[0] == code for slot in slots for name in slot.names())


# sums -----------------------------------------------------------------------------------------------------------------
def can_sum(spec: Json) -> bool:
    """Whether a table has columns that can be added up."""
    made = make_field("", {word: value for word, value in spec.items() if word != "x-totals"})
    return isinstance(made, Rows) and bool(made.summed)


def set_totals(sketch: Sketch, words: Words) -> Said:
    """A last row called `row` that adds up the columns of numbers of a table, and a last column `column` that adds up
    each row; without words there is none. The sheet gets their cells, or loses them."""
    place = words.needed("field")
    spec = sketch.field(place)
    wanted = {word: words.text(word, limit=20) for word in ("row", "column") if words.text(word)}
    if wanted and not can_sum(spec):
        raise Refused("能合计的只有整数、小数、金额这样的列，请先加一列。")
    before: Json = spec.pop("x-totals", {})
    if wanted:
        spec["x-totals"] = wanted | ({"of": before["of"]} if "of" in before else {})
    named = {"label": called(spec)}
    for word, change in (("column", _total_column), ("row", _total_row)):
        if (word in before) != (word in wanted):
            change(sketch, place, wanted.get(word, ""))
        elif word in wanted and before[word] != wanted[word]:
            _rename(sketch, place, before[word], wanted[word], 1 if word == "row" else -1)
    return Said("改了“%(label)s”的合计。" if wanted else "“%(label)s”不再合计。", named)


def _total_row(sketch: Sketch, place: str, label: str) -> None:
    code, (table, entry) = place.rpartition(".")[2], _repeating(sketch, place)
    at = table.rows.index(entry)
    if not label:
        for row in reversed(range(len(table.rows))):
            if any(name.startswith(f"{code}.{TOTAL}") for slot in table.in_row(row) for name in slot.names()):
                table.drop_row(row)
        return
    made = make_field("", sketch.field(place))
    assert isinstance(made, Rows)
    last = [slot for slot in table.in_row(at) if slot.inner is None]
    if not last or any(slot.down > 1 for slot in last):
        raise Refused("这张表的行里有合并的格，不能加合计的一行。")
    cells = []
    for number, slot in enumerate(last):
        summed = [name for name in slot.names() if name in made.summed or name == TOTAL]
        text = "" if not summed else f"{{{code}.{TOTAL}}}" if summed == [TOTAL] else f"{{{code}.{TOTAL}.{summed[0]}}}"
        cell: Json = containers.label(label) if number == 0 else {"text": text}
        set_span(cell, "colspan", slot.across)
        cells.append(cell)
    table.add_row(at + 1, {"height_mm": entry.get("height_mm", 9), "cells": cells})


def _total_column(sketch: Sketch, place: str, label: str) -> None:
    code, (table, entry) = place.rpartition(".")[2], _repeating(sketch, place)
    at = table.rows.index(entry)
    if not label:
        _clear(table, at)
        return
    last = table.in_row(at)[-1]
    beside = [one for row in (at - 1, at, at + 1) for one in table.in_row(row)]
    found = [one for one in beside if (one.column, one.across) == (last.column, last.across) and one.inner is None]
    table.add_column(last.column + last.across - 1)
    for one in found:
        sums = any(name.startswith(f"{code}.{TOTAL}") for other in table.in_row(one.row) for name in other.names())
        cell: Json = {"text": f"{{{code}.{TOTAL}}}"} if sums else containers.label(label if one.row < at else "")
        set_span(one.cell, "colspan", one.across - 1)
        table.cells_of(one).insert(one.index + 1, {"text": f"{{{TOTAL}}}"} if one.row == at else cell)


def _clear(table: Table, at: int) -> None:
    """Take the column of sums off the sheet; its cells stay empty, to be joined with those beside."""
    own = {(one.column, one.across) for one in table.in_row(at) if TOTAL in one.names()}
    for one in [one for row in (at - 1, at, at + 1) for one in table.in_row(row)]:
        if (one.column, one.across) in own:
            one.cell.pop("label", None)
            one.cell["text"] = ""


def _rename(sketch: Sketch, place: str, before: str, label: str, beside: int) -> None:
    """The words in the row `beside` the one that repeats change along."""
    table, entry = _repeating(sketch, place)
    for slot in table.in_row(table.rows.index(entry) + beside):
        if slot.cell.get("text") == before:
            slot.cell["text"] = label


# their order ----------------------------------------------------------------------------------------------------------
def swap(sketch: Sketch, words: Words) -> Said:
    """Print the column of a table's `cell` further left or right (`way`), its heading too, and ask it in that order."""
    table, slot = slot_at(sketch, words.needed("cell"))
    step = -1 if words.text("way") == "left" else 1
    line = [one for one in table.in_row(slot.row) if one.inner == slot.inner]
    beside = next((one for one in line if one.index == slot.index + step), None)
    if beside is None or beside.down != slot.down:
        raise Refused("已经到头了。")
    pairs = [(slot, beside)]
    if "repeat" in table.rows[slot.row] and slot.row:
        heads = {(one.column, one.across): one for one in table.in_row(slot.row - 1)}
        pair = [heads.get((one.column, one.across)) for one in (slot, beside)]
        pairs += [(pair[0], pair[1])] if pair[0] and pair[1] else []
        _ask_in_order(sketch, table, slot, beside)
    for one, other in pairs:
        _exchange(one, other)
    return Said("把第%(row)s行第%(cell)s格和旁边的换了位置。", {"row": slot.row + 1, "cell": slot.index + 1})


def _exchange(one: Slot, other: Slot) -> None:
    """The words change places, the widths stay."""
    first, second = words_of(one.cell), words_of(other.cell)
    for slot, words in ((one, second), (other, first)):
        spans = {word: slot.cell[word] for word in ("colspan", "rowspan") if word in slot.cell}
        slot.cell.clear()
        slot.cell.update(words | spans)


def _ask_in_order(sketch: Sketch, table: Table, slot: Slot, beside: Slot) -> None:
    codes = [place_of(table, one, name) for one in (slot, beside) for name in one.names()[:1]]
    if len(codes) < 2 or "items" not in sketch.field(codes[0].rpartition(".")[0]):
        return
    first, second = (place.rpartition(".")[2] for place in codes)
    for order in orders(sketch.holder(codes[0])) if "." not in f"{first}{second}" else ():
        if first in order and second in order:
            at, to = order.index(first), order.index(second)
            order[at], order[to] = order[to], order[at]


STEPS: Final[dict[str, Do]] = {"columns": set_columns, "totals": set_totals, "swap": swap}
