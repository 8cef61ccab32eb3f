"""A record moves to the edition of its paper that is in force: previewed, journaled, and back again.

State and approvals stay as they are; what the new edition does not ask is kept aside with the revision.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.clock import now
from formserver.errors import Forbidden, FormserverError, StaleRevision
from formserver.extensions import db
from formserver.forms.editions import aside, previewing
from formserver.forms.problems import Problem, path_at, pointer_of
from formserver.models import Record, Revision
from formserver.services import acts, asides, sealing, ways
from formserver.services.documents import form_document
from formserver.services.person import FILLING_ROLES, Person
from formserver.services.rights import ROLE_RIGHTS
from formserver.services.trying import Tried, tried
from formserver.services.visiting import noting
from formserver.store import forms, journal, records
from formserver.store.journal import DoneAct
from formserver.workflow.states import RETURNED, TERMINATED, State
from formserver.workflow.words import Action, label

_RIGHTS: Final = frozenset({"publish_forms", "approve_township", "approve_county"})


class StaysThere(FormserverError):
    """The record is not moved, for a reason that is none of its answers."""

    status = 409
    message_key = "这条记录已经在现行版本，不用换。"


class WouldNotFit(FormserverError):
    """The moved answers would not be valid; nothing is moved."""

    status = 422
    message_key = "换到%(edition)s版以后有%(count)s处需要更正，所以没有换。"

    def __init__(self, edition: str, problems: Sequence[Problem]) -> None:
        self.problems = problems
        super().__init__(edition=edition, count=len(problems))


class PublishedMeanwhile(FormserverError):
    """Another edition came into force after the page was drawn."""

    status = 409
    message_key = "这张表刚刚发布了别的版本，请重新看看会有什么变化。"


class CannotRevert(FormserverError):
    """The move cannot be undone any more, or there is none."""

    status = 409
    message_key = "这条记录没有换过版本，或者已经恢复。"


@dataclass(frozen=True)
class Request:
    """What a page asks for: the act id it was drawn with, the revision it was drawn from, and the edition to move to
    (none: back)."""

    act_id: str
    revision_number: int
    edition_id: str = ""

    def items(self) -> list[tuple[str, str]]:
        """The posted pairs, for the hash of the act."""
        return [("revision", str(self.revision_number)), ("edition", self.edition_id)]


@dataclass(frozen=True)
class Moved:
    """What an act did; `again` when this very act had been done before. `kept_aside`: how many answers are not asked
    any more because of it."""

    record_id: str
    again: bool = False
    kept_aside: int = 0


def edition_text(edition_id: str) -> str:
    """The number of an edition as it is printed: "1.0"."""
    return "{}.{}".format(*form_document(edition_id).edition)


def hindrance(record: Record, target: str | None) -> StaysThere | None:
    """Why the record does not move to the edition with the id `target`, whatever its answers are; None where it may."""
    state = State.parse(record.state)
    if target is None:
        return StaysThere("这张表没有现行的版本，记录留在原来的版本。")
    if record.form_edition_id == target:
        return StaysThere()
    if state == RETURNED:
        return StaysThere("这条记录正等填报人修改，由填报人在填表页上换用新版本。")
    if state == TERMINATED:
        return StaysThere("这条记录已经终止，留在原来的版本。")
    return None


def role_of(person: Person, record: Record) -> str | None:
    """The role in which the person may move the record: who publishes forms or approves there, and its author; None
    for all others."""
    held = person.roles_at(record.village_code)
    found = (role for role, rights in ROLE_RIGHTS.items() if role in held and rights & _RIGHTS)
    own = (role for role in sorted(FILLING_ROLES & held) if record.author_id == person.user_id)
    return next(found, next(own, None))


# moving ---------------------------------------------------------------------------------------------------------------
def move(person: Person, record_id: str, request: Request) -> Moved:
    """Move one record to the edition in force. Doing the same act again changes nothing.

    Raises NotFound, Forbidden, StaleRevision, StaysThere, PublishedMeanwhile, WouldNotFit (nothing is moved then),
    ActConflict.
    """
    return _acted(person, record_id, request, journal.UPGRADE, _to_edition_in_force)


def revert(person: Person, record_id: str, request: Request) -> Moved:
    """Undo a move: the revision before it is the record's again, byte for byte, under a number of its own.

    Raises NotFound, Forbidden, StaleRevision, CannotRevert (somebody acted since), ActConflict.
    """
    return _acted(person, record_id, request, journal.REVERT, _back)


Step = Callable[[Record, Revision, Request], tuple[Revision, int]]
"""Record, its revision and what is asked -> its next revision, and how many answers more that keeps aside."""


def _acted(person: Person, record_id: str, request: Request, action: str, step: Step) -> Moved:
    """What every act here has in common: it is done once, by who may, on the revision that was looked at."""
    body = acts.body_hash(f"{action} {record_id}", request.items())
    done = acts.earlier(person, request.act_id, body)
    if done is not None:
        return _again(done)
    record = records.get(person.scope, record_id)
    role = needed_role(person, record)
    if record.revision_number != request.revision_number:
        return _lost(person, request, body)
    made, kept = step(record, records.revision(record.county_id, record.id, record.revision_number), request)
    if not _put(person, role, record, made, action, request.act_id, body):
        return _lost(person, request, body)
    db.session.commit()
    return Moved(record_id, kept_aside=kept)


def _to_edition_in_force(record: Record, current: Revision, request: Request) -> tuple[Revision, int]:
    target = forms.active_id(record.form_code)
    reason = hindrance(record, target)
    if reason is not None:
        raise reason
    if target != request.edition_id:
        raise PublishedMeanwhile
    found = tried(record, ways.to_edition(target))
    if found.problems:
        raise WouldNotFit(edition_text(target), found.problems)
    made = _moved(record, current, found, target)
    return made, len(asides.of_revision(made)) - len(asides.of_revision(current))


def _back(record: Record, current: Revision, request: Request) -> tuple[Revision, int]:
    back = former_of(record, current)
    if isinstance(back, CannotRevert):
        raise back
    number = records.content_number(record.county_id, record.id, back.number)
    told = {name: getattr(back, name) for name in ("data", "form_edition_id", "answer_origins", "reasons", "set_aside")}
    return Revision(**_key(record), by_user_id=back.by_user_id, source=number, **told), 0


def needed_role(person: Person, record: Record) -> str:
    """The role in which the person moves the record. Raises Forbidden."""
    role = role_of(person, record)
    if role is None:
        raise Forbidden("您没有更换这条记录的表版本的权限。")
    return role


def _again(done: DoneAct) -> Moved:
    return Moved(done.record_id, again=True)


def _lost(person: Person, request: Request, body: str) -> Moved:
    """Another request won the record meanwhile; it may have been this very act, sent twice by an impatient hand."""
    db.session.rollback()
    done = acts.earlier(person, request.act_id, body)
    if done is None:
        raise StaleRevision
    return _again(done)


def former_of(record: Record, current: Revision) -> Revision | CannotRevert:
    """The revision that undoing the last move brings back, or why it cannot be undone."""
    if current.source is None:
        return CannotRevert()
    former = records.revision(record.county_id, record.id, current.source)
    if former.form_edition_id == current.form_edition_id:
        return CannotRevert()
    chain = journal.entries(record.county_id, record.id)
    at = max(one.sequence for one in chain if (one.action, one.revision_number) == (journal.UPGRADE, current.number))
    since = [one for one in chain if one.sequence > at and one.action not in journal.BESIDE]
    if since:
        said = {"name": since[0].user_name, "action": label(Action(since[0].action))}
        return CannotRevert("换版本以后%(name)s已经办理（%(action)s），不能再恢复；需要改动的，请走更正。", **said)
    return former


# writing --------------------------------------------------------------------------------------------------------------
def _key(record: Record) -> dict[str, Any]:
    number = records.next_revision_number(record.county_id, record.id)
    return {"county_id": record.county_id, "record_id": record.id, "number": number, "at": now()}


def _moved(record: Record, current: Revision, found: Tried, target: str) -> Revision:
    """The record's next revision: the same answers in the other edition, still those of who submitted them."""
    sides = (record.form_edition_id, found.before), (target, found.after)
    kept = [*asides.of_revision(current), *aside.of_move(*sides, found.data, found.moved)]
    said = {_pointer(found, pointer): reason for pointer, reason in sealing.reasons_of(current).items()}
    origins = {_pointer(found, pointer): code for pointer, code in (current.answer_origins or {}).items()}
    return Revision(
        **_key(record),
        data=sealing.sealed(found.after, found.moved.data, record.county_id, record.id),
        form_edition_id=target,
        by_user_id=current.by_user_id,
        answer_origins=_placed(origins) or None,
        reasons=sealing.sealed_reasons(_placed(said), record.county_id, record.id) or None,
        set_aside=asides.sealed(kept, record.county_id, record.id),
        source=current.number,
    )


def _pointer(found: Tried, pointer: str) -> str:
    """Where a note of the former answers belongs now; "" where nothing asks there."""
    return pointer_of(previewing.place_of(found.before, found.after, found.data, found.moved, path_at(pointer)))


def _placed(notes: Mapping[str, Any]) -> dict[str, Any]:
    return {pointer: note for pointer, note in notes.items() if pointer}


def _put(person: Person, role: str, record: Record, made: Revision, action: str, act_id: str, body: str) -> bool:
    """Give the record another revision and journal it; False where somebody else was first."""
    was, number = record.form_edition_id, record.revision_number
    changes: dict[str, object] = {
        "data": made.data,
        "form_edition_id": made.form_edition_id,
        "revision_number": made.number,
    }
    if record.approved_revision == number:
        changes["approved_revision"] = made.number
    county_id, state = record.county_id, record.state
    if not records.claim(county_id, record.id, revision_number=number, state=state, changes=changes):
        return False
    db.session.refresh(record)
    records.insert_revision(made)
    journal.append(
        journal.Act(
            county_id=county_id,
            record_id=record.id,
            act_id=act_id,
            action=action,
            from_state=state,
            to_state=state,
            user_id=person.user_id,
            user_name=person.name,
            role=role,
            place_code=record.village_code,
            revision_number=made.number,
            at=made.at,
            body_hash=body,
            answer={"record": record.id},
            facts={"from": was, "to": made.form_edition_id, **acts.stored_facts(record, made)},
        )
    )
    noting.note(record)
    return True
