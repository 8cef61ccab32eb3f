"""The sheet of a design as cells to choose, drawn by the code that prints them.

A row is drawn once for what it says: its cells, the definitions of the fields they print, what is marked in it.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from markupsafe import Markup

from formserver.forms.designing.base import Json, Sketch
from formserver.forms.designing.differing import same_rows
from formserver.forms.designing.grid import Slot, Table, place_of
from formserver.forms.document import FormDocument
from formserver.forms.group import Container, Group, field_at
from formserver.forms.layout import Line, unanswered
from formserver.forms.pieces import Words
from formserver.kept import Kept
from formserver.web.facts import drawn
from formserver.web.locale import choose_language

_TEMPLATE: Final = "designer/cells.html"
_MOST_KEPT: Final = 4000


_ROWS: Final = Kept[Markup](_MOST_KEPT)
_SAME: Final = Markup('<tr id="r-{}-{}-{}" data-same></tr>')


@dataclass(frozen=True)
class CanvasCell:
    """A cell of the sheet to choose. `rowspan` counts rows as they are drawn here, a repeated one once; `field`: the
    place of the only field it prints, else ""."""

    key: str
    lines: Sequence[Line]
    colspan: int
    rowspan: int
    cell: Json
    field: str

    @property
    def is_label(self) -> bool:
        """Whether it only prints words."""
        return bool(self.cell.get("label", all(isinstance(piece, Words) for line in self.lines for piece in line)))

    @property
    def is_empty(self) -> bool:
        """Whether it prints nothing."""
        return not any(self.lines)


@dataclass(frozen=True)
class CanvasTable:
    """A table of the sheet: widths in percent, its rows."""

    widths: Sequence[str]
    rows: Sequence[Markup]


@dataclass(frozen=True)
class CanvasLine:
    """A line outside of the tables."""

    key: str
    ends: Sequence[Line]


@dataclass(frozen=True)
class Canvas:
    """The sheet; `chosen`: key of the cell that is marked as chosen, `guessed`: of those that wait to be confirmed;
    without `is_to_choose` its cells are only shown. `before`: the state whose sheet the reader sees already, with the
    same marks: rows that say the same are only named."""

    sketch: Sketch
    document: FormDocument
    chosen: str = ""
    guessed: Collection[str] = ()
    is_to_choose: bool = True
    before: FormDocument | None = None

    @cached_property
    def blocks(self) -> list[CanvasTable | CanvasLine]:
        """The blocks of the sheet."""
        found: list[CanvasTable | CanvasLine] = []
        for number, block in enumerate(self.sketch.document["x-paper"]["blocks"]):
            if "line" in block:
                ends, group = _ends(block), self.document.parts[block["part"]].group
                lines = [line for end in ends for line in unanswered({"text": end}, group)]
                found.append(CanvasLine(str(number), lines))
            else:
                table = Table(self.sketch, number)
                total = sum(table.columns_mm)
                widths = [f"{100 * width / total:.2f}%" for width in table.columns_mm]
                found.append(CanvasTable(widths, list(self._rows(table))))
        return found

    def _rows(self, table: Table) -> Iterator[Markup]:
        slots: dict[tuple[int, int], list[Slot]] = {}
        for slot in table.slots():
            slots.setdefault((slot.row, slot.inner or 0), []).append(slot)
        heights = [len(row.get("rows", [0])) for row in table.rows]
        same = self._same(table)
        for number, entry in enumerate(table.rows):
            for inner in range(heights[number]):
                here = slots.get((number, inner), [])
                if same[number] and self._specs(table, entry, here) == self._specs(table, entry, here, self.before):
                    yield _SAME.format(table.number, number, inner)
                else:
                    yield self._row(table, entry, (number, inner), here, heights)

    def _same(self, table: Table) -> Sequence[bool]:
        if self.before is None:
            return [False] * len(table.rows)
        return list(same_rows(self.before.bundled, self.sketch.document, table.number))

    def _row(
        self, table: Table, entry: Json, at: tuple[int, int], slots: Sequence[Slot], heights: Sequence[int]
    ) -> Markup:
        downs = [slot.down if "repeat" in entry else sum(heights[slot.row : slot.row + slot.down]) for slot in slots]
        marks = [(slot.key == self.chosen, slot.key in self.guessed) for slot in slots]
        said = json.dumps([self._specs(table, entry, slots), [slot.cell for slot in slots]], ensure_ascii=False)
        key = (
            choose_language(),
            table.number,
            at,
            tuple(downs),
            tuple(marks),
            table.block["part"],
            said,
            self.is_to_choose,
        )

        def draw() -> Markup:
            title, group, label = self._group(table, entry)
            cells = [
                CanvasCell(
                    slot.key, unanswered(slot.cell, group, label), slot.across, down, slot.cell, _only(table, slot)
                )
                for slot, down in zip(slots, downs, strict=True)
            ]
            counted = sum(heights[: at[0]]) + at[1] + 1
            shown = list(zip(cells, marks, strict=True))
            name = f"r-{table.number}-{at[0]}-{at[1]}"
            return drawn(_TEMPLATE, "row", name, counted, at[0], title, shown, self.is_to_choose)

        return _ROWS.get(key, draw)

    def _specs(self, table: Table, entry: Json, slots: Sequence[Slot], of: FormDocument | None = None) -> Sequence[Any]:
        """The definitions that what a row prints depends on, of the document or another state of it."""
        document = of or self.document
        fields: Mapping[str, Any] = document.bundled["properties"][table.block["part"]]["properties"]
        if "repeat" in entry:
            return [fields.get(entry["repeat"].partition(".")[0])]
        names = dict.fromkeys(name.partition(".")[0] for slot in slots for name in slot.names())
        return [(name, fields.get(name)) for name in names]

    def _group(self, table: Table, entry: Json) -> tuple[str, Group, str]:
        """What a row repeats, the fields its cells name, and the label of a repeated one."""
        group = self.document.parts[table.block["part"]].group
        if "repeat" not in entry:
            return "", group, ""
        held, _ = field_at(group, entry["repeat"])
        assert isinstance(held, Container)
        return held.spoken, held.group, "1"


def _ends(block: Json) -> list[str]:
    return [block["line"]] if isinstance(block["line"], str) else block["line"]


def _only(table: Table, slot: Slot) -> str:
    names = {name.partition(".")[0] for name in slot.names()}
    return place_of(table, slot, names.pop()) if len(names) == 1 else ""
