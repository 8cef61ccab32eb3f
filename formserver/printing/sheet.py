"""One sheet as HTML: the grid of `forms.layout` with its pieces turned into the few marks that print.css knows.

One renderer serves every form, so it knows nothing of any of them. The markup is kept lean (line ends and boxes are
text), because most of the time a sheet takes is spent per element.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from formserver import resources
from formserver.forms.continuing import CONTINUED
from formserver.forms.layout import Cell, Grid, Paper, Row, TextLine
from formserver.forms.pieces import Signature
from formserver.printing.marks import Token, clean, tokens
from formserver.printing.measuring import FURTHER_TOP_MM, PAGE_MM, Measure

PRODUCT: Final = "老年人探访关爱服务系统"
_RULES_MM: Final = 0.4  # those of a cell, and what rounding takes


@dataclass(frozen=True)
class SheetMarks:
    """What stands around the paper: number, edition and code in the lower margin, the state across the page.

    `state` is "草稿", "未审核" and the like, or "" for a sheet that is good. `code` is the code of the print as it is
    typed in, `scan` what the square code beside the title holds. Of a sheet that is still to be written on `about` says
    for whom it is, `registered` the number of the registration, `paper_code` its own code. `confirmed`: the day the
    person's file was last looked through, where that was after the sheet was filled in.
    """

    number: str = ""
    edition: str = ""
    state: str = ""
    code: str = ""
    scan: str = ""
    about: str = ""
    registered: str = ""
    paper_code: str = ""
    confirmed: str = ""

    @property
    def foot(self) -> str:
        """The left end of the lower margin."""
        said = (
            ("编号：", self.number),
            # a code that is typed in stands on one line, whatever follows
            ("纸号：", self.paper_code),
            ("登记编号：", self.registered),
            ("服务对象：", self.about),
            ("版本：", self.edition),
            ("校验码：", self.code),
            ("核对：", self.confirmed),
        )
        return "　".join(label + text for label, text in said if text)


class DrawnCell(NamedTuple):
    """A cell as the template draws it. `scope` is "" for answers, "row" or "col" for labels; `css`: its classes, the
    one for its height (`_height_class`) among them."""

    scope: str
    colspan: int
    rowspan: int
    css: str
    tokens: tuple[Token, ...]


class DrawnRow(NamedTuple):
    """A row. `css`: "h" for a heading, which stays on the page of the row below it; "k" for a row that is signed, which
    stays on the page of the row above."""

    css: str
    cells: tuple[DrawnCell, ...]


class DrawnGrid(NamedTuple):
    """A table; widths in mm."""

    columns: tuple[float, ...]
    rows: tuple[DrawnRow, ...]
    is_grid: bool = True


class DrawnLine(NamedTuple):
    """A line above or below the tables: one or two ends."""

    css: str
    ends: tuple[tuple[Token, ...], ...]
    is_grid: bool = False


def sheet_html(paper: Paper, marks: SheetMarks, *, copy: str = "", pictures: Collection[str] = ()) -> str:
    """The sheet as a page of HTML, all texts escaped.

    `copy`: the mark of this copy ("第1联 …"), "" for none.
    `pictures`: ids of the files that can be drawn; other photos are named as missing.
    """
    measure = Measure(paper)
    blocks = [
        _grid(block, measure) if isinstance(block, Grid) else _text_line(block, measure.em) for block in paper.blocks
    ]
    grids = [block for block in paper.blocks if isinstance(block, Grid)]
    continued = [[_grid(grid, measure) for grid in sheet] for sheet in paper.continued]
    return template("sheet.html").render(
        paper=paper,
        title=clean(paper.title),
        blocks=blocks,
        continued=continued,
        heights=_heights(chain(grids, *paper.continued)),
        marks=marks,
        foot=marks.foot,
        copy=copy,
        pictures=pictures,
        product=PRODUCT,
        goes_on=CONTINUED,
    )


@cache
def template(name: str) -> Template:
    """A template of `templates/print`."""
    environment = Environment(
        loader=FileSystemLoader(resources.root() / "templates" / "print"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["further_top_mm"] = FURTHER_TOP_MM
    return environment.get_template(name)


def _grid(grid: Grid, measure: Measure) -> DrawnGrid:
    widths = grid.widths()
    return DrawnGrid(grid.columns_mm, tuple(_row(row, next(widths), measure) for row in grid.rows))


def _text_line(line: TextLine, em: float) -> DrawnLine:
    css = " ".join((_ALIGN[line.align], *(["f"] if line.bold else []), *(["s"] if len(line.ends) > 1 else [])))
    room = PAGE_MM[0] / 2 / em
    return DrawnLine(css, tuple(tuple(tokens(end, room)) for end in line.ends))


def _row(row: Row, widths: Sequence[float], measure: Measure) -> DrawnRow:
    # a row of labels alone heads its columns; any other label heads its row
    scope = "col" if all(cell.is_label for cell in row.cells) else "row"
    cells = (
        _cell(cell, scope if cell.is_label else "", row, width, measure)
        for cell, width in zip(row.cells, widths, strict=True)
    )
    is_signed = any(isinstance(piece, Signature) for cell in row.cells for line in cell.lines for piece in line)
    return DrawnRow("h" if row.is_heading else "k" if is_signed else "", tuple(cells))


_ALIGN: Final = {"left": "l", "center": "c", "right": "r", "justify": "j"}
_VALIGN: Final = {"top": "t", "middle": "", "bottom": "b"}


def _cell(cell: Cell, scope: str, row: Row, width_mm: float, measure: Measure) -> DrawnCell:
    room = measure.room(width_mm)
    drawn: list[Token] = []
    gap = _lines_above_foot(cell, row, width_mm, measure)
    for index, line in enumerate(cell.lines):
        drawn += [Token("text", "\n")] if index else []
        drawn += [Token("text", "\n" * gap)] if cell.foot and index == len(cell.lines) - cell.foot else []
        drawn += tokens(line, room)
    if cell.vertical:
        drawn = [Token("text", "\n".join(token.text.strip())) if token.kind == "text" else token for token in drawn]
    drawn = _sized(drawn, width_mm, max(cell.height_mm, row.height_mm))
    kinds = {token.kind for token in drawn}
    css = (
        _ALIGN[cell.align],
        _VALIGN[cell.valign],
        "f" if cell.bold else "",
        "v" if cell.vertical else "i" if kinds == {"cells"} else "",
        _height_class(_height(cell, row)),
    )
    return DrawnCell(scope, cell.colspan, cell.rowspan, " ".join(filter(None, css)), tuple(drawn))


def _height(cell: Cell, row: Row) -> float:
    """The least height of a cell in mm. Written to the row it would be compared with whole spanning cells; so its own
    cells carry it."""
    return max(cell.height_mm, row.height_mm if cell.rowspan == 1 else 0)


def _height_class(height_mm: float) -> str:
    """The class of all cells of a height: cells with a style attribute could not share their computed style."""
    return f"y{height_mm * 10:.0f}" if height_mm else ""


def _heights(grids: Iterable[Grid]) -> dict[str, float]:
    """Class -> height in mm, of every cell of a sheet."""
    heights = {_height(cell, row) for grid in grids for row in grid.rows for cell in row.cells}
    return {_height_class(height): height for height in sorted(heights) if height}


def _lines_above_foot(cell: Cell, row: Row, width_mm: float, measure: Measure) -> int:
    """How many empty lines push the last lines of a cell to its lower end."""
    if not cell.foot:
        return 0
    return max(0, measure.lines_in(max(cell.height_mm, row.height_mm)) - measure.lines(cell, width_mm))


def _sized(drawn: Sequence[Token], width_mm: float, height_mm: float) -> list[Token]:
    """Photos so large that all of the cell have room; boxes alone in their cell so large that they fill it."""
    photos = [token for token in drawn if token.kind == "photo"]
    if photos:
        size = _photo_size(len(photos), height_mm)
        names = iter([f"第{number}张照片" for number in range(1, len(photos) + 1)] if len(photos) > 1 else ["照片"])
        return [t._replace(value=size, name=next(names)) if t.kind == "photo" else t for t in drawn]
    if len(drawn) == 1 and drawn[0].kind == "cells":
        width, height = (width_mm - _RULES_MM) / len(drawn[0].text), height_mm - _RULES_MM
        return [drawn[0]._replace(value=f"width:{width:.3f}mm;height:{height:.1f}mm;line-height:{height:.1f}mm")]
    return list(drawn)


def _photo_size(count: int, height: float) -> str:
    """So that all photos of a cell fit into the height the paper gives it; one alone fills it."""
    across = 1 if count == 1 else 2 if count == 2 else 3
    down = -(-count // across)
    return f"max-width:{94 / across:.1f}%;max-height:{max(20.0, (height - 3) / down - 1):.1f}mm"
