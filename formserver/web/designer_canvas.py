"""The sheet of a design as cells to choose, drawn by the code that prints them.

A row is drawn once for what it says: its cells, the definitions of the fields they print, what is marked in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from formserver.forms.designing.base import Json, Sketch
from formserver.forms.designing.differing import same_rows
from formserver.forms.document import FormDocument
from formserver.forms.group import Container, Group, field_at
from formserver.forms.layout import Line, unanswered
from formserver.forms.pieces import Words
from formserver.forms.placeholders import PRINTED, ends, texts
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
    """A table of the sheet: widths in percent, all its rows."""

    widths: Sequence[str]
    rows: Markup


@dataclass(frozen=True)
class CanvasLine:
    """A line outside of the tables."""

    key: str
    ends: Sequence[Line]


class _Row(NamedTuple):
    """A row to draw: numbers of its block, of the entry of the block's rows, in that; as the how many people count it;
    the part whose fields it prints; its entry and its cells."""

    at: tuple[int, int, int]
    counted: int
    part: str
    entry: Json
    cells: Sequence[Json]

    @property
    def number(self) -> int:
        return self.at[1]

    @property
    def key(self) -> str:
        """What the keys of its cells begin with (see `grid.Slot.key`)."""
        block, number, inner = self.at
        return f"{block}.{number}.{inner}" if "rows" in self.entry else f"{block}.{number}"


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
                group = self.document.parts[block["part"]].group
                lines = [line for end in ends(block) for line in unanswered({"text": end}, group)]
                found.append(CanvasLine(str(number), lines))
            else:
                total = sum(block["columns_mm"])
                widths = [f"{100 * width / total:.2f}%" for width in block["columns_mm"]]
                found.append(CanvasTable(widths, Markup("\n".join(self._rows(number, block)))))
        return found

    @cached_property
    def _language(self) -> str:
        return choose_language()

    def _rows(self, block: int, table: Json) -> Iterator[Markup]:
        heights = [len(entry.get("rows", [entry])) for entry in table["rows"]]
        same = self._same(block, table)
        for row in _rows_of(block, table):
            specs = _specs(row, self.document)
            if self.before and same[row.number] and specs == _specs(row, self.before):
                yield _SAME.format(*row.at)
            else:
                yield self._row(row, heights, specs)

    def _same(self, block: int, table: Json) -> Sequence[bool]:
        if self.before is None:
            return [False] * len(table["rows"])
        return list(same_rows(self.before.bundled, self.sketch.document, block))

    def _row(self, row: _Row, heights: Sequence[int], specs: Sequence[Any]) -> Markup:
        keys = [f"{row.key}.{index}" for index in range(len(row.cells))]
        marks = [(key == self.chosen, key in self.guessed) for key in keys]
        downs = [cell.get("rowspan", 1) for cell in row.cells]
        if "repeat" not in row.entry and max(downs, default=1) > 1:
            downs = [sum(heights[row.number : row.number + down]) for down in downs]

        def draw() -> Markup:
            title, group, label = self._group(row)
            cells = [
                CanvasCell(key, unanswered(cell, group, label), down, cell, _only(row, cell))
                for key, down, cell in zip(keys, downs, row.cells, strict=True)
            ]
            name, shown = "r-{}-{}-{}".format(*row.at), list(zip(cells, marks, strict=True))
            return drawn(_TEMPLATE, "row", name, row.counted, row.number, title, shown, self.is_to_choose)

        said = repr((specs, row.cells, downs, marks))
        key = self._language, row.at, row.counted, row.part, said, self.is_to_choose
        return _ROWS.get(key, draw)

    def _group(self, row: _Row) -> tuple[str, Group, str]:
        """What a row repeats, the fields its cells name, and the label of a repeated one."""
        group = self.document.parts[row.part].group
        if "repeat" not in row.entry:
            return "", group, ""
        held, _ = field_at(group, row.entry["repeat"])
        assert isinstance(held, Container)
        return held.spoken, held.group, "1"


def _rows_of(block: int, table: Json) -> Iterator[_Row]:
    counted = count(1)
    for number, entry in enumerate(table["rows"]):
        for inner, row in enumerate(entry.get("rows", [entry])):
            yield _Row((block, number, inner), next(counted), table["part"], entry, row["cells"])


def _specs(row: _Row, document: FormDocument) -> Sequence[Any]:
    """The definitions in a state of the document that what a row prints depends on."""
    fields: Mapping[str, Any] = document.bundled["properties"][row.part]["properties"]
    if "repeat" in row.entry:
        return [fields.get(row.entry["repeat"].partition(".")[0])]
    return [(name, fields.get(name)) for name in _names(row.cells)]


def _names(cells: Sequence[Json]) -> Sequence[str]:
    """The fields that cells print something of."""
    printed = "\n".join([text for cell in cells for text in texts(cell)])
    return list(dict.fromkeys([name.partition(".")[0] for name, _, _ in PRINTED.findall(printed)]))


def _only(row: _Row, cell: Json) -> str:
    names = _names([cell])
    repeats = [row.entry["repeat"]] if "repeat" in row.entry else []
    return ".".join([row.part, *repeats, *names]) if len(names) == 1 else ""
