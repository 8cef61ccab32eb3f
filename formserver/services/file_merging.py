"""合并: two files of one person become one, provably, and the merge can be undone with everything as it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from formserver.clock import now, today
from formserver.errors import Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.models import Elder, ElderEvent
from formserver.services import acting, asking, duplicates, file_acts, file_fields, file_hearing, registering
from formserver.services.acting import Asked, Incomplete, Turn
from formserver.services.duplicates import Card
from formserver.services.file_fields import Line
from formserver.services.file_state import FileState
from formserver.services.follow_ups import hearing, staying
from formserver.services.leaving import MERGED
from formserver.services.person import Person
from formserver.services.registering import IdentityTaken
from formserver.services.visiting import duties, noting
from formserver.store import elder_duplicates, elder_events, elders, held, identities, journal, refiling
from formserver.store.journal import Aside

NUMBERS_CHECKED: Final = "numbers_checked"
_RANKS: Final = (elders.LEFT, elders.LISTED, elders.PENDING, elders.REGISTERED)


class NotMerging(FormserverError):
    """These two files cannot become one as they stand; ``reason`` is a msgid."""

    status = 409
    message_key = "不能合并：%(reason)s。"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class NotMerged(FormserverError):
    """There is no such merge to undo, or no more."""

    status = 409
    message_key = "这次合并已经撤销，或档案又有了别的变化，没有再办。"


@dataclass(frozen=True)
class MergeView:
    """Two files side by side. ``kept`` is the one that stays; ``may_swap``: whether it might be the other one;
    ``hindrance``: why they cannot be merged, a msgid; ``of_two_numbers``: the identity numbers differ; ``records``: how
    many records come over."""

    kept: Card
    other: Card
    lines: Sequence[Line]
    may_swap: bool
    hindrance: str
    of_two_numbers: bool
    records: int
    seen: str


@dataclass(frozen=True)
class UndoView:
    """A merge that can be undone: what went over, and who did it."""

    kept: Card
    other: Card
    event: ElderEvent
    seen: str


def compare(person: Person, kept_id: str, other_id: str) -> MergeView:
    """What a merge would do. Raises NotFound, Forbidden."""
    kept, other = _files(person, kept_id, other_id)
    return MergeView(
        kept=duplicates.card(kept),
        other=duplicates.card(other),
        lines=file_fields.compare(kept, other),
        may_swap=not _hindrance(other, kept),
        hindrance=_hindrance(kept, other),
        of_two_numbers=file_fields.are_of_two_numbers(kept, other),
        records=len(refiling.records_of(person.county_id, other_id)),
        seen=acting.seen_of(person.county_id, kept_id, other_id),
    )


def merge(person: Person, kept_id: str, other_id: str, asked: Asked, chosen: Mapping[str, str], note: str) -> None:
    """Let the other file go into the one that stays: its records, open drafts, sheets and identity number are of that
    one from now on. ``chosen``: code of a field -> `file_fields.OTHER` where that file is right; `NUMBERS_CHECKED` ->
    anything, where two identity numbers were looked at, and one of them is wrong.

    Raises NotFound, Forbidden, NotMerging, Incomplete, AlreadyAsked, StaleFile, ActConflict.
    """
    _files(person, kept_id, other_id)
    held.drafts_about(person.county_id, (kept_id, other_id))
    turn = acting.begin(person, asked, "merge", {**chosen, "note": note}, kept_id, other_id)
    if turn.done is not None:
        return
    kept, other = turn.elders
    if hindrance := _hindrance(kept, other):
        raise NotMerging(hindrance)
    is_unchecked = file_fields.are_of_two_numbers(kept, other) and not chosen.get(NUMBERS_CHECKED)
    _refuse_without(note, {NUMBERS_CHECKED: "两份档案的身份证号不一样，请核对身份证后勾选"} if is_unchecked else {})
    for elder in turn.elders:
        asking.refuse_open(elder)
    owed = duties.hold_all(kept.county_id, kept.id, other.id)
    columns = file_fields.taken(kept, other, chosen)
    moved = _move_over(turn, kept, other)
    state = FileState(kept)
    state.set_all(columns)
    file_hearing.listen(state)
    turn.take(kept, "merge", state.changes, note=note, other=other.id, **moved)
    changes = {"state": elders.LEFT, "left_reason": MERGED, "left_on": today().isoformat(), "merged_into": kept.id}
    facts = {"into": kept.id, "reasons": duties.reasons_given(other)}
    file_acts.take(person, other, "merged", changes, note=note, facts=facts)
    duties.renew(owed)
    db.session.commit()


def undoable(person: Person, kept_id: str, other_id: str) -> UndoView:
    """The merge of two files, to be looked at before it is undone. Raises NotFound, Forbidden, NotMerged."""
    kept, other = _files(person, kept_id, other_id)
    seen = acting.seen_of(person.county_id, kept_id, other_id)
    return UndoView(duplicates.card(kept), duplicates.card(other), _merge_of(kept, other), seen)


def unmerge(person: Person, kept_id: str, other_id: str, asked: Asked, note: str) -> None:
    """Undo a merge: what came over goes back, and what was made since and follows from it; what was made since for the
    person stays with the file that was kept. What somebody changed in it since stays, too.

    Raises NotFound, Forbidden, NotMerged, IdentityTaken, Incomplete, AlreadyAsked, StaleFile, ActConflict.
    """
    _files(person, kept_id, other_id)
    held.drafts_about(person.county_id, (kept_id, other_id))
    turn = acting.begin(person, asked, "unmerge", {"note": note}, kept_id, other_id)
    if turn.done is not None:
        return
    kept, other = turn.elders
    event = _merge_of(kept, other)
    _refuse_without(note)
    asking.refuse_open(kept)
    owed = duties.hold_all(kept.county_id, kept.id, other.id)
    _give_numbers_back(kept, other, event.facts["numbers"])
    records = _move_back(turn, kept, other, event.facts)
    state = FileState(kept)
    before = file_acts.undoing(event)
    state.set_all({name: before[name] for name, (_, after) in event.changes.items() if state.value(name) == after})
    file_hearing.listen(state)
    turn.take(kept, "unmerge", state.changes, note=note, other=other.id, records=records)
    reasons = _stand_again(person, other, note)
    hearing.tell_apart(person, kept.county_id, (kept.id, other.id))
    duties.renew(owed)
    duties.give_again(other, reasons)
    db.session.commit()


def merged_files(person: Person, elder: Elder) -> list[Elder]:
    """The files that went into one, as far as the reader may undo that."""
    if not duplicates.may_merge(person, elder):
        return []
    found = elder_duplicates.merged_into(elder.county_id, elder.id)
    return [other for other in found if duplicates.may_merge(person, other)]


def _files(person: Person, kept_id: str, other_id: str) -> tuple[Elder, Elder]:
    kept, other = (elders.get(person.scope, one) for one in (kept_id, other_id))
    if kept_id == other_id:
        raise NotFound
    if not duplicates.may_merge(person, kept, other):
        raise Forbidden
    return kept, other


def _refuse_without(note: str, problems: Mapping[str, str] = MappingProxyType({})) -> None:
    """Raise Incomplete where the reason is missing, or with what else is wrong, all at once."""
    problem = asking.problem_of_note(note, is_needed=True)
    found = {**problems, **({"note": problem} if problem else {})}
    if found:
        raise Incomplete(found)


def _hindrance(kept: Elder, other: Elder) -> str:
    if kept.merged_into or other.merged_into:
        return "其中一份档案已经合并到别的档案"
    if other.state == elders.PENDING:
        return "要并入的档案，登记表还在流转，请先办完或终止"
    if _RANKS.index(kept.state) < _RANKS.index(other.state):
        return "请留下已登记的那份档案"
    return ""


# what goes over -------------------------------------------------------------------------------------------------------
def _move_over(turn: Turn, kept: Elder, other: Elder) -> dict[str, list[str]]:
    county_id = kept.county_id
    ids = refiling.records_of(county_id, other.id)
    _refile(turn, ids, other.id, kept.id)
    refiling.join_counters(county_id, other.id, kept.id)
    return {
        "records": [*ids],
        "drafts": [*refiling.move_drafts(county_id, other.id, kept.id)],
        "sheets": [*refiling.move_sheets(county_id, other.id, kept.id)],
        "numbers": [*refiling.move_numbers(county_id, other.id, kept.id)],
        "pictures": [*refiling.move_pictures(county_id, other.id, kept.id)],
        "follow_ups": staying.refile(turn.person, other.id, kept),
    }


def _move_back(turn: Turn, kept: Elder, other: Elder, facts: Mapping[str, Any]) -> list[str]:
    county_id = kept.county_id
    ids = refiling.with_followers(county_id, facts["records"], facts["sheets"])
    moved = _refile(turn, ids, kept.id, other.id)
    drafts = {*facts["drafts"], *refiling.drafts_about(county_id, moved)}
    refiling.move_drafts(county_id, kept.id, other.id, only=drafts)
    refiling.move_sheets(county_id, kept.id, other.id, only=facts["sheets"])
    refiling.move_pictures(county_id, kept.id, other.id, only=facts.get("pictures", ()))
    refiling.join_counters(county_id, kept.id, other.id)
    staying.go_back(turn.person, kept.id, other, facts.get("follow_ups", ()), moved)
    return moved


def _refile(turn: Turn, ids: Iterable[str], old: str, new: str) -> list[str]:
    """Records go to the other file, and the journal of each says so; gives their ids."""
    person, at = turn.person, now()
    moved = refiling.move_records(person.county_id, [*ids], old, new)
    for record in moved:
        journal.append_aside(
            Aside(
                county_id=record.county_id,
                record_id=record.id,
                action=journal.REFILE,
                user_id=person.user_id,
                user_name=person.name,
                role=min(person.roles_at(record.village_code), default=""),
                place_code=record.village_code,
                revision_number=record.revision_number,
                at=at,
                facts={"from": old, "to": new},
            )
        )
        noting.refile(record)
    return [record.id for record in moved]


# undoing --------------------------------------------------------------------------------------------------------------
def _merge_of(kept: Elder, other: Elder) -> ElderEvent:
    """The act by which the other file went into this one. Raises NotMerged."""
    if other.merged_into != kept.id or kept.merged_into:
        raise NotMerged
    history = elder_events.of_elder(kept.county_id, kept.id)
    return next(e for e in reversed(history) if e.action == "merge" and e.facts["other"] == other.id)


def _give_numbers_back(kept: Elder, other: Elder, numbers: Sequence[str]) -> None:
    refiling.move_numbers(kept.county_id, kept.id, other.id, only=numbers)
    identity = elders.identity_of(other)
    if identity and identities.claim(identity, other.county_id, other.id).elder_id != other.id:
        raise IdentityTaken


def _stand_again(person: Person, other: Elder, note: str) -> Sequence[Mapping[str, Any]]:
    """The file says again what it said, and what its records were corrected to meanwhile; gives why nobody had visited
    the person, as it was said before the merge."""
    history = elder_events.of_elder(other.county_id, other.id)
    event = next(event for event in reversed(history) if event.action == "merged")
    state = FileState(other)
    state.set_all(file_acts.undoing(event))
    state.set_all(registering.told_by_registration(other))
    file_hearing.listen(state)
    file_acts.take(person, other, "unmerged", state.changes, note=note, facts={"from": event.facts["into"]})
    reasons: Sequence[Mapping[str, Any]] = event.facts.get("reasons", ())
    return reasons
