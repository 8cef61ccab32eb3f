"""The paper grid: `x-paper` and data -> lines and tables of cells with their pieces, repeats and spans written out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from formserver.forms.document import FormDocument, Part
from formserver.forms.group import Container, Group, field_at
from formserver.forms.kinds.totals import TOTAL, Rows
from formserver.forms.pieces import Answer, Piece, Words
from formserver.forms.placeholders import PRINTED, texts

Data = Mapping[str, Any]
Json = Mapping[str, Any]
Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of the printed table. `lines` are printed below each other; `is_label` marks printed labels."""

    lines: tuple[Line, ...]
    colspan: int = 1
    rowspan: int = 1
    align: str = "left"
    valign: str = "middle"
    vertical: bool = False
    bold: bool = False
    is_label: bool = False
    height_mm: float = 0


@dataclass(frozen=True)
class Row:
    """A printed row; `height_mm` is a minimum."""

    cells: tuple[Cell, ...]
    height_mm: float


@dataclass(frozen=True)
class Grid:
    """A printed table."""

    columns_mm: tuple[float, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class TextLine:
    """A line above or below the tables: one piece of text, or one at the left and one at the right end."""

    ends: tuple[Line, ...]
    align: str = "left"
    bold: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole printed paper. `margin_mm`: top, right, bottom, left."""

    title: str
    margin_mm: tuple[float, float, float, float]
    font_pt: float
    title_pt: float
    box: str
    blocks: tuple[Grid | TextLine, ...]


@dataclass(frozen=True)
class _Scope:
    """Where placeholders look: the fields and data of one object, and the label and number of a printed row."""

    group: Group
    data: Data
    label: str = ""
    number: int = 1
    none: str = ""  # 无, written into the first answer cell of a table that was answered so
    total: str = ""  # the sum of the row


def lay_out(document: FormDocument, data: Mapping[str, Data]) -> Paper:
    """The paper with the data of its parts (part code -> data); a part without data is drawn blank."""
    paper = document.paper
    page = paper["page"]
    blocks = tuple(
        _block(block, document.parts[block["part"]], data.get(block["part"], {})) for block in paper["blocks"]
    )
    top, right, bottom, left = page["margin_mm"]
    sizes = float(page["font_pt"]), float(page["title_pt"])
    return Paper(document.title, (top, right, bottom, left), *sizes, page.get("box", "square"), blocks)


def _block(block: Json, part: Part, data: Data) -> Grid | TextLine:
    scope = _Scope(part.group, data)
    if "line" in block:
        line = block["line"]
        ends = [line] if isinstance(line, str) else line
        align = block.get("align", "left")
        return TextLine(tuple(_pieces(end, scope) for end in ends), align, bool(block.get("bold")))
    entries = [list(_written_out(entry, scope)) for entry in block["rows"]]
    repeats = ["repeat" in entry for entry in block["rows"]]
    rows = [row for index, entry in enumerate(entries) for row in _spanned(entry, entries[index:], repeats[index])]
    return Grid(tuple(block["columns_mm"]), tuple(rows))


# rows -----------------------------------------------------------------------------------------------------------------
def _written_out(entry: Json, scope: _Scope) -> Iterator[list[Row]]:
    """The printed rows of one ROW entry, one inner list a repetition (a plain row: one list of one row)."""
    if "repeat" not in entry:
        yield [_row(entry, scope)]
        return
    for inner in _repeated(entry["repeat"], scope):
        first, *others = entry.get("rows", [entry])
        # inside a repetition a rowspan counts the repetition's own rows, which are printed rows already
        yield [_row(first, inner), *(_row(row, replace(inner, none="")) for row in others)]


def _spanned(entry: list[list[Row]], following: Sequence[list[list[Row]]], is_repeat: bool) -> Iterator[Row]:
    """The rows of an entry; rowspans of a plain row count printed rows then, of which a repeating entry has several."""
    if is_repeat:
        yield from (row for repetition in entry for row in repetition)
        return
    printed = [sum(len(repetition) for repetition in other) for other in following]
    row = entry[0][0]
    yield replace(row, cells=tuple(replace(cell, rowspan=sum(printed[: cell.rowspan])) for cell in row.cells))


def _repeated(path: str, scope: _Scope) -> Iterator[_Scope]:
    """One scope for each printed row of a table: the answered rows, then blank ones up to the printed number."""
    holder, data = _holder(path, scope)
    field = holder.members[path.rpartition(".")[2]]
    value, none = data.get(field.code), field.none_text(data)
    assert isinstance(field, Rows)  # the document was searched for that when it was loaded
    for number, (label, row) in enumerate(field.printed_rows(value), 1):
        yield _Scope(field.group, row, label, number, none if number == 1 else "", field.row_total(row))


def _holder(path: str, scope: _Scope) -> tuple[Group, Data]:
    """The object that holds the field at the path: its group and its data."""
    group, data = scope.group, scope.data
    for step in path.split(".")[:-1]:
        container = group.members[step]
        assert isinstance(container, Container)
        group, data = container.group, data.get(step) or {}
    return group, data


def _row(row: Json, scope: _Scope) -> Row:
    cells = [_cell(cell, scope) for cell in row["cells"]]
    if scope.none:
        answers = (index for index, cell in enumerate(row["cells"]) if _has_answer(cell))
        for index in list(answers)[:1]:
            cells[index] = replace(cells[index], lines=((Answer(scope.none),),))
    return Row(tuple(cells), float(row.get("height_mm", 0)))


def _has_answer(cell: Json) -> bool:
    return any(place[1] not in ("row", "n") for text in texts(cell) for place in PRINTED.finditer(text))


def _cell(cell: Json, scope: _Scope) -> Cell:
    is_label = bool(cell.get("label", any(texts(cell)) and not _has_answer(cell)))
    return Cell(
        tuple(_pieces(text, scope) for text in texts(cell)),
        colspan=int(cell.get("colspan", 1)),
        rowspan=int(cell.get("rowspan", 1)),
        align=cell.get("align", "center" if is_label else "left"),
        valign=cell.get("valign", "middle"),
        vertical=bool(cell.get("vertical")),
        bold=bool(cell.get("bold")),
        is_label=is_label,
        height_mm=float(cell.get("height_mm", 0)),
    )


# text -----------------------------------------------------------------------------------------------------------------
def _pieces(template: str, scope: _Scope) -> Line:
    pieces: list[Piece] = []
    end = 0
    for place in PRINTED.finditer(template):
        if place.start() > end:
            pieces.append(Words(template[end : place.start()]))
        pieces += _place(place, scope)
        end = place.end()
    if template[end:]:
        pieces.append(Words(template[end:]))
    return tuple(pieces)


def _place(place: re.Match[str], scope: _Scope) -> Sequence[Piece]:
    path, option, style = place.group(1), place.group(2), place.group(3) or ""
    if path == "row":
        return [Words(scope.label)]
    if path == "n":
        return [Words(str(scope.number))]
    if path == TOTAL and path not in scope.group.members:
        return [Answer(scope.total, 3)]
    field, rest = field_at(scope.group, path)
    inner = path[: len(path) - len(rest)].rstrip(".") if rest else path
    _, data = _holder(inner, scope)
    if option:
        return field.mark(data, option, rest)
    return field.pieces(data, rest or style)
