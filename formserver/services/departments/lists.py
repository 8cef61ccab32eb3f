"""The lists of departments: brought in, their columns chosen, and what is had done with them in the background."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from formserver.clock import now, today
from formserver.errors import FormserverError, NotFound
from formserver.extensions import db
from formserver.files.reading_tables import MOST_ROWS, TableUnreadable, read_table
from formserver.forms.telling import Day, Sentence
from formserver.ids import new_id
from formserver.models import DepartmentList, Job
from formserver.services import bundles
from formserver.services.departments.columns import MEANINGS, header_of, plain, recognised
from formserver.services.departments.reading_rows import fills_in
from formserver.services.person import Person
from formserver.services.rights import ROLE_RIGHTS
from formserver.services.typed_days import day_of
from formserver.store import department_lists, jobs, throttle
from formserver.store.department_lists import BROUGHT, CHECKED, TAKEN
from formserver.store.departments import SOURCES
from formserver.store.paging import Page
from formserver.store.throttle import Bucket

RIGHT: Final = "import_lists"
CHECK: Final = "list_check"
TAKE: Final = "list_take"
UNDO: Final = "list_undo"

OUTCOMES: Final[Mapping[str, str]] = {
    department_lists.MATCHED: "名册里有，将加上待核实",
    department_lists.NEW: "名册里没有，将列为待登记",
    department_lists.KNOWN: "以前已知，没有新内容",
    department_lists.ELSEWHERE: "已在其他地区登记",
    department_lists.LEFT: "已离册",
    department_lists.BAD: "有问题",
}
"""Outcome of a row -> words."""

TITLE: Final = "%(list)s（%(day)s）"

DAYS_WAITING: Final = 30
"""A list that nobody took over is forgotten after so many days."""

_LONGEST_NAME: Final = 200
_STEPS: Final[Mapping[str, str]] = {CHECK: "核对", TAKE: "导入", UNDO: "撤回"}
# Whoever checks a list learns who is registered; every look-up is kept, and nobody needs that often.
_CHECKS: Final = Bucket(attempts=30, seconds=3600)


class ListRefused(FormserverError):
    """What was given with a list, or chosen of it, is not enough; the raiser says what is missing."""

    status = 422
    message_key = "请选择名单的来源。"


class ListBusy(FormserverError):
    """A job about this list is not finished, or the list is further already."""

    status = 409
    message_key = "这份名单正在处理，或者别人已经办过了。请看下面现在的情况。"


class RowsToLeave(FormserverError):
    """Rows have problems, and nobody has said to leave exactly those out."""

    status = 409
    message_key = "有问题的行和您看到的不一样了，没有导入。请看下面的问题，再决定。"


@dataclass(frozen=True)
class Given:
    """What is typed beside the file: ``source``: code of `SOURCES`; ``listed_on``: the day the list is of."""

    source: str = ""
    listed_on: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Given":
        """From the names of a form."""
        return cls(asked.get("source", ""), asked.get("listed_on", "").strip()[:10])


def bring(person: Person, given: Given, name: str, content: bytes) -> str:
    """Bring a file in; gives the id of the list. The very same file of a source again is the list that is there.

    Raises ListRefused, TableUnreadable.
    """
    if given.source not in SOURCES:
        raise ListRefused
    listed_on = _day(given.listed_on)
    if not content:
        raise ListRefused("请选择名单的文件。")
    file_hash = hashlib.sha256(content).hexdigest()
    for same in department_lists.same_file(person.county_id, given.source, file_hash):
        if sees(person, same):
            return same.id
    table = read_table(content)
    header = header_of(table)
    rows = [(number, cells) for number, cells in enumerate(table.rows, start=1) if number > header.below and any(cells)]
    if not rows:
        raise TableUnreadable("表头下面没有内容。请看一看是不是选错了文件。")
    if len(rows) > MOST_ROWS:
        raise TableUnreadable("超过 %(most)s 行。请分成几个文件，例如每个乡镇一个。", most=MOST_ROWS)
    found = DepartmentList(
        county_id=person.county_id,
        id=new_id(),
        source=given.source,
        listed_on=listed_on.isoformat(),
        file_name=name[:_LONGEST_NAME] or "名单",
        file_hash=file_hash,
        headings=list(header.headings),
        columns=_remembered(person.county_id, given.source, header.headings),
        left_sheets=list(table.left),
        state=BROUGHT,
        rows=len(rows),
        user_id=person.user_id,
        user_name=person.name,
        brought_at=now(),
    )
    list_id = found.id
    department_lists.insert_list(found, rows)
    db.session.commit()
    return list_id


def _day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise ListRefused("请填写名单是哪一天的，例如2025-01-08。")
    if day > today():
        raise ListRefused("名单的日期在今天以后，请核对。")
    return day


def _remembered(county_id: str, source: str, headings: Sequence[str]) -> dict[str, int]:
    """The columns as their names say; where the last list of the source had one of the same name, as chosen then."""
    last = department_lists.last_of_source(county_id, source)
    found = recognised(headings)
    if last is None:
        return found
    chosen = {plain(last.headings[column]): meaning for meaning, column in last.columns.items()}
    unused = {plain(heading) for heading in last.headings} - set(chosen)
    kept = {meaning: column for meaning, column in found.items() if plain(headings[column]) not in unused}
    again = {chosen[plain(heading)]: column for column, heading in enumerate(headings) if plain(heading) in chosen}
    taken = set(again.values())
    return {meaning: column for meaning, column in kept.items() if column not in taken} | again


# what may be seen -----------------------------------------------------------------------------------------------------
def sees_all(person: Person) -> bool:
    """Whether the person sees the lists of everybody: who brings lists in for the whole county."""
    return any(RIGHT in ROLE_RIGHTS.get(role, ()) for role in person.roles_at(person.county_id))


def sees(person: Person, found: DepartmentList) -> bool:
    """Whether the person may see a list of his county."""
    return found.user_id == person.user_id or sees_all(person)


def get(person: Person, list_id: str) -> DepartmentList:
    """A list the person may see. Raises NotFound."""
    found = department_lists.get(person.county_id, list_id)
    if not sees(person, found):
        raise NotFound
    return found


def page(person: Person, after: str = "") -> Page[DepartmentList]:
    """The lists the person may see, the newest first."""
    return department_lists.page(person.county_id, None if sees_all(person) else person.user_id, after)


def title_of(found: DepartmentList) -> Sentence:
    """A list in words: 残疾人名单（2025年1月8日）."""
    return Sentence(TITLE, {"list": Sentence(SOURCES[found.source].title), "day": Day(found.listed_on)})


def job_of(found: DepartmentList) -> Job | None:
    """The last job about a list."""
    return jobs.find(found.county_id, found.job_id) if found.job_id else None


def is_busy(found: DepartmentList) -> bool:
    """Whether a job about the list is not finished."""
    job = job_of(found)
    return job is not None and job.state in jobs.UNFINISHED


# what is done with them -----------------------------------------------------------------------------------------------
def check(person: Person, list_id: str, columns: Mapping[str, int]) -> None:
    """Have a list checked by these columns (meaning -> column, from 0). Raises NotFound, ListRefused, ListBusy,
    TooManyJobs, QueueUnavailable."""
    found = get(person, list_id)
    if found.state not in (BROUGHT, CHECKED) or is_busy(found):
        raise ListBusy
    check_columns(found, columns)
    if not throttle.take(f"lists:{person.user_id}", _CHECKS, now()):
        raise ListRefused("核对名单太频繁，请过一小时再试；选好的列已保留。")
    found.columns = dict(columns)
    _ask(person, found, CHECK)


def check_columns(found: DepartmentList, columns: Mapping[str, int]) -> None:
    """Raises ListRefused for columns that say too little to check a list by."""
    if not set(columns) <= set(MEANINGS) or not all(0 <= one < len(found.headings) for one in columns.values()):
        raise ListRefused("选的列不在这份名单里，请刷新页面再选。")
    if "name" not in columns:
        raise ListRefused("请指明哪一列是姓名。")
    if not {"identity", "card"} & set(columns):
        raise ListRefused("请指明哪一列是身份证号（或残疾证号）。")
    wanted = SOURCES[found.source].column
    if wanted and not fills_in(wanted, columns):
        raise ListRefused(
            "请指明哪一列是%(label)s：不知道它，就不知道名单说的是什么。名单里没有这一列的，请补上再上传。",
            label=MEANINGS[wanted][0],
        )


def take(person: Person, list_id: str, leaving: Sequence[int]) -> None:
    """Have a checked list taken over. ``leaving``: the numbers of the rows to leave out, which must be just those with
    problems. Raises NotFound, ListBusy, RowsToLeave, ListRefused, TooManyJobs, QueueUnavailable."""
    found = get(person, list_id)
    if found.state != CHECKED or is_busy(found):
        raise ListBusy
    if department_lists.numbers(found, department_lists.BAD) != sorted(leaving):
        raise RowsToLeave
    if not count_to_take(found):
        raise ListRefused("名单里没有新的内容，不用导入。")
    _ask(person, found, TAKE)


def count_to_take(found: DepartmentList) -> int:
    """How many rows of a checked list would be taken over, or were."""
    return found.counts.get(department_lists.MATCHED, 0) + found.counts.get(department_lists.NEW, 0)


def undo(person: Person, list_id: str) -> None:
    """Have a list taken back. Raises NotFound, ListBusy, TooManyJobs, QueueUnavailable."""
    found = get(person, list_id)
    if found.state != TAKEN or is_busy(found):
        raise ListBusy
    _ask(person, found, UNDO)


def drop(person: Person, list_id: str) -> None:
    """Forget a list that was not taken over. Raises NotFound, ListBusy."""
    found = get(person, list_id)
    if found.state not in (BROUGHT, CHECKED) or is_busy(found):
        raise ListBusy
    department_lists.remove(found)
    db.session.commit()


def sweep() -> int:
    """Once a day: forget the lists of all counties that nobody took over for a month; returns how many."""
    stale = department_lists.untaken(now() - timedelta(days=DAYS_WAITING))
    for found in stale:
        department_lists.remove(found)
    db.session.commit()
    return len(stale)


def _ask(person: Person, found: DepartmentList, kind: str) -> None:
    job_id, title = new_id(), f"{title_of(found)}　{_STEPS[kind]}"
    found.job_id = job_id
    bundles.enqueue(person, job_id, kind, title, {"list": found.id}, found.rows)
