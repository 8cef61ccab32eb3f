"""Acting on a record: 通过, 退回, 撤回, 终止, 更正. One act, one journal entry, one commit."""

from collections.abc import Callable
from dataclasses import dataclass

from formserver.clock import now
from formserver.errors import FormserverError, StaleRevision
from formserver.extensions import db
from formserver.forms import entry, origins, reasons
from formserver.ids import new_id
from formserver.models import Draft, Record
from formserver.services import acts, registering, sealing
from formserver.services.documents import form_document, workflow
from formserver.services.follow_ups import hearing
from formserver.services.months import locks
from formserver.services.person import Person
from formserver.services.routing import chosen_role, engine_actor, facts_of
from formserver.services.visiting import noting
from formserver.store import drafts, elder_events, held, journal, records
from formserver.workflow import engine
from formserver.workflow.states import APPROVED, RETURNED, State
from formserver.workflow.words import Action

LONGEST_REMARK = 1000
_TOLD_TO_FILES = frozenset({Action.APPROVE, Action.TERMINATE})


class RemarkTooLong(FormserverError):
    """A remark is a remark, not a file."""

    status = 422
    message_key = "说明最多%(limit)s个字。"


@dataclass(frozen=True)
class Request:
    """What the page asks for. `revision_number` and `state` are those it was drawn from; `target`: previous, author."""

    action: str
    act_id: str
    revision_number: int
    state: str
    remark: str = ""
    target: str | None = None

    def items(self) -> list[tuple[str, str]]:
        """The posted pairs, for the hash of the act."""
        number = str(self.revision_number)
        at = ("at", f"{number}/{self.state}")
        return [("action", self.action), at, ("remark", self.remark), ("target", self.target or "")]


@dataclass(frozen=True)
class Done:
    """What an act led to; `draft_id` where the actor goes on by filling in (更正, 撤回)."""

    record_id: str
    state: str
    draft_id: str | None = None
    again: bool = False


def act(person: Person, record_id: str, request: Request) -> Done:
    """Do one act on a record.

    Raises NotFound, StaleRevision (somebody acted first: exactly one of two wins), TransitionNotAllowed,
    RemarkRequired, RemarkTooLong, ActConflict, MonthLocked, and IdentityTaken of `registering`.
    """
    if len(request.remark) > LONGEST_REMARK:
        raise RemarkTooLong(limit=LONGEST_REMARK)
    body = acts.body_hash(f"record {record_id}", request.items())
    done = _done_before(person, record_id, request, body)
    if done is not None:
        return done
    record = records.get(person.scope, record_id)
    if (record.revision_number, record.state) != (request.revision_number, request.state):
        return _lost(person, record_id, request, body)
    elder_id = _hold(record, request.action)
    before, number = record.state, record.revision_number
    outcome = _outcome(person, record, request)
    changes = _changes(person, record, outcome)
    if not records.claim(person.county_id, record_id, revision_number=number, state=before, changes=changes):
        return _lost(person, record_id, request, body)
    db.session.refresh(record)
    if record.elder_id != elder_id:  # the person's file became one with another meanwhile
        return _lost(person, record_id, request, body)
    try:
        draft_id = _AFTER.get(outcome.action, _nothing)(person, record, outcome)
        _write_down(person, record, outcome, request, body, before)
        noting.note_act(record, is_final=outcome.is_final)
        if outcome.action is Action.SEND_BACK:
            locks.note_sent_back(person, record, request.remark)
    except FormserverError:
        # What is drawn instead must show the record as it was.
        db.session.rollback()
        raise
    db.session.commit()
    return Done(record_id, record.state, draft_id)


def _hold(record: Record, action: str) -> str | None:
    """Keep from everybody else what the act may change beside the record, in the order of all who do
    (docs/decisions/0032); gives the id of the person it is about. Raises MonthLocked."""
    if action == Action.TERMINATE:
        held.drafts_changing(record.county_id, record.id)
    if action in _TOLD_TO_FILES and record.elder_id is not None:
        elder_events.locked(record.county_id, record.elder_id)
    locks.keep(record, action)
    return record.elder_id


def _done_before(person: Person, record_id: str, request: Request, body: str) -> Done | None:
    earlier = acts.earlier(person, request.act_id, body)
    if earlier is None:
        return None
    draft = drafts.of_record(person.county_id, person.user_id, record_id)
    return Done(record_id, earlier.to_state, draft.id if draft else None, again=True)


def _lost(person: Person, record_id: str, request: Request, body: str) -> Done:
    """Another request won the record meanwhile; it may have been this very act, sent twice by an impatient hand."""
    db.session.rollback()
    done = _done_before(person, record_id, request, body)
    if done is None:
        raise StaleRevision
    return done


def _outcome(person: Person, record: Record, request: Request) -> engine.Outcome:
    submitted_by = records.revision(person.county_id, record.id, record.revision_number).by_user_id
    return engine.apply(
        workflow(record.workflow_edition_id),
        State.parse(record.state),
        request.action,
        actor=engine_actor(person, record, has_submitted=submitted_by == person.user_id),
        facts=facts_of(record),
        remark=request.remark,
        target=request.target,
    )


def _changes(person: Person, record: Record, outcome: engine.Outcome) -> dict[str, object]:
    """New column values. A correction is a new revision on its way beside the approved one, which stays valid."""
    state = outcome.revision_state or outcome.state
    changes: dict[str, object] = {"state": str(state), "updated_at": now()}
    if outcome.action in (Action.APPROVE, Action.SEND_BACK):
        changes["acted_since_submit"] = True
    if outcome.is_final:
        changes["approved_revision"] = record.revision_number
    if outcome.opens_revision:
        changes["author_id"] = person.user_id
    return changes


# what follows an act --------------------------------------------------------------------------------------------------
def _nothing(person: Person, record: Record, outcome: engine.Outcome) -> str | None:
    return None


def _approved(person: Person, record: Record, outcome: engine.Outcome) -> str | None:
    document = form_document(record.form_edition_id)
    if outcome.is_final and document.category == "registration":
        registering.approve(person, record, document.parts[record.part].concepts(sealing.data_of(record)))
    elif outcome.is_final:
        registering.hear_visit(person, record)
    return None


def _back_to_author(person: Person, record: Record, outcome: engine.Outcome) -> str | None:
    """The record waits for its author with a draft made from it; the record itself keeps its data."""
    if State.parse(record.state) != RETURNED:
        return None
    part = form_document(record.form_edition_id).parts[record.part]
    pairs = entry.to_pairs(part, sealing.data_of(record))
    revision = records.revision(record.county_id, record.id, record.revision_number)
    noted = origins.of_pointers(part, pairs, revision.answer_origins or {})
    said = reasons.to_pairs(part, pairs, sealing.reasons_of(revision))
    draft = Draft(
        id=new_id(),
        county_id=record.county_id,
        user_id=record.author_id,
        form_code=record.form_code,
        form_edition_id=record.form_edition_id,
        part=record.part,
        elder_id=record.elder_id,
        record_id=record.id,
        parent_record_id=record.parent_record_id,
        title=record.title,
        origin={"village_code": record.village_code},
    )
    drafts.insert(draft, [*pairs.items(), *said], origins=origins.as_json(noted))
    return draft.id


def _terminated(person: Person, record: Record, outcome: engine.Outcome) -> str | None:
    noting.hold(record)
    draft = drafts.of_record(record.county_id, record.author_id, record.id)
    if draft is not None:
        drafts.delete(draft)
    if record.approved_revision is not None:
        _restore(record, record.approved_revision)
        document = form_document(record.form_edition_id)
        told = document.parts[record.part].concepts(sealing.data_of(record))
        hearing.hear(person, record, document.category, told)
        return None
    hearing.forget(person, record)
    if form_document(record.form_edition_id).category == "registration":
        registering.give_up(person, record)
    return None


def _restore(record: Record, approved: int) -> None:
    """A correction was given up: the approved data are the record's again, as one more revision, and he its author who
    submitted them."""
    kept = records.revision(record.county_id, record.id, approved)
    number = records.next_revision_number(record.county_id, record.id)
    record.data, record.form_edition_id, record.author_id = kept.data, kept.form_edition_id, kept.by_user_id
    record.state, record.revision_number, record.approved_revision = str(APPROVED), number, number
    # The reasons and what is kept aside are sealed for their record, not for a revision of it.
    records.add_revision(
        record,
        by_user_id=kept.by_user_id,
        at=now(),
        origins=kept.answer_origins,
        reasons=kept.reasons,
        set_aside=kept.set_aside,
    )


_AFTER: dict[Action, Callable[[Person, Record, engine.Outcome], str | None]] = {
    Action.APPROVE: _approved,
    Action.SEND_BACK: _back_to_author,
    Action.WITHDRAW: _back_to_author,
    Action.CORRECT: _back_to_author,
    Action.TERMINATE: _terminated,
}


def _write_down(
    person: Person, record: Record, outcome: engine.Outcome, request: Request, body: str, before: str
) -> None:
    facts: dict[str, str | int] = {"target": str(outcome.target)} if outcome.target else {}
    if record.revision_number != request.revision_number:  # the approved data came back
        revision = records.revision(record.county_id, record.id, record.revision_number)
        facts |= acts.stored_facts(record, revision)
    journal.append(
        journal.Act(
            county_id=person.county_id,
            record_id=record.id,
            act_id=request.act_id,
            action=str(outcome.action),
            from_state=before,
            to_state=record.state,
            step=outcome.step,
            user_id=person.user_id,
            user_name=person.name,
            role=chosen_role(person, record, workflow(record.workflow_edition_id), outcome.step),
            place_code=record.village_code,
            remark=outcome.remark or "",
            opinion=str(outcome.action) if outcome.opinion else None,
            revision_number=record.revision_number,
            at=now(),
            body_hash=body,
            answer={"record": record.id},
            facts=facts,
        )
    )
