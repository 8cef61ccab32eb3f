"""Fields go and move: with their cells on the sheet, and among the questions of the page."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing import sums
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, ordered, orders
from formserver.forms.designing.fields import at_line, into
from formserver.forms.designing.grid import Slot, Table, block_at, place_of, slot_at, tables, words_of
from formserver.forms.designing.printed import label_of, printed_at, without
from formserver.forms.editions.references import users
from formserver.forms.placeholders import PRINTED, texts


# going ----------------------------------------------------------------------------------------------------------------
def remove(sketch: Sketch, words: Words) -> Said:
    """Take a `field` out, with its answer and label on the sheet, unless something else uses it. `dropped`: the
    document says that those who read it from outside need it no more."""
    place = words.needed("field")
    holder, spec = ordered(sketch, place), sketch.field(place)
    code = place.rpartition(".")[2]
    using = [use.said for use in users(sketch.document, tuple(place.split("."))) if use.owner]
    if using:
        said = "、".join(dict.fromkeys(using))
        raise Refused("“%(label)s”还有别处在用：%(users)s。请先改那里。", label=called(spec), users=said)
    if len(holder["properties"]) == 1:
        raise Refused("这是最后一项，不能删除：表上至少要有一项。")
    _unprint(sketch, place, spec)
    del holder["properties"][code]
    holder["required"] = [one for one in holder.get("required", ()) if one != code]
    if not holder["required"]:
        del holder["required"]
    for order in orders(holder):
        if code in order:
            order.remove(code)
    if "x-sections" in holder:
        holder["x-sections"] = [section for section in holder["x-sections"] if section["fields"]]
    sums.follow_column(sketch, place)
    if words.text("dropped"):
        sketch.document.setdefault("x-dropped", []).append(place)
    return Said("删除了“%(label)s”。", {"label": called(spec)})


def _unprint(sketch: Sketch, place: str, spec: Json) -> None:
    label = label_of(sketch, place)
    if label is not None:
        label.cell["text"] = ""
    for table, slot in reversed(printed_at(sketch, place)):
        without(slot.cell, place_code(place, table, slot))
        emptied = all(one.is_empty and one.down == 1 for one in table.in_row(slot.row))
        if emptied and len(table.rows) > 1 and "repeat" not in table.rows[slot.row]:
            table.drop_row(slot.row)
    _out_of_lines(sketch, place)
    blocks: list[Json] = sketch.document["x-paper"]["blocks"]
    for table in tables(sketch):
        for row in reversed(range(len(table.rows))):
            if f"{table.block['part']}.{table.rows[row].get('repeat')}" == place:
                table.drop_row(row)
    kept = [one for one in blocks if one.get("rows", [0]) and (one.get("line", [0]) or len(blocks) == 1)]
    sketch.document["x-paper"]["blocks"] = _without_left_heads(kept, spec)


def _out_of_lines(sketch: Sketch, place: str) -> None:
    """Take the answer out of the lines outside of the tables; the words around it stay."""
    for block in [one for one in sketch.document["x-paper"]["blocks"] if "line" in one]:
        cell = {"lines": [block["line"]] if isinstance(block["line"], str) else block["line"]}
        without(cell, place.partition(".")[2])
        block["line"] = cell["lines"][0] if isinstance(block["line"], str) else cell["lines"]


def _without_left_heads(blocks: list[Json], spec: Json) -> list[Json]:
    """The blocks but for one that held nothing besides a table that is gone."""
    heads = {spec["title"], *(one["title"] for one in spec.get("items", {}).get("properties", {}).values())}
    heads |= {line["label"] for line in spec.get("x-rows", {}).get("rows", ())}
    kept = [
        block
        for block in blocks
        if "rows" not in block
        or not spec.get("x-rows")
        or any(cell.get("text", "-") not in {*heads, ""} for row in block["rows"] for cell in row.get("cells", [{}]))
    ]
    return kept or blocks


def place_code(place: str, table: Table, slot: Slot) -> str:
    """How the cell names the field of a place."""
    prefix = place_of(table, slot, "")
    return place.removeprefix(prefix)


# moving ---------------------------------------------------------------------------------------------------------------
def move(sketch: Sketch, words: Words) -> Said:
    """Ask a `field` earlier or later on the page: `way` up or down, over the edge of its section into the next one."""
    place, way = words.needed("field"), words.text("way")
    holder, spec, code = ordered(sketch, place), sketch.field(place), place.rpartition(".")[2]
    found = orders(holder)
    order = next(one for one in found if code in one)
    at = order.index(code)
    to = at - 1 if way == "up" else at + 1
    beside = found.index(order) + (-1 if way == "up" else 1)
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    elif 0 <= beside < len(found) and len(order) > 1:
        order.remove(code)
        found[beside].insert(len(found[beside]) if way == "up" else 0, code)
    else:
        raise Refused("已经到头了。")
    said = "把“%(label)s”往前移了一位。" if way == "up" else "把“%(label)s”往后移了一位。"
    return Said(said, {"label": called(spec)})


def put(sketch: Sketch, words: Words) -> Said:
    """Print a `field` in another cell, `cell`, that is empty, its label goes along where the cell before is empty; or
    at the end of a line outside of the tables."""
    place, key = words.needed("field"), words.needed("cell")
    spec, found = sketch.field(place), printed_at(sketch, place)
    if len(found) > 1 or spec.get("items"):
        raise Refused("这一项印在几格里，请在专家页里改。")
    if "line" in block_at(sketch, key):
        return _put_at_line(sketch, place, block_at(sketch, key))
    table, slot = slot_at(sketch, key)
    if not slot.is_empty:
        raise Refused("这一格已经有内容，请选一个空格。")
    target = place_of(table, slot, "")
    if not place.startswith(target) or "." in place.removeprefix(target):
        raise Refused("表格里的项只能放在它自己的行里。")
    label = label_of(sketch, place)
    moved: Json = {"text": f"{{{place.removeprefix(target)}}}"}
    _out_of_lines(sketch, place)
    if found:
        old = found[0][1].cell
        moved = words_of(old)
        for word in moved:
            del old[word]
        old["text"] = ""
    into(table, slot, spec["title"], "")
    slot.cell.pop("text")
    slot.cell.update(moved)
    if label is not None and _is_labelled(table, slot, label):
        label.cell["text"] = ""
    return Said("把“%(label)s”移到了别的格。", {"label": called(spec)})


def _put_at_line(sketch: Sketch, place: str, block: Json) -> Said:
    spec, (part, _, code) = sketch.field(place), place.partition(".")
    if part != block["part"] or "." in code:
        raise Refused("表格里的项只能放在它自己的行里。")
    mark, label = f"{{{code}}}", label_of(sketch, place)
    for table, slot in printed_at(sketch, place):
        marks = [one for text in texts(slot.cell) for one in PRINTED.finditer(text) if one[1] == code and not one[2]]
        mark = marks[0][0] if marks else mark
        without(slot.cell, place_code(place, table, slot))
    if label is not None:
        label.cell["text"] = ""
    _out_of_lines(sketch, place)
    at_line(block, spec["title"], mark)
    return Said("把“%(label)s”移到了表外的一行字里。", {"label": called(spec)})


def _is_labelled(table: Table, slot: Slot, label: Slot) -> bool:
    """Whether the cell before another has the same words as a label elsewhere."""
    before = [one for one in table.in_row(slot.row) if one.index == slot.index - 1]
    return bool(before) and before[0].key != label.key and before[0].cell.get("text") == label.cell["text"]


STEPS: Final[dict[str, Do]] = {"remove": remove, "move": move, "put": put}
