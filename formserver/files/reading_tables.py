"""Tables that people typed, read as texts: a workbook (.xlsx) or CSV in whatever encoding, within limits.

A formula is what it last gave; nothing in a file is run. What would take more memory than a list of persons can need is
refused before anything is laid out: the library that reads workbooks makes room for every cell up to the farthest one.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, load_workbook

from formserver.errors import FormserverError

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_UNPACKED: Final = 48 * 1024 * 1024
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 500
EXACT_DIGITS: Final = 15
"""A spreadsheet keeps so many digits of a number; the others become zeros."""

_ABOVE: Final = 50  # rows of titles and blank rows beside the persons
_LETTERS: Final = 26
_NEAR: Final = 4  # digits of rows that need no counting; nor does a column of one letter
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_PARTS: Final = re.compile(r"\.(xml|rels)$")
_LOOKS: Final = re.compile(r"(^|/)(theme|drawings|charts|docProps|customXml|media)/")
"""Parts that make no table: they are left out, so that a table cannot hide in one."""

_QUOTED: Final = rb"""[^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*"""
_EMPTY_CELL: Final = re.compile(rb"<c\s" + _QUOTED + rb"/>")
_EMPTY_ROW: Final = re.compile(rb"<row\s" + _QUOTED + rb"(?:/>|>\s*</row>)")
_PLACE: Final = re.compile(rb"""[\s"']r\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")

_Value = int | float | str | bool | time | date | datetime | timedelta
Span = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells: (row, column) of the first and of the last, from 0."""


class TableUnreadable(FormserverError):
    """The file is no table, or larger than a list of persons can be; the raiser says why and what to do."""

    status = 422
    message_key = "这个文件读不出来。请在 Excel 或 WPS 里打开它，另存为“Excel 工作簿（.xlsx）”，再上传。"


@dataclass(frozen=True)
class Table:
    """The rows of a sheet from its first one on, each with as many texts as it has cells ("" for an empty one);
    ``merged``: spans of merged cells; ``sheet``: its name; ``left``: the names of other sheets that hold something."""

    rows: list[list[str]]
    merged: Sequence[Span] = ()
    sheet: str = ""
    left: Sequence[str] = ()


def read_table(content: bytes) -> Table:
    """The table of a file; what kind of file it is, its bytes say. Raises TableUnreadable."""
    if len(content) > MOST_BYTES:
        raise TableUnreadable(
            "文件超过 %(most)s MB。请只留下需要的列和行，或分成几个文件。", most=MOST_BYTES // 1024**2
        )
    if content.startswith(_OLD_OFFICE):
        raise TableUnreadable("这是旧的 .xls 文件，或设了打开密码。请另存为没有密码的“Excel 工作簿（.xlsx）”，再上传。")
    table = _workbook(content) if content.startswith(b"PK") else Table(_csv_rows(content))
    if not any(map(any, table.rows)):
        raise TableUnreadable("文件里没有内容。请看一看是不是选错了文件。")
    return table


# CSV ------------------------------------------------------------------------------------------------------------------
def _csv_rows(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    start = "\n".join(text.splitlines()[:20])
    [(delimiter, _)] = Counter({sign: start.count(sign) for sign in ",\t;"}).most_common(1)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_cleaned(cell).removeprefix("'") for cell in cells])
            _check_size(len(rows), len(cells))
    except csv.Error:
        raise TableUnreadable from None
    return rows


def _decoded(content: bytes) -> str:
    """The text, whatever program of whatever system wrote it. Raises TableUnreadable for what is no text."""
    for encoding in ("utf-16",) if content.startswith(_UTF16) else _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise TableUnreadable


# XLSX -----------------------------------------------------------------------------------------------------------------
def _workbook(content: bytes) -> Table:
    try:
        with load_workbook(io.BytesIO(_unpacked(content))) as book:
            return _first_sheet(book)
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error):
        raise TableUnreadable from None


def _first_sheet(book: CalamineWorkbook) -> Table:
    shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    filled = [table for table in (_table(book.get_sheet_by_name(name)) for name in shown) if any(map(any, table.rows))]
    if not filled:
        return Table([])
    return replace(filled[0], left=[table.sheet for table in filled[1:]])


def _table(sheet: CalamineSheet) -> Table:
    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return Table(rows, sheet.merged_cell_ranges or (), sheet.name)


def _unpacked(content: bytes) -> bytes:
    """The parts of a workbook that make its tables, unpacked within the limits and put together again: what is read
    later is no longer than what was counted here."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(whole, "w") as plain:
        parts = [
            part for part in packed.infolist() if _PARTS.search(part.filename) and not _LOOKS.search(part.filename)
        ]
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TableUnreadable("文件解开以后太大。请只留下需要的列和行，另存后再上传。")
        for part in parts:
            text = packed.read(part)
            _check_places(text)
            plain.writestr(part.filename, text)
    return whole.getvalue()


def _check_places(xml: bytes) -> None:
    """Refuse a part with a filled cell far away. Cells and rows that hold nothing, as formatting leaves them, may be
    anywhere: no room is made for them."""
    if b"\x00" in xml:  # of an encoding in which the places would not be found
        raise TableUnreadable
    for found in _PLACE.finditer(_EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", xml))):
        if len(found[1]) > 1 or len(found[2]) > _NEAR:
            _check_size(int(found[2][:9]), _column(found[1][:9]))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _check_size(row: int, column: int) -> None:
    if row > MOST_ROWS + _ABOVE:
        raise TableUnreadable("超过 %(most)s 行。请分成几个文件，例如每个乡镇一个。", most=MOST_ROWS)
    if column > MOST_COLUMNS:
        raise TableUnreadable("超过 %(most)s 列。请只留下需要的列。", most=MOST_COLUMNS)


# cells ----------------------------------------------------------------------------------------------------------------
def _text(value: _Value) -> str:
    if isinstance(value, str):
        return _cleaned(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


def _number(value: float) -> str:
    """Digits as typed; of a number with more than a spreadsheet keeps, what the spreadsheet shows: 4.20703E+17."""
    if abs(value) >= 10**EXACT_DIGITS:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else str(value)


def _cleaned(text: str) -> str:
    if text.isprintable() and "  " not in text:  # as nearly every text is
        return text.strip()[:LONGEST_CELL]
    return " ".join(_INVISIBLE.sub("", text).split())[:LONGEST_CELL]


def filled(table: Table, rows: int) -> Iterator[list[str]]:
    """The first rows, with the text of merged cells in each of them."""
    top = [list(row) for row in table.rows[:rows]]
    for (row, column), (last_row, last_column) in table.merged:
        if row < len(top) and column < len(top[row]):
            _fill(top, top[row][column], range(row, last_row + 1), range(column, last_column + 1))
    yield from top


def _fill(top: list[list[str]], text: str, rows: range, columns: range) -> None:
    for row in rows[: max(0, len(top) - rows.start)]:
        for column in columns[: max(0, len(top[row]) - columns.start)]:
            top[row][column] = text
