"""Workbooks of lists: the rows with problems to be corrected, the results for the department, a department's list."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from formserver.clock import chinese_date
from formserver.extensions import db
from formserver.files.tables import excel
from formserver.forms.problems import Problem
from formserver.ids import new_id
from formserver.models import DepartmentList
from formserver.services import exports
from formserver.services.departments import lists
from formserver.services.exports import Wish
from formserver.services.person import Person
from formserver.store import department_lists
from formserver.store.department_lists import BAD, ELSEWHERE, KNOWN, LEFT, TAKEN, UNDONE, ListRow
from formserver.store.elder_categories import REFUTED, VERIFIED

PROBLEM: Final = "问题"
_ANSWERS: Final = {VERIFIED: "属实", REFUTED: "不属实"}
_TOLD: Final = {
    BAD: "没有导入",
    ELSEWHERE: "已在其他地区登记",
    LEFT: "已离册",
    KNOWN: "以前已知",
}


def workbook(name: str, headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet."""
    file = io.BytesIO()
    with excel(file) as book:
        sheet = book.sheet(name, headings)
        for line in lines:
            sheet.add(line)
    return file.getvalue()


def problems_of(person: Person, list_id: str, said: Callable[[Problem], str]) -> tuple[str, bytes]:
    """The rows with problems as they came, with one more column: corrected, the file can be brought in as it is.
    ``said`` puts a problem into words. Raises NotFound."""
    found = lists.get(person, list_id)
    rows = department_lists.rows(found, (BAD,))
    lines = [[*_padded(found, row), "；".join(said(one) for one in faults(row))] for row in rows]
    name = f"{lists.title_of(found)}　有问题的行"
    return f"{name}.xlsx", workbook(PROBLEM, [*_headings(found), PROBLEM], lines)


def results_of(person: Person, list_id: str) -> tuple[str, bytes]:
    """What was found of each row, for the department that gave the list; it is noted among the exports.

    Raises NotFound.
    """
    found = lists.get(person, list_id)
    if found.state not in (TAKEN, UNDONE):
        raise lists.ListBusy
    rows = department_lists.rows(found)
    lines = [[*_padded(found, row), *_result(row)] for row in rows]
    name = f"{lists.title_of(found)}　核实结果"
    content = workbook("核实结果", [*_headings(found), "核实结果", "核实日期", "说明"], lines)
    exports.note(person, new_id(), Wish.read({"full_numbers": "1"}), name, len(lines))
    db.session.commit()
    return f"{name}.xlsx", content


def faults(row: ListRow) -> list[Problem]:
    """What is wrong with a row."""
    return [Problem((one["column"],), one["key"], one["params"]) for one in row.problems]


def _result(row: ListRow) -> tuple[str, str, str]:
    if row.state is None:
        return _TOLD.get(row.outcome or "", "没有导入"), "", ""
    day = chinese_date(row.verified_on) if row.verified_on else ""
    return _ANSWERS.get(row.state, "待核实"), day, row.verified_note or ""


def _headings(found: DepartmentList) -> list[str]:
    return [heading or f"第{number}列" for number, heading in enumerate(found.headings, start=1)]


def _padded(found: DepartmentList, row: ListRow) -> list[str]:
    width = len(found.headings)
    return [*row.cells[:width], *[""] * (width - len(row.cells))]
