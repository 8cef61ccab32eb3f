"""What is done to the outlines of the print fonts: boxes are drawn into them, and all become lighter.

Boxes are letters of the font, drawn alike in both weights: a sheet has dozens of them, and a letter costs a tenth of a
picture in time and size. What is ticked can be read, found and copied as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin
from typing import Final

from fontTools.pens.basePen import AbstractPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.roundingPen import RoundingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import Glyph

Point = tuple[float, float]

# Paper is read at 10.5 pt, where one of 256 units is 0.014 mm: less than a printer's dot. Curves may move by half a
# percent of the letter's height, as little. Both together take a quarter off every embedded letter.
UNITS: Final = 256
CURVE_ERRORS: Final = (2.0, 3.0)  # of 1000, on the way to cubic curves and back

# A box is 0.86 of a hanzi wide, hangs 0.08 below the line, and keeps 0.2 from its word. It is drawn in 100 x 100.
SIDE: Final = 860
BELOW: Final = 80
ADVANCE: Final = 1060
LINE: Final = 7.0
TICK_LINE: Final = 12.0


def draw_boxes(font: TTFont) -> list[int]:
    """Give a font the four boxes: □ ☑ for square, ○ ◉ for round ones. Returns their code points."""
    unit = font["head"].unitsPerEm / 1000
    square, circle = _square(6, 94), _circle(44)
    drawn = {
        0x25A1: square,
        0x2611: [*square, _stroke([(20, 52), (42, 76), (84, 18)], TICK_LINE)],
        0x25CB: circle,
        0x25C9: [*circle, _stroke([(26, 50), (44, 70), (92, 6)], TICK_LINE)],
    }
    for code, contours in drawn.items():
        pen = TTGlyphPen(None)
        place = TransformPen(pen, (unit * SIDE / 100, 0, 0, -unit * SIDE / 100, 0, unit * (SIDE - BELOW)))
        for contour in contours:
            _draw(contour, place)
        _put(font, code, pen.glyph(), round(unit * ADVANCE))
    return list(drawn)


def lighten(font: TTFont) -> None:
    """Fewer points, on a coarser grid."""
    glyphs, table = font.getGlyphSet(), font["glyf"]
    lighter = {}
    for name in font.getGlyphOrder():
        if table[name].numberOfContours > 0:
            pen = TTGlyphPen(None)
            to_cubic, back = CURVE_ERRORS
            glyphs[name].draw(Qu2CuPen(Cu2QuPen(RoundingPen(pen), back, all_quadratic=True), to_cubic, all_cubic=True))
            lighter[name] = pen.glyph()
    for name, glyph in lighter.items():
        table[name] = glyph
    scale_upem(font, UNITS)


# drawing --------------------------------------------------------------------------------------------------------------
class _Round(list[Point]):
    """A closed contour whose points all lie beside the curve."""


def _draw(contour: Sequence[Point], pen: AbstractPen) -> None:
    if isinstance(contour, _Round):
        pen.qCurveTo(*contour, None)
    else:
        pen.moveTo(contour[0])
        for point in contour[1:]:
            pen.lineTo(point)
    pen.closePath()


def _square(low: float, high: float) -> list[Sequence[Point]]:
    out, inner = LINE / 2, -LINE / 2
    return [_corners(low - out, high + out), _corners(low - inner, high + inner)[::-1]]


def _corners(low: float, high: float) -> list[Point]:
    return [(low, low), (high, low), (high, high), (low, high)]


def _circle(radius: float) -> list[Sequence[Point]]:
    outer, inner = (_around(radius + offset) for offset in (LINE / 2, -LINE / 2))
    return [outer, _Round(reversed(inner))]


def _around(radius: float) -> _Round:
    far = radius / cos(pi / 8)
    return _Round((50 + far * cos(step * pi / 4), 50 + far * sin(step * pi / 4)) for step in range(8))


def _stroke(points: Sequence[Point], width: float) -> list[Point]:
    """The outline of a line of so many width through three points, with a sharp corner.

    It runs as the outer contour of a box does: where both lie, the ink adds up.
    """
    first, corner, last = points
    there, back = _across(first, corner, width), _across(corner, last, width)
    mitre = width * width / 4 / (width * width / 4 + there[0] * back[0] + there[1] * back[1])
    bend = ((there[0] + back[0]) * mitre, (there[1] + back[1]) * mitre)
    return [
        (first[0] - there[0], first[1] - there[1]),
        (corner[0] - bend[0], corner[1] - bend[1]),
        (last[0] - back[0], last[1] - back[1]),
        (last[0] + back[0], last[1] + back[1]),
        (corner[0] + bend[0], corner[1] + bend[1]),
        (first[0] + there[0], first[1] + there[1]),
    ]


def _across(start: Point, end: Point, width: float) -> Point:
    """Half the width at a right angle to the line."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = hypot(x, y)
    return -y / length * width / 2, x / length * width / 2


def _put(font: TTFont, code: int, glyph: Glyph, advance: int) -> None:
    name = font.getBestCmap().get(code) or f"uni{code:04X}"
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name
