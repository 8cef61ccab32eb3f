"""Things that are taken somewhere at once: a cell's content, a row, a field among the questions, a section."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, ordered, orders
from formserver.forms.designing.cells import move_row
from formserver.forms.designing.grid import Slot, place_of, slot_at, words_of
from formserver.forms.designing.whole import section_of

_NOT_THERE: Final = "不能放到那里，请看最新的样子再试。"


def exchange(sketch: Sketch, words: Words) -> Said:
    """What the cells `cell` and `other` print changes places; how wide and high they are stays."""
    table, slot = slot_at(sketch, words.needed("cell"))
    other_table, other = slot_at(sketch, words.needed("other"))
    if place_of(table, slot, "") != place_of(other_table, other, ""):
        raise Refused("表格里的项只能放在它自己的行里。")
    here, there = words_of(slot.cell), words_of(other.cell)
    _write(slot, there)
    _write(other, here)
    return Said(
        "把第%(row)s行第%(cell)s格与第%(to_row)s行第%(to_cell)s格对调了。",
        {"row": slot.row + 1, "cell": slot.index + 1, "to_row": other.row + 1, "to_cell": other.index + 1},
    )


def _write(slot: Slot, content: Json) -> None:
    for word in words_of(slot.cell):
        del slot.cell[word]
    slot.cell.update(content)


def row_to(sketch: Sketch, words: Words) -> Said:
    """Print the row of a `cell` before the one of the number `to` (from 0; the number of rows: as the last)."""
    key = words.needed("cell")
    table, slot = slot_at(sketch, key)
    to = _number(words, "to", len(table.rows))
    way, times = ("up", slot.row - to) if to < slot.row else ("down", to - slot.row - 1)
    if times <= 0:
        raise Refused("已经在这里了。")
    block, row, *rest = key.split(".")
    at = int(row)
    for _ in range(times):
        move_row(sketch, Words({"cell": ".".join([block, str(at), *rest]), "way": way}))
        at += -1 if way == "up" else 1
    return Said("把第%(row)s行移成了第%(to)s行。", {"row": slot.row + 1, "to": at + 1})


def field_to(sketch: Sketch, words: Words) -> Said:
    """Ask a `field` before another one, `before`; without one, as the last of the `section` of that code."""
    place, before = words.needed("field"), words.text("before")
    holder, spec, code = ordered(sketch, place), sketch.field(place), place.rpartition(".")[2]
    found = orders(holder)
    if before:
        target = next((one for one in found if before.rpartition(".")[2] in one), None)
        if target is None or before.rpartition(".")[0] != place.rpartition(".")[0] or before == place:
            raise Refused(_NOT_THERE)
    else:
        codes = [section["code"] for section in holder.get("x-sections", [{"code": ""}])]
        if words.text("section") not in codes:
            raise Refused(_NOT_THERE)
        target = found[codes.index(words.text("section"))]
    next(one for one in found if code in one).remove(code)
    target.insert(target.index(before.rpartition(".")[2]) if before else len(target), code)
    if "x-sections" in holder:
        holder["x-sections"] = [section for section in holder["x-sections"] if section["fields"]]
    return Said("把“%(label)s”移到了填写次序的别处。", {"label": called(spec)})


def section_to(sketch: Sketch, words: Words) -> Said:
    """Ask a `section` of a `part` before the one of the number `to` (from 0; the number of sections: as the last), or
    one place earlier or later (`way` up or down)."""
    section, found = section_of(sketch, words)
    at = found.index(section)
    way = words.text("way")
    to = at - 1 if way == "up" else at + 2 if way == "down" else _number(words, "to", len(found))
    if not 0 <= to <= len(found) or to in (at, at + 1):
        raise Refused("已经到头了。" if way else "已经在这里了。")
    found.insert(to, section)
    del found[at + 1 if to < at else at]
    return Said("把“%(title)s”一节移到了填写次序的别处。", {"title": section.get("title", "")})


def _number(words: Words, name: str, greatest: int) -> int:
    text = words.needed(name)
    if not text.isdecimal() or len(text) > 4 or int(text) > greatest:
        raise Refused(_NOT_THERE)
    return int(text)


STEPS: Final[dict[str, Do]] = {"exchange": exchange, "row_to": row_to, "field_to": field_to, "section_to": section_to}
