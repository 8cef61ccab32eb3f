"""Sums of the rows and columns of tables: what is added up, and the row and column of the sheet that print it."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing import containers
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called
from formserver.forms.designing.grid import Slot, Table, repeated, repeating, set_span
from formserver.forms.kinds.registry import make_field
from formserver.forms.kinds.totals import TOTAL, Rows


def summable(spec: Json) -> list[tuple[str, str]]:
    """The columns of a table that can be added up, code and name; none of anything else."""
    made = make_field("", {word: value for word, value in spec.items() if word != "x-totals"})
    return [(code, made.group.fields[code].spoken) for code in made.summed] if isinstance(made, Rows) else []


def summed(spec: Json) -> list[str]:
    """The columns that a table adds up, or would if nothing else is said."""
    every = [code for code, _ in summable(spec)]
    return [code for code in every if code in spec.get("x-totals", {}).get("of", every)]


def set_totals(sketch: Sketch, words: Words) -> Said:
    """A last row called `row` that adds up the columns of numbers of a table, or those `of` them, and a last column
    `column` that adds up each row; without words there is none. The sheet gets their cells, or loses them."""
    place = words.needed("field")
    spec = sketch.field(place)
    wanted: Json = {word: words.text(word, limit=20) for word in ("row", "column") if words.text(word)}
    named = {"label": called(spec)}
    if wanted:
        some = _chosen(spec, words)
        wanted |= {"of": some} if some != [code for code, _ in summable(spec)] else {}
    before: Json = spec.pop("x-totals", {})
    if wanted:
        spec["x-totals"] = wanted
    for word, change in (("column", _total_column), ("row", _total_row)):
        if (word in before) != (word in wanted):
            change(sketch, place, wanted.get(word, ""))
        elif word in wanted and before[word] != wanted[word]:
            _rename(sketch, place, before[word], wanted[word], 1 if word == "row" else -1)
    follow(sketch, place)
    return Said("改了“%(label)s”的合计。" if wanted else "“%(label)s”不再合计。", named)


def _chosen(spec: Json, words: Words) -> list[str]:
    """The columns to add up, in their order; those of before where nothing is said of them. Raises Refused."""
    every = [code for code, _ in summable(spec)]
    if not every:
        raise Refused("能合计的只有整数、小数、金额这样的列，请先加一列。")
    if "of" not in words.given:
        return summed(spec)
    some = [code for code in every if code in words.texts("of")]
    if not some:
        raise Refused("请至少选一列来合计；不要合计的，把两个名称都空着。")
    return some


def follow(sketch: Sketch, place: str) -> None:
    """Let the row of sums of a table follow its columns. Raises Refused where none is left that can be added up."""
    spec = sketch.field(place)
    if "x-totals" not in spec:
        return
    if not summable(spec):
        raise Refused("“%(label)s”有合计，至少要留一列数字。请先去掉合计。", label=called(spec))
    found = repeated(sketch, place)
    if found is None:
        return
    (table, at), code = found, place.rpartition(".")[2]
    sums = {one.column: _sum(code, one, summed(spec)) for one in table.in_row(at)}
    for slot in (one for row in _rows_of_sums(table, code) for one in table.in_row(row)):
        if slot.is_empty or any(_is_sum(name, code) for name in slot.names()):
            below = (sums.get(column, "") for column in range(slot.column, slot.column + slot.across))
            slot.cell["text"] = next(filter(None, below), "")


def follow_column(sketch: Sketch, place: str) -> None:
    """The same after a change of the field at that place, which may be a column, or have been one."""
    around = place.rpartition(".")[0]
    if "." in around:
        follow(sketch, around)


def is_row_of_sums(table: Table, row: int, code: str) -> bool:
    """Whether an entry prints sums of the table of that code."""
    return any(_is_sum(name, code) for slot in table.in_row(row) for name in slot.names())


def _rows_of_sums(table: Table, code: str) -> list[int]:
    return [row for row in range(len(table.rows)) if is_row_of_sums(table, row, code)]


def _is_sum(name: str, code: str) -> bool:
    return f"{name}.".startswith(f"{code}.{TOTAL}.")


def _sum(code: str, slot: Slot, some: list[str]) -> str:
    """What stands below a cell of the row that repeats: the sum of its column, or of all, "" for none."""
    found = next((name for name in slot.names() if name in some or name == TOTAL), "")
    return "" if not found else f"{{{code}.{TOTAL}}}" if found == TOTAL else f"{{{code}.{TOTAL}.{found}}}"


def _total_row(sketch: Sketch, place: str, label: str) -> None:
    code, (table, at) = place.rpartition(".")[2], repeating(sketch, place)
    if not label:
        for row in reversed(_rows_of_sums(table, code)):
            table.drop_row(row)
        return
    last = [slot for slot in table.in_row(at) if slot.inner is None]
    if not last or any(slot.down > 1 for slot in last):
        raise Refused("这张表的行里有合并的格，不能加合计的一行。")
    some, cells = summed(sketch.field(place)), []
    for number, slot in enumerate(last):
        cell: Json = {"text": _sum(code, slot, some)} if number else containers.label(label)
        set_span(cell, "colspan", slot.across)
        cells.append(cell)
    table.add_row(at + 1, {"height_mm": table.rows[at].get("height_mm", 9), "cells": cells})


def _total_column(sketch: Sketch, place: str, label: str) -> None:
    code, (table, at) = place.rpartition(".")[2], repeating(sketch, place)
    if not label:
        _clear(table, at)
        return
    last = table.in_row(at)[-1]
    beside = [one for row in (at - 1, at, at + 1) for one in table.in_row(row)]
    found = [one for one in beside if (one.column, one.across) == (last.column, last.across) and one.inner is None]
    table.add_column(last.column + last.across - 1)
    for one in found:
        is_sum = is_row_of_sums(table, one.row, code)
        cell: Json = {"text": f"{{{code}.{TOTAL}}}"} if is_sum else containers.label(label if one.row < at else "")
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
    table, at = repeating(sketch, place)
    for slot in table.in_row(at + beside):
        if slot.cell.get("text") == before:
            slot.cell["text"] = label


STEPS: Final[dict[str, Do]] = {"totals": set_totals}
