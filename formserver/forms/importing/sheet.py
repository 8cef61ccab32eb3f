"""A paper as a neutral grid: lines and tables of cells with their words and spans, whatever file they came from.

In the words of a cell `□` and `○` are boxes, two or more `_` a blank to write into; everything else is printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.errors import PaperUnreadable

_WINGDINGS_2: Final = (0x2A, 0x30, 0x50, 0x51, 0x52, 0x53, 0x54, 0xA3)
# Boxes and ticks of the fonts Wingdings and Wingdings 2, whose signs have private numbers.
_WINGDINGS: Final = dict.fromkeys((0xF000 + n for n in (0x6F, 0x71, 0x72, 0xA8, 0xFC, 0xFD, 0xFE, *_WINGDINGS_2)), "□")
_SQUARES: Final = dict.fromkeys(map(ord, "☐☑☒▢◻◽⬜❏❑❒■◼◾▣☆🗹✓✔✅"), "□")
_CIRCLES: Final = dict.fromkeys(map(ord, "◯●◎〇⚪⚫◉"), "○")
_TYPED: Final = {ord("{"): "｛", ord("}"): "｝", ord("\xa0"): " ", ord("　"): "  ", ord("\t"): "    ", ord("＿"): "__"}
_PLAIN: Final = {**_WINGDINGS, **_SQUARES, **_CIRCLES, **_TYPED}
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_BRACKETS: Final = re.compile(r"(?:(?<=\s)|^)[（(]\s*[)）](?=[^\s）)])", re.MULTILINE)
_FIRST_CIRCLE: Final = re.compile(r"^· *(?=[^○\n]*○)", re.MULTILINE)
_ROOM: Final = 40  # signs of white space or of a blank in a row: more say no more, and cost much to search
_LONG_ROOM: Final = re.compile(r" {41,}|_{41,}")
_LATE_COLON: Final = re.compile(r"(?<=\S) +(?=[：:])")
_TORN_DATE: Final = re.compile(r"月[ _]*\n[ _]*日")
_SPREAD: Final = re.compile(r"(?!是 *否|男 *女|有 *无|第 *次)[^\W年月日元\d]( +[^\W年月日元\d]){1,5}")
_CROSSES: Final = re.compile(r"(?<![A-Za-z])[xX×]{2,}(?![A-Za-z])")


@dataclass(frozen=True)
class Cell:
    """A cell: its words, lines parted by line ends; its first column; how many columns and rows it covers."""

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Row:
    """The cells that begin in a row, from left to right; `height_mm` is 0 where the file does not say."""

    cells: tuple[Cell, ...]
    height_mm: float = 0


@dataclass(frozen=True)
class Table:
    """A table; `widths` of its columns stand in proportion to each other."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Line:
    """A line above, between or below tables."""

    text: str


MOST_LETTERS: Final = 60_000
MOST_IN_CELL: Final = 3_000
MOST_ROWS: Final = 100
MOST_COLUMNS: Final = 60
MOST_CELLS: Final = 3_000
MOST_BLOCKS: Final = 1_000
Block = Line | Table
Sheet = tuple[Block, ...]


@dataclass(frozen=True)
class Loose:
    """A cell as a file tells of it, before its column is known. `text` is cleaned when the table is closed."""

    text: str
    colspan: int = 1
    rowspan: int = 1


def closed(rows: Sequence[tuple[Sequence[Loose], float]], widths: Sequence[float]) -> Table:
    """A table without holes or overlaps: each cell at the first free columns, the last of a row up to the next that is
    taken. Rows come with their heights in mm. What reaches out of the table ends with it."""
    taken = [0] * len(widths)  # rows that a cell from above still reaches down
    found = []
    for at, (cells, height) in enumerate(rows):
        placed = list(_placed(cells, taken, len(rows) - at))
        found.append(Row(tuple(placed), height))
        for cell in placed:
            taken[cell.column : cell.column + cell.colspan] = [cell.rowspan] * cell.colspan
        taken = [max(0, left - 1) for left in taken]
    return Table(tuple(widths), tuple(found))


def _placed(cells: Sequence[Loose], taken: Sequence[int], rows_left: int) -> Iterator[Cell]:
    waiting = list(cells)
    column = 0
    while column < len(taken):
        if taken[column]:
            column += 1
            continue
        end = next((at for at in range(column, len(taken)) if taken[at]), len(taken))
        cell = waiting.pop(0) if waiting else Loose("")
        span = min(cell.colspan, end - column) if waiting else end - column
        yield Cell(_in_cell(cleaned(cell.text)), column, span, max(1, min(cell.rowspan, rows_left)))
        column += span


def _in_cell(text: str) -> str:
    """A cell's words: crosses are the blanks of an address, letters far from each other (姓　　名) one word."""
    spread = _SPREAD.fullmatch(text)
    return re.sub(r"\s+", "", text) if spread else _CROSSES.sub("__", text)


def limited(sheet: Sheet) -> Sheet:
    """The sheet, if it has a table and is not too large to be one paper. Raises PaperUnreadable."""
    tables = [block for block in sheet if isinstance(block, Table)]
    if not tables:
        raise PaperUnreadable("没有找到表格：只能从画成表格的纸质表开始。")
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    letters = [len(block.text) for block in sheet if isinstance(block, Line)] + [len(cell.text) for cell in cells]
    if sum(letters) > MOST_LETTERS or max(letters) > MOST_IN_CELL:
        raise PaperUnreadable(
            "文件里的文字太多：一格最多%(cell)s个字，全部最多%(all)s个字。请只留下要用的表格。",
            cell=MOST_IN_CELL,
            all=MOST_LETTERS,
        )
    if len(sheet) > MOST_BLOCKS or len(cells) > MOST_CELLS or any(len(table.rows) > MOST_ROWS for table in tables):
        raise PaperUnreadable(
            "文件里的表格太大：一张表最多%(rows)s行，全部最多%(cells)s格。", rows=MOST_ROWS, cells=MOST_CELLS
        )
    return sheet


def cleaned(text: str) -> str:
    """Words as the recogniser reads them: one sign for every box, blanks as `_`, nothing that nobody sees."""
    known = _LONG_ROOM.sub(lambda run: run[0][:_ROOM], text.translate(_PLAIN))
    seen = "".join(sign for sign in known if sign == "\n" or unicodedata.category(sign) not in _UNSEEN)
    blanks = _FIRST_CIRCLE.sub("○", seen)
    if len(_BRACKETS.findall(blanks)) > 1:
        blanks = _BRACKETS.sub("□", blanks)
    if blanks.count("(") > 1 and ")" not in blanks:  # what some programs make of the boxes of Word
        blanks = blanks.replace("(", "□")
    blanks = _LATE_COLON.sub("", _TORN_DATE.sub("月  日", blanks))
    return "\n".join(line.rstrip(" ") if not line.strip() else line for line in blanks.split("\n")).strip("\n")
