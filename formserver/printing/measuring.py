"""How high the rows of a sheet will be, told before it is drawn; near enough to say what a page has room for.

Heights are in mm, widths inside a cell in hanzi (em), as in `marks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from fontTools.ttLib import TTFont

from formserver.forms.layout import Cell, Grid, Line, Paper, TextLine
from formserver.forms.pieces import Answer, Box, Gap, NewLine, Piece, Signature, Words
from formserver.printing.glyphs import FONTS, SHIPPED
from formserver.printing.marks import GAP, is_blank, text_width

_MM_A_POINT: Final = 25.4 / 72
_PADDING_MM: Final = 2.4  # both sides of a cell, with its border
PAGE_MM: Final = (210.0, 297.0)
_LINE: Final = 1.28
_TITLE_LINE: Final = 1.3
_BELOW_TITLE_MM: Final = 2.5
_BESIDE_TITLE_MM: Final = 21.0  # each side: the square code stands there
_AROUND_LINE_MM: Final = 1.2
_ABOVE_AND_BELOW_MM: Final = 1.2  # inside a cell, with its border
FURTHER_TOP_MM: Final = 26.0
"""The upper margin of further pages, at least: they have no title beside which the square code could stand."""

SPARE_MM: Final = 1.5  # a page that is full to the last tenth overflows as soon as an estimate is wrong
_BOX: Final = 1.06
# what a line end does not break: a word or hanzi with the marks that may not end, or not begin, a line; quotation marks
# hold on to both sides (UAX 14)
_KEPT: Final = "[（《〈「『【]*(?:[!-~]+|.)[，。、；：！？）》〉」』】…—]*"
_WORDS: Final = re.compile(f"[“”‘’]*{_KEPT}(?:[“”‘’]+{_KEPT})*[“”‘’]*")
_TORN: Final = 1.25  # what a word longer than a line takes more than its width: it is torn at its own signs first
_SIGNATURE_LINES: Final = 2  # a drawn signature is as high


class Measure:
    """Measures the cells and rows of a paper."""

    def __init__(self, paper: Paper) -> None:
        self.em = paper.font_pt * _MM_A_POINT
        self.line_mm = self.em * _LINE
        top, right, bottom, left = paper.margin_mm
        self.page_mm = PAGE_MM[1] - top - bottom
        self.further_mm = max(0.0, FURTHER_TOP_MM - top)  # how much lower further pages begin
        self.width_mm = PAGE_MM[0] - right - left
        self.line_width_mm = self.width_mm + _PADDING_MM  # of a cell with the room of a line outside of the tables
        title_width = self.width_mm - 2 * _BESIDE_TITLE_MM
        title_lines = -(-text_width(paper.title) * paper.title_pt * _MM_A_POINT // title_width)
        self.title_mm = max(1, title_lines) * paper.title_pt * _MM_A_POINT * _TITLE_LINE + _BELOW_TITLE_MM

    def room(self, width_mm: float) -> float:
        """How many hanzi stand side by side in a cell."""
        return (width_mm - _PADDING_MM) / self.em

    def lines(self, cell: Cell, width_mm: float) -> int:
        """How many lines the cell's content takes."""
        if cell.vertical:
            return sum(len(piece.text) for line in cell.lines for piece in line if isinstance(piece, Words))
        room = self.room(width_mm)
        return sum(line_count(line, room) for line in cell.lines)

    def high(self, lines: int) -> float:
        """The height of a cell with so many lines."""
        return lines * self.line_mm + _ABOVE_AND_BELOW_MM if lines else 0

    def lines_in(self, height_mm: float) -> int:
        """How many lines a cell of that height holds."""
        return max(1, int((height_mm - _ABOVE_AND_BELOW_MM) / self.line_mm + 1e-6))

    def heights(self, grid: Grid) -> list[float]:
        """The heights of the rows; what a cell that spans several needs more than they have, the last of them gets."""
        heights: list[float] = []
        spanning: list[tuple[int, int, float]] = []
        for index, (row, widths) in enumerate(zip(grid.rows, grid.widths(), strict=True)):
            heights.append(row.height_mm)
            for cell, width in zip(row.cells, widths, strict=True):
                need = max(cell.height_mm, self.high(self.lines(cell, width)))
                if cell.rowspan == 1:
                    heights[index] = max(heights[index], need)
                else:
                    spanning.append((index, index + cell.rowspan, need))
        for start, end, need in spanning:
            heights[end - 1] += max(0, need - sum(heights[start:end]))
        return heights

    def pages(self, blocks: Sequence[TextLine | tuple[Grid, Sequence[float]]], spare_mm: float = 0) -> int:
        """How many pages the lines and tables (with the heights of their rows) take below the title."""
        pages, filled, room = 1, self.title_mm, self.page_mm - spare_mm
        for height in self._flow(blocks):
            if filled + height > room:
                pages, filled = pages + 1, self.further_mm
            filled += height
            while filled > room:  # a row that is higher than a page
                pages, filled = pages + 1, filled - room + self.further_mm
        return pages

    def _text_lines(self, line: TextLine) -> int:
        return max(line_count(end, self.room(self.line_width_mm)) for end in line.ends)

    def _flow(self, blocks: Sequence[TextLine | tuple[Grid, Sequence[float]]]) -> Iterator[float]:
        for block in blocks:
            if isinstance(block, TextLine):
                yield self._text_lines(block) * self.line_mm + _AROUND_LINE_MM
            else:
                yield from _with_next(*block)


def _with_next(grid: Grid, heights: Sequence[float]) -> Iterator[float]:
    """The heights of what stays together: a heading with the row below it."""
    kept = 0.0
    for row, height in zip(grid.rows, heights, strict=True):
        kept += height
        if not row.is_heading:
            yield kept
            kept = 0.0
    if kept:
        yield kept


def line_count(line: Line, room: float) -> int:
    """How many lines a printed line takes where `room` hanzi stand side by side."""
    lines, filled = 1, 0.0
    for index, piece in enumerate(line):
        if isinstance(piece, NewLine):
            lines, filled = lines + 1, 0.0
        elif isinstance(piece, Box) and filled + _with_word(line, index) > room:
            lines, filled = lines + 1, _BOX
        elif isinstance(piece, Signature) and piece.file_id:
            lines += _SIGNATURE_LINES - 1
        else:
            lines, filled = _written(_text(piece), lines, filled + _extra(line, index), room)
    return lines


def _written(text: str, lines: int, filled: float, room: float) -> tuple[int, float]:
    """Where a text ends that begins at `filled` of a line."""
    for index, paragraph in enumerate(text.split("\n")):
        if index:
            lines, filled = lines + 1, 0.0
        width = _width(paragraph)
        if filled + width <= room:
            filled += width
            continue
        for word in _WORDS.findall(paragraph):
            width = _width(word)
            if filled + width > room:
                lines, filled = lines + (filled > 0), 0.0
            if width > room:
                lines, width = lines + int(width * _TORN / room), width % room
            filled += width
    return lines, filled


def _with_word(line: Line, index: int) -> float:
    following = line[index + 1] if index + 1 < len(line) else None
    word = following.text.partition("  ")[0] if isinstance(following, Words) else ""
    return _BOX + _width(word[:16])


def _width(text: str) -> float:
    advances = _advances()
    return sum(advances[character] if character in advances else text_width(character) for character in text)


@cache
def _advances() -> Mapping[str, float]:
    """How wide figures, Latin letters and their signs are in the print font."""
    with TTFont(FONTS / SHIPPED[0], lazy=True) as font:
        names, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        found = {chr(code): widths[names[code]][0] / em for code in range(0x20, 0x7F)}
    return found | {"\t": found[" "]}


def _text(piece: Piece) -> str:
    if isinstance(piece, Words):
        return piece.text.replace("  ", GAP)
    if isinstance(piece, Answer):
        return piece.text
    return piece.by if isinstance(piece, Signature) else GAP if isinstance(piece, Gap) else ""


def _extra(line: Line, index: int) -> float:
    """What a piece takes besides its words."""
    piece = line[index]
    if isinstance(piece, Box):
        return _BOX
    if isinstance(piece, Answer):
        own = 0.5 if piece.text else float(piece.width) * 0.7
        return own if is_blank(line, index) else 0.0
    return 0.0
