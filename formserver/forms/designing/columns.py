"""Columns of tables as a whole: those of a grid by years or visits, their order."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing import containers, sums
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, orders
from formserver.forms.designing.grid import Slot, Table, place_of, repeating, slot_at, words_of
from formserver.forms.kinds.registry import kinds_that

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
    table, at = repeating(sketch, place)
    alone = [row for row in range(len(table.rows)) if row != at and not _speaks_of(table, row, code)]
    if alone:
        raise Refused("这张表和别的内容印在一块里。请先把它单独放在一块，再改各列。")
    containers.printed(sketch, table, code, spec)
    del sketch.document["x-paper"]["blocks"][table.number]


def _speaks_of(table: Table, row: int, code: str) -> bool:
    return any(name.partition(".")[0] == code for slot in table.in_row(row) for name in slot.names())


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
    if "repeat" in table.rows[slot.row]:
        sums.follow(sketch, place_of(table, slot, "").rstrip("."))
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


STEPS: Final[dict[str, Do]] = {"columns": set_columns, "swap": swap}
