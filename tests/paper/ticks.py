"""Which boxes of a printed sheet are ticked: the words that stand to the right of each drawn tick."""

from collections.abc import Iterator

import pypdfium2

from tests.paper.reading import squeezed

_TICK_POINTS = 3  # a tick is drawn from three points; boxes and rules have more, or fewer
_REACH = 90  # points to the right; the next option begins after white space


def ticked(content: bytes) -> list[str]:
    """The words of the ticked options of a PDF, page by page in the order in which they are drawn."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [word for page in pdf for word in _on(page)]


def _on(page: pypdfium2.PdfPage) -> Iterator[str]:
    words = page.get_textpage()
    for drawn in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=9):
        if pypdfium2.raw.FPDFPath_CountSegments(drawn) == _TICK_POINTS:
            _, bottom, right, top = drawn.get_bounds()
            beside = words.get_text_bounded(right, bottom, right + _REACH, top)
            yield squeezed(beside.strip().split(" ")[0])
