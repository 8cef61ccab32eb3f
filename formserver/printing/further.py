"""Fills continuation sheets: the rows a table has beyond the printed ones, then the rests of answers cut short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from formserver.forms.continuing import CONTINUED, Continued, continued
from formserver.forms.layout import Cell, Grid, Row, TextLine
from formserver.forms.pieces import Answer, Words
from formserver.printing.measuring import SPARE_MM, Measure
from formserver.printing.shortening import Remainder, beginning, cut

_TALLEST_MM: Final = 60.0  # a row of a continued table; a longer answer goes on behind the table
_NAME_MM: Final = 36.0  # the column of the names
_FEWEST_LINES: Final = 3  # of a text at the end of a sheet
_SPARE_LINES: Final = 1  # for what fifty lines are longer than they were estimated


class FurtherSheets:
    """Fills one sheet after the other."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.sheets: list[tuple[Grid, ...]] = []
        self.grids: list[Grid] = []
        self.top = measure.further_mm + measure.title_mm + measure.line_mm + 2
        self.filled_mm = self.top

    def filled(self, blocks: Sequence[Grid | TextLine], remainders: Sequence[Remainder]) -> list[tuple[Grid, ...]]:
        """The sheets with the rows beyond the printed ones, then the rests of the answers in printed order."""
        behind: list[Remainder] = []
        for table in (table for block in blocks if isinstance(block, Grid) for table in continued(block)):
            behind += self._table(table)
        for rest in (*remainders, *behind):
            self._text(rest)
        self._turn()
        return self.sheets

    @property
    def _room_mm(self) -> float:
        return self.measure.page_mm - SPARE_MM - self.filled_mm

    def _turn(self) -> None:
        if self.grids:
            self.sheets.append(tuple(self.grids))
        self.grids, self.filled_mm = [], self.top

    def _add(self, grid: Grid) -> None:
        self.filled_mm += sum(self.measure.heights(grid))
        if self.grids and self.grids[-1].columns_mm == grid.columns_mm:
            grid = replace(grid, rows=self.grids.pop().rows + grid.rows)
        self.grids.append(grid)

    def _table(self, table: Continued) -> list[Remainder]:
        """Print the rows, as many on a sheet as have room; the rests of answers too long for a table come back."""
        rests: list[Remainder] = []
        waiting: list[tuple[Row, ...]] = []
        for unit in table.units:
            rows, more = self._low(table, unit)
            rests += more
            if waiting and self._height(table, [*waiting, rows]) > self._room_mm:
                self._add(table.grid(waiting))
                self._turn()
                waiting = []
            elif self.grids and not waiting and self._height(table, [rows]) > self._room_mm:
                self._turn()
            waiting.append(rows)
        self._add(table.grid(waiting))
        return rests

    def _height(self, table: Continued, units: Sequence[Sequence[Row]]) -> float:
        return sum(self.measure.heights(table.grid(units)))

    def _low(self, table: Continued, unit: Sequence[Row]) -> tuple[tuple[Row, ...], list[Remainder]]:
        """The rows without answers that would make them too high."""
        widths = table.bare(unit).widths()
        lines = self.measure.lines_in(_TALLEST_MM)
        low: list[Row] = []
        rests: list[Remainder] = []
        for row, room in zip(unit, widths, strict=True):
            kept = [cut(self.measure, cell, width, lines) for cell, width in zip(row.cells, room, strict=True)]
            low.append(replace(row, cells=tuple(cell for cell, _ in kept)))
            rests += [rest for _, found in kept for rest in found]
        return tuple(low), rests

    def _text(self, rest: Remainder) -> None:
        """Print the rest of an answer beside its name, which every further sheet repeats."""
        text, width = rest.text, self.measure.width_mm - _NAME_MM
        while text:
            lines = self.measure.lines_in(self._room_mm) - _SPARE_LINES
            if self.grids and lines < _FEWEST_LINES:
                self._turn()
                continue
            part = beginning(self.measure, text, width, max(lines, _FEWEST_LINES))
            text = text[len(part) :].lstrip("\n")
            self._add(_named(rest.name, part.rstrip("\n"), width))
            if text:
                self._turn()


def _named(name: str, text: str, width_mm: float) -> Grid:
    label = Cell(((Words(CONTINUED),), (Words(name),)), align="center", is_label=True)
    said = Cell(((Answer(text, of=name),),), valign="top")
    return Grid((_NAME_MM, width_mm), (Row((label, said), 0),))
