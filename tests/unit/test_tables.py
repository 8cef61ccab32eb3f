"""Tables for spreadsheets, read back: what is in the cells, and that nothing in them is run."""

import csv
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from formserver.files import tables
from formserver.files.tables import Cell

Row = Sequence[Cell]
FORMULAS = ["=1+1", "+86 711", "-3℃", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", '=HYPERLINK("http://x","y")']


def as_excel(*rows: Row, headings: Sequence[str] = ("甲", "乙", "丙")) -> bytes:
    file = io.BytesIO()
    with tables.excel(file) as book:
        sheet = book.sheet("表", headings)
        for row in rows:
            sheet.add(row)
    return file.getvalue()


def as_csv(*rows: Row, headings: Sequence[str] = ("甲",)) -> bytes:
    file = io.BytesIO()
    with tables.csv_table(file) as book:
        sheet = book.sheet("表", headings)
        for row in rows:
            sheet.add(row)
    return file.getvalue()


def opened(content: bytes) -> Any:
    """The first sheet, as a spreadsheet opens it: formulas would come as such."""
    return load_workbook(io.BytesIO(content)).worksheets[0]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# workbooks ------------------------------------------------------------------------------------------------------------
def test_words_numbers_and_days_are_what_they_are() -> None:
    sheet = opened(as_excel(["王兰", 81, Decimal("150.50")], [None, date(2025, 1, 8), date(1900, 2, 1)]))
    assert [cell.value for cell in sheet[2]] == ["王兰", 81, 150.5]
    assert [cell.value for cell in sheet[3]][:1] == [None]
    day = sheet["B3"]
    assert (day.is_date, day.value.date(), day.number_format) == (True, date(2025, 1, 8), "yyyy-mm-dd")
    assert sheet["C3"].value == "1900-02-01"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_run(text: str) -> None:
    content = as_excel([text, None, None])
    cell = opened(content)["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text.replace("\r", "\n"), True)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@settings(max_examples=60)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
@example(["\x00=1", "\ud800", "_x000D_", "https://example.invalid", "00711"])
def test_whatever_is_written_stays_text(texts: list[str]) -> None:
    content = as_excel(*([text, None, None] for text in texts))
    sheet = opened(content)
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
    assert all(cell.value is None for row in sheet.iter_rows(min_row=2) for cell in row if cell.data_type == "n")
    assert not any("hyperlink" in name for name in zipfile.ZipFile(io.BytesIO(content)).namelist())


def test_long_numbers_and_leading_zeros_stay_as_they_are() -> None:
    sheet = opened(as_excel(["999999194803160019", "0711", "1E5"]))
    assert [cell.value for cell in sheet[2]] == ["999999194803160019", "0711", "1E5"]


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    value = opened(as_excel(["字" * 40_000, None, None]))["A2"].value
    assert (value[:3], len(value) <= 32_767, value.endswith("没有导出）")) == ("字字字", True, True)


def test_the_headings_stay_in_sight_and_columns_are_as_wide_as_what_is_in_them() -> None:
    sheet = opened(as_excel(["王兰", "三江村委会三组十二号\n二楼", "字" * 300], headings=["名", "住址", "备注"]))
    assert sheet.freeze_panes == "B2"
    assert sheet["A1"].font.b
    widths = [sheet.column_dimensions[letter].width for letter in "BC"]
    assert (20 < widths[0] < 24, 40 < widths[1] < 44) == (True, True)


def test_sheets_are_written_side_by_side_under_names_that_differ() -> None:
    file = io.BytesIO()
    with tables.excel(file) as book:
        names = ["探访[1]：甲/乙", "成员", "成员", "x" * 40, "X" * 40, "'"]
        sheets = [book.sheet(name, ["甲"]) for name in names]
        for number in range(3):
            for sheet in sheets:
                sheet.add([number])
    read = load_workbook(file)
    assert read.sheetnames == ["探访 1 ：甲 乙", "成员", "成员 2", "x" * 31, f"{'X' * 27} 2", "表"]
    assert all([cell.value for cell in sheet["A"]] == ["甲", 0, 1, 2] for sheet in read.worksheets)


# CSV ------------------------------------------------------------------------------------------------------------------
def test_a_csv_file_has_the_mark_of_utf8_and_plain_numbers_and_days() -> None:
    content = as_csv(["王兰，\n李明", 81, Decimal("-3.50"), date(2025, 1, 8), None], headings=list("abcde"))
    assert content.startswith(b"\xef\xbb\xbfa,b,c,d,e\r\n")
    assert read_csv(content)[1] == ["王兰，\n李明", "81", "-3.50", "2025-01-08", ""]


@pytest.mark.parametrize("text", [*FORMULAS, "999999194803160019", "0711"])
def test_an_apostrophe_stands_before_what_a_spreadsheet_would_change(text: str) -> None:
    assert read_csv(as_csv([text]))[1] == [f"'{text}".replace("\r", "\n")]


@pytest.mark.parametrize("text", ["王兰", "13800", "0", "3.5", "a=b", "", "0711-1234567"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert read_csv(as_csv([text, "x"]))[1] == [text, "x"]


# where a workbook waits -----------------------------------------------------------------------------------------------
@pytest.fixture
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_workbook_waits_where_nobody_else_reads_and_leaves_nothing_behind(somewhere: Path) -> None:
    with tables.excel(io.BytesIO()) as book:
        book.sheet("表", ["甲"]).add([1])
        [folder] = somewhere.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert [*folder.iterdir()] != []
    assert [*somewhere.iterdir()] == []


@pytest.mark.parametrize("kind", [tables.excel, tables.csv_table])
def test_a_table_that_came_to_nothing_leaves_nothing_behind(kind: Any, somewhere: Path) -> None:
    def interrupted() -> None:
        with kind(io.BytesIO()) as book:
            book.sheet("表", ["甲"]).add([1])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert [*somewhere.iterdir()] == []


def aged(folder: Path) -> Path:
    os.utime(folder, (0, 0))
    return folder


def test_what_a_killed_process_left_behind_goes_with_the_next_workbook(somewhere: Path) -> None:
    program = "from formserver.files import tables\nwith tables.scratch() as at: print(at, flush=True); input()"
    environment = os.environ | {"TMPDIR": str(somewhere)}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", program], env=environment, **pipes) as other:
        assert other.stdout is not None
        left = aged(Path(other.stdout.readline().strip()))
        with tables.scratch():
            assert left.exists()  # still in use
        other.kill()
    with tables.scratch():
        assert not left.exists()


def test_what_is_new_or_no_longer_there_is_left_alone(somewhere: Path) -> None:
    new = somewhere / "formserver-table-new"
    new.mkdir()
    (somewhere / "formserver-table-gone").symlink_to(somewhere / "nowhere")
    with tables.scratch():
        assert new.exists()
