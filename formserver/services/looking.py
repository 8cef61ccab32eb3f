"""Looking at a record: what was filled in, where it stands, what was done about it, and what the reader may do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formserver.forms import explaining, reading
from formserver.forms.document import FormDocument, Part
from formserver.forms.reading import Change, Chapter
from formserver.forms.reasons import Reason
from formserver.models import Elder, JournalEntry, Record, Revision
from formserver.regions.names import display_name
from formserver.services import opinions, sealing, trying
from formserver.services.documents import form_document, workflow
from formserver.services.months import locks
from formserver.services.months.locks import OfMonth
from formserver.services.notes import Notes, notes_of, reasons_by_revision
from formserver.services.person import Person
from formserver.services.routing import engine_actor, facts_of
from formserver.store import drafts, elders, journal, records, regions
from formserver.workflow import engine
from formserver.workflow.definition import Workflow
from formserver.workflow.states import State
from formserver.workflow.words import Action, label


@dataclass(frozen=True)
class TimelineEntry:
    """One act for the page: what, who in which role, when, with which remark; the state it led to in Chinese."""

    entry: JournalEntry
    action: str
    state: str
    step: str


@dataclass(frozen=True)
class RecordView:
    """What the record page shows. `changes`: since the revision submitted before; `masked`: numbers are hidden;
    `reasons`: those given with each submission, by revision number; `unseen`: how many questions it does not show;
    `month`: where it belongs to one that was handed in."""

    record: Record
    document: FormDocument
    part: Part
    flow: Workflow
    state: str
    chapters: Sequence[Chapter]
    changes: Sequence[Change]
    timeline: Sequence[TimelineEntry]
    actions: Sequence[engine.AvailableAction]
    elder: Elder | None
    place: str
    follow_ups: Sequence[Record]
    draft_id: str | None
    masked: bool
    notes: Notes
    reasons: Mapping[int, list[Reason]]
    unseen: int
    month: OfMonth | None

    @property
    def is_correcting(self) -> bool:
        """Whether an approved revision is in force while a correction is on its way."""
        return facts_of(self.record).correction_open

    @property
    def hides_something(self) -> bool:
        """Whether a number on the page is shown with its middle hidden."""
        return any(line.is_masked for chapter in self.chapters for line in chapter.lines)

    @property
    def following_part(self) -> Part | None:
        """The part that may be filled in after this one (关爱服务 after a visit)."""
        return next((part for part in self.document.parts.values() if part.follows == self.part.code), None)


def view(person: Person, record_id: str) -> RecordView:
    """The record as this person sees it. Raises NotFound.

    Sensitive numbers are hidden from everybody but the author, who made the visit, and those who have to approve the
    record now.
    """
    record = records.get(person.scope, record_id)
    document = form_document(record.form_edition_id)
    part, flow = document.parts[record.part], workflow(record.workflow_edition_id)
    actions, month = available(person, record), locks.of_record(person, record)
    masked = _is_masked(person, record, actions)
    data, revisions = sealing.data_of(record), records.revisions(person.county_id, record.id)
    draft = drafts.of_record(person.county_id, person.user_id, record.id)
    return RecordView(
        record=record,
        document=document,
        part=part,
        flow=flow,
        state=engine.state_label(flow, State.parse(record.state)),
        chapters=reading.read(part, opinions.filled(record, part, data), masked=masked),
        changes=_changes(record, part, data, revisions, masked=masked),
        timeline=_timeline(person, record, flow),
        actions=[one for one in actions if month is None or not month.keeps(one.action)],
        elder=elders.find(record.county_id, record.elder_id) if record.elder_id else None,
        place=_place(record),
        follow_ups=records.children(person.scope, record.id),
        draft_id=draft.id if draft else None,
        masked=masked,
        notes=notes_of(next(one for one in revisions if one.number == record.revision_number), masked=masked),
        reasons=reasons_by_revision(revisions, masked=masked),
        unseen=len(explaining.unseen(part, data)),
        month=month,
    )


def latest(person: Person, record: Record) -> TimelineEntry:
    """The last act on a record that the caller may see: why a returned one waits for its author."""
    return _timeline(person, record, workflow(record.workflow_edition_id))[-1]


def available(person: Person, record: Record) -> tuple[engine.AvailableAction, ...]:
    """The buttons this person has on the record; 提交 is done on the entry page, not here."""
    submitted_by = records.revision(person.county_id, record.id, record.revision_number).by_user_id
    found = engine.actions(
        workflow(record.workflow_edition_id),
        State.parse(record.state),
        actor=engine_actor(person, record, has_submitted=submitted_by == person.user_id),
        facts=facts_of(record),
    )
    return tuple(action for action in found if action.action not in (Action.SUBMIT, Action.SAVE_DRAFT))


def is_masked(person: Person, record: Record) -> bool:
    """Whether this person sees the record's sensitive numbers with their middle hidden."""
    return _is_masked(person, record, available(person, record))


def _is_masked(person: Person, record: Record, actions: Sequence[engine.AvailableAction]) -> bool:
    is_own = person.user_id in (record.author_id, record.visitor_id)
    return not is_own and not any(action.action is Action.APPROVE for action in actions)


def _changes(
    record: Record, part: Part, data: Mapping[str, Any], revisions: Sequence[Revision], *, masked: bool
) -> list[Change]:
    by_number = {revision.number: revision for revision in revisions}
    submitted = by_number[record.revision_number]
    while submitted.source is not None:  # a move to another edition is no submission
        submitted = by_number[submitted.source]
    former = [revision for revision in revisions if revision.number < submitted.number]
    if not former:
        return []
    return reading.changes(part, trying.data_in(record, former[-1], record.form_edition_id), data, masked=masked)


def _timeline(person: Person, record: Record, flow: Workflow) -> list[TimelineEntry]:
    titles = {step.code: step.title for step in flow.steps}
    return [
        TimelineEntry(
            entry,
            label(Action(entry.action)),
            engine.state_label(flow, State.parse(entry.to_state)),
            titles.get(entry.step or "", ""),
        )
        for entry in journal.acts(person.county_id, record.id)
    ]


def _place(record: Record) -> str:
    codes = [record.county_id, record.township_code, record.village_code]
    names = regions.names(codes)
    return "".join(display_name(names[code]) for code in codes if code in names)
