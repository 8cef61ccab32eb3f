"""The words of a paragraph or cell of Word, with boxes and blanks where it draws them some other way than by a sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from docx.oxml.ns import qn

Element = Any  # of lxml, which has no types here
_DEEPEST: Final = 60  # elements within each other
_SKIPPED: Final = frozenset(
    qn(name)
    for name in ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:sdtPr", "w:sdtEndPr", "w:tcPr", "w:trPr", "w:instrText")
)
_CHECKBOX: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
_ALTERNATE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_BLANK: Final = "____"


def words(element: Element) -> str:
    """The words of a paragraph, a cell, or anything else that holds paragraphs, one line a paragraph."""
    return "".join(_pieces(element, 0)).strip("\n")


def _pieces(element: Element, depth: int) -> Iterator[str]:
    if depth > _DEEPEST or element.tag in _SKIPPED:
        return
    read = _READERS.get(element.tag)
    if read is not None:
        yield from read(element, depth)
        return
    for child in element.iterchildren():
        yield from _pieces(child, depth + 1)


def _children(element: Element, depth: int) -> str:
    return "".join(piece for child in element.iterchildren() for piece in _pieces(child, depth + 1))


def _paragraph(element: Element, depth: int) -> Iterator[str]:
    yield _children(element, depth)
    yield "\n"


def _run(element: Element, depth: int) -> Iterator[str]:
    """A run; the white space of an underlined one is a line to write on, a hidden one is not printed."""
    properties = element.find(qn("w:rPr"))
    if properties is not None and properties.find(qn("w:vanish")) is not None:
        return
    text = _children(element, depth)
    line = properties.find(qn("w:u")) if properties is not None else None
    underlined = line is not None and line.get(qn("w:val")) != "none"
    yield text.replace("\t", _BLANK).replace("\u3000", "__").replace(" ", "_") if underlined else text


def _symbol(element: Element, depth: int) -> Iterator[str]:
    """A sign of a symbol font, by its private number; those that are no box are dropped when the text is cleaned."""
    code = element.get(qn("w:char")) or ""
    try:
        number = int(code, 16)
    except ValueError:
        return
    yield chr(number if 0xF000 <= number <= 0xF0FF else 0xF000 + number % 0x100)


def _break(element: Element, depth: int) -> Iterator[str]:
    yield "\n" if element.get(qn("w:type")) in (None, "textWrapping") else ""


def _control(element: Element, depth: int) -> Iterator[str]:
    """A content control: a box to tick, or its words; words that only ask to type are a blank."""
    properties, content = element.find(qn("w:sdtPr")), element.find(qn("w:sdtContent"))
    if properties is not None and properties.find(_CHECKBOX) is not None:
        yield "□"
    elif properties is not None and properties.find(qn("w:showingPlcHdr")) is not None:
        yield _BLANK
    elif content is not None:
        yield _children(content, depth)


def _old_field(element: Element, depth: int) -> Iterator[str]:
    """A form field of old Word, which stands in its first mark."""
    data = element.find(qn("w:ffData"))
    if data is not None and data.find(qn("w:checkBox")) is not None:
        yield "□"
    elif data is not None:
        yield _BLANK


def _alternate(element: Element, depth: int) -> Iterator[str]:
    """Said twice, for new programs and old ones: once is enough."""
    first = next(element.iterchildren(), None)
    if first is not None:
        yield from _pieces(first, depth + 1)


def _text_box(element: Element, depth: int) -> Iterator[str]:
    yield "\n"
    yield _children(element, depth)


def _nested(element: Element, depth: int) -> Iterator[str]:
    """A table within a cell: its rows as lines, its blank cells as blanks."""
    for row in element.iterchildren(qn("w:tr")):
        cells = (_children(cell, depth).replace("\n", " ").strip() for cell in row.iterchildren(qn("w:tc")))
        yield "  ".join(cell or _BLANK for cell in cells) + "\n"


def _typed(sign: str) -> Callable[[Element, int], Iterator[str]]:
    return lambda element, depth: iter((sign,))


_READERS: Final[dict[str, Callable[[Element, int], Iterator[str]]]] = {
    qn("w:p"): _paragraph,
    qn("w:r"): _run,
    qn("w:t"): lambda element, depth: iter((element.text or "",)),
    qn("w:tab"): _typed("\t"),
    qn("w:noBreakHyphen"): _typed("-"),
    qn("w:br"): _break,
    qn("w:cr"): _typed("\n"),
    qn("w:sym"): _symbol,
    qn("w:sdt"): _control,
    qn("w:fldChar"): _old_field,
    qn("w:txbxContent"): _text_box,
    qn("w:tbl"): _nested,
    _ALTERNATE: _alternate,
}
