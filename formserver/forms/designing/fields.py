"""A new field: its cell on the sheet, and its place among the questions of the page."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, no_braces, orders
from formserver.forms.designing.grid import Slot, Table, block_at, set_span, slot_at, tables
from formserver.forms.designing.palette import CONTAINERS, KINDS, Kind

_ROWS_MM: Final = 9.0


# adding ---------------------------------------------------------------------------------------------------------------
def add(sketch: Sketch, words: Words) -> Said:
    """A new field of a `kind` called `label`, at the cell `cell`: into it where it is empty, else in a row below it;
    as a column where the cell is one of a growing table; at the end of a printed line."""
    kind, label = KINDS.get(words.text("kind")), no_braces(words.needed("label", limit=60))
    if kind is None:
        raise Refused()
    code, key = sketch.fresh_code("item"), words.needed("cell")
    block = block_at(sketch, key)
    if "line" in block:
        at_line(block, label, f"{{{code}{kind.style}}}")
        _ask(sketch, block["part"], code, kind.spec(label, sketch), _last_of(sketch, block["part"]))
        return Said("加了一项“%(label)s”。", {"label": label})
    table, slot = slot_at(sketch, key)
    entry = table.rows[slot.row]
    holder = f"{block['part']}.{entry['repeat']}" if "repeat" in entry else block["part"]
    if "repeat" in entry and (kind.group == CONTAINERS or slot.inner is not None):
        raise Refused("重复的行里不能再加这一种，请选别的格。")
    spec, after = kind.spec(label, sketch), _field_before(sketch, table, slot)
    _ask(sketch, holder, code, spec, after)
    if kind.group == CONTAINERS:
        _container(sketch, table, code, spec)
    elif slot.is_empty:
        into(table, slot, label, f"{{{code}{kind.style}}}")
    elif "repeat" in entry:
        _as_column(table, slot, label, f"{{{code}{kind.style}}}")
    else:
        _as_row(table, slot, kind, label, f"{{{code}{kind.style}}}")
    return Said("加了一项“%(label)s”。", {"label": label})


def _label(text: str) -> Json:
    return {"text": text, "label": True, "align": "center"}


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
        before[0].cell.update(_label(label))


def _as_row(table: Table, slot: Slot, kind: Kind, label: str, answer: str) -> None:
    at = slot.row + 1
    widest = max(table.room_at(at), default=0)
    if not widest:
        raise Refused("这一行下面没有空位，请选别的格。")
    label_wide = min(_label_width(table, slot), widest - 1)
    cells: list[Json] = []
    for room in table.room_at(at):
        if room == widest and answer:
            cells += [_wide(_label(label), label_wide)] if label_wide else []
            cells.append(_wide({"text": answer}, room - label_wide))
            answer = ""
        else:
            cells.append(_wide({"text": ""}, room))
    table.add_row(at, {"height_mm": kind.height_mm, "cells": cells})


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
    heads = [one for one in table.in_row(slot.row - 1) if (one.column, one.across) == (slot.column, slot.across)]
    table.add_column(last)
    pairs = [(slot, {"text": answer})]
    pairs += [(head, _label(label)) for head in heads]
    for beside, cell in pairs:
        set_span(beside.cell, "colspan", beside.across - 1)
        table.cells_of(beside).insert(beside.index + 1, cell)


def _container(sketch: Sketch, table: Table, code: str, spec: Json) -> None:
    """A table below the one that was chosen; tables that follow each other print as one frame."""
    room = round(sum(table.columns_mm), 1)
    side = round(room / 5, 1)
    if "items" not in spec:
        rows = [_pair(line["label"], f"{{{code}.{line['code']}}}") for line in spec["x-rows"]["rows"]]
        columns = [side, round(room - side, 1)]
    else:
        inner = spec["items"]["properties"]
        wide = round((room - side) / len(inner), 1)
        columns = [side, *[wide] * (len(inner) - 1)]
        columns.append(round(room - sum(columns), 1))
        heads = [_label(one["title"]) for one in inner.values()]
        first = _label(spec["title"])
        number = _label("{row}")
        answers = [{"text": f"{{{name}}}"} for name in inner]
        rows = [{"height_mm": _ROWS_MM, "cells": [first, *heads]}]
        rows.append({"height_mm": _ROWS_MM, "repeat": code, "cells": [number, *answers]})
    block = {"part": table.block["part"], "columns_mm": columns, "rows": rows}
    sketch.document["x-paper"]["blocks"].insert(table.number + 1, block)


def _pair(label: str, answer: str) -> Json:
    head: Json = _label(label)
    return {"height_mm": _ROWS_MM, "cells": [head, {"text": answer}]}


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


def _field_before(sketch: Sketch, table: Table, slot: Slot) -> str:
    """The last field that is printed before the new one: after it the new one is asked."""
    repeats = table.rows[slot.row].get("repeat")
    last = ""
    for one in [slot for block in tables(sketch) if block.number <= table.number for slot in block.slots()]:
        if one.block == slot.block and (one.row, one.index) > (slot.row, slot.index) and one.row != slot.row:
            break
        entry = sketch.document["x-paper"]["blocks"][one.block]["rows"][one.row]
        if repeats is None and "repeat" in entry:
            last = entry["repeat"]
        elif entry.get("repeat") == repeats and one.names():
            last = one.names()[-1].partition(".")[0]
    return last


STEPS: Final[dict[str, Do]] = {"add": add}
