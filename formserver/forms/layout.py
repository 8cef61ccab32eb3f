"""The paper grid: `x-paper` and data -> lines and tables of cells with their pieces, repeats and spans written out.

A table prints the rows the paper has; those beyond go upon a continuation sheet (`forms.continuing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from formserver.forms.document import FormDocument, Part
from formserver.forms.group import Container, Group, field_at
from formserver.forms.kinds.totals import TOTAL, Rows
from formserver.forms.pieces import Answer, Piece, Words, named
from formserver.forms.placeholders import PRINTED, ends, texts
from formserver.forms.visibility import only_shown

Data = Mapping[str, Any]
Json = Mapping[str, Any]
Line = tuple[Piece, ...]
GOES_ON: Final = "接续页"


@dataclass(frozen=True)
class Cell:
    """A cell of the printed table. `lines` are printed below each other, the last `foot` of them at its lower end;
    `is_label` marks printed labels."""

    lines: tuple[Line, ...]
    foot: int = 0
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

    @property
    def is_heading(self) -> bool:
        """Whether it is one label over the whole width; it stays on the page of the row below it."""
        return len(self.cells) == 1 and self.cells[0].is_label


@dataclass(frozen=True)
class Over:
    """What a growing table has beyond the rows the paper prints: one inner tuple a repetition. Its printed rows begin
    at row `at` of the grid; `pointer` is the row that says where it goes on, which the paper does not have."""

    at: int
    pointer: int
    repetitions: tuple[tuple[Row, ...], ...]


@dataclass(frozen=True)
class Grid:
    """A printed table."""

    columns_mm: tuple[float, ...]
    rows: tuple[Row, ...]
    over: tuple[Over, ...] = ()

    def places(self) -> Iterator[list[int]]:
        """The first column of every cell, row by row; cells of rows above that reach down take their columns."""
        taken = [0] * len(self.columns_mm)  # rows that a cell from above still reaches down
        for row in self.rows:
            starts, column = [], 0
            for cell in row.cells:
                while column < len(taken) and taken[column]:
                    column += 1
                starts.append(column)
                for place in range(column, min(column + cell.colspan, len(taken))):
                    taken[place] = cell.rowspan
                column += cell.colspan
            taken = [max(0, rows - 1) for rows in taken]
            yield starts

    def widths(self) -> Iterator[list[float]]:
        """The widths in mm of the cells, row by row."""
        for row, starts in zip(self.rows, self.places(), strict=True):
            pairs = zip(row.cells, starts, strict=True)
            yield [sum(self.columns_mm[start : start + cell.colspan]) for cell, start in pairs]


@dataclass(frozen=True)
class TextLine:
    """A line above or below the tables: one piece of text, or one at the left and one at the right end."""

    ends: tuple[Line, ...]
    align: str = "left"
    bold: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole printed paper. `margin_mm`: top, right, bottom, left. `continued`: the continuation sheets behind it."""

    title: str
    margin_mm: tuple[float, float, float, float]
    font_pt: float
    title_pt: float
    box: str
    blocks: tuple[Grid | TextLine, ...]
    continued: tuple[tuple[Grid, ...], ...] = ()


@dataclass(frozen=True)
class _Scope:
    """Where placeholders look: the fields and data of one object, and the label, name and number of a printed row."""

    group: Group
    data: Data
    label: str = ""
    title: str = ""
    number: int = 1
    none: str = ""  # 无, written into the first answer cell of a table that was answered so
    total: str = ""  # the sum of the row


def lay_out(document: FormDocument, data: Mapping[str, Data]) -> Paper:
    """The paper with the data of its parts (part code -> data); a part without data is drawn blank.

    Nothing is drawn that is an answer of no question shown.
    """
    paper = document.paper
    page = paper["page"]
    shown = {code: only_shown(document.parts[code].group, answers) for code, answers in data.items()}
    blocks = tuple(
        _block(block, document.parts[block["part"]], shown.get(block["part"], {})) for block in paper["blocks"]
    )
    top, right, bottom, left = page["margin_mm"]
    sizes = float(page["font_pt"]), float(page["title_pt"])
    return Paper(document.title, (top, right, bottom, left), *sizes, page.get("box", "square"), blocks)


def _block(block: Json, part: Part, data: Data) -> Grid | TextLine:
    scope = _Scope(part.group, data)
    if "line" in block:
        align = block.get("align", "left")
        return TextLine(tuple(_pieces(end, scope) for end in ends(block)), align, bool(block.get("bold")))
    return _table(block, scope)


# rows -----------------------------------------------------------------------------------------------------------------
class _Entry(NamedTuple):
    """The printed rows of one ROW entry, one inner list a repetition (a plain row: one list of one row), and those that
    the paper has no room for."""

    repetitions: list[list[Row]]
    over: list[list[Row]]
    is_repeat: bool

    def printed(self) -> int:
        return sum(map(len, self.repetitions))


def _table(block: Json, scope: _Scope) -> Grid:
    entries = [_written_out(entry, scope) for entry in block["rows"]]
    rows: list[Row] = []
    over: list[Over] = []
    for index, entry in enumerate(entries):
        if entry.over:
            over.append(Over(len(rows), len(rows) + entry.printed() - 1, tuple(map(tuple, entry.over))))
        rows += _spanned(entry, entries[index:])
    return Grid(tuple(block["columns_mm"]), tuple(rows), tuple(over))


def _written_out(entry: Json, scope: _Scope) -> _Entry:
    if "repeat" not in entry:
        return _Entry([[_row(entry, scope)]], [], is_repeat=False)
    field, scopes = _repeated(entry["repeat"], scope)
    repetitions = []
    for inner in scopes:
        first, *others = entry.get("rows", [entry])
        # inside a repetition a rowspan counts the repetition's own rows, which are printed rows already
        repetitions.append([_row(first, inner), *(_row(row, replace(inner, none="")) for row in others)])
    kept, over = repetitions[: field.printed], repetitions[field.printed :]
    if over:
        across = sum(cell.colspan for cell in kept[-1][0].cells)
        pointer = Cell(((Words(f"以下{GOES_ON}"),),), colspan=across, align="right")
        kept[-1].append(Row((pointer,), 0))
    return _Entry(kept, over, is_repeat=True)


def _spanned(entry: _Entry, following: Sequence[_Entry]) -> Iterator[Row]:
    """The rows of an entry; rowspans of a plain row count printed rows then, of which a repeating entry has several."""
    if entry.is_repeat:
        yield from (row for repetition in entry.repetitions for row in repetition)
        return
    printed = [other.printed() for other in following]
    row = entry.repetitions[0][0]
    yield replace(row, cells=tuple(replace(cell, rowspan=sum(printed[: cell.rowspan])) for cell in row.cells))


def _repeated(path: str, scope: _Scope) -> tuple[Rows, Iterator[_Scope]]:
    """The table at a path, and one scope for each of its rows: the answered ones, then blank ones."""
    holder, data = _holder(path, scope)
    field = holder.members[path.rpartition(".")[2]]
    value, none = data.get(field.code), field.none_text(data)
    assert isinstance(field, Rows)  # the document was searched for that when it was loaded
    rows = enumerate(field.printed_rows(value), 1)
    scopes = (
        _Scope(field.group, row, label, title, number, none if number == 1 else "", field.row_total(row))
        for number, (label, title, row) in rows
    )
    return field, scopes


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
        foot=len(cell.get("foot", [])),
        colspan=int(cell.get("colspan", 1)),
        rowspan=int(cell.get("rowspan", 1)),
        align=cell.get("align", "center" if is_label else "left"),
        valign=cell.get("valign", "middle"),
        vertical=bool(cell.get("vertical")),
        bold=bool(cell.get("bold")),
        is_label=is_label,
        height_mm=float(cell.get("height_mm", 0)),
    )


def unanswered(cell: Json, group: Group, row_label: str = "") -> tuple[Line, ...]:
    """What a cell of the grid prints while nothing is answered; `group`: the fields its placeholders name."""
    scope = _Scope(group, {}, row_label)
    return tuple(_pieces(text, scope) for text in texts(cell))


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
    pieces = field.mark(data, option, rest) if option else field.pieces(data, rest or style)
    return named(pieces, field.spoken, scope.title)
