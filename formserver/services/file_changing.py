"""Changing a person's file by hand, undoing that, and looking the whole file through: one act and one commit each."""

from collections.abc import Iterable, Mapping

from formserver.clock import today
from formserver.errors import Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.models import Elder, ElderEvent
from formserver.services import acting, file_acts, file_rights
from formserver.services.acting import Asked, Incomplete, Turn
from formserver.services.file_kinds.base import ALL, Kind, Typed
from formserver.services.file_kinds.registry import KINDS, REVIEWED
from formserver.services.file_kinds.standing import Level
from formserver.services.file_rights import REVIEW, UNDO
from formserver.services.file_state import FileState
from formserver.services.person import Person
from formserver.store import elder_events, elders

SAME, CHANGED = "same", "changed"
PAPER = "paper"
"""The answers of the registration, as one section of a review."""
_DERIVED = frozenset({"file.level", "care_level", "level_by"})


class NothingChanged(FormserverError):
    """What was typed is what the file says already."""

    status = 409
    message_key = "您填写的与档案现在的内容相同，没有改动。"


class ChangedSince(FormserverError):
    """What an act changed was changed again."""

    status = 409
    message_key = "这一处后来又改过，不能直接撤销；请改成现在应有的内容。"


def change(person: Person, elder_id: str, kind: Kind, typed: Typed, asked: Asked) -> ElderEvent:
    """Change one thing of a file. Raises NotFound, Forbidden, ActConflict, StaleFile, Incomplete, NothingChanged."""
    turn, elder = _begun(person, elder_id, kind.rights, kind.name, typed, asked)
    if turn.done is not None:
        return turn.done
    state = FileState(elder)
    problems = kind.problems(state, typed)
    if problems:
        raise Incomplete(problems)
    kind.write(state, typed, today())
    return _taken(turn, state, kind.name, kind.note(typed))


def undo(person: Person, elder_id: str, sequence: int, asked: Asked) -> ElderEvent:
    """Let the file say again what it said before one act, by an act of its own. Raises as `change`, and ChangedSince
    where the same was changed once more."""
    elders.get(person.scope, elder_id)
    turn = acting.begin(person, asked, f"undo {sequence}", {}, elder_id)
    (elder,) = turn.elders
    if turn.done is not None:
        return turn.done
    event = next((one for one in elder_events.of_elder(elder.county_id, elder.id) if one.sequence == sequence), None)
    if event is None or not file_rights.is_undoable(event):
        raise NotFound
    if not file_rights.may_undo(file_rights.changeable_now(person, elder), event):
        raise Forbidden
    state = FileState(elder)
    state.set_all(_undoing(elder, event))
    return _taken(turn, state, UNDO, "", undone=sequence, of=file_rights.root_of(event))


def review(
    person: Person, elder_id: str, answers: Mapping[str, str], typed: Mapping[str, Typed], asked: Asked
) -> ElderEvent:
    """Look a file through: what did not change is confirmed, and of the sections that changed what was typed is
    written. ``answers``: section (REVIEWED and PAPER) -> same or changed; ``typed``: section -> its inputs.

    Raises NotFound, Forbidden, ActConflict, StaleFile, Incomplete.
    """
    posted = {f"{section}.{name}": text for section, texts in typed.items() for name, text in texts.items()}
    turn, elder = _begun(person, elder_id, ALL, REVIEW, {**answers, **posted}, asked)
    if turn.done is not None:
        return turn.done
    state = FileState(elder)
    open_ones = [section for section in (*REVIEWED, PAPER) if answers.get(section) not in (SAME, CHANGED)]
    problems = {f"{section}_same": "请选择有没有变化" for section in open_ones}
    changed = [KINDS[section] for section in REVIEWED if answers.get(section) == CHANGED]
    for kind in changed:
        problems |= kind.problems(state, typed[kind.name])
    if problems:
        raise Incomplete(problems)
    for kind in changed:
        kind.write(state, typed[kind.name], today())
    state.confirm(today())
    note = "；".join(words for kind in changed if (words := kind.note(typed[kind.name])))
    return _taken(turn, state, REVIEW, note, changed=[*(kind.name for kind in changed), *_paper(answers)], sure=True)


def _paper(answers: Mapping[str, str]) -> list[str]:
    return [PAPER] if answers.get(PAPER) == CHANGED else []


def _begun(
    person: Person, elder_id: str, rights: Iterable[str], name: str, typed: Mapping[str, str], asked: Asked
) -> tuple[Turn, Elder]:
    elders.get(person.scope, elder_id)
    turn = acting.begin(person, asked, name, typed, elder_id)
    (elder,) = turn.elders
    if turn.done is None and not file_rights.may_change(person, elder, rights):
        raise Forbidden
    return turn, elder


def _taken(turn: Turn, state: FileState, action: str, note: str, *, sure: bool = False, **facts: object) -> ElderEvent:
    state.relevel()
    if not state.changes and not sure:
        raise NothingChanged
    event = turn.take(state.elder, action, state.changes, note=note, **facts)
    db.session.commit()
    return event


def _undoing(elder: Elder, event: ElderEvent) -> dict[str, object]:
    """What stood before; what follows from the rest is worked out anew. Raises ChangedSince."""
    own = frozenset() if event.action == Level.name or "level_by" in event.changes else _DERIVED
    for name, (_, after) in event.changes.items():
        if name not in _DERIVED and file_acts.value_of(elder, name) != after:
            raise ChangedSince
    return {name: before for name, before in file_acts.undoing(event).items() if name not in own}
