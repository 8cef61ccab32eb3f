"""Sheets to be written on by hand for a list of persons: what that would be, the asking, and the making."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from formserver.errors import FormserverError
from formserver.models import Job, PrefilledPaper
from formserver.printing.cover import PAPERS as LISTING
from formserver.printing.cover import CoverRow
from formserver.printing.job import About
from formserver.regions.names import display_name
from formserver.services import bundles, codes, persons, prefilled, usage
from formserver.services.bundles import MOST_SHEETS, PAPERS, ChoiceUnreadable, Narrower
from formserver.services.choosing_persons import SERVED, STATES, ChosenPersons
from formserver.services.person import Person
from formserver.services.persons import VisitForm
from formserver.services.places import office_of
from formserver.services.rendering import noted, reading
from formserver.services.volumes import CHUNK, Chunk, Drawn, Made, Placed, Volume
from formserver.store import elder_lists, elders, jobs, regions
from formserver.store import prefilled as stored
from formserver.store.elder_lists import ElderLine
from formserver.store.elder_seeking import Sought

VISITED: Final = {state: STATES[state] for state in SERVED}
"""The states of persons who are visited, in words."""


class NobodyThere(FormserverError):
    """No person fits what was chosen; who has left gets no visit any more."""

    status = 422
    message_key = "没有符合条件的服务对象，没有可以打印的。已离册的不再探访，不打印。"


class PaperNeeded(FormserverError):
    """Which paper is to be printed was not said, or it is not in use here."""

    status = 422
    message_key = "请选择要打印哪张表。"


class PapersTooMany(FormserverError):
    """More sheets than one file may have."""

    status = 422
    message_key = "一共要打印 %(sheets)s 张，一次最多 %(most)s 张。请按村（社区）分几次打印。"


@dataclass(frozen=True)
class Wanted:
    """A list of persons as its page narrows it, and the paper for them. ``unread``: a text that made no sense."""

    chosen: ChosenPersons
    form: str = ""
    unread: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Wanted":
        """From the names of an address, or of a job."""
        chosen, place = ChosenPersons.read(asked), asked.get("place", "").strip()
        return cls(chosen, asked.get("form", "").strip(), "" if chosen["place"] else place[:40])

    @property
    def given(self) -> dict[str, str]:
        """Only what was chosen, by the names `read` takes."""
        return {**self.chosen.given, **({"form": self.form} if self.form else {})}

    @property
    def sought(self) -> Sought:
        """For the store: persons who are visited."""
        return self.chosen.sought


@dataclass(frozen=True)
class Plan:
    """What printing it would be. ``form``: the chosen paper, or the only one there is. ``problem``: why it cannot be
    done; ``narrower``: where it is too much."""

    wanted: Wanted
    title: str
    forms: Sequence[VisitForm]
    form: VisitForm | None
    persons: int
    problem: FormserverError | None
    narrower: Sequence[Narrower] = ()

    @property
    def given(self) -> dict[str, str]:
        """What was chosen, with the paper."""
        return self.wanted.given | ({"form": self.form.form_code} if self.form else {})


def plan(person: Person, wanted: Wanted) -> Plan:
    """Count what would be printed, before anything is made."""
    forms = persons.visit_forms(usage.offered_to(person, person.regions))
    chosen = [form for form in forms if form.form_code == wanted.form]
    form = next(iter(chosen or (forms if len(forms) == 1 else [])), None)
    has_left = wanted.chosen["state"] == elders.LEFT
    count = 0 if has_left else elder_lists.count(person.scope, wanted.sought)
    problem = _problem(wanted, form, count)
    found = elder_lists.villages(person.scope, wanted.sought) if isinstance(problem, PapersTooMany) else {}
    given = wanted.given | ({"form": form.form_code} if form else {})
    return Plan(wanted, _title(wanted, form), forms, form, count, problem, bundles.by_village(found, given))


def ask(person: Person, job_id: str, wanted: Wanted) -> Job:
    """Have the sheets printed in the background. ``job_id`` was minted with the page: the same post twice is one job.

    Raises ChoiceUnreadable, PaperNeeded, NobodyThere, PapersTooMany, TooManyJobs, ActConflict, QueueUnavailable.
    """
    planned = plan(person, wanted)
    known = jobs.find(person.county_id, job_id)
    if known is not None:
        return bundles.same(known, person, planned.given)
    if planned.problem is not None:
        raise planned.problem
    return bundles.enqueue(person, job_id, PAPERS, planned.title, planned.given, planned.persons)


def _problem(wanted: Wanted, form: VisitForm | None, count: int) -> FormserverError | None:
    if wanted.unread:
        return ChoiceUnreadable(text=wanted.unread)
    if not count:
        return NobodyThere()
    if count > MOST_SHEETS:
        return PapersTooMany(sheets=count, most=MOST_SHEETS)
    return None if form else PaperNeeded()


def _title(wanted: Wanted, form: VisitForm | None) -> str:
    """What is to be printed, in words: 探访记录表（待手写）　段店镇三江村."""
    chosen = wanted.chosen
    words = [
        f"{form.title}（待手写）" if form else "",
        bundles.place_name(chosen["place"]),
        *chosen.words,
        f"姓名有“{chosen['name']}”" if chosen["name"] else "",
    ]
    return "　".join(filter(None, words))[: bundles.LONGEST_TITLE]


# the making -----------------------------------------------------------------------------------------------------------
@dataclass
class Row(Placed):
    """A person of the list, and the sheet to be kept once there is the file."""

    elder: ElderLine = field(kw_only=True)
    paper: PrefilledPaper | None = None


@dataclass(frozen=True)
class Order:
    """A file to be made: for whom, its name, what is in it; ``site``: the address of the site as its users see it."""

    person: Person
    title: str
    wanted: Wanted
    site: str


def make(order: Order, files: ExitStack, go_on: Callable[[int, int], None]) -> Made[Row]:
    """Make the sheets into a file that `files` closes. ``go_on(done, total)`` is called between chunks and may raise.

    Raises PaperNeeded, NobodyThere, PapersTooMany, RenderBusy; OSError where the disk is full.
    """
    with reading():
        planned = plan(order.person, order.wanted)
        if planned.problem is not None or planned.form is None:
            raise planned.problem or PaperNeeded()
        lines = elder_lists.in_order(order.person.scope, order.wanted.sought, limit=MOST_SHEETS)
        names = regions.names({line.village_code for line in lines})
        about = About(order.title, office_of(order.person.county_id))
    rows, volume = [Row(elder=line) for line in lines], Volume(files)
    go_on(0, len(rows))
    chunks = (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
    for done in volume.filled(Chunk(len(chunk), list(_drawn(order, planned.form, chunk))) for chunk in chunks):
        go_on(done, len(rows))
    listed = [_listed(row, planned.form, display_name(names.get(row.elder.village_code, ""))) for row in rows]
    return Made(*volume.bound(about, LISTING, listed), rows)


def keep(made: Made[Row]) -> None:
    """Keep the codes of all sheets of a file: before, they open nothing. Leaves the commit to the caller."""
    for row in made.rows:
        if row.page and row.paper is not None:
            stored.insert(row.paper)


def _drawn(order: Order, form: VisitForm, rows: Sequence[Row]) -> Iterator[Drawn]:
    with reading():
        document, part = prefilled.visit_paper(order.person, form.form_code, form.part)
        for row in rows:
            try:
                elder = elders.get(order.person.scope, row.elder.id)
                row.paper, sheets = prefilled.sheet_for(order.person, document, part, elder, site=order.site)
                yield Drawn(row, sheets)
            except FormserverError as failure:
                row.problem = failure
            except Exception as failure:
                row.problem = noted(failure)


def _listed(row: Row, form: VisitForm, village: str) -> CoverRow:
    return CoverRow(
        village=village,
        name=row.elder.name,
        paper=form.title,
        date="",
        number=codes.written(row.paper.code) if row.page and row.paper else "",
        page=row.page,
        reason=str(row.problem) if row.problem else "",
    )
