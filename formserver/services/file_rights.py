"""Who may change what in a person's file."""

from collections.abc import Collection, Iterable
from typing import Final

from formserver.models import Elder, ElderEvent, ElderRequest
from formserver.services import leaving
from formserver.services.file_kinds import pictures
from formserver.services.file_kinds.base import ALL
from formserver.services.file_kinds.pictures import PICTURES
from formserver.services.file_kinds.registry import KINDS
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.store import elder_requests, elders

UNDO: Final = "undo"
REVIEW: Final = "review"
_UNDOABLE: Final = frozenset({*KINDS, *PICTURES, REVIEW, UNDO})


def may_change(person: Person, elder: Elder, rights: Iterable[str] = ALL) -> bool:
    """Whether the person may change such a thing in this file; nobody does in the file of who left."""
    held = rights_of(person.roles_at(elder.village_code))
    return elder.state in (elders.PENDING, elders.REGISTERED) and not held.isdisjoint(rights)


def changeable(person: Person, elder: Elder, asked: ElderRequest | None) -> frozenset[str]:
    """The names of what the person may change in this file: things, kinds of pictures, REVIEW. Papers of an exit are
    added from the asking on (``asked``: what is asked for the person and not decided), as long as the person has left;
    those of an agreement where there is one."""
    found = {name for name, kind in KINDS.items() if may_change(person, elder, kind.rights)}
    if may_change(person, elder):
        found |= {REVIEW, pictures.PHOTO.name, *([pictures.AGREEMENT.name] if "agreement" in elder.file else [])}
    if leaving.may_prove(person, elder, asked):
        found.add(pictures.EXIT.name)
    return frozenset(found)


def changeable_now(person: Person, elder: Elder) -> frozenset[str]:
    """The same of a file of which the caller does not know what is asked."""
    return changeable(person, elder, elder_requests.open_of(elder.county_id, elder.id))


def is_undoable(event: ElderEvent) -> bool:
    """Whether an act is undone here: records are corrected, and what somebody else decided is asked anew."""
    return event.action in _UNDOABLE and bool(event.changes)


def may_undo(names: Collection[str], event: ElderEvent) -> bool:
    """Whether who may change what is named (`changeable`) may undo an act: who may do it, and of the undoing of an act
    who may do that act."""
    done = root_of(event)
    return is_undoable(event) and (done if done in KINDS or done in PICTURES else REVIEW) in names


def root_of(event: ElderEvent) -> str:
    """What was done; of the undoing of an act, and of the undoing of that, the act."""
    return str(event.facts.get("of", event.action))


def sees_phones(person: Person, elder: Elder) -> bool:
    """Whether the person calls the contacts: who works in the village does, others see masks."""
    return "record_visit" in rights_of(person.roles_at(elder.village_code))
