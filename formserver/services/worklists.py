"""My work: drafts, what waits for me, what I have done, what I submitted; each a list with its count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from formserver.errors import NotFound
from formserver.models import Draft
from formserver.regions.names import display_name
from formserver.services.documents import form_document, former_number, workflow
from formserver.services.person import Person
from formserver.store import drafts, forms, lists, regions, returns, workflows
from formserver.store.lists import RecordLine, Waiting
from formserver.store.paging import Page
from formserver.store.returns import Return
from formserver.workflow import engine
from formserver.workflow.states import RETURNED, State, at

TABS = ("todo", "drafts", "done", "mine")
_ACTED = ("approve", "send_back", "terminate")
_RETURNED = (str(RETURNED),)
_KNOWN = [frozenset[str]()]
"""The editions of workflows that were there when this process asked last."""


@dataclass(frozen=True)
class Line:
    """One row of a list, ready to show. ``former``: the edition of its form, where another one is in force;
    ``returned``: why the record waits for the reader, and his draft of it."""

    record: RecordLine
    form_title: str
    part_title: str
    former: str
    state: str
    place: str
    returned: Return | None = None


@dataclass(frozen=True)
class DraftLine:
    """One of one's own drafts."""

    draft: Draft
    form_title: str
    part_title: str
    place: str
    is_returned: bool
    updated_at: datetime


@dataclass(frozen=True)
class WorkList:
    """One tab: its lines, the key of the next page, and the counts of all tabs."""

    tab: str
    lines: Page[Line]
    drafts: Page[DraftLine]
    counts: dict[str, int]


def open_tab(person: Person, tab: str, *, after: str = "") -> WorkList:
    """A tab of my work; `after` is the `next` of the page before."""
    shelves = _shelves(person)
    counts = lists.counts(person.scope, shelves) | {"drafts": drafts.count(person.county_id, person.user_id)}
    if tab == "drafts":
        page = drafts.list_for(person.county_id, person.user_id, after=after)
        return WorkList(tab, Page([], None), Page(_draft_lines(page.rows), page.next), counts)
    page_of_records = lists.list_for(person.scope, shelves[tab], after=after)
    lines = _with_returns(person, _lines(page_of_records.rows))
    return WorkList(tab, Page(lines, page_of_records.next), Page([], None), counts)


def shelf(person: Person, name: str) -> lists.Shelf:
    """The records of a tab of my work (todo, done or mine); any other name: all that the person may see."""
    return _shelves(person).get(name) or lists.everything()


def waiting_count(person: Person) -> int:
    """How many records wait for the person: the number beside 我的工作. One query, unless a workflow was added since
    this process asked last."""
    while True:
        known = _KNOWN[-1]
        try:
            waiting = _waiting(person, known)
        except NotFound:  # a backup from before one of them was put back under this process
            _KNOWN[:] = [frozenset()]
            continue
        number, editions = lists.count_to_do(person.scope, waiting, _RETURNED)
        if editions == known:
            return number
        _KNOWN[:] = [editions]


def everything(person: Person, narrowing: lists.Narrowing, *, after: str = "") -> Page[Line]:
    """All records the person may see, narrowed as he chose."""
    page = lists.list_for(person.scope, lists.everything(), narrowing, after=after)
    return Page(_lines(page.rows), page.next)


def _shelves(person: Person) -> dict[str, lists.Shelf]:
    return {
        "todo": lists.to_do(person.scope, _waiting(person, frozenset(workflows.all_ids())), _RETURNED),
        "done": lists.done(person.scope, _ACTED),
        "mine": lists.mine(person.scope),
    }


def _waiting(person: Person, editions: frozenset[str]) -> tuple[Waiting, ...]:
    """The steps of these workflows that the person holds, each where he holds it."""
    roles = sorted({grant.role_name for grant in person.grants})
    return _steps_held(tuple((role, regions) for role in roles if (regions := person.regions_of(role))), editions)


@lru_cache(maxsize=500)
def _steps_held(roles: Sequence[tuple[str, tuple[str, ...]]], editions: frozenset[str]) -> tuple[Waiting, ...]:
    """The same, by the roles with the regions they are held in."""
    regions_of = dict(roles)
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for edition_id in sorted(editions):
        for step in workflow(edition_id).approval_steps:
            held = tuple(sorted({code for role in step.roles for code in regions_of.get(role, ())}))
            if held:
                found.setdefault((str(at(step.code)), held), []).append(edition_id)
    return tuple(Waiting((state,), held, tuple(ids)) for (state, held), ids in found.items())


def _lines(found: Sequence[RecordLine]) -> list[Line]:
    names = regions.names([code for line in found for code in (line.township_code, line.village_code)])
    in_force = forms.active_ids() if found else frozenset()
    return [_line(line, names, in_force) for line in found]


def _with_returns(person: Person, lines: Sequence[Line]) -> list[Line]:
    own = [line.record.id for line in lines if line.record.state == str(RETURNED)]
    found = returns.of_author(person.county_id, person.user_id, own)
    return [replace(line, returned=found.get(line.record.id)) for line in lines]


def _line(line: RecordLine, names: dict[str, str], in_force: Collection[str]) -> Line:
    document = form_document(line.form_edition_id)
    state = engine.state_label(workflow(line.workflow_edition_id), State.parse(line.state))
    place = "".join(display_name(names[code]) for code in (line.township_code, line.village_code) if code in names)
    former = former_number(line.form_edition_id, in_force)
    return Line(line, document.title, document.part_title(line.part), former, state, place)


def _draft_lines(found: Sequence[Draft]) -> list[DraftLine]:
    villages = {draft.id: str((draft.origin or {}).get("village_code", "")) for draft in found}
    names = regions.names(villages.values())
    lines = []
    for draft in found:
        document = form_document(draft.form_edition_id)
        part = document.part_title(draft.part)
        place = display_name(names.get(villages[draft.id], ""))
        is_returned = draft.record_id is not None
        lines.append(DraftLine(draft, document.title, part, place, is_returned, draft.updated_at))
    return lines
