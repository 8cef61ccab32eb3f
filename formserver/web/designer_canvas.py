"""The sheet of a design as cells to choose, drawn by the code that prints them."""

from collections.abc import Sequence
from dataclasses import dataclass

from formserver.forms.designing.base import Json, Sketch
from formserver.forms.designing.grid import Table
from formserver.forms.document import FormDocument
from formserver.forms.group import Container, Group, field_at
from formserver.forms.layout import Line, unanswered
from formserver.forms.pieces import Words


@dataclass(frozen=True)
class CanvasCell:
    """A cell of the sheet to choose. `rowspan` counts rows as they are drawn here, a repeated one once."""

    key: str
    lines: Sequence[Line]
    colspan: int
    rowspan: int
    cell: Json

    @property
    def is_label(self) -> bool:
        """Whether it only prints words."""
        return bool(self.cell.get("label", all(isinstance(piece, Words) for line in self.lines for piece in line)))


@dataclass(frozen=True)
class CanvasTable:
    """A table of the sheet: widths in percent, rows of cells, and what the rows repeat ("" for plain rows)."""

    widths: Sequence[str]
    rows: Sequence[tuple[str, Sequence[CanvasCell]]]


@dataclass(frozen=True)
class CanvasLine:
    """A line outside of the tables."""

    key: str
    ends: Sequence[Line]


def canvas(sketch: Sketch, document: FormDocument) -> list[CanvasTable | CanvasLine]:
    """The blocks of the sheet."""
    found: list[CanvasTable | CanvasLine] = []
    for number, block in enumerate(sketch.document["x-paper"]["blocks"]):
        group = document.parts[block["part"]].group
        if "line" in block:
            ends = [block["line"]] if isinstance(block["line"], str) else block["line"]
            found.append(CanvasLine(str(number), [line for end in ends for line in unanswered({"text": end}, group)]))
        else:
            found.append(_table(Table(sketch, number), group))
    return found


def _table(table: Table, group: Group) -> CanvasTable:
    total = sum(table.columns_mm)
    heights = [len(row.get("rows", [0])) for row in table.rows]
    lines: dict[tuple[int, int], list[CanvasCell]] = {}
    titles: dict[tuple[int, int], str] = {}
    for slot in table.slots():
        entry = table.rows[slot.row]
        inner, label = group, ""
        at = slot.row, slot.inner or 0
        if "repeat" in entry:
            held, _ = field_at(group, entry["repeat"])
            assert isinstance(held, Container)
            inner, label = held.group, "1"
            titles[at] = held.spoken
        is_plain = "repeat" not in entry
        down = sum(heights[slot.row : slot.row + slot.down]) if is_plain else slot.down
        drawn = CanvasCell(slot.key, unanswered(slot.cell, inner, label), slot.across, down, slot.cell)
        lines.setdefault(at, []).append(drawn)
    widths = [f"{100 * width / total:.2f}%" for width in table.columns_mm]
    places = [(row, inner) for row, height in enumerate(heights) for inner in range(height)]
    return CanvasTable(widths, [(titles.get(at, ""), lines.get(at, [])) for at in places])
