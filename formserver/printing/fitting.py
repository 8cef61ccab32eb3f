"""Keeps a filled sheet on the pages of the printed paper: what has no room there goes upon continuation sheets.

A row grows with its answer as long as the page has room. Where it has not, the answers that overflow most end with
their last whole sentence that fits and （接续页）, and go on, under their names, behind the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from formserver.forms.layout import Cell, Grid, Paper, TextLine
from formserver.forms.pieces import Answer, Gap
from formserver.printing.further import FurtherSheets
from formserver.printing.measuring import SPARE_MM, Measure
from formserver.printing.shortening import Remainder, cut, movable


@dataclass(frozen=True)
class _Spot:
    """A cell of a row of a block: where it stands, how wide it is, and by how many lines it overflows."""

    block: int
    row: int
    cell: int
    width_mm: float
    lines: int
    excess: int


def fitted(paper: Paper) -> Paper:
    """The paper with its continuation sheets, its own pages no more than those of the blank paper where that can be."""
    measure = Measure(paper)
    blocks: list[Grid | TextLine] = list(paper.blocks)
    rests: dict[tuple[int, int, int], list[Remainder]] = {}
    for number, block in enumerate(blocks):
        if isinstance(block, TextLine) and len(block.ends) > 1:
            blocks[number], rests[number, 0, 0] = _side_by_side(measure, block)
    heights = [_heights(measure, block) for block in blocks]
    pages = _pages(measure, blocks, heights, SPARE_MM)
    if pages > 1:
        natural = [_heights(measure, _emptied(block)) for block in blocks]
        printed = _pages(measure, blocks, list(map(_without_pointers, blocks, natural)))
        spots = sorted(_overflowing(measure, blocks, natural), key=lambda spot: -spot.excess)
        for spot in spots:
            if pages <= printed:
                break
            blocks[spot.block], rests[spot.block, spot.row, spot.cell] = _shortened(measure, blocks[spot.block], spot)
            heights[spot.block] = _heights(measure, blocks[spot.block])
            pages = _pages(measure, blocks, heights, SPARE_MM)
    remainders = [rest for place in sorted(rests) for rest in rests[place]]
    return replace(paper, blocks=tuple(blocks), continued=tuple(FurtherSheets(measure).filled(blocks, remainders)))


def _heights(measure: Measure, block: Grid | TextLine) -> list[float]:
    return measure.heights(block) if isinstance(block, Grid) else []


def _without_pointers(block: Grid | TextLine, heights: Sequence[float]) -> list[float]:
    pointers = {over.pointer for over in block.over} if isinstance(block, Grid) else ()
    return [0.0 if index in pointers else height for index, height in enumerate(heights)]


def _pages(
    measure: Measure,
    blocks: Sequence[Grid | TextLine],
    heights: Sequence[Sequence[float]],
    spare_mm: float = 0,
) -> int:
    pairs = zip(blocks, heights, strict=True)
    return measure.pages([(block, high) if isinstance(block, Grid) else block for block, high in pairs], spare_mm)


def _emptied(block: Grid | TextLine) -> Grid | TextLine:
    """The block as the blank paper has it."""
    if not isinstance(block, Grid):
        return block
    rows = (replace(row, cells=tuple(map(_emptied_cell, row.cells))) for row in block.rows)
    return replace(block, rows=tuple(rows))


def _emptied_cell(cell: Cell) -> Cell:
    lines = (tuple(replace(p, text="") if isinstance(p, Answer) else p for p in line) for line in cell.lines)
    return replace(cell, lines=tuple(lines))


def _side_by_side(measure: Measure, line: TextLine) -> tuple[TextLine, list[Remainder]]:
    """A line with something at either end, both of which have room; a long answer goes on behind the sheet."""
    left, right = line.ends
    whole = Cell(((*left, Gap(), *right),))
    width = measure.line_width_mm
    cell, found = cut(measure, whole, width, measure.lines(_emptied_cell(whole), width))
    [pieces] = cell.lines
    return replace(line, ends=(pieces[: len(left)], pieces[len(left) + 1 :])), found


# shortening -----------------------------------------------------------------------------------------------------------
def _overflowing(
    measure: Measure, blocks: Sequence[Grid | TextLine], natural: Sequence[Sequence[float]]
) -> Iterator[_Spot]:
    """The cells whose answers take more lines than the blank paper gives them."""
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            for index, (row, widths) in enumerate(zip(block.rows, block.widths(), strict=True)):
                for place, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
                    lines = measure.lines_in(sum(natural[number][index : index + cell.rowspan]))
                    excess = measure.lines(cell, width) - lines
                    if excess > 0 and any(movable(cell)):
                        yield _Spot(number, index, place, width, lines, excess)


def _shortened(measure: Measure, grid: Grid | TextLine, spot: _Spot) -> tuple[Grid, list[Remainder]]:
    assert isinstance(grid, Grid)  # only its cells overflow
    row = grid.rows[spot.row]
    cell, rests = cut(measure, row.cells[spot.cell], spot.width_mm, spot.lines)
    cells = (*row.cells[: spot.cell], cell, *row.cells[spot.cell + 1 :])
    rows = (*grid.rows[: spot.row], replace(row, cells=cells), *grid.rows[spot.row + 1 :])
    return replace(grid, rows=rows), rests
