"""Tables for spreadsheets: a workbook of several sheets, or one sheet as CSV, written row by row.

Nothing in a cell is ever run: texts are texts, whatever they begin with. Only a few rows are in memory at a time.
"""

import csv
import fcntl
import os
import re
import shutil
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, Final
from unicodedata import east_asian_width

from xlsxwriter import Workbook

Cell = str | int | Decimal | date | None

LONGEST_CELL: Final = 32_000  # a spreadsheet takes 32,767
_CUT: Final = "……（太长，后面的没有导出）"
_RUN: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula."""

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONG_NUMBER: Final = re.compile("0[0-9]+|[0-9]{12,}")
_FIRST_DAY: Final = date(1900, 3, 1)  # spreadsheets count a 29th of February before it
_NO_DAY: Final = datetime(2000, 1, 1)
_MEASURED: Final = 200  # rows by which columns get their width
_NARROWEST, _WIDEST = 9, 42
_FORBIDDEN_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
_SCRATCH: Final = "formserver-table-"
_LEFT_BEHIND_SECONDS: Final = 60


class Sheet(ABC):
    """A sheet that is being written; every row has a cell for each heading, None for an empty one."""

    @abstractmethod
    def add(self, row: Sequence[Cell]) -> None:
        """Write the next row."""


class Book(ABC):
    """A file of tables that is being written."""

    @abstractmethod
    def sheet(self, name: str, headings: Sequence[str]) -> Sheet:
        """Begin a sheet; those begun before may still be written."""

    @abstractmethod
    def close(self) -> None:
        """Write down what is not in the file yet."""

    @abstractmethod
    def drop(self) -> None:
        """Let go of what the file was to become."""


@contextmanager
def excel(file: BinaryIO) -> Iterator[Book]:
    """A workbook that is whole in the end; after a failure nothing of it is anywhere but in the file."""
    with scratch() as folder:
        yield from _whole(ExcelBook(file, folder))


@contextmanager
def csv_table(file: BinaryIO) -> Iterator[Book]:
    """The same as CSV, of one sheet."""
    yield from _whole(CsvBook(file))


def _whole(book: Book) -> Iterator[Book]:
    try:
        yield book
        book.close()
    except BaseException:
        book.drop()
        raise


# CSV ------------------------------------------------------------------------------------------------------------------
class CsvBook(Book):
    """One sheet as CSV: UTF-8 with its mark, so that spreadsheets show Chinese; numbers and days as they are.

    An apostrophe stands before a text that a spreadsheet would run as a formula, and before a long number or one with
    leading zeros, of which it would make another number.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._text = TextIOWrapper(file, encoding="utf-8-sig", newline="")

    def sheet(self, name: str, headings: Sequence[str]) -> Sheet:
        return _CsvSheet(self._text, headings)

    def close(self) -> None:
        self._text.detach()  # which writes down what it holds

    drop = close


class _CsvSheet(Sheet):
    def __init__(self, text: TextIOWrapper, headings: Sequence[str]) -> None:
        self._writer = csv.writer(text)
        self.add(headings)

    def add(self, row: Sequence[Cell]) -> None:
        self._writer.writerow(_guarded(cell) if isinstance(cell, str) else cell for cell in row)


def _guarded(text: str) -> str:
    plain = _writable(text)
    return f"'{plain}" if is_formula(plain) or _LONG_NUMBER.fullmatch(plain) else plain


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return text.startswith(_RUN) or text.lstrip().startswith(_RUN)


# XLSX -----------------------------------------------------------------------------------------------------------------
class ExcelBook(Book):
    """A workbook. Its headings stay in sight; days and numbers are such, texts are marked as texts."""

    def __init__(self, file: BinaryIO, folder: Path) -> None:
        """``folder``: where sheets wait, row by row, until they are put into the file."""
        words = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
        self._book = Workbook(file, {"constant_memory": True, "tmpdir": str(folder), **words})
        self._book.set_properties({"created": _NO_DAY})  # else the same table would be another file each time
        self._formats = {
            "head": self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF3"}),
            "day": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": self._book.add_format({"quote_prefix": True}),
        }
        self._names: set[str] = set()

    def sheet(self, name: str, headings: Sequence[str]) -> Sheet:
        return _ExcelSheet(self._book.add_worksheet(self._named(name)), self._formats, headings)

    def _named(self, name: str) -> str:
        """A name a sheet may have: short, without signs that mean something, unlike the others."""
        plain = _FORBIDDEN_IN_NAMES.sub(" ", name).strip()[:_LONGEST_NAME] or "表"
        number, tried = 1, plain
        while tried.lower() in self._names:
            number += 1
            tried = f"{plain[: _LONGEST_NAME - 4]} {number}"
        self._names.add(tried.lower())
        return tried

    def close(self) -> None:
        self._book.close()

    def drop(self) -> None:
        self._book.fileclosed = True  # or its end would write the file
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()


class _ExcelSheet(Sheet):
    def __init__(self, sheet: Any, formats: dict[str, Any], headings: Sequence[str]) -> None:
        self._sheet, self._formats, self._row = sheet, formats, 0
        self._widths = [_NARROWEST] * len(headings)
        sheet.freeze_panes(1, 1)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, formats["head"])
        self._measure([heading[: _WIDEST // 3] for heading in headings])

    def add(self, row: Sequence[Cell]) -> None:
        self._row += 1
        for column, cell in enumerate(row):
            if cell is not None:
                self._write(column, cell)
        if self._row <= _MEASURED:
            self._measure(row)

    def _write(self, column: int, cell: str | int | Decimal | date) -> None:
        if isinstance(cell, int | Decimal):
            self._sheet.write_number(self._row, column, cell)
        elif isinstance(cell, str) or cell < _FIRST_DAY:
            text = _writable(str(cell))
            text = text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + _CUT
            self._sheet.write_string(self._row, column, text, self._formats["text"] if is_formula(text) else None)
        else:
            self._sheet.write_datetime(self._row, column, cell, self._formats["day"])

    def _measure(self, row: Sequence[Cell]) -> None:
        for column, cell in enumerate(row):
            width = _width(cell)
            if width > self._widths[column]:
                self._widths[column] = width
                self._sheet.set_column(column, column, width)


def _width(cell: Cell) -> int:
    """About as many digits as the cell is wide; of several lines the widest counts."""
    lines = ("" if cell is None else str(cell)[: 20 * _WIDEST]).split("\n")
    signs = max(sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line[:_WIDEST]) for line in lines)
    return min(signs + 2, _WIDEST)


# where a workbook waits -----------------------------------------------------------------------------------------------
@contextmanager
def scratch() -> Iterator[Path]:
    """A folder only this process may read, removed in the end. What a killed process left behind goes first."""
    for left in _left_behind(Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*")):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_SCRATCH) as folder:
        mark = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(mark, fcntl.LOCK_EX)  # it ends with the process, however that ends
            yield Path(folder)
        finally:
            os.close(mark)


def _left_behind(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        with suppress(OSError):  # somebody else's, still in use, or gone meanwhile
            found = folder.stat()
            is_old = time.time() - found.st_mtime > _LEFT_BEHIND_SECONDS
            if is_old and found.st_uid == os.getuid() and _is_free(folder):
                yield folder


def _is_free(folder: Path) -> bool:
    mark = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(mark)
    return True
