"""A Word document (.docx) as a neutral sheet: lines and tables of its body, the lines of its headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn

from formserver.errors import PaperUnreadable
from formserver.forms.importing.sheet import MOST_COLUMNS, Block, Line, Loose, Sheet, Table, cleaned, closed, limited
from formserver.paper_files.package import admitted
from formserver.paper_files.words import Element, words

_TWENTIETH_MM: Final = 25.4 / 72 / 20  # twentieths of a point, in which Word measures
_PAGE_NUMBER: Final = re.compile(r"^[\s第共页/\-—\d]*$")


def read(content: bytes) -> Sheet:
    """The sheet of a .docx file. Nothing it refers to is fetched, and nothing in it runs.

    Raises PaperUnreadable: no .docx, encrypted, with macros, too large, damaged, or without a table.
    """
    admitted(content)
    try:
        document = Document(BytesIO(content))
        blocks = [*_margin(document, "header"), *_blocks(document.element.body), *_margin(document, "footer")]
    except PaperUnreadable:
        raise
    # The library trusts a file to be what Word writes; one that is not fails anywhere in it.
    except Exception as fault:
        raise PaperUnreadable from fault
    return limited(tuple(blocks))


def _margin(document: Any, place: str) -> Iterator[Line]:
    """The lines of the first section's header or footer, but for page numbers."""
    margin = getattr(document.sections[0], place) if len(document.sections) else None
    if margin is not None and not margin.is_linked_to_previous:
        yield from (line for line in _lines(margin._element) if not _PAGE_NUMBER.match(line.text))


def _blocks(body: Element) -> Iterator[Block]:
    for child in body.iterchildren():
        if child.tag == qn("w:tbl"):
            yield _table(child)
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            yield from _blocks(content) if content is not None else ()
        elif child.tag == qn("w:p"):
            yield from _lines(child)


def _lines(element: Element) -> Iterator[Line]:
    yield from (Line(text) for text in cleaned(words(element)).split("\n") if text.strip())


# tables ---------------------------------------------------------------------------------------------------------------
def _table(element: Element) -> Table:
    rows = [list(_cells(row)) for row in _held(element, "w:tr")]
    heights = [_height(row) for row in _held(element, "w:tr")]
    columns = max((sum(span for _, span, _ in row) for row in rows), default=0)
    if not 0 < columns <= MOST_COLUMNS:
        raise PaperUnreadable("表格的列太多：最多%(most)s列。", most=MOST_COLUMNS)
    loose = [(_merged(rows, at), height) for at, height in enumerate(heights)]
    return closed(loose, _widths(element, columns))


def _held(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in content controls too."""
    for child in element.iterchildren():
        if child.tag == qn(name):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _held(child, name)


_Read = tuple[str, int, bool]  # words of a cell, its columns, whether it only carries on the cell above


def _cells(row: Element) -> Iterator[_Read]:
    properties = row.find(qn("w:trPr"))
    yield from _left_out(properties, "w:gridBefore")
    for cell in _held(row, "w:tc"):
        own = cell.find(qn("w:tcPr"))
        span = _number(own.find(qn("w:gridSpan")) if own is not None else None, 1)
        merge = own.find(qn("w:vMerge")) if own is not None else None
        carries_on = merge is not None and merge.get(qn("w:val")) in (None, "continue")
        yield words(cell), max(1, min(span, MOST_COLUMNS)), carries_on
    yield from _left_out(properties, "w:gridAfter")


def _left_out(properties: Element | None, name: str) -> Iterator[_Read]:
    """Columns that a row leaves out, as an empty cell."""
    count = _number(properties.find(qn(name)) if properties is not None else None, 0)
    if 0 < count <= MOST_COLUMNS:
        yield "", count, False


def _number(element: Element | None, otherwise: int) -> int:
    text = element.get(qn("w:val")) if element is not None else None
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else otherwise


def _merged(rows: list[list[_Read]], at: int) -> list[Loose]:
    """The cells that begin in a row; one that Word carries on in the rows below covers those."""
    return [
        Loose(text, span, _reach(rows, at, column, span))
        for column, (text, span, carries_on) in _with_columns(rows[at])
        if not (carries_on and at and _carried(rows[at - 1], column, span) is not None)
    ]


def _with_columns(row: list[_Read]) -> Iterator[tuple[int, _Read]]:
    column = 0
    for cell in row:
        yield column, cell
        column += cell[1]


def _carried(row: list[_Read], column: int, span: int) -> _Read | None:
    """The cell of a row at that column and as wide."""
    return next((cell for place, cell in _with_columns(row) if place == column and cell[1] == span), None)


def _reach(rows: list[list[_Read]], at: int, column: int, span: int) -> int:
    reach = 1
    while at + reach < len(rows):
        below = _carried(rows[at + reach], column, span)
        if below is None or not below[2]:
            break
        reach += 1
    return reach


def _height(row: Element) -> float:
    """The height a row asks for in mm; 0 where it asks for none."""
    properties = row.find(qn("w:trPr"))
    return _number(properties.find(qn("w:trHeight")) if properties is not None else None, 0) * _TWENTIETH_MM


def _widths(element: Element, columns: int) -> list[float]:
    grid = element.find(qn("w:tblGrid"))
    found = [] if grid is None else [column.get(qn("w:w")) or "" for column in grid.iterchildren(qn("w:gridCol"))]
    widths = [float(width) if width.isascii() and width.isdecimal() else 0.0 for width in found]
    return widths if len(widths) == columns and min(widths) > 0 else [1.0] * columns
