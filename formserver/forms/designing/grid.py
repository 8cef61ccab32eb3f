"""The paper grid as the designer changes it: where cells stand, rows, merging and splitting, side labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.designing.base import Json, Refused, Sketch
from formserver.forms.placeholders import PRINTED, texts

MOST_ROWS: Final = 200
"""How many rows a table may have, as the meta-schema has it."""
_NARROWEST_MM: Final = 10.0
_SIDE_MM: Final = 10.0
_WIDEST_SIDE_MM: Final = 16.0
_NO_CELL: Final = "这一格已经不在表上，请看最新的样子。"


@dataclass(frozen=True)
class Slot:
    """A cell in its place: block, entry of the block's rows, printed row of a repeating entry (None: it has one or is
    none), number in the row, and the columns from `column` on that it takes."""

    block: int
    row: int
    inner: int | None
    index: int
    column: int
    cell: Json

    @property
    def key(self) -> str:
        """`0.2.1`, inside of a repeating entry with several rows `0.2.1.1`; what pages and steps name it by."""
        row = f"{self.row}" if self.inner is None else f"{self.row}.{self.inner}"
        return f"{self.block}.{row}.{self.index}"

    @property
    def across(self) -> int:
        """How many columns it takes."""
        return int(self.cell.get("colspan", 1))

    @property
    def down(self) -> int:
        """How many rows it takes."""
        return int(self.cell.get("rowspan", 1))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is printed in it."""
        return not any(texts(self.cell))

    def names(self) -> list[str]:
        """The paths of the fields it prints, those of the row where it is repeated."""
        return [place[1] for text in texts(self.cell) for place in PRINTED.finditer(text)]


def set_span(cell: Json, word: str, span: int) -> None:
    """Write a span, which is left out where it is one."""
    if span == 1:
        cell.pop(word, None)
    else:
        cell[word] = span


class Table:
    """A table block of the sheet."""

    def __init__(self, sketch: Sketch, block: int) -> None:
        self.number = block
        self.block: Json = sketch.document["x-paper"]["blocks"][block]
        self.rows: list[Json] = self.block["rows"]
        self.columns_mm: list[float] = self.block["columns_mm"]

    def slots(self) -> list[Slot]:
        """Every cell, row by row."""
        return list(self._placed(self.rows, [False] * len(self.columns_mm)))

    def _placed(self, rows: Sequence[Json], beside: Sequence[bool], at: int | None = None) -> Iterator[Slot]:
        reaching = [0] * len(beside)
        for number, row in enumerate(rows):
            busy = [taken or left > 0 for taken, left in zip(beside, reaching, strict=True)]
            reaching = [max(left - 1, 0) for left in reaching]
            if "rows" in row:
                yield from self._placed(row["rows"], busy, number)
                continue
            for index, cell in enumerate(row["cells"]):
                column = busy.index(False)
                end = column + cell.get("colspan", 1)
                busy[column:end] = [True] * (end - column)
                reaching[column:end] = [cell.get("rowspan", 1) - 1] * (end - column)
                inner = None if at is None else number
                yield Slot(self.number, number if at is None else at, inner, index, column, cell)

    def cells_of(self, slot: Slot) -> list[Json]:
        """The cells of the row that a cell stands in."""
        row = self.rows[slot.row]
        cells: list[Json] = (row if slot.inner is None else row["rows"][slot.inner])["cells"]
        return cells

    def in_row(self, row: int) -> list[Slot]:
        """The cells that begin in an entry."""
        return [slot for slot in self.slots() if slot.row == row]

    def beside(self, slot: Slot) -> Slot | None:
        """The cell at the right that is as high."""
        line = [one for one in self.slots() if (one.row, one.inner) == (slot.row, slot.inner)]
        found = (one for one in line if one.column == slot.column + slot.across and one.down == slot.down)
        return next(found, None)

    def below(self, slot: Slot) -> Slot | None:
        """The cell below that is as wide; none below or inside of what repeats."""
        row = slot.row + slot.down
        if slot.inner is not None or "repeat" in self.rows[slot.row]:
            return None
        found = (one for one in self.slots() if one.row == row and "repeat" not in self.rows[row])
        return next((one for one in found if (one.column, one.across) == (slot.column, slot.across)), None)

    # rows -------------------------------------------------------------------------------------------------------------
    def reaching(self, row: int) -> list[Slot]:
        """The cells that begin above an entry and reach into it."""
        return [one for one in self.slots() if one.inner is None and one.row < row < one.row + one.down]

    @property
    def is_full(self) -> bool:
        """Whether it has as many rows as a table may have."""
        return len(self.rows) >= MOST_ROWS

    def refuse_full(self) -> None:
        """Raises Refused where it has no room for another row."""
        if self.is_full:
            raise Refused("这一块表格最多%(limit)s行。请先在“加一块表格或一行字”里加一块空表格。", limit=MOST_ROWS)

    def add_row(self, at: int, entry: Json) -> None:
        """Put an entry before the one of that number; cells that reach over the place become one row higher. Raises
        Refused where there is no room."""
        self.refuse_full()
        for slot in self.reaching(at):
            set_span(slot.cell, "rowspan", slot.down + 1)
        self.rows.insert(at, entry)

    def room_at(self, at: int) -> list[int]:
        """How many columns a new row before an entry has beside each other, in runs."""
        return self._runs(self.reaching(at), [False] * len(self.columns_mm))

    def inner_room(self, slot: Slot) -> list[int]:
        """The same of a new row below a cell, among the rows of an entry that repeat together."""
        inside = [one for one in self.in_row(slot.row) if one.inner is not None]
        taken = [True] * len(self.columns_mm)
        for one in inside:
            taken[one.column : one.column + one.across] = [False] * one.across
        return self._runs(self._reaching_inside(slot), taken)

    def _reaching_inside(self, slot: Slot) -> list[Slot]:
        at = (slot.inner or 0) + 1
        inside = ((one, one.inner) for one in self.in_row(slot.row))
        return [one for one, inner in inside if inner is not None and inner < at < inner + one.down]

    def add_inner_row(self, slot: Slot, row: Json) -> None:
        """Put a row below that of a cell, among those that repeat together."""
        for one in self._reaching_inside(slot):
            set_span(one.cell, "rowspan", one.down + 1)
        self.rows[slot.row]["rows"].insert((slot.inner or 0) + 1, row)

    def _runs(self, reaching: Sequence[Slot], taken: list[bool]) -> list[int]:
        for slot in reaching:
            taken[slot.column : slot.column + slot.across] = [True] * slot.across
        runs, length = [], 0
        for busy in [*taken, True]:
            if busy and length:
                runs.append(length)
            length = 0 if busy else length + 1
        return runs

    def drop_row(self, row: int) -> None:
        """Take an entry out; cells that begin in it and reach further begin in the next one."""
        below = [slot for slot in self.in_row(row) if slot.down > 1]
        for slot in self.reaching(row):
            set_span(slot.cell, "rowspan", slot.down - 1)
        for slot in reversed(below):
            set_span(slot.cell, "rowspan", slot.down - 1)
            before = [one for one in self.in_row(row + 1) if one.column < slot.column]
            if "cells" not in self.rows[row + 1] or "repeat" in self.rows[row + 1]:
                raise Refused("这一行有跨到下面重复行的格，请先拆开。")
            self.rows[row + 1]["cells"].insert(len(before), slot.cell)
        del self.rows[row]

    # columns ----------------------------------------------------------------------------------------------------------
    def add_column(self, after: int) -> None:
        """Halve a column; every cell that takes it takes both halves."""
        half = round(self.columns_mm[after] / 2, 1)
        if half < _NARROWEST_MM / 2:
            raise Refused("这一列太窄，不能再拆。请先把列宽改大。")
        wide = [slot for slot in self.slots() if slot.column <= after < slot.column + slot.across]
        for slot in wide:
            set_span(slot.cell, "colspan", slot.across + 1)
        self.columns_mm[after : after + 1] = [half, round(self.columns_mm[after] - half, 1)]

    def add_side(self, first: int, last: int, cell: Json) -> None:
        """Put a narrow cell at the left of the entries from `first` to `last`; other rows become wider by it."""
        if "repeat" in self.rows[first] and last > first:
            raise Refused("从重复的行起，竖排的字只能占这一行（组）。要占几行，请从上面一行加起。")
        slots = self.slots()
        left = [slot for slot in slots if slot.column == 0 and slot.inner in (None, 0)]
        inside = [slot for slot in left if first <= slot.row <= last]
        rows = {row for slot in left for row in range(slot.row, slot.row + slot.down)}
        if any(slot.row < first < slot.row + slot.down or slot.row + slot.down - 1 > last >= slot.row for slot in left):
            raise Refused("这几行的左边有跨行的格，请先拆开。")
        assert rows  # every row has something in its first column
        if self.columns_mm[0] <= _WIDEST_SIDE_MM and all(slot.across > 1 for slot in self._all_left(inside, slots)):
            for slot in self._all_left(inside, slots):
                set_span(slot.cell, "colspan", slot.across - 1)
        else:
            for slot in self._all_left([slot for slot in left if slot not in inside], slots):
                set_span(slot.cell, "colspan", slot.across + 1)
            widest = self.columns_mm.index(max(self.columns_mm))
            self.columns_mm[widest] = round(self.columns_mm[widest] - _SIDE_MM, 1)
            self.columns_mm.insert(0, _SIDE_MM)
        rows = self.rows[first].get("rows", [self.rows[first]])  # what repeats together has the cell in each group
        set_span(cell, "rowspan", max(last - first + 1, len(rows)))
        rows[0]["cells"].insert(0, cell)

    def _all_left(self, chosen: Sequence[Slot], slots: Sequence[Slot]) -> list[Slot]:
        """The cells of the first column in these entries, those of further printed rows of repeats too."""
        rows = {slot.row for slot in chosen}
        return [slot for slot in slots if slot.column == 0 and slot.row in rows]


# finding --------------------------------------------------------------------------------------------------------------
def tables(sketch: Sketch) -> list[Table]:
    """The table blocks of the sheet."""
    blocks: list[Json] = sketch.document["x-paper"]["blocks"]
    return [Table(sketch, number) for number, block in enumerate(blocks) if "rows" in block]


def slot_at(sketch: Sketch, key: str) -> tuple[Table, Slot]:
    """The cell of a key, with its table. Raises Refused."""
    found = ((table, slot) for table in tables(sketch) for slot in table.slots() if slot.key == key)
    chosen = next(found, None)
    if chosen is None:
        raise Refused(_NO_CELL)
    return chosen


def repeated(sketch: Sketch, place: str) -> tuple[Table, int] | None:
    """The table block, and the number of its entry, that print the rows of a field; None where nothing does."""
    found = ((table, row) for table in tables(sketch) for row in range(len(table.rows)))
    return next((one for one in found if f"{one[0].block['part']}.{one[0].rows[one[1]].get('repeat')}" == place), None)


def repeating(sketch: Sketch, place: str) -> tuple[Table, int]:
    """The same. Raises Refused where there is none."""
    found = repeated(sketch, place)
    if found is None:
        raise Refused("这张表还没有印在表上。")
    return found


def block_at(sketch: Sketch, key: str) -> Json:
    """The block of a key, or of that of one of its cells. Raises Refused."""
    blocks: list[Json] = sketch.document["x-paper"]["blocks"]
    number = key.partition(".")[0]
    if not number.isdecimal() or int(number) >= len(blocks):
        raise Refused(_NO_CELL)
    return blocks[int(number)]


def place_of(table: Table, slot: Slot, name: str) -> str:
    """The dotted place of a field that a cell prints: `main.family.name`."""
    entry = table.rows[slot.row]
    return ".".join([table.block["part"], *([entry["repeat"]] if "repeat" in entry else []), name])


def words_of(cell: Json) -> dict[str, Any]:
    """The words that a merged or moved cell keeps of itself."""
    return {word: value for word, value in cell.items() if word not in ("colspan", "rowspan")}
