"""The shipped papers as somebody typed them: blank cells, boxes, room where a hand writes; as a grid and in Word."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from formserver.forms.document import FormDocument
from formserver.forms.importing.sheet import Cell, Line, Row, Sheet, Table
from formserver.forms.layout import Cell as PrintedCell
from formserver.forms.layout import Grid, TextLine, lay_out
from formserver.forms.pieces import Answer, Box, Gap, NewLine, Piece, Signature, Words

ROOM = " " * 8


def as_typed(document: FormDocument, room: str = ROOM) -> Sheet:
    """Title, lines and tables of the blank paper, with that room for everything a hand writes."""
    paper = lay_out(document, {})
    typed = _Typed("□" if paper.box == "square" else "○", room)
    return (Line(paper.title), *(typed.block(block) for block in paper.blocks))


class _Typed:
    def __init__(self, box: str, room: str) -> None:
        self._box, self._room = box, room

    def block(self, block: Grid | TextLine) -> Line | Table:
        if isinstance(block, TextLine):
            return Line("            ".join(map(self._words, block.ends)))
        rows = []
        for row, starts in zip(block.rows, block.places(), strict=True):
            pairs = zip(row.cells, starts, strict=True)
            rows.append(Row(tuple(self._cell(cell, start) for cell, start in pairs), row.height_mm))
        return Table(block.columns_mm, tuple(rows))

    def _cell(self, cell: PrintedCell, column: int) -> Cell:
        text = "\n".join(map(self._words, cell.lines))
        return Cell(text if text.strip(" _\n") else "", column, cell.colspan, cell.rowspan)

    def _words(self, line: tuple[Piece, ...]) -> str:
        return "".join(map(self._piece, line))

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Words(text):
                return text
            case Box():
                return self._box
            case Gap():
                return "    "
            case NewLine():
                return "\n"
            case Answer() | Signature():
                return self._room
            case _:
                return ""


# Word -----------------------------------------------------------------------------------------------------------------
def word_file(sheet: Sheet) -> bytes:
    """A .docx file with those lines and tables, cells merged as Word does it."""
    document = Document()
    body = document.element.body
    for block in sheet:
        made = _paragraph(block.text) if isinstance(block, Line) else _table(block)
        body.insert(len(body) - 1, parse_xml(made))  # the last child is the page's setup
    return saved(document)


def saved(document: object) -> bytes:
    """The file of a document of python-docx."""
    file = BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def _paragraph(text: str) -> str:
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p {nsdecls('w')}><w:r>{'<w:br/>'.join(lines)}</w:r></w:p>"


def _table(table: Table) -> str:
    widths = "".join(f'<w:gridCol w:w="{round(width * 56.7)}"/>' for width in table.widths)
    reaching: dict[int, tuple[int, Cell]] = {}  # first column -> rows left, the cell that reaches down there
    rows = []
    for row in table.rows:
        cells = {cell.column: _cell(cell, "restart" if cell.rowspan > 1 else "") for cell in row.cells}
        cells |= {column: _cell(cell, "continue") for column, (_, cell) in reaching.items()}
        height = f'<w:trPr><w:trHeight w:val="{round(row.height_mm * 56.7)}"/></w:trPr>'
        rows.append(f"<w:tr>{height}{''.join(cells[column] for column in sorted(cells))}</w:tr>")
        begun = {cell.column: (cell.rowspan, cell) for cell in row.cells}
        reaching = {at: (left - 1, cell) for at, (left, cell) in {**reaching, **begun}.items() if left > 1}
    return f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid>{widths}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(cell: Cell, merge: str) -> str:
    across = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    words = "" if merge == "continue" else cell.text
    lines = "".join(map(_paragraph, words.split("\n")))
    return f"<w:tc><w:tcPr>{across}{down}</w:tcPr>{lines}</w:tc>"
