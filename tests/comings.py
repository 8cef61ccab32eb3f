"""People of the register who come and go: what the tests of their files begin with."""

from datetime import date, timedelta
from typing import Final

from formserver.clock import today
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder, ElderEvent, ElderRequest
from formserver.services import acting, file_merging, leaving, relocating, requesting
from formserver.services.acting import Asked
from formserver.services.leaving import Exit
from formserver.services.person import Person
from formserver.services.relocating import Move
from formserver.store import elder_events, elders, records
from tests.factories import COUNTY, NEXT_VILLAGE, approve_fully, furnish, identity_number, person, register

LEAD: Final = "heping"
DIED: Final = Exit("death", "2025-03-01")


def ago(days: int) -> str:
    """A day so long ago."""
    day: date = today() - timedelta(days=days)
    return day.isoformat()


def registered(name: str = "李桂芳", identity: str | None = None, by: str = "liuyang", **more: str) -> str:
    """The id of somebody in the register; ``more`` of what the registration posts."""
    record_id = register(person(by), name, identity, **more)
    approve_fully(record_id)
    return records.get(person(by).scope, record_id).elder_id or ""


def at_work() -> None:
    """A county at work, with everybody these tests send about."""
    furnish()
    for name in ("liuyang", "chenjie", LEAD, "zhaomin", "wangfang"):
        person(name)


def first_file() -> str:
    """李桂芳, registered, with a phone of her own."""
    return registered("李桂芳", identity_number(1), phone="10000000002")


def second_file() -> str:
    """The same person once more, under another number, called 李贵芳."""
    return registered("李贵芳", identity_number(3), phone="10000000003")


CHECKED = {file_merging.NUMBERS_CHECKED: "yes"}
"""Two identity numbers were looked at, and one of them is wrong."""


def merge(kept: str, other: str, by: str = LEAD, **chosen: str) -> None:
    """Somebody makes one file of two."""
    file_merging.merge(person(by), kept, other, fresh(kept, other), CHECKED | chosen, "入户核实是同一人")


def fresh(*elder_ids: str) -> Asked:
    """What a page drawn now posts."""
    return Asked(new_id(), acting.seen_of(COUNTY, *elder_ids))


def asks_exit(elder_id: str, what: Exit = DIED, by: str = "liuyang") -> ElderRequest:
    """Somebody asks to let a person leave the register."""
    return leaving.ask(person(by), elder_id, fresh(elder_id), what)


def asks_move(elder_id: str, to: str = NEXT_VILLAGE, day: str = "2025-03-01", by: str = "liuyang") -> ElderRequest:
    """Somebody asks to move a person."""
    return relocating.ask(person(by), elder_id, fresh(elder_id), Move(to, day, "随儿子居住"))


def decide(by: str, request: ElderRequest, action: str = "agree", note: str = "") -> ElderRequest:
    """Somebody decides a request."""
    return requesting.act(person(by), request.id, fresh(request.elder_id), action, note)


def leaves(elder_id: str, what: Exit = DIED) -> None:
    """A person leaves the register, as the township agreed."""
    decide("zhaomin", asks_exit(elder_id, what))


def comes_back(by: Person, elder_id: str, why: str = "returned", note: str = "") -> None:
    """Somebody is taken into the register again."""
    leaving.come_back(by, elder_id, fresh(elder_id), {"why": why, "day": ago(0), "note": note})


def file_of(elder_id: str) -> Elder:
    """The file as it is stored."""
    db.session.expire_all()
    found = elders.find(COUNTY, elder_id)
    assert found is not None
    return found


def history(elder_id: str) -> list[ElderEvent]:
    """The acts on a file, the first first."""
    return list(elder_events.of_elder(COUNTY, elder_id))


def actions(elder_id: str) -> list[str]:
    """What was done with a file, the first first; what its records told it left out."""
    mine = ("ask_", "exit", "move", "decline_", "withdraw_", "return", "merge", "unmerge", "not_same")
    return [event.action for event in history(elder_id) if event.action.startswith(mine)]
