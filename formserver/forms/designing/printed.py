"""Where the sheet prints a field, and its label."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing.base import Json, Refused, Sketch, no_braces
from formserver.forms.designing.grid import Slot, Table, place_of, tables
from formserver.forms.kinds.address import TIERS
from formserver.forms.kinds.totals import TOTAL
from formserver.forms.placeholders import PRINTED

_OPEN, _CLOSE = "【", "】"
_SIGN: Final = "__"


def printed_at(sketch: Sketch, place: str) -> list[tuple[Table, Slot]]:
    """The cells that print a field, or something of it."""
    return [
        (table, slot)
        for table in tables(sketch)
        for slot in table.slots()
        if any(f"{place_of(table, slot, name)}.".startswith(f"{place}.") for name in slot.names())
    ]


def label_of(sketch: Sketch, place: str) -> Slot | None:
    """The last cell before that of a field that prints its title and nothing else."""
    title, found = sketch.field(place)["title"], printed_at(sketch, place)
    if not found or not title:
        return None
    first = found[0][1]
    above = [slot for table in tables(sketch) for slot in table.slots()]
    before = above[: next(number for number, slot in enumerate(above) if slot.key == first.key)]
    return next((slot for slot in reversed(before) if slot.cell.get("text") == title), None)


def without(cell: Json, name: str) -> None:
    """Take what prints a field, or something of it, out of the words of a cell."""

    def cleared(text: str) -> str:
        return PRINTED.sub(lambda place: "" if f"{place[1]}.".startswith(f"{name}.") else place[0], text)

    if "text" in cell:
        cell["text"] = cleared(cell["text"])
    for word in ("lines", "foot"):
        if word in cell:
            cell[word] = [cleared(one) for one in cell[word]]
    if not any(cell.get("foot", ["-"])):
        del cell["foot"]


# words of a cell as people write them ---------------------------------------------------------------------------------
def names_in(sketch: Sketch, table: Table, slot: Slot) -> dict[str, str]:
    """What the cell's marks for answers are called (【姓名】), by the mark as it is written (`{name|cells}`)."""
    found: dict[str, str] = {}
    lines = [*([slot.cell["text"]] if "text" in slot.cell else slot.cell.get("lines", [])), *slot.cell.get("foot", [])]
    for mark in (mark for line in lines for mark in PRINTED.finditer(line)):
        called = _called(sketch, place_of(table, slot, mark[1]), mark[1])
        names = (f"{called}{number}" if number else called for number in (0, *range(2, len(found) + 3)))
        if mark[0] not in found:
            found[mark[0]] = next(name for name in names if name not in found.values())
    return found


_OWN: Final = {"row": "行名", "n": "序号", TOTAL: "合计"}


def _called(sketch: Sketch, place: str, name: str) -> str:
    try:
        return str(sketch.field(place).get("title") or name)
    except Refused:  # a tier, a line of a matrix, a column of a grid, a sum, the label of a row
        last = place.rpartition(".")[2]
        return _inside(sketch, place, last) or _OWN.get(last) or TIERS.get(last) or last


def _inside(sketch: Sketch, place: str, last: str) -> str:
    """What a table calls its line or column of that code."""
    spec = sketch.field(place.rpartition(".")[0].removesuffix(f".{TOTAL}"))
    columns = spec.get("x-columns", ())
    named = [*(columns if isinstance(columns, list) else ()), *spec.get("x-rows", {}).get("rows", ())]
    inner = spec.get("items", {}).get("properties", {})
    return str(next((one["label"] for one in named if one["code"] == last), inner.get(last, {}).get("title", "")))


def shown(text: str, names: dict[str, str]) -> str:
    """The words of a cell with 【names】 in the place of marks."""
    return PRINTED.sub(lambda mark: f"{_OPEN}{names[mark[0]]}{_CLOSE}", text)


def written(typed: str, names: dict[str, str]) -> str:
    """The words of a cell as typed, with marks in the place of 【names】. Raises Refused."""
    text = no_braces(typed)
    for mark, name in names.items():
        token = f"{_OPEN}{name}{_CLOSE}"
        if token not in text:
            raise Refused("“%(name)s”要留着。要拿掉这一项，请用“删除”或“移到别的格”。", name=token)
        text = text.replace(token, mark)
    return text
