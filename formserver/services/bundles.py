"""Bundles: a list of records as one file to print. What is asked for, what it would be, and the asking itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.clock import chinese_date, now
from formserver.errors import ActConflict, FormserverError
from formserver.extensions import db
from formserver.jobs.binding import queues
from formserver.jobs.queue import QueueUnavailable
from formserver.models import Job
from formserver.regions.names import display_name
from formserver.services import choices, worklists
from formserver.services.choices import Chosen
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.store import jobs, ledger, regions
from formserver.store.lists import Shelf

MOST_SHEETS: Final = 500
MOST_UNFINISHED: Final = 3
SHELVES: Final[dict[str, str]] = {"todo": "待办", "done": "已办", "mine": "我发起的"}
BUNDLE: Final = "bundle"
SINGLE: Final = "single"
PAPERS: Final = "papers"
TICKS: Final = ("copies", "approvals", "full_numbers")
_EVERYTHING: Final = "全部记录"
LONGEST_TITLE: Final = 200
_SUGGESTED: Final = 12
_TOWNSHIP_DIGITS: Final = 9


class ChoiceUnreadable(FormserverError):
    """A month or a place of the list that makes no sense: printing more than was meant would be worse than nothing."""

    status = 422
    message_key = "没有看懂“%(text)s”，请重新选择月份或所在地。"


class BundleEmpty(FormserverError):
    """No record fits what was chosen."""

    status = 422
    message_key = "没有符合条件的记录，没有可以打印的。"


class BundleTooLarge(FormserverError):
    """More sheets than one bundle may have."""

    status = 422
    message_key = "一共要打印 %(sheets)s 张，一次最多 %(most)s 张。请按村（社区）、月份或表分几次打印。"


class TooManyJobs(FormserverError):
    """The person has as many unfinished jobs as one may have."""

    status = 429
    message_key = "您已有 %(most)s 个任务没有完成，请等它们完成，或先取消一个。"


@dataclass(frozen=True)
class Wanted:
    """What is to be printed: a list as its page narrows it, one sheet a record or ``copies``: one for each holder.

    ``approvals``: with the approval sheet of each; ``full_numbers``: sensitive numbers in full for who sees them
    masked; ``shelf``: a tab of my work or ""; ``unread``: a text that made no sense.
    """

    chosen: Chosen
    shelf: str = ""
    copies: bool = False
    approvals: bool = False
    full_numbers: bool = False
    unread: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Wanted":
        """From the names of an address, or of a job."""
        chosen, shelf = Chosen.read(asked), asked.get("list", "")
        texts = {name: asked.get(name, "").strip() for name in ("month", "place")}
        unread = next((text[:40] for name, text in texts.items() if text and not getattr(chosen, name)), "")
        ticks = {name: asked.get(name) == "1" for name in TICKS}
        return cls(chosen, shelf if shelf in SHELVES else "", unread=unread, **ticks)

    @property
    def given(self) -> dict[str, str]:
        """Only what was chosen, by the names `read` takes."""
        more = {"list": self.shelf} | {name: "1" if getattr(self, name) else "" for name in TICKS}
        return self.chosen.given | {name: value for name, value in more.items() if value}

    def sheets(self, copies: int) -> int:
        """How many sheets a record makes whose paper names so many holders, 0 for none."""
        return (max(1, copies) if self.copies else 1) + self.approvals


@dataclass(frozen=True)
class FormCount:
    """The records of one form in a bundle; ``copies``: how many holders its paper names, at least 1."""

    title: str
    records: int
    copies: int


@dataclass(frozen=True)
class Narrower:
    """A smaller list that could be printed instead: its name, its number of records, its choices for an address."""

    label: str
    records: int
    given: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """What printing a list would be. ``problem``: why it cannot be done; ``narrower``: where it is too much."""

    wanted: Wanted
    title: str
    forms: Sequence[FormCount]
    records: int
    sheets: int
    problem: FormserverError | None
    narrower: Sequence[Narrower] = ()

    @property
    def has_copies(self) -> bool:
        """Whether a paper of the list asks for several copies."""
        return any(form.copies > 1 for form in self.forms)


def plan(person: Person, wanted: Wanted) -> Plan:
    """Count what would be printed, before anything is made."""
    shelf = worklists.shelf(person, wanted.shelf)
    forms = _forms(ledger.editions(person.scope, shelf, wanted.chosen.narrowing))
    records = sum(form.records for form in forms)
    sheets = sum(form.records * wanted.sheets(form.copies) for form in forms)
    problem = _problem(wanted, sheets)
    narrower = _narrower(person, shelf, wanted) if isinstance(problem, BundleTooLarge) else ()
    return Plan(wanted, title(person, wanted), forms, records, sheets, problem, narrower)


def ask(person: Person, job_id: str, wanted: Wanted) -> Job:
    """Have a list printed in the background. ``job_id`` was minted with the page: the same post twice is one job.

    Raises ChoiceUnreadable, BundleEmpty, BundleTooLarge, TooManyJobs, ActConflict, QueueUnavailable.
    """
    known = jobs.find(person.county_id, job_id)
    if known is not None:
        return same(known, person, wanted.given)
    planned = plan(person, wanted)
    if planned.problem is not None:
        raise planned.problem
    return enqueue(person, job_id, BUNDLE, planned.title, wanted.given, planned.records)


def enqueue(person: Person, job_id: str, kind: str, name: str, asked: dict[str, str], total: int) -> Job:
    """Write down a job and wake the worker. Raises TooManyJobs, QueueUnavailable."""
    if jobs.count_unfinished(person.county_id, person.user_id) >= MOST_UNFINISHED:
        raise TooManyJobs(most=MOST_UNFINISHED)
    job = jobs.insert(
        Job(
            county_id=person.county_id,
            id=job_id,
            user_id=person.user_id,
            kind=kind,
            title=name,
            asked=asked,
            state=jobs.WAITING,
            queue=queues.queue.name,
            total=total,
            asked_at=now(),
        )
    )
    put_in(job)
    return job


def put_in(job: Job) -> None:
    """Wake the worker for a job that waits. Where the queue fails the job says so, and can be tried again."""
    county_id, job_id = job.county_id, job.id
    db.session.commit()
    try:
        queues.queue.put(county_id, job_id)
    except QueueUnavailable as failure:
        jobs.move(job, jobs.WAITING, {"state": jobs.FAILED, "ended_at": now(), "failure": told(failure)})
        db.session.commit()


def told(failure: FormserverError) -> dict[str, object]:
    """A failure as a job keeps it, to be said in the language of whoever looks at it."""
    return {"key": failure.message_key, "params": {name: str(value) for name, value in failure.params.items()}}


def title(person: Person, wanted: Wanted) -> str:
    """What is to be printed, in the words of the list: 段店镇三江村　2025年1月　已通过."""
    chosen, offered = wanted.chosen, choices.open_to(person)
    words = [
        place_name(chosen.place),
        chinese_date(chosen.month) if chosen.month else "",
        dict(offered.forms).get(chosen.form, chosen.form),
        dict(offered.parts_of(chosen.form)).get(chosen.part, ""),
        dict(offered.states).get(chosen.state, chosen.state),
        SHELVES.get(wanted.shelf, ""),
        f"姓名有“{chosen.name}”" if chosen.name else "",
    ]
    return "　".join(filter(None, words))[:LONGEST_TITLE] or _EVERYTHING


def same(known: Job, person: Person, asked: dict[str, str]) -> Job:
    """The job of an earlier post, if this one is the same. Raises ActConflict."""
    if known.user_id != person.user_id or known.asked != asked:
        raise ActConflict
    return known


def _problem(wanted: Wanted, sheets: int) -> FormserverError | None:
    if wanted.unread:
        return ChoiceUnreadable(text=wanted.unread)
    if not sheets:
        return BundleEmpty()
    return BundleTooLarge(sheets=sheets, most=MOST_SHEETS) if sheets > MOST_SHEETS else None


def _forms(editions: Mapping[str, int]) -> list[FormCount]:
    """The editions of a form that ask for equally many copies stand in one line."""
    found: dict[tuple[str, int], int] = {}
    for edition_id, records in editions.items():
        document = form_document(edition_id)
        key = document.title, max(1, len(document.copies))
        found[key] = found.get(key, 0) + records
    return [FormCount(name, records, copies) for (name, copies), records in sorted(found.items())]


def _narrower(person: Person, shelf: Shelf, wanted: Wanted) -> list[Narrower]:
    """By village, or where there is only one, by month; the months nearest to now."""
    narrowing, scope = wanted.chosen.narrowing, person.scope
    found = ledger.villages(scope, shelf, narrowing)
    if len(found) > 1:
        return by_village(found, wanted.given)
    by_month = {month: count for month, count in ledger.months(scope, shelf, narrowing).items() if month}
    newest = sorted(by_month, reverse=True)[:_SUGGESTED]
    return [Narrower(chinese_date(month), by_month[month], wanted.given | {"month": month}) for month in newest]


def by_village(found: Mapping[str, int], given: Mapping[str, str]) -> list[Narrower]:
    """Smaller lists of one village each. ``found``: code -> how many; ``given``: what was chosen beside the place."""
    names = regions.names({code[:_TOWNSHIP_DIGITS] for code in found} | set(found))
    told = [Narrower(_joined(names, code), count, {**given, "place": code}) for code, count in found.items()]
    return told[:_SUGGESTED]


def place_name(code: str) -> str:
    """A place with the township it lies in: 段店镇三江村; "" for none."""
    return _joined(regions.names([code[:_TOWNSHIP_DIGITS], code]), code) if code else ""


def _joined(names: Mapping[str, str], code: str) -> str:
    parts = dict.fromkeys((code[:_TOWNSHIP_DIGITS], code))
    return "".join(display_name(names[part]) for part in parts if part in names) or code
