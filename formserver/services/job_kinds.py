"""The kinds of jobs: the one table of what is done in the background, who may have it done, and what comes of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Final

from formserver.errors import FormserverError
from formserver.services import bundle_making, exporting, exports, prefilled_lists, prints, singles
from formserver.services.bundle_making import Order, Row
from formserver.services.bundles import BUNDLE, PAPERS, SINGLE, Wanted, told
from formserver.services.departments import checking, lists, taking
from formserver.services.figures import exporting as figures_book
from formserver.services.months import together
from formserver.services.person import Person
from formserver.services.visiting import opening
from formserver.services.volumes import Made
from formserver.store import elder_lists, ledger
from formserver.store.scope import Scope

GoOn = Callable[[int, int], None]
"""Called with how much of how much is done; it may raise, and then nothing is kept."""


class JobBroken(FormserverError):
    """The job failed for a reason of the program's own; the log names the place."""

    status = 500
    message_key = "程序出错，任务没有完成。请再试一次；如果还是不行，请联系系统管理员。"


@dataclass(frozen=True)
class Work:
    """What is to be done: for whom, under which name, what was asked for; ``site``: the address of the site as its
    users see it, or ""."""

    person: Person
    title: str
    asked: Mapping[str, str]
    site: str


@dataclass(frozen=True)
class Outcome:
    """What was made: the open file (None: there is none), its pages (None: it has none), how many records were asked
    for, the ids of those in it (of persons, where it holds sheets for them), and the others as `models.Job` keeps them.
    ``note`` journals what is to be journaled, and writes what makes no file, without a commit."""

    file: BinaryIO | None
    pages: int | None
    done: int
    record_ids: Sequence[str]
    problems: Sequence[dict[str, object]]
    note: Callable[[], None]


@dataclass(frozen=True)
class JobKind:
    """One kind. ``right``: who may have it done, asked again when it is done and when its file is fetched; ``make``
    makes the file, which the stack closes; ``ending`` and ``media_type`` are those of the file; ``count_visible``: how
    many of what it holds somebody sees; ``remembered``: how long the row stays after its end; ``works_on``: it
    makes no file, but is a step of what ``asked`` names: the list of a department, a month, a cycle of visits."""

    right: str
    make: Callable[[Work, ExitStack, GoOn], Outcome]
    ending: str = "pdf"
    media_type: str = "application/pdf"
    count_visible: Callable[[Scope, Collection[str]], int] = ledger.count_visible
    remembered: timedelta = timedelta(days=90)
    works_on: str = ""

    @property
    def makes_file(self) -> bool:
        """Whether there is a file to fetch in the end."""
        return not self.works_on

    def needs(self, asked: Mapping[str, str]) -> frozenset[str]:
        """The rights of who fetches the file: for numbers in full also that to see them."""
        return frozenset({self.right, exports.UNMASKING} if asked.get("full_numbers") == "1" else {self.right})


def note_prints(person: Person, made: Made[Row]) -> None:
    """Journal every print of a file. Leaves the commit to the caller."""
    for row in made.rows:
        if row.page and row.printout is not None:
            prints.note(person, row.printout)


def _bundle(work: Work, files: ExitStack, go_on: GoOn) -> Outcome:
    order = Order(work.person, work.title, Wanted.read(work.asked), work.site)
    return _printed(work, bundle_making.make(order, files, go_on))


def _single(work: Work, files: ExitStack, go_on: GoOn) -> Outcome:
    go_on(0, 1)
    return _printed(work, singles.make(work.person, work.asked, files, site=work.site))


def _printed(work: Work, made: Made[Row]) -> Outcome:
    return Outcome(
        file=made.file,
        pages=made.pages,
        done=len(made.rows),
        record_ids=[row.line.id for row in made.rows if row.page],
        problems=[_problem(row) for row in made.rows if not row.page],
        note=lambda: note_prints(work.person, made),
    )


def _papers(work: Work, files: ExitStack, go_on: GoOn) -> Outcome:
    wanted = prefilled_lists.Wanted.read(work.asked)
    made = prefilled_lists.make(prefilled_lists.Order(work.person, work.title, wanted, work.site), files, go_on)
    return Outcome(
        file=made.file,
        pages=made.pages,
        done=len(made.rows),
        record_ids=[row.elder.id for row in made.rows if row.page],
        problems=[
            {"elder_id": row.elder.id, "number": "", "title": row.elder.name, **told(row.problem or JobBroken())}
            for row in made.rows
            if not row.page
        ],
        note=lambda: prefilled_lists.keep(made),
    )


def _problem(row: Row) -> dict[str, object]:
    return {
        "record_id": row.line.id,
        "number": row.line.number,
        "title": row.line.title,
        **told(row.problem or JobBroken()),
    }


def _export(work: Work, files: ExitStack, go_on: GoOn) -> Outcome:
    made = exporting.make(work.person, exports.Wish.read(work.asked), files, go_on)
    return Outcome(
        file=made.file,
        pages=None,
        done=len(made.record_ids),
        record_ids=made.record_ids,
        problems=[
            {"record_id": one.row.id, "number": one.row.number, "title": one.row.title, **told(one.failure)}
            for one in made.problems
        ],
        note=lambda: None,  # the row of the job is the note
    )


def _figures(work: Work, files: ExitStack, go_on: GoOn) -> Outcome:
    file = figures_book.make(work.person, work.asked, files, go_on)
    return Outcome(file=file, pages=None, done=1, record_ids=[], problems=[], note=lambda: None)


def _of_list(make: Callable[[Person, str, GoOn], checking.Done]) -> JobKind:
    def done(work: Work, files: ExitStack, go_on: GoOn) -> Outcome:
        made = make(work.person, work.asked["list"], go_on)
        return Outcome(file=None, pages=None, done=made.rows, record_ids=[], problems=[], note=made.note)

    return JobKind(lists.RIGHT, done, ending="", works_on="list")


def _routine(work: Work, files: ExitStack, go_on: GoOn) -> Outcome:
    """The approvals are journaled one by one as they are made; what was made stays made when the job is stopped."""
    asked = work.asked
    chosen = dict(one.split("=", 1) for one in asked["visits"].split())
    made = together.approve(work.person, asked["period"], asked["place"], chosen, asked["act"], go_on)
    return Outcome(
        file=None,
        pages=None,
        done=made.done,
        record_ids=[],
        problems=[
            {"record_id": one.record_id, "number": one.number, "title": one.title, **told(one.failure)}
            for one in made.refused
        ],
        note=lambda: None,
    )


def _duties(work: Work, files: ExitStack, go_on: GoOn) -> Outcome:
    """Whoever has a duty keeps it, also when the job is stopped."""
    county_id, cycle_id = work.person.county_id, work.asked["cycle"]
    total = int(work.asked["persons"])
    opening.fill(county_id, cycle_id, lambda written: go_on(min(written, total), total))
    return Outcome(file=None, pages=None, done=total, record_ids=[], problems=[], note=lambda: None)


_NOTE: Final = timedelta(days=3 * 365)
"""How long it is known who exported what."""

_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KINDS: Final[Mapping[str, JobKind]] = {
    BUNDLE: JobKind("print_record", _bundle),
    SINGLE: JobKind("print_record", _single),
    PAPERS: JobKind("print_record", _papers, count_visible=elder_lists.count_visible),
    exports.EXCEL: JobKind(exports.RIGHT, _export, "xlsx", _WORKBOOK, remembered=_NOTE),
    exports.CSV: JobKind(exports.RIGHT, _export, "csv", "text/csv", remembered=_NOTE),
    figures_book.KIND: JobKind(figures_book.RIGHT, _figures, "xlsx", _WORKBOOK),
    lists.CHECK: _of_list(checking.make),
    lists.TAKE: _of_list(taking.make),
    lists.UNDO: _of_list(taking.make_undoing),
    together.KIND: JobKind(together.RIGHT, _routine, ending="", works_on="month"),
    **{code: JobKind(right, _duties, ending="", works_on="cycle") for right, code in opening.JOBS.items()},
}
