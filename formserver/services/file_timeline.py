"""The timeline of a person: acts on the file, papers, approvals and prints in one order, in words, the newest first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from formserver.models import Elder, JournalEntry
from formserver.programme.definition import Programme
from formserver.services import file_rights, persons, programmes
from formserver.services.file_words import ACTIONS, OTHER_ACT, Said, words
from formserver.services.person import Person
from formserver.services.persons import PaperLine
from formserver.services.rights import rights_of
from formserver.store import elder_timeline, journal
from formserver.store.elder_timeline import ACTS, APPROVALS, KINDS, PAPERS, PRINTS, Happened
from formserver.workflow.words import Action, label

FILTERS: Final = {"": "全部", PAPERS: "登记和探访", APPROVALS: "审批", ACTS: "档案变动", PRINTS: "打印"}
ASIDES: Final = {
    journal.PRINT: "打印",
    journal.ADD_SHEET: "添加签字纸质表的照片",
    journal.REMOVE_SHEET: "去掉签字纸质表的照片",
    journal.REFILE: "随合并转到另一份档案",
    journal.UPGRADE: "转到表的新版本",
    journal.REVERT: "退回表的原版本",
}
SHEET: Final = "打印待手写的表"
SUBMITTED_AGAIN: Final = "再次提交"
_WATCHING: Final = frozenset({"approve_village", "approve_township", "approve_county", "see_journal"})
"""Who of those that see a record is shown who printed it."""
_TONES: Final[Mapping[str, str]] = {Action.APPROVE: "good", Action.SEND_BACK: "bad", Action.TERMINATE: "bad"}


@dataclass(frozen=True)
class Line:
    """One thing that was done, ready to show. ``title``: a msgid; ``paper``: the record it was done with, ``sheet`` the
    title of a sheet printed to be written on; ``said``: what changed in the file; ``note``: a reason or an opinion;
    ``undoes``: the sequence of the act, where the reader may undo it; ``tone``: good, bad or nothing; ``states``: the
    page says where the record stands now."""

    at: datetime
    who: str
    title: str
    role: str = ""
    paper: PaperLine | None = None
    sheet: str = ""
    said: Sequence[Said] = ()
    note: str = ""
    undoes: int | None = None
    tone: str = ""
    states: bool = False


@dataclass(frozen=True)
class Timeline:
    """One page. ``kind``: of FILTERS; ``filters``: those that the reader may choose, with their words; ``next``: where
    the next page begins."""

    lines: Sequence[Line]
    kind: str
    filters: Mapping[str, str]
    after: str
    next: str | None


def timeline(
    person: Person, elder: Elder, may: Collection[str], in_force: Collection[str], kind: str = "", after: str = ""
) -> Timeline:
    """One page of what was done for a person whose file the reader sees. ``may``: what the reader may change, as
    `file_rights.changeable` says; ``in_force``: as for `persons.paper_line`; ``kind``: of FILTERS, all for another."""
    watches = not rights_of(person.roles_at(elder.village_code)).isdisjoint(_WATCHING)
    filters = {name: title for name, title in FILTERS.items() if watches or name != PRINTS}
    kind = kind if kind in filters else ""
    kinds = (kind,) if kind else tuple(name for name in KINDS if name in filters)
    found = elder_timeline.page_of(person.scope, elder.county_id, elder.id, kinds, after=after)
    draw = _drawer(elder, may, in_force)
    return Timeline([draw(one) for one in found.rows], kind, filters, after, found.next)


def _drawer(elder: Elder, may: Collection[str], in_force: Collection[str]) -> Callable[[Happened], Line]:
    programme = programmes.of_place(elder.village_code)

    def draw(one: Happened) -> Line:
        if one.sheet:
            return Line(one.at, one.by, SHEET, sheet=one.sheet)
        return _of_record(one, in_force) if one.entry is not None else _of_file(one, programme, may)

    return draw


def _of_file(one: Happened, programme: Programme, may: Collection[str]) -> Line:
    event = one.event
    assert event is not None
    return Line(
        event.at,
        event.user_name,
        ACTIONS.get(event.action, OTHER_ACT),
        said=words(programme, event),
        note=event.note,
        undoes=event.sequence if file_rights.may_undo(may, event) else None,
    )


def _of_record(one: Happened, in_force: Collection[str]) -> Line:
    entry, record = one.entry, one.record
    assert entry is not None
    assert record is not None
    return Line(
        entry.at,
        entry.user_name,
        _title(entry),
        role=entry.role,
        paper=persons.paper_line(record, in_force),
        note=entry.remark,
        tone=_TONES.get(entry.action, ""),
        states=entry.action == Action.SUBMIT and entry.revision_number == record.revision_number,
    )


def _title(entry: JournalEntry) -> str:
    if entry.action in ASIDES:
        return ASIDES[entry.action]
    is_first = entry.action != Action.SUBMIT or entry.revision_number == 1
    return label(Action(entry.action)) if is_first else SUBMITTED_AGAIN
