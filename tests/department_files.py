"""Lists as departments give them, of fictional people."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from werkzeug.test import TestResponse
from xlsxwriter import Workbook

from formserver.extensions import db
from formserver.models import Base, DepartmentList, Elder, ElderCategory, Job
from formserver.services import bundling
from formserver.services.departments import lists
from formserver.services.departments.lists import Given
from formserver.store import department_lists, jobs
from formserver.store.elder_categories import DEPARTMENT
from tests.factories import COUNTY, identity_number, person
from tests.pages import parse, words
from tests.printing_office import never

HEADINGS: Final = ("姓名", "身份证号", "乡镇", "村（社区）", "残疾等级", "备注")
DAY: Final = "2025-01-08"


def row(name: str, serial: int, grade: str = "一级", village: str = "三江村", **more: str) -> list[str]:
    """One person of a list of disabled persons."""
    told = {"identity": identity_number(serial), "township": "段店镇", "note": "", **more}
    return [name, told["identity"], told["township"], village, grade, told["note"]]


def xlsx(rows: Iterable[Sequence[Any]], headings: Sequence[str] = HEADINGS, title: str = "") -> bytes:
    """A workbook: a merged title above the header, where one is given."""
    file = io.BytesIO()
    book = Workbook(file, {"strings_to_numbers": False})
    sheet, at = book.add_worksheet("名单"), 0
    if title:
        sheet.merge_range(0, 0, 0, len(headings) - 1, title)
        at = 2
    for cells in ([*headings], *rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(at, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
            elif cell != "":
                sheet.write(at, column, cell)
        at += 1
    book.close()
    return file.getvalue()


def brought(content: bytes, user_name: str = "wangfang", source: str = "disabled_persons") -> DepartmentList:
    """A list that was brought in."""
    list_id = lists.bring(person(user_name), Given(source, DAY), "名单.xlsx", content)
    return department_lists.get(COUNTY, list_id)


def work(found: DepartmentList) -> Job:
    """The list's job after a worker has had it."""
    county_id, job_id = found.county_id, str(found.job_id)
    bundling.run(county_id, job_id, never, site="", days_kept=7)
    job = jobs.find(county_id, job_id)
    assert job is not None
    return job


def checked(content: bytes, user_name: str = "wangfang", source: str = "disabled_persons") -> DepartmentList:
    """A list that was brought in and checked by the columns as they were guessed."""
    found = brought(content, user_name, source)
    lists.check(person(user_name), found.id, found.columns)
    assert work(found).state == jobs.DONE
    return found


def taken(content: bytes, user_name: str = "wangfang", source: str = "disabled_persons") -> DepartmentList:
    """A list that was taken over, but for rows with problems."""
    found = checked(content, user_name, source)
    lists.take(person(user_name), found.id, department_lists.numbers(found, department_lists.BAD))
    job = work(found)
    assert job.state == jobs.DONE, job.failure
    return found


def outcomes(found: DepartmentList) -> list[str | None]:
    """What became of each row."""
    return [one.outcome for one in department_lists.rows(found)]


def main(page: TestResponse) -> str:
    """The words of a page."""
    return words(next(parse(page.get_data(as_text=True)).iter("main")))


def two() -> bytes:
    """李桂芳, and 周德顺 whom no register knows."""
    return xlsx([row("李桂芳", 1), row("周德顺", 2, "三级", "四房")], title="残疾人名单")


def said() -> list[tuple[str, str, str]]:
    """Name, category and state of all that departments say of persons."""
    found = select(Elder.name, ElderCategory.code, ElderCategory.state).join(Elder, Elder.id == ElderCategory.elder_id)
    found = found.where(ElderCategory.source == DEPARTMENT)
    return sorted((name, code, state) for name, code, state in db.session.execute(found))


def named(name: str) -> Elder:
    """The one person of that name."""
    return db.session.scalars(select(Elder).where(Elder.name == name)).one()


def count(model: type[Base]) -> int:
    """How many rows a table has."""
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)
