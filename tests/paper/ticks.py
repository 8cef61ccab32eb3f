"""Which boxes of a printed sheet are ticked: the words that stand to the right of each ticked box."""

from collections.abc import Iterator

import pypdfium2

from tests.paper.reading import squeezed

_REACH = 90  # points to the right; the next option begins after white space


def ticked(content: bytes) -> list[str]:
    """The words of the ticked options of a PDF, page by page in the order in which they are drawn."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [word for page in pdf for word in _on(page)]


def _on(page: pypdfium2.PdfPage) -> Iterator[str]:
    words = page.get_textpage()
    for index in range(words.count_chars()):
        if words.get_text_range(index, 1) in ("☑", "◉"):
            _, bottom, right, top = words.get_charbox(index)
            beside = words.get_text_bounded(right, bottom, right + _REACH, top)
            yield squeezed(beside.strip().split(" ")[0])
