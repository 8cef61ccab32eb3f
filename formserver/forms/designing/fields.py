"""A new field: its cell on the sheet, and its place among the questions of the page."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing import containers, sums
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, no_braces, orders
from formserver.forms.designing.containers import label as label_cell
from formserver.forms.designing.grid import Slot, Table, block_at, set_span, slot_at, tables
from formserver.forms.designing.palette import CONTAINERS, KINDS, Kind


# adding ---------------------------------------------------------------------------------------------------------------
def add(sketch: Sketch, words: Words) -> Said:
    """A new field of a `kind` called `label`, at the cell `cell`: into it where it is empty, else in a row below it;
    as a column where the cell is one of a growing table; at the end of a printed line; without a cell below all
    tables."""
    kind, label = KINDS.get(words.text("kind")), no_braces(words.needed("label", limit=60))
    if kind is None:
        raise Refused()
    return placed(sketch, kind, label, words.text("cell"))


def placed(sketch: Sketch, kind: Kind, label: str, key: str) -> Said:
    """Ask and print a new field of a kind at the cell, or at the end of the line, of a key, "" for below all tables.
    Raises Refused."""
    code = sketch.fresh_code("item")
    answer = f"{{{code}{kind.style}}}"
    block = block_at(sketch, key) if key else {}
    if "line" in block:
        at_line(block, label, answer)
        _ask(sketch, block["part"], code, kind.spec(label, sketch), _last_of(sketch, block["part"]))
        return Said("加了一项“%(label)s”。", {"label": label})
    table, slot = slot_at(sketch, key) if key else _last_cell(sketch, kind)
    repeats = table.rows[slot.row].get("repeat")
    inside = repeats if key else None  # below all tables nothing repeats
    holder = _holder(sketch, table, inside, kind)
    spec, after = kind.spec(label, sketch), _field_before(sketch, table, slot, inside)
    _ask(sketch, holder, code, spec, after)
    if kind.group == CONTAINERS:
        containers.printed(sketch, table, code, spec)
    elif slot.is_empty and inside == repeats:
        into(table, slot, label, answer)
    elif inside is None:
        _as_row(table, slot, kind, label, answer)
    elif slot.inner is not None:
        _as_inner_row(table, slot, kind, label, answer)
    else:
        _as_column(table, slot, label, answer)
    if inside:
        sums.follow(sketch, holder)
    return Said("加了一项“%(label)s”。", {"label": label})


def _last_cell(sketch: Sketch, kind: Kind) -> tuple[Table, Slot]:
    """The last cell of the sheet; where its table is full, the empty one of another table below, unless what is added
    brings a table of its own."""
    table = tables(sketch)[-1]
    if table.is_full and kind.group != CONTAINERS:
        wide = len(table.columns_mm)
        cells = [_wide({"text": ""}, one) for one in (wide - wide // 2, wide // 2) if one]
        below = {**table.block, "columns_mm": [*table.columns_mm], "rows": [{"height_mm": 9, "cells": cells}]}
        sketch.document["x-paper"]["blocks"].insert(table.number + 1, below)
        table = tables(sketch)[-1]
    return table, table.slots()[-1]


def _holder(sketch: Sketch, table: Table, repeats: str | None, kind: Kind) -> str:
    """The place of the object that a field belongs to that is added in a table, or inside of what repeats there.
    Raises Refused."""
    part = table.block["part"]
    if repeats is None:
        return str(part)
    if kind.group == CONTAINERS:
        raise Refused("重复的行里不能再加这一种，请选别的格。")
    if "x-cell" in sketch.field(f"{part}.{repeats}"):
        raise Refused("这张表各格问的是同一件事：要加一列，请在“各列”里加。")
    return f"{part}.{repeats}"


def at_line(block: Json, label: str, answer: str) -> None:
    """Print an answer behind the words of a line outside of the tables, its label before it."""
    printed = f"{label}：{answer}"
    if isinstance(block["line"], str):
        block["line"] = f"{block['line']}　{printed}".strip("　")
    else:
        block["line"][-1] = f"{block['line'][-1]}　{printed}".strip("　")


def into(table: Table, slot: Slot, label: str, answer: str) -> None:
    slot.cell["text"] = answer
    slot.cell.pop("label", None)
    slot.cell.pop("lines", None)
    before = [one for one in table.in_row(slot.row) if one.index == slot.index - 1 and one.inner == slot.inner]
    if before and before[0].is_empty:
        before[0].cell.update(label_cell(label))


def _as_row(table: Table, slot: Slot, kind: Kind, label: str, answer: str) -> None:
    cells = _cells(table.room_at(slot.row + 1), _label_width(table, slot), label, answer)
    table.add_row(slot.row + 1, {"height_mm": kind.height_mm, "cells": cells})


def _as_inner_row(table: Table, slot: Slot, kind: Kind, label: str, answer: str) -> None:
    """A row more of a block, below the chosen one."""
    first = next(one for one in table.in_row(slot.row) if one.inner == slot.inner)
    wide = first.across if len([one for one in table.in_row(slot.row) if one.inner == slot.inner]) > 1 else 1
    cells = _cells(table.inner_room(slot), wide, label, answer)
    table.add_inner_row(slot, {"height_mm": kind.height_mm, "cells": cells})


def _cells(rooms: list[int], label_wide: int, label: str, answer: str) -> list[Json]:
    """The cells of a new row with free columns in runs; the label and the answer stand in the widest of them."""
    widest = max(rooms, default=0)
    if not widest:
        raise Refused("这一行下面没有空位，请选别的格。")
    label_wide = min(label_wide, widest - 1)
    cells: list[Json] = []
    for room in rooms:
        if room == widest and answer:
            cells += [_wide(label_cell(label), label_wide)] if label_wide else []
            cells.append(_wide({"text": answer}, room - label_wide))
            answer = ""
        else:
            cells.append(_wide({"text": ""}, room))
    return cells


def _wide(cell: Json, columns: int) -> Json:
    set_span(cell, "colspan", columns)
    return cell


def _label_width(table: Table, slot: Slot) -> int:
    """How many columns the first label of the row takes, as far as other cells leave it free."""
    reached = sum(one.across for one in table.reaching(slot.row + 1))
    first = next((one for one in table.in_row(slot.row) if one.column >= reached and one.down == 1), None)
    return first.across if first is not None and len(table.in_row(slot.row)) > 1 else 1


def _as_column(table: Table, slot: Slot, label: str, answer: str) -> None:
    last = slot.column + slot.across - 1
    heads, feet = (_aligned(table, row, slot) for row in (slot.row - 1, slot.row + 1))
    has_sums = sums.is_row_of_sums(table, slot.row + 1, table.rows[slot.row]["repeat"])
    table.add_column(last)
    pairs = [(slot, {"text": answer})]
    pairs += [(head, label_cell(label)) for head in heads]
    pairs += [(foot, {"text": ""}) for foot in feet if has_sums]
    for beside, cell in pairs:
        set_span(beside.cell, "colspan", beside.across - 1)
        table.cells_of(beside).insert(beside.index + 1, cell)


def _aligned(table: Table, row: int, slot: Slot) -> list[Slot]:
    return [one for one in table.in_row(row) if (one.column, one.across) == (slot.column, slot.across)]


# among the questions --------------------------------------------------------------------------------------------------
def _ask(sketch: Sketch, holder: str, code: str, spec: Json, after: str) -> None:
    node = _object(sketch, holder)
    node["properties"][code] = spec
    for order in orders(node):
        if after in order:
            order.insert(order.index(after) + 1, code)
            return
    orders(node)[0].insert(0, code)


def _object(sketch: Sketch, holder: str) -> Json:
    if "." not in holder:
        part: Json = sketch.document["properties"][holder]
        return part
    field = sketch.field(holder)
    items: Json = field.get("items", field)
    return items


def _last_of(sketch: Sketch, part: str) -> str:
    return orders(_object(sketch, part))[-1][-1]


def _field_before(sketch: Sketch, table: Table, slot: Slot, repeats: str | None) -> str:
    """The last field that is printed before the new one: after it the new one is asked."""
    last = ""
    for one in [slot for block in tables(sketch) if block.number <= table.number for slot in block.slots()]:
        if one.block == slot.block and _follows(one, slot, is_column=repeats is not None):
            break
        entry = sketch.document["x-paper"]["blocks"][one.block]["rows"][one.row]
        if repeats is None and "repeat" in entry:
            last = entry["repeat"]
        elif entry.get("repeat") == repeats and one.names():
            last = one.names()[-1].partition(".")[0]
    return last


def _follows(one: Slot, slot: Slot, *, is_column: bool) -> bool:
    """Whether a cell stands in a later row than another, in a row that repeats by itself behind it."""
    row, other = (one.row, one.inner or 0), (slot.row, slot.inner or 0)
    return row > other or (is_column and slot.inner is None and row == other and one.index > slot.index)


STEPS: Final[dict[str, Do]] = {"add": add}
