"""Bringing a department's list in, beside openpyxl's bare reading of the same workbook."""

import io
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from xlsxwriter import Workbook

from formserver.bench.report import Figure, Report, ratio_of
from formserver.clock import today
from formserver.demo.people import People
from formserver.files.reading_tables import read_table
from formserver.models import Region
from formserver.services.departments.columns import header_of, recognised
from formserver.services.departments.reading_rows import RowReader
from formserver.services.departments.villages import Villages
from formserver.store.departments import SOURCES

GOAL: Final = 0.5
_SOURCE: Final = SOURCES["disabled_persons"]
_HEADINGS: Final = (
    *("序号", "姓名", "性别", "身份证号", "乡镇（街道）", "村（社区）", "家庭住址", "联系电话"),
    *("残疾证号", "残疾类别", "残疾等级", "发证日期"),
)
_PLACES: Final = (
    Region(code="420703103", name="段店镇", tier="township", parent_code="420703"),
    Region(code="420703103201", name="三江村委会", tier="village", parent_code="420703103"),
)


def has_yardstick() -> bool:
    """Whether openpyxl is there to compare with."""
    return find_spec("openpyxl") is not None


def measure(rounds: int, rows: int, done: Callable[[], None]) -> Report:
    """Seconds of the processor: reading a workbook of so many rows into texts, and reading it into persons with every
    row checked; ``done`` is called after each round."""
    content = _workbook(rows)
    read, persons, bare = list[float](), list[float](), list[float]()
    for _ in range(rounds):
        read.append(_seconds(lambda: read_table(content)))
        persons.append(_seconds(lambda: _persons(content, rows)))
        if has_yardstick():
            bare.append(_seconds(lambda: _bare(content, rows)))
        done()
    figures = [
        Figure.of("名单：读成文字", "s", read, rows=[rows], kb=[len(content) / 1024]),
        Figure.of("名单：读入并逐行检查", "s", persons),
    ]
    if not bare:
        return Report(tuple(figures), ())
    figures.append(Figure.of("openpyxl：只读出来", "s", bare))
    ratios = (
        ratio_of("名单：读成文字 / openpyxl", read, bare, GOAL, at_most=True),
        ratio_of("名单：读入并逐行检查 / openpyxl", persons, bare, GOAL, at_most=True),
    )
    return Report(tuple(figures), ratios)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _persons(content: bytes, rows: int) -> None:
    table = read_table(content)
    header = header_of(table)
    reader = RowReader(_SOURCE, recognised(header.headings), Villages(_PLACES), today())
    lines = table.rows[header.below :]
    reader.look_ahead(lines)
    wrong = sum(bool(reader.read(line).problems) for line in lines)
    assert (len(lines), wrong) == (rows, 0)


def _bare(content: bytes, rows: int) -> None:
    openpyxl = import_module("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    assert sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) == rows + 2


def _workbook(rows: int) -> bytes:
    """A list as a federation gives it: a title, the header, fictional persons."""
    people, file = People(1), io.BytesIO()
    book = Workbook(file)
    sheet, day = book.add_worksheet("名单"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.merge_range(0, 0, 0, len(_HEADINGS) - 1, "残疾人名单")
    sheet.write_row(1, 0, _HEADINGS)
    for number in range(1, rows + 1):
        made = people.elder()
        sex = {"male": "男", "female": "女"}[made.sex]
        told = (number, made.name, sex, made.identity, "段店镇", "三江村", f"{number}号", made.phone)
        sheet.write_row(number + 1, 0, (*told, f"{made.identity}31", "听力", "一级"))
        sheet.write_datetime(number + 1, len(_HEADINGS) - 1, date(2020, 5, 1), day)
    book.close()
    return file.getvalue()
