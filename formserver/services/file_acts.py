"""Acts on a person's file: what changes is written to the file and, with what stood there before, to its history."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from formserver.clock import now
from formserver.ids import new_id
from formserver.models import Elder, ElderEvent
from formserver.services.person import Person
from formserver.services.visiting import duties
from formserver.store import elder_categories, elder_events, elder_marks, elders
from formserver.store.elder_events import FileAct

_IN_FILE: Final = "file."
_CATEGORY: Final = "category."


def take(
    person: Person,
    elder: Elder,
    action: str,
    changes: Mapping[str, Any],
    *,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
    act_id: str | None = None,
) -> ElderEvent:
    """Write changes to a file and the act to its history, without committing.

    ``changes``: a column of `Elder`, ``file.<key>`` for what else the file says, or ``category.<id>`` for a row of its
    categories (columns of `elder_categories.TOLD`), and its new value (None: not any more;
    sealed already where it is to be). What is the same as before is no change. Raises ActAlreadyDone.
    """
    before = {name: value_of(elder, name) for name in changes}
    pairs = {name: (before[name], value) for name, value in changes.items() if before[name] != value}
    event = elder_events.append(
        FileAct(
            county_id=elder.county_id,
            elder_id=elder.id,
            act_id=act_id or new_id(),
            action=action,
            user_id=person.user_id,
            user_name=person.name,
            at=now(),
            note=note,
            changes=pairs,
            facts=facts or {},
        )
    )
    _write(elder, {name: after for name, (_, after) in pairs.items()})
    return event


def note_many(
    person: Person,
    action: str,
    changes: Mapping[str, Mapping[str, tuple[Any, Any]]],
    *,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Append an act to the histories of many files, in a fixed number of statements; what it changed (person -> name ->
    before and after) the caller has written."""
    first = FileAct(
        county_id=person.county_id,
        elder_id="",
        act_id="",
        action=action,
        user_id=person.user_id,
        user_name=person.name,
        at=now(),
        note=note,
        facts=facts or {},
    )
    elder_events.append_many(
        [replace(first, elder_id=one, act_id=new_id(), changes=pairs) for one, pairs in changes.items()]
    )


def value_of(elder: Elder, name: str) -> Any:
    """What a column, ``file.<key>`` or ``category.<id>`` says now; None for nothing."""
    if name.startswith(_CATEGORY):
        return elder_categories.told(elder.county_id, name.removeprefix(_CATEGORY))
    return elder.file.get(name.removeprefix(_IN_FILE)) if name.startswith(_IN_FILE) else getattr(elder, name)


def undoing(event: ElderEvent) -> dict[str, Any]:
    """The changes that put back what an act changed."""
    return {name: before for name, (before, _) in event.changes.items()}


def strayed(elder: Elder) -> Iterator[str]:
    """The names of what the file says otherwise than the last act that changed it."""
    told: dict[str, Any] = {}
    for event in elder_events.of_elder(elder.county_id, elder.id):
        told.update({name: after for name, (_, after) in event.changes.items()})
    yield from (name for name, value in told.items() if value_of(elder, name) != value)


def _write(elder: Elder, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name.startswith(_CATEGORY):
            elder_categories.write(elder, name.removeprefix(_CATEGORY), value)
    inside = {name.removeprefix(_IN_FILE): value for name, value in values.items() if name.startswith(_IN_FILE)}
    columns = {name: value for name, value in values.items() if not name.startswith((_IN_FILE, _CATEGORY))}
    if inside:
        # a new object: the database is not told of changes inside of one
        columns["file"] = {key: value for key, value in {**elder.file, **inside}.items() if value is not None}
    elders.change(elder, columns)
    if any(name.startswith(_CATEGORY) for name in values):
        elder_marks.refresh(elder)
    if duties.FOLLOWED & columns.keys():
        duties.follow(elder)
