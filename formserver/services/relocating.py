"""迁移: a person goes to another village of the county when both say so; what was done stays where it was done."""

from dataclasses import dataclass
from typing import Final

from formserver.errors import Forbidden, FormserverError
from formserver.extensions import db
from formserver.forms.reading import mask
from formserver.models import Elder, ElderRequest
from formserver.regions.codes import is_code, tier_of
from formserver.regions.names import display_name
from formserver.services import acting, asking, deciders
from formserver.services.acting import Asked, Incomplete, Turn
from formserver.services.file_state import FileState
from formserver.services.follow_ups import staying
from formserver.services.person import Person
from formserver.store import elder_events, elder_requests, elders, regions

_MAY_MOVE: Final = frozenset({elders.LISTED, elders.PENDING, elders.REGISTERED})


class NotMoving(FormserverError):
    """Who left the register does not move inside of it."""

    status = 409
    message_key = "%(name)s已经离册，不能办理迁移；请先由乡镇（街道）恢复在册。"


@dataclass(frozen=True)
class Move:
    """What is typed: the code of the village moved to, the first day there (YYYY-MM-DD), and why."""

    to: str
    day: str
    note: str = ""

    def typed(self) -> dict[str, str]:
        """What the page posts, by name."""
        return {"to": self.to, "day": self.day, "note": self.note}

    def problems(self, elder: Elder) -> dict[str, str]:
        """Name of the input -> what is wrong with it."""
        found = {
            "to": _problem_of_place(elder, self.to),
            "day": asking.problem_of_day(self.day, last_move(elder)),
            "note": asking.problem_of_note(self.note, is_needed=True),
        }
        return {name: problem for name, problem in found.items() if problem}


def last_move(elder: Elder) -> str:
    """The day of the last move, "" without any: moves are agreed to in the order they happened."""
    days = (e.facts["day"] for e in elder_events.of_elder(elder.county_id, elder.id) if "village_code" in e.changes)
    return max(days, default="")


def may_ask(person: Person, elder: Elder) -> bool:
    """Whether the person may ask to send somebody to another village."""
    staff = deciders.Staff(person.county_id)
    return elder.state in _MAY_MOVE and staff.stands_for(person, elder.village_code)


def ask(person: Person, elder_id: str, asked: Asked, what: Move, *, called: str = "") -> ElderRequest:
    """Ask the other village to agree to a move. ``called``: what the asker calls a person he does not see, because
    only the new village asks for somebody who is not its own yet.

    Raises NotFound, Forbidden, Incomplete, NotMoving, AlreadyAsked, StaleFile, ActConflict.
    """
    turn = acting.begin(person, asked, "ask_move", what.typed(), elder_id)
    (elder,) = turn.elders
    if turn.done is not None:
        return elder_requests.get(person.county_id, turn.done.facts["request"])
    staff = deciders.Staff(person.county_id)
    sends = staff.stands_for(person, elder.village_code)
    if not sends and not (called and staff.stands_for(person, what.to)):
        raise Forbidden
    if problems := what.problems(elder):
        raise Incomplete(problems)
    if elder.state not in _MAY_MOVE:
        raise NotMoving(name=elder.name)
    facts = {**what.typed(), "from": elder.village_code, "called": called}
    place_code = what.to if sends else elder.village_code
    request = asking.add(turn, elder, elder_requests.MOVE, place_code, facts)
    db.session.commit()
    return request


def agree(turn: Turn, elder: Elder, request: ElderRequest, note: str) -> None:
    """The other village agreed: the file is the new village's, what is open to settle for the person, too, and the
    level follows its rules. Records and open drafts stay with the old one."""
    village = request.facts["to"]
    name = display_name(regions.names([village])[village])
    changes = {"village_code": village, "township_code": village[:9], "village_name": name, "grid": None}
    state = FileState(elder)
    state.set_all(changes)
    state.move(village)
    state.relevel()
    turn.take(elder, "move", state.changes, note=note, request=request.id, day=request.facts["day"])
    staying.move(turn.person, elder)


def called(name: str, identity: str) -> str:
    """What a person is called who is only known by what was typed."""
    return name or mask(identity)


def _problem_of_place(elder: Elder, village: str) -> str:
    is_village = is_code(village) and tier_of(village) == "village"
    if not is_village or village[:6] != elder.county_id or not regions.names([village]):
        return "请选择迁往哪个村（社区）"
    return "已经在这个村（社区）了" if village == elder.village_code else ""
