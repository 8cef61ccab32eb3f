"""Exports: a list of records as a table. What is asked for, what it would be, the asking, and the note that is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from formserver.clock import chinese_date, now, today
from formserver.errors import Forbidden, FormserverError
from formserver.forms.document import FormDocument
from formserver.models import Job
from formserver.services import bundles, choices
from formserver.services.bundles import ChoiceUnreadable, Narrower
from formserver.services.choices import Chosen, Option
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.services.rights import ROLE_RIGHTS, rights_within
from formserver.store import exports, forms, jobs, ledger, lists
from formserver.store.exports import Sort
from formserver.store.paging import Page

MOST_ROWS: Final = 50_000
EXCEL: Final = "export_xlsx"
CSV: Final = "export_csv"
FORMATS: Final[Mapping[str, str]] = {"xlsx": EXCEL, "csv": CSV}
"""What a person asks for -> the kind of job."""

KINDS: Final = tuple(FORMATS.values())
RIGHT: Final = "export"
UNMASKING: Final = "unmask"
WATCHING: Final = "see_journal"
_SUGGESTED: Final = 12


class ExportEmpty(FormserverError):
    """No record fits what was chosen."""

    status = 422
    message_key = "没有符合条件的记录，没有可以导出的。"


class FormUnchosen(FormserverError):
    """The list holds records of several forms, whose answers have no columns in common."""

    status = 422
    message_key = "这个列表里有几张表的记录，一次只能导出一张表，请选择。"


class PartUnchosen(FormserverError):
    """CSV has no sheets, and the records are of several parts."""

    status = 422
    message_key = "CSV 文件只能放一个部分的记录。请选择其中一个部分，或选择 Excel 文件。"


class ExportTooLarge(FormserverError):
    """More records than one table may have."""

    status = 422
    message_key = "一共有 %(rows)s 份记录，一次最多导出 %(most)s 份。请按村（社区）、月份分几次导出。"


@dataclass(frozen=True)
class Wish:
    """What is to be exported: a list as its page narrows it, into a file of a format (xlsx or csv). ``coded``: the
    codes of options, too; ``full_numbers``: sensitive numbers in full; ``unread``: a text that made no sense."""

    chosen: Chosen
    format: str = "xlsx"
    coded: bool = False
    full_numbers: bool = False
    unread: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Wish":
        """From the names of an address, or of a job."""
        chosen = Chosen.read(asked)
        texts = {name: asked.get(name, "").strip() for name in ("month", "place")}
        unread = next((text[:40] for name, text in texts.items() if text and not getattr(chosen, name)), "")
        wanted = asked.get("format", "")
        ticks = asked.get("coded") == "1", asked.get("full_numbers") == "1"
        return cls(chosen, wanted if wanted in FORMATS else "xlsx", *ticks, unread)

    @property
    def given(self) -> dict[str, str]:
        """Only what was chosen, by the names `read` takes."""
        ticks = {"coded": "1" if self.coded else "", "full_numbers": "1" if self.full_numbers else ""}
        return self.chosen.given | {"format": self.format} | {name: value for name, value in ticks.items() if value}

    @property
    def job_kind(self) -> str:
        """The kind of the job that does it."""
        return FORMATS[self.format]


@dataclass(frozen=True)
class FormRecords:
    """The records of one form in a list; ``parts``: (code, title) of those of which there are any; ``editions``: part
    -> the ids of the editions of which there are any."""

    code: str
    title: str
    records: int
    parts: Sequence[Option]
    editions: Mapping[str, frozenset[str]]

    @property
    def is_mixed(self) -> bool:
        """Whether they are of several editions."""
        return len(frozenset().union(*self.editions.values())) > 1


@dataclass(frozen=True)
class Plan:
    """What an export would be. ``form``: the one whose records it has; ``problem``: why it cannot be done;
    ``narrower``: lists that could be exported instead, where it is too much."""

    wish: Wish
    title: str
    forms: Sequence[FormRecords]
    form: FormRecords | None
    problem: FormserverError | None
    narrower: Sequence[Narrower] = ()


def plan(person: Person, wish: Wish) -> Plan:
    """Count what would be exported, before anything is made. A list of one form needs no choosing."""
    found = _forms(exports.sorts(person.scope, wish.chosen.narrowing))
    form = found[0] if len(found) == 1 else None
    if form is not None:
        wish = replace(wish, chosen=replace(wish.chosen, form=form.code, part=wish.chosen.form and wish.chosen.part))
    problem = _problem(wish, found)
    narrower = _narrower(person, wish) if isinstance(problem, ExportTooLarge) else ()
    return Plan(wish, title(person, wish, form), found, form, problem, narrower)


def ask(person: Person, job_id: str, wish: Wish) -> Job:
    """Have a list exported in the background. ``job_id`` was minted with the page: the same post twice is one job.

    Raises Forbidden (numbers in full), ChoiceUnreadable, ExportEmpty, FormUnchosen, PartUnchosen, ExportTooLarge,
    TooManyJobs, ActConflict, QueueUnavailable.
    """
    if wish.full_numbers and not may_unmask(person):
        raise Forbidden("您没有查看完整号码的权限，请不要选“导出完整的号码”。")
    planned = plan(person, wish)
    asked = planned.wish.given
    known = jobs.find(person.county_id, job_id)
    if known is not None:
        return bundles.same(known, person, asked)
    if planned.problem is not None or planned.form is None:
        raise planned.problem or FormUnchosen
    return bundles.enqueue(person, job_id, planned.wish.job_kind, planned.title, asked, planned.form.records)


def may_unmask(person: Person) -> bool:
    """Whether the person may see sensitive numbers in full anywhere in the county."""
    return UNMASKING in rights_within(person.grants, person.county_id, today())


def unmasks_at(person: Person, place_code: str) -> bool:
    """Whether he may at this place."""
    return any(UNMASKING in ROLE_RIGHTS.get(role, ()) for role in person.roles_at(place_code))


def title(person: Person, wish: Wish, form: FormRecords | None) -> str:
    """What is exported, in words: 段店镇三江村　2025年1月　探访表　已通过. A name that was searched for is not told:
    the note of an export is read by others."""
    chosen = wish.chosen
    parts = dict(form.parts) if form else {}
    words = [
        bundles.place_name(chosen.place),
        chinese_date(chosen.month) if chosen.month else "",
        form.title if form else "",
        parts.get(chosen.part, "") if len(parts) > 1 else "",
        dict(choices.open_to(person).states).get(chosen.state, chosen.state),
        "按姓名查到的" if chosen.name else "",
    ]
    return "　".join(filter(None, words))[: bundles.LONGEST_TITLE]


def editions_of(form_code: str) -> list[tuple[str, FormDocument]]:
    """All published editions of a form with their ids, the newest first: what is one field in two of them may be told
    by one between."""
    published = (edition for edition in forms.editions(form_code) if edition.state != forms.DRAFT)
    return [(edition.id, form_document(edition.id)) for edition in published]


# the note -------------------------------------------------------------------------------------------------------------
def sees_all_notes(person: Person) -> bool:
    """Whether the person is told of everybody's exports: who may see the journal of the whole county."""
    return any(WATCHING in ROLE_RIGHTS.get(role, ()) for role in person.roles_at(person.county_id))


def noted(person: Person, *, after: str = "") -> Page[jobs.Noted]:
    """The exports that gave a file, the newest first: everybody's, or one's own; ``after``: `Page.next`."""
    by_user_id = None if sees_all_notes(person) else person.user_id
    return jobs.noted(person.county_id, KINDS, by_user_id=by_user_id, after=after)


def note(person: Person, job_id: str, wish: Wish, name: str, records: int) -> None:
    """Keep the note of an export that a command made at once. Leaves the commit to the caller."""
    at = now()
    done = {"state": jobs.DONE, "done": records, "total": records, "asked_at": at, "ended_at": at}
    asked = {"kind": wish.job_kind, "title": name, "asked": wish.given, "queue": ""}
    jobs.insert(Job(county_id=person.county_id, id=job_id, user_id=person.user_id, **asked, **done))


# what is in the way ---------------------------------------------------------------------------------------------------
def _problem(wish: Wish, found: Sequence[FormRecords]) -> FormserverError | None:
    if wish.unread:
        return ChoiceUnreadable(text=wish.unread)
    if not found:
        return ExportEmpty()
    if len(found) > 1:
        return FormUnchosen()
    [form] = found
    if form.records > MOST_ROWS:
        return ExportTooLarge(rows=form.records, most=MOST_ROWS)
    return PartUnchosen() if wish.format == "csv" and len(form.parts) > 1 else None


def _forms(found: Sequence[Sort]) -> list[FormRecords]:
    by_form: dict[str, list[Sort]] = {}
    for sort in found:
        by_form.setdefault(sort.form_code, []).append(sort)
    return [_of_form(code, sorts) for code, sorts in by_form.items()]


def _of_form(code: str, sorts: Sequence[Sort]) -> FormRecords:
    documents = [form_document(sort.edition_id) for sort in sorts]
    newest = max(documents, key=lambda document: document.edition)
    titles = {part.code: part.title for document in (*documents, newest) for part in document.parts.values()}
    editions: dict[str, frozenset[str]] = {}
    for sort in sorts:
        editions[sort.part] = editions.get(sort.part, frozenset()) | {sort.edition_id}
    parts = [(part, words) for part, words in titles.items() if part in editions]
    return FormRecords(code, newest.title, sum(sort.records for sort in sorts), parts, editions)


def _narrower(person: Person, wish: Wish) -> list[Narrower]:
    """By village, or where there is only one, by month."""
    shelf, narrowing = lists.everything(), wish.chosen.narrowing
    villages = ledger.villages(person.scope, shelf, narrowing)
    if len(villages) > 1:
        return bundles.by_village(villages, wish.given)
    months = {month: count for month, count in ledger.months(person.scope, shelf, narrowing).items() if month}
    newest = sorted(months, reverse=True)[:_SUGGESTED]
    return [Narrower(chinese_date(month), months[month], wish.given | {"month": month}) for month in newest]
