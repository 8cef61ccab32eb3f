"""The square code (QR) in the margin of a sheet, drawn as one path."""

from itertools import groupby
from typing import Final

import segno

SIDE_MM: Final = 18


def code_svg(text: str) -> str:
    """The square code of a text as SVG, `SIDE_MM` wide without its white frame.

    Error correction M: an ink spot or a fold over a seventh of it may be lost. Raises DataOverflowError for a text of
    more than 2,331 bytes.
    """
    matrix = segno.make_qr(text, error="m").matrix
    side = len(matrix)
    path = "".join(_row(number, row) for number, row in enumerate(matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE_MM}mm" height="{SIDE_MM}mm"'
        f' viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'
    )


def _row(number: int, row: bytearray) -> str:
    """The dark runs of a row as rectangles: squares beside each other would show seams."""
    drawn, column = "", 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            drawn += f"M{column} {number}h{length}v1h-{length}z"
        column += length
    return drawn
