"""The tables of a PDF, read back from its drawn lines: which cells each row has, what stands in them, where they lie.

Nothing of the documents is used: lines are where the ink is, and words belong to the cell whose lines enclose them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2

from tests.paper.reading import squeezed

CONTINUES = "^"  # a cell that the row above began
_THICK = 3.0  # points; the widest rule and the rounding of its ends
_NEAR = 2.5
_BOXED = 10  # the outline of a box that stands inside a cell is two rectangles; what is drawn of it is its left side
MM = 25.4 / 72


@dataclass(frozen=True)
class Rule:
    """A drawn line: `at` is its place across, `start` and `end` along."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        return self.start < place < self.end


@dataclass(frozen=True)
class Box:
    """A cell in points from the lower left corner of the page; `text` without white space."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    begins: bool

    @property
    def width_mm(self) -> float:
        return (self.right - self.left) * MM

    @property
    def height_mm(self) -> float:
        return (self.top - self.bottom) * MM


def rows_of(content: bytes) -> list[list[list[Box]]]:
    """The cells of every row of every page, from the top; a cell that spans rows is in each of them."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [list(_rows(page)) for page in pdf]


def written(rows: Sequence[Sequence[Box]]) -> list[str]:
    """The rows as text: cells between |, those begun further up as ^."""
    return ["|".join(cell.text if cell.begins else CONTINUES for cell in row) for row in rows]


def _rows(page: pypdfium2.PdfPage) -> Iterator[list[Box]]:
    down, across = _rules(page)
    words = page.get_textpage()
    levels = sorted(_apart([rule.at for rule in across]), reverse=True)
    for top, bottom in pairwise(levels):
        middle = (top + bottom) / 2
        edges = sorted(_apart([rule.at for rule in down if rule.covers(middle)]))
        yield [_cell(words, (left, right), (top, bottom), levels, across) for left, right in pairwise(edges)]


def _cell(
    words: pypdfium2.PdfTextPage,
    sides: tuple[float, float],
    band: tuple[float, float],
    levels: Sequence[float],
    across: Sequence[Rule],
) -> Box:
    (left, right), (top, bottom) = sides, band
    middle = (left + right) / 2

    def is_closed(level: float) -> bool:
        return any(abs(rule.at - level) < _NEAR and rule.covers(middle) for rule in across)

    # what is torn by the end of the page has no line there
    ends = next((level for level in levels if level <= bottom and is_closed(level)), levels[-1])
    text = squeezed(words.get_text_bounded(left, ends, right, top))
    return Box(left, ends, right, top, text, is_closed(top))


def _rules(page: pypdfium2.PdfPage) -> tuple[list[Rule], list[Rule]]:
    """The lines of tables, down and across; underlines of blanks end at no line and are none."""
    drawn = list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=9))
    counted = [(pypdfium2.raw.FPDFPath_CountSegments(path), path.get_bounds()) for path in drawn]
    lines = [line for path in drawn for line in strokes(path)]
    down = [Rule((x + to) / 2, y, top) for x, y, to, top in lines if to - x < _THICK < top - y]
    down += [Rule(x, y, top) for count, (x, y, _, top) in counted if count == _BOXED]
    level = [Rule((y + top) / 2, x, to) for x, y, to, top in lines if top - y < _THICK < to - x]
    return down, [rule for rule in _joined(level) if all(_meets(end, rule.at, down) for end in (rule.start, rule.end))]


def strokes(path: pypdfium2.PdfObject) -> Iterator[tuple[float, float, float, float]]:
    """The straight lines of a path: left, bottom, right, top. None of one with curves or corners."""
    raw, matrix = pypdfium2.raw, path.get_matrix()
    segments = [raw.FPDFPath_GetPathSegment(path, at) for at in range(raw.FPDFPath_CountSegments(path))]
    kinds = [raw.FPDFPathSegment_GetType(segment) for segment in segments]
    if kinds == [raw.FPDF_SEGMENT_MOVETO, raw.FPDF_SEGMENT_LINETO] * (len(kinds) // 2):
        points = [matrix.on_point(*_point(segment)) for segment in segments]
        for (x, y), (to, top) in zip(points[::2], points[1::2], strict=True):
            yield min(x, to), min(y, top), max(x, to), max(y, top)


def _point(segment: object) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pypdfium2.raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _joined(pieces: Sequence[Rule]) -> list[Rule]:
    """Lines as wholes: an underline of the next row may be drawn on the same height."""
    whole: list[Rule] = []
    for piece in sorted(pieces, key=lambda rule: (round(rule.at), rule.start)):
        last = whole[-1] if whole else None
        if last and abs(last.at - piece.at) < 1 and piece.start < last.end + 1:
            whole[-1] = Rule(last.at, last.start, max(last.end, piece.end))
        else:
            whole.append(piece)
    return whole


def _meets(end: float, level: float, down: Sequence[Rule]) -> bool:
    return any(abs(rule.at - end) < _NEAR and rule.start - _NEAR < level < rule.end + _NEAR for rule in down)


def _apart(places: Sequence[float]) -> list[float]:
    """The places, those that are one drawn twice counted once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def words_in(content: bytes, number: int, band: tuple[float, float]) -> str:
    """The words of a page between two heights in points, white space left out."""
    with pypdfium2.PdfDocument(content) as pdf:
        page = pdf[number % len(pdf)]
        return squeezed(page.get_textpage().get_text_bounded(0, band[0], page.get_width(), band[1]))
