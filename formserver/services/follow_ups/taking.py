"""What is followed up changes only by acts: what changes is written to its row and, with what stood there, to its
chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.clock import now, today
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder, FollowUp, FollowUpEvent
from formserver.services.person import Person
from formserver.store import follow_up_events
from formserver.store.follow_up_events import FollowUpAct
from formserver.store.follow_ups import OPEN, VILLAGE

OPENED: Final = "open"
MOVE: Final = "move"
"""The person moved to another village."""
TOLD: Final = (
    *("elder_id", "township_code", "village_code", "kind", "title", "finding", "record_id", "state", "tier"),
    *("owner_id", "opened_on", "due_on", "provider", "provider_note", "result", "satisfaction", "closed_on"),
    "seen_by_township",
)
"""The columns whose changes acts tell."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What is opened. ``due_on``: YYYY-MM-DD; ``record_id``: where it was found; ``seen``: the township knows."""

    kind: str
    title: str
    due_on: str
    finding: str = ""
    record_id: str | None = None
    tier: str = VILLAGE
    owner_id: str | None = None
    seen: bool = False


def open_for(
    person: Person,
    elder: Elder,
    opening: Opening,
    *,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
    act_id: str | None = None,
) -> FollowUp:
    """Begin to follow something up, without committing. Raises ActAlreadyDone."""
    item = FollowUp(
        county_id=elder.county_id,
        id=new_id(),
        elder_id=elder.id,
        township_code=elder.township_code,
        village_code=elder.village_code,
        kind=opening.kind,
        title=opening.title,
        finding=opening.finding,
        record_id=opening.record_id,
        state=OPEN,
        tier=opening.tier,
        owner_id=opening.owner_id,
        opened_on=today().isoformat(),
        due_on=opening.due_on,
        provider="",
        provider_note="",
        result="",
        satisfaction="",
        closed_on=None,
        seen_by_township=opening.seen,
        revision=1,
        opened_at=now(),
        updated_at=now(),
    )
    db.session.add(item)
    db.session.flush()
    _append(person, item, OPENED, {name: (None, getattr(item, name)) for name in TOLD}, note, facts, act_id)
    return item


def take(
    person: Person,
    item: FollowUp,
    action: str,
    changes: Mapping[str, Any],
    *,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
    act_id: str | None = None,
) -> FollowUpEvent:
    """Write changes (columns of `TOLD` by name) and the act that made them, without committing; the row is kept from
    everybody else by the caller. Raises ActAlreadyDone."""
    before = {name: getattr(item, name) for name in changes}
    pairs = {name: (before[name], value) for name, value in changes.items() if before[name] != value}
    event = _append(person, item, action, pairs, note, facts, act_id)
    for name, (_, value) in pairs.items():
        setattr(item, name, value)
    item.revision += 1
    item.updated_at = now()
    db.session.flush()
    return event


def strayed(item: FollowUp, chain: Sequence[FollowUpEvent]) -> Iterator[str]:
    """The names of what a row says otherwise than the last of its acts that changed it."""
    told: dict[str, Any] = {}
    for event in chain:
        told.update({name: after for name, (_, after) in event.changes.items()})
    yield from (name for name in TOLD if name not in told or told[name] != getattr(item, name))
    if item.revision != len(chain):
        yield "revision"


def _append(
    person: Person,
    item: FollowUp,
    action: str,
    pairs: Mapping[str, tuple[Any, Any]],
    note: str,
    facts: Mapping[str, Any] | None,
    act_id: str | None,
) -> FollowUpEvent:
    return follow_up_events.append(
        FollowUpAct(
            county_id=item.county_id,
            follow_up_id=item.id,
            act_id=act_id or new_id(),
            action=action,
            user_id=person.user_id,
            user_name=person.name,
            at=now(),
            note=note,
            changes=pairs,
            facts=facts or {},
        ),
        is_first=action == OPENED,
    )
