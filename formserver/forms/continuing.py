"""Continuation sheets: the rows a table has beyond the printed ones, with its headings and side labels once more.

A continued grid is made of units that stay together; how many of them one sheet takes is for the printer to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from formserver.forms.layout import Cell, Grid, Over, Row
from formserver.forms.pieces import Words

CONTINUED: Final = "（续）"


@dataclass(frozen=True)
class Continued:
    """Rows for a continuation sheet. `head`: headings and column titles, printed on every sheet; `sides`: what stood
    beside the rows, by its first column; `units`: rows that stay together."""

    columns_mm: tuple[float, ...]
    head: tuple[Row, ...]
    sides: tuple[tuple[int, Cell], ...]
    units: tuple[tuple[Row, ...], ...]

    def grid(self, units: Sequence[Sequence[Row]]) -> Grid:
        """One sheet's table with these units."""
        first, *others = (*self.head, *(row for unit in units for row in unit))
        sides = [(start, replace(cell, rowspan=1 + len(others))) for start, cell in self.sides]
        own = zip(map(self._free().__getitem__, next(self.bare([first]).places())), first.cells, strict=True)
        cells = tuple(cell for _, cell in sorted([*sides, *own], key=lambda placed: placed[0]))
        return Grid(self.columns_mm, (replace(first, cells=cells), *others))

    def bare(self, rows: Sequence[Row]) -> Grid:
        """Rows without what stands beside them."""
        return Grid(tuple(self.columns_mm[column] for column in self._free()), tuple(rows))

    def _free(self) -> list[int]:
        taken = {column for start, cell in self.sides for column in range(start, start + cell.colspan)}
        return [column for column in range(len(self.columns_mm)) if column not in taken]


def continued(grid: Grid) -> Iterator[Continued]:
    """What goes on of each table in the grid, in printed order."""
    places = list(grid.places())
    for over in grid.over:
        above = grid.rows[: over.at]
        sides = tuple(
            (start, cell)
            for index, row in enumerate(above)
            for start, cell in zip(places[index], row.cells, strict=True)
            if index + cell.rowspan > over.at
        )
        beside = {id(cell) for _, cell in sides}
        rows = [replace(row, cells=tuple(cell for cell in row.cells if id(cell) not in beside)) for row in above]
        units = (unit for repetition in over.repetitions for unit in _together(repetition))
        yield Continued(grid.columns_mm, _head(rows, over), sides, tuple(units))


def _together(repetition: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """What of a repetition may stand on different sheets: nothing where a cell joins its rows, else all but the first
    two, so that no first row is left alone at the end of a sheet."""
    if any(cell.rowspan > 1 for row in repetition for cell in row.cells):
        yield tuple(repetition)
        return
    yield tuple(repetition[:2])
    yield from ((row,) for row in repetition[2:])


def _head(above: Sequence[Row], over: Over) -> tuple[Row, ...]:
    """The headings and column titles right above the rows; else the nearest titles of the same columns."""
    index = len(above)
    while index and _is_label(above[index - 1]):
        index -= 1
    if index < len(above):
        return tuple(_marked(row) for row in above[index:])
    spans = [cell.colspan for cell in over.repetitions[0][0].cells]
    titles = (row for row in reversed(above) if _is_label(row))
    return tuple(row for row in titles if [cell.colspan for cell in row.cells] == spans)[:1]


def _is_label(row: Row) -> bool:
    return bool(row.cells) and all(cell.is_label for cell in row.cells)


def _marked(row: Row) -> Row:
    """A heading says that it goes on; column titles stay as they are."""
    if not row.is_heading:
        return row
    cell = row.cells[0]
    lines = (*cell.lines[:-1], (*cell.lines[-1], Words(CONTINUED)))
    return replace(row, cells=(replace(cell, lines=lines),))
