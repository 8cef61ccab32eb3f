"""Making an export: records read a few hundred at a time, laid out as rows of a workbook or of a CSV file.

One sheet for each part of the paper, and in a workbook one for each table that grows. What is not finished lies where
it ends with the process.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO, Final

from formserver.clock import chinese_date, chinese_datetime, now, today
from formserver.errors import FormserverError
from formserver.files.tables import Book, Cell, Sheet, csv_table, excel
from formserver.forms.document import FormDocument
from formserver.forms.exporting import Export, Rows
from formserver.regions.names import display_name
from formserver.services import exports
from formserver.services.documents import form_document, workflow
from formserver.services.exports import ExportEmpty, Wish
from formserver.services.person import Person
from formserver.services.rendering import nameless, noted, reading
from formserver.store import regions
from formserver.store.exports import ExportRow, batch
from formserver.store.sensitive import open_
from formserver.workflow import engine
from formserver.workflow.states import State

BATCH: Final = 200
"""Records read in one query."""

MOST_PROBLEMS: Final = 100
_DAY: Final = 10
_FRONT: Final = (
    *("记录编号", "服务对象", "版本", "状态", "乡镇（街道）", "村（社区）", "日期", "第几次"),
    *("填报人", "探访人（代录时）", "提交日期", "更新日期"),
)
_BEFORE_ROWS: Final = ("记录编号", "服务对象", "行")


class EditionsChanged(FormserverError):
    """A record is of an edition of which there was none when the export began."""

    status = 409
    message_key = "导出时有记录换了版本，没有导出。请再做一次。"


class ExportBroken(FormserverError):
    """So many records cannot be read that the table would say something wrong."""

    status = 500
    message_key = "有 %(count)s 份以上的记录读不出来，没有导出。请联系系统管理员。"


@dataclass(frozen=True)
class Problem:
    """A record that is not in the file, and why."""

    row: ExportRow
    failure: FormserverError


@dataclass(frozen=True)
class Made:
    """A finished export: the open file, the ids of its records, and those that are not in it."""

    file: BinaryIO
    record_ids: Sequence[str]
    problems: Sequence[Problem]


def make(person: Person, wish: Wish, files: ExitStack, go_on: Callable[[int, int], None]) -> Made:
    """Make an export into a file that `files` closes. ``go_on(done, total)`` is called between batches and may raise.

    Raises what `exports.ask` finds in the way of it, EditionsChanged, ExportBroken; OSError where the disk is full.
    """
    with reading():
        planned = exports.plan(person, wish)
        if planned.problem is not None or planned.form is None:
            raise planned.problem or ExportEmpty
        editions = exports.editions_of(planned.form.code)
    file = nameless(files)
    with (excel if wish.format == "xlsx" else csv_table)(file) as book:
        papers = {part: _Paper(book, planned, part, editions) for part, _ in planned.form.parts}
        work = _Work(person, planned.wish, papers)
        work.do(planned.form.records, go_on)
        if wish.format == "xlsx":
            _tell(book, person, planned, work)
    file.seek(0)
    return Made(file, work.record_ids, work.problems)


class _Paper:
    """The sheets of one part."""

    def __init__(
        self, book: Book, planned: exports.Plan, part: str, editions: Sequence[tuple[str, FormDocument]]
    ) -> None:
        form, wish = planned.form, planned.wish
        assert form is not None
        groups = [document.parts[part].group if part in document.parts else None for _, document in editions]
        self._at = {edition_id: at for at, (edition_id, _) in enumerate(editions) if edition_id in form.editions[part]}
        apart = wish.format == "xlsx"
        self._export = Export(groups, [*self._at.values()], coded=wish.coded, apart=apart)
        self._keys = [column.key for column in self._export.columns]
        several = len(form.parts) > 1
        title = dict(form.parts)[part] if several else form.title
        self._sheet = book.sheet(title, [*_FRONT, *(column.title for column in self._export.columns)])
        self._tables = [_begun(book, table, title if several else "") for table in self._export.tables]

    def knows(self, row: ExportRow) -> bool:
        """Whether its edition was among those that the columns were made of."""
        return row.form_edition_id in self._at

    def laid_out(self, row: ExportRow, front: Sequence[Cell], *, masked: bool) -> list[tuple[Sheet, list[Cell]]]:
        """The rows of a record, each with the sheet it belongs to. Raises DecryptionFailed."""
        part, at = form_document(row.form_edition_id).parts[row.part], self._at[row.form_edition_id]
        data = open_(row.data, part.group.sensitive, row.county_id, row.id)
        cells = self._export.cells(at, data, masked=masked)
        found = [(self._sheet, [*front, *(cells.get(key) for key in self._keys)])]
        for table, keys, sheet in self._tables:
            rows = table.rows(at, data, masked=masked)
            found += [(sheet, [row.number, row.title, name, *map(inner.get, keys)]) for name, inner in rows]
        return found


def _begun(book: Book, table: Rows, before: str) -> tuple[Rows, list[str], Sheet]:
    """A table with the keys of its columns and its sheet."""
    headings = [*_BEFORE_ROWS, *(column.title for column in table.sheet.columns)]
    keys = [column.key for column in table.sheet.columns]
    return table, keys, book.sheet(f"{before} {table.title}".strip(), headings)


@dataclass
class _Work:
    """The records on their way into the sheets."""

    person: Person
    wish: Wish
    papers: Mapping[str, _Paper]
    record_ids: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _unmasked: dict[str, bool] = field(default_factory=dict)

    def do(self, total: int, go_on: Callable[[int, int], None]) -> None:
        """All of them; no transaction is open while `go_on` notes how far it is."""
        after: str | None = ""
        while after is not None:
            go_on(len(self.record_ids) + len(self.problems), total)
            with reading():
                after = self._batch(after)

    def _batch(self, after: str) -> str | None:
        rows = batch(self.person.scope, self.wish.chosen.narrowing, after=after, limit=BATCH)
        places = {code for row in rows for code in (row.township_code, row.village_code)}
        if places - self._names.keys():
            self._names |= dict.fromkeys(places, "") | regions.names(places)
        for row in rows:
            self._add(row)
        if len(self.problems) > MOST_PROBLEMS:
            raise ExportBroken(count=MOST_PROBLEMS)
        return rows[-1].id if rows else None

    def _add(self, row: ExportRow) -> None:
        paper = self.papers.get(row.part)
        if paper is None or not paper.knows(row):
            raise EditionsChanged
        try:
            laid_out = paper.laid_out(row, [*self._front(row)], masked=not self._is_unmasked(row.village_code))
        except FormserverError as failure:
            self.problems.append(Problem(row, failure))
        except Exception as failure:
            self.problems.append(Problem(row, noted(failure)))
        else:
            for sheet, cells in laid_out:
                sheet.add(cells)
            self.record_ids.append(row.id)

    def _is_unmasked(self, place_code: str) -> bool:
        if place_code not in self._unmasked:
            self._unmasked[place_code] = self.wish.full_numbers and exports.unmasks_at(self.person, place_code)
        return self._unmasked[place_code]

    def _front(self, row: ExportRow) -> Iterator[Cell]:
        yield from (row.number, row.title, ".".join(map(str, form_document(row.form_edition_id).edition)))
        yield str(engine.state_label(workflow(row.workflow_edition_id), State.parse(row.state)))
        yield from (display_name(self._names[code]) for code in (row.township_code, row.village_code))
        yield from (_day(row.happened_on), row.counter_number, row.author_name, row.visitor_name)
        yield from (today(row.submitted_at), today(row.updated_at))


def _day(happened_on: str | None) -> Cell:
    """A day as a day; a month or a year is none, and stays words."""
    if happened_on is None:
        return None
    return date.fromisoformat(happened_on) if len(happened_on) == _DAY else chinese_date(happened_on)


def _tell(book: Book, person: Person, planned: exports.Plan, work: _Work) -> None:
    """A last sheet that says what the workbook is: it is copied and sent on, away from the page that knows."""
    wish = planned.wish
    told: dict[str, Any] = {
        "内容": planned.title,
        "记录": len(work.record_ids),
        "导出人": person.name,
        "导出时间": chinese_datetime(now()),
        "号码": "完整" if wish.full_numbers else "身份证号、电话等已隐藏中间几位",
    }
    if planned.form is not None and planned.form.is_mixed:
        told["版本"] = "这些记录是按几个版本填写的。标“（旧版）”的列，较新的版本已不再询问。"
    if work.problems:
        told["未能导出"] = "、".join(problem.row.number for problem in work.problems)
    sheet = book.sheet("说明", ["项目", "内容"])
    for name, words in told.items():
        sheet.add([name, words])
