"""Submitting: a valid draft becomes a record, or its record's next revision, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from formserver.clock import now, today
from formserver.errors import FormserverError, NotFound, StaleRevision, TransitionNotAllowed
from formserver.extensions import db
from formserver.forms import answers
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.forms.validation import errors
from formserver.ids import new_id
from formserver.models import Elder, Record
from formserver.models.engine import reading
from formserver.services import acts, asides, filling, given, judging, registering, sealing
from formserver.services.documents import workflow
from formserver.services.drafting import ElderGone
from formserver.services.filling import Filling
from formserver.services.follow_ups import hearing
from formserver.services.judging import Page
from formserver.services.person import Person
from formserver.services.routing import chosen_role, engine_actor, facts_of
from formserver.services.visiting import noting
from formserver.store import drafts, elders, files, journal, numbers, prefilled, records, workflows
from formserver.store.chains import ActAlreadyDone
from formserver.workflow import engine
from formserver.workflow.definition import Workflow
from formserver.workflow.states import State
from formserver.workflow.words import Action

_LETTERS = {"registration": "DJ", "visit_record": "TF"}
_FOLLOWING_LETTERS = "GA"


class EntryInvalid(FormserverError):
    """The page has problems; what was typed is kept in the draft. `filling` and `problems` draw it again."""

    status = 422
    message_key = "还有%(count)s处需要填写或更正。"

    def __init__(self, drawn: Filling, problems: list[Problem]) -> None:
        self.filling, self.problems = drawn, problems
        super().__init__(count=len(errors(problems)))


class FormNotInUse(FormserverError):
    """The county stopped using the paper while the page was open."""

    status = 409
    message_key = "这张表在本县（区）已停用，不能提交。已填写的内容保存在草稿里。"


class SheetTaken(FormserverError):
    """Somebody else typed in the same sheet and was earlier."""

    status = 409
    message_key = "这张纸质表已经由别人录入并提交。您填写的内容保存在草稿里，确认不需要的，可以删除草稿。"


@dataclass(frozen=True)
class Submitted:
    """What a submission made; `again` when this very act had been done before; `waits_for`: the step's printed name."""

    record_id: str
    again: bool = False
    waits_for: str = ""


def submit(person: Person, draft_id: str, posted: Pairs, *, revision: int, act_id: str) -> Submitted:
    """Validate and submit a draft. Raises EntryInvalid (nothing typed is lost), StaleRevision, ActConflict, NotFound,
    UnknownField, TransitionNotAllowed, FormNotInUse, IdentityTaken, Forbidden."""
    body = acts.body_hash("submit", [("draft", draft_id), *posted.items()])
    page = Page(person, draft_id, posted, revision)
    try:
        with reading(db.session()):
            done = _done_before(person, act_id, body)
            if done is not None:
                return done
            judged = judging.judge(page)
        return _submit(page, judging.hold(page, judged), act_id, body)
    except (NotFound, StaleRevision, ActAlreadyDone):
        # Another request was first; it may have been this very act, sent twice by an impatient hand.
        db.session.rollback()
        done = _done_before(person, act_id, body)
        if done is None:
            raise
        return done


def _done_before(person: Person, act_id: str, body: str) -> Submitted | None:
    done = acts.earlier(person, act_id, body)
    return Submitted(done.record_id, again=True) if done else None


def _submit(page: Page, kept: Filling, act_id: str, body: str) -> Submitted:
    person, problems = page.person, judging.problems(page.person, kept)
    if errors(problems):
        invalid = EntryInvalid(filling.save(kept), problems)
        db.session.commit()  # what was typed is kept, whatever is wrong with it
        raise invalid
    submitted = _submitted_again if kept.record else _submitted_first
    try:
        record = submitted(person, kept, act_id, body)
        hearing.hear(person, record, kept.document.category, kept.concepts, is_new=kept.record is None)
    except (ElderGone, FormNotInUse, SheetTaken, TransitionNotAllowed, *registering.TAKEN):
        # Nobody can submit it now, but what was typed is not lost with that.
        db.session.rollback()
        filling.keep(person, page.draft_id, page.posted, revision=page.revision)
        raise
    done_now = Submitted(record.id, waits_for=_step_title(record))
    db.session.commit()
    return done_now


def _step_title(record: Record) -> str:
    """The step the record waits at now, as the workflow names it."""
    step = State.parse(record.state).step
    return next((one.title for one in workflow(record.workflow_edition_id).steps if one.code == step), "")


def _submitted_first(person: Person, kept: Filling, act_id: str, body: str) -> Record:
    workflow_edition_id = _route(person, kept)
    at, record_id = now(), new_id()
    elder = _elder(person, kept, record_id)
    counter, data = _counted(kept, elder)
    village = _village(kept)  # where it was begun, also where the person has moved since
    record = Record(
        county_id=person.county_id,
        id=record_id,
        number=numbers.record_number(person.county_id, _letters(kept), today(at).year),
        form_code=kept.document.code,
        form_edition_id=kept.draft.form_edition_id,
        part=kept.part.code,
        workflow_edition_id=workflow_edition_id,
        elder_id=elder.id,
        parent_record_id=kept.draft.parent_record_id,
        counter_number=counter,
        state="",
        revision_number=1,
        approved_revision=None,
        data=sealing.sealed(kept.part, data, person.county_id, record_id),
        township_code=village[:9],
        village_code=village,
        author_id=person.user_id,
        visitor_id=kept.draft.visitor_id,
        visitor_name=kept.draft.visitor_name,
        title=elder.name,
        acted_since_submit=False,
        happened_on=_happened_on(kept.concepts),
        submitted_at=at,
        updated_at=at,
    )
    outcome = _outcome(person, workflow(workflow_edition_id), None, record)
    record.state = str(outcome.state)
    records.insert(record)
    if kept.draft.paper_code and not prefilled.typed_in(kept.draft.paper_code, record_id):
        raise SheetTaken
    _finish(person, kept, record, outcome, act_id, body, data, at)
    noting.note(record, kept.concepts, is_new=True)
    return record


def _submitted_again(person: Person, kept: Filling, act_id: str, body: str) -> Record:
    record = kept.record
    assert record is not None
    outcome = _outcome(person, workflow(record.workflow_edition_id), State.parse(record.state), record)
    registering.follow(person, kept, record)
    data, at = kept.data, now()
    changes: Mapping[str, object] = {
        "data": sealing.sealed(kept.part, data, person.county_id, record.id),
        "form_edition_id": kept.draft.form_edition_id,
        "state": str(outcome.state),
        "revision_number": records.next_revision_number(person.county_id, record.id),
        "acted_since_submit": False,
        "title": kept.concepts.get("name", record.title),
        "happened_on": _happened_on(kept.concepts),
        "submitted_at": at,
        "updated_at": at,
    }
    number, state = record.revision_number, record.state
    if not records.claim(person.county_id, record.id, revision_number=number, state=state, changes=changes):
        raise StaleRevision
    _finish(person, kept, record, outcome, act_id, body, data, at)
    noting.note(record, kept.concepts)
    return record


def _finish(
    person: Person,
    kept: Filling,
    record: Record,
    outcome: engine.Outcome,
    act_id: str,
    body: str,
    data: Mapping[str, Any],
    at: datetime,
) -> None:
    origins, said = kept.noted, sealing.sealed_reasons(kept.reasons, person.county_id, record.id)
    aside = asides.of_submission(record, kept.draft)
    told = {"origins": origins, "reasons": said}
    sealed = asides.sealed(aside, person.county_id, record.id)
    revision = records.add_revision(record, by_user_id=person.user_id, at=at, **told, set_aside=sealed)
    attached = [*(one for _, one in answers.files(kept.part.group, data)), *asides.files(aside, kept.part.code)]
    files.attach(person.county_id, kept.draft.id, record.id, attached)
    journal.append(
        journal.Act(
            county_id=person.county_id,
            record_id=record.id,
            act_id=act_id,
            action=str(outcome.action),
            from_state=str(outcome.before) if outcome.before else None,
            to_state=record.state,
            step=outcome.step,
            user_id=person.user_id,
            user_name=person.name,
            role=chosen_role(person, record, workflow(record.workflow_edition_id), outcome.step),
            place_code=record.village_code,
            for_user_id=record.visitor_id if record.visitor_name else None,
            for_user_name=record.visitor_name,
            revision_number=record.revision_number,
            at=at,
            body_hash=body,
            answer={"record": record.id},
            facts=acts.revision_facts(revision, data, kept.reasons, aside),
        )
    )
    drafts.delete(kept.draft)


def _outcome(person: Person, flow: Workflow, state: State | None, record: Record) -> engine.Outcome:
    actor = engine_actor(person, record, has_submitted=False)
    return engine.apply(flow, state, Action.SUBMIT, actor=actor, facts=facts_of(record))


def _elder(person: Person, kept: Filling, record_id: str) -> Elder:
    """Whom the new record is about; a registration makes him."""
    if kept.elder is not None and kept.document.category != "registration":
        return kept.elder
    return registering.register(person, kept, record_id)


def _counted(kept: Filling, elder: Elder) -> tuple[int | None, dict[str, Any]]:
    """第__次 is taken now, and written into the data."""
    codes = [code for code, field in kept.part.group.fields.items() if field.given_by_system]
    if not codes:
        return None, kept.data
    number = numbers.next_value(
        elder.county_id, given.counter_series(kept.part, elder, _happened_on(kept.concepts) or str(today()))
    )
    return number, kept.data | dict.fromkeys(codes, number)


def _route(person: Person, kept: Filling) -> str:
    """The edition of the workflow a new record goes through. Raises ElderGone where none is made any more."""
    if kept.elder is not None and kept.elder.state == elders.LEFT:
        raise ElderGone(name=kept.elder.name)
    try:
        return workflows.routing(person.county_id, kept.document.code, _village(kept), today())
    except NotFound:
        raise FormNotInUse from None


def _letters(kept: Filling) -> str:
    return _FOLLOWING_LETTERS if kept.part.follows else _LETTERS[kept.document.category]


def _village(kept: Filling) -> str:
    return str((kept.draft.origin or {})["village_code"])


def _happened_on(concepts: Mapping[str, Any]) -> str | None:
    return next((concepts[name] for name in ("visit_date", "care_date", "opened_on") if name in concepts), None)
