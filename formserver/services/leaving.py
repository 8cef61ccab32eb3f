"""离册: a person leaves the register when a township agrees, and comes back when it was a mistake or he returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.errors import Forbidden, FormserverError
from formserver.extensions import db
from formserver.models import Elder, ElderEvent, ElderRequest
from formserver.services import acting, asking, programmes
from formserver.services.acting import Asked, Incomplete, Turn
from formserver.services.deciders import COUNTY, TOWNSHIP, VILLAGE
from formserver.services.file_kinds.pictures import EXIT as EXIT_PAPER
from formserver.services.file_state import FileState
from formserver.services.person import Person
from formserver.services.registering import IdentityTaken
from formserver.services.rights import rights_of
from formserver.store import elder_events, elder_requests, elders, identities

MERGED: Final = "merged"
"""Not chosen by anybody: the file went into another one of the same person."""
_PLAIN: Final = frozenset({"death", elders.MOVED_AWAY, "institution"})
"""Reasons that need no explanation."""

_MAY_LEAVE: Final = frozenset({elders.LISTED, elders.REGISTERED})
RETURNS: Final = {"mistake": "离册办错了，撤销离册", "returned": "本人又回来了，重新入册"}


class NotLeaving(FormserverError):
    """Only who is in the register, or on a department's list, leaves it."""

    status = 409
    message_key = "%(name)s还没有核定或已经离册，不能办理离册。登记表还在流转的，请在登记表上办理终止。"


class NotReturning(FormserverError):
    """The person did not leave the register by an exit that was agreed to."""

    status = 409
    message_key = "%(name)s不是经批准离册的，不能恢复。"


@dataclass(frozen=True)
class Exit:
    """What is typed: the code of a reason, a day (YYYY-MM-DD), and words."""

    reason: str
    day: str
    note: str = ""

    def typed(self) -> dict[str, str]:
        """What the page posts, by name."""
        return {"reason": self.reason, "day": self.day, "note": self.note}

    def problems(self, elder: Elder) -> dict[str, str]:
        """Name of the input -> what is wrong with it."""
        found = {
            "reason": "" if self.reason in reasons(elder) else "请选择离册原因",
            "day": asking.problem_of_day(self.day),
            "note": asking.problem_of_note(self.note, is_needed=self.reason not in {"", *_PLAIN}),
        }
        return {name: problem for name, problem in found.items() if problem}


def reasons(elder: Elder) -> dict[str, str]:
    """Why somebody of a place leaves the register, by the programme of the place: code -> words. Not wanting visits
    (本人不愿意) is none: the person stays, and is asked again."""
    return {one.code: one.label for one in programmes.of_place(elder.village_code).exit_reasons}


def has_left(elder: Elder) -> bool:
    """Whether somebody left the register by an exit that was agreed to."""
    return elder.state == elders.LEFT and elder.left_reason not in (None, MERGED)


def reason_left(elder: Elder) -> str:
    """Why somebody left by such an exit, in words; "" for everybody else."""
    return str(_exit_of(elder).facts["label"]) if has_left(elder) else ""


def may_ask(person: Person, elder: Elder) -> bool:
    """Whether the person may ask that somebody leaves the register."""
    return elder.state in _MAY_LEAVE and bool(_rights(person, elder) & (VILLAGE | TOWNSHIP | COUNTY))


def may_prove(person: Person, elder: Elder, asked: ElderRequest | None) -> bool:
    """Whether the person may add papers to an exit: one that is ``asked`` for, or by which somebody left."""
    is_exit = has_left(elder) or (asked is not None and asked.kind == elder_requests.EXIT)
    return is_exit and bool(_rights(person, elder) & (VILLAGE | TOWNSHIP | COUNTY))


def ask(person: Person, elder_id: str, asked: Asked, what: Exit) -> ElderRequest:
    """Ask the township to let somebody leave the register.

    Raises NotFound, Forbidden, Incomplete, NotLeaving, AlreadyAsked, StaleFile, ActConflict.
    """
    elder = elders.get(person.scope, elder_id)
    if not _rights(person, elder) & (VILLAGE | TOWNSHIP | COUNTY):
        raise Forbidden
    turn = acting.begin(person, asked, "ask_exit", what.typed(), elder_id)
    if turn.done is not None:
        return elder_requests.get(person.county_id, turn.done.facts["request"])
    if problems := what.problems(elder):
        raise Incomplete(problems)
    if elder.state not in _MAY_LEAVE:
        raise NotLeaving(name=elder.name)
    facts = {**what.typed(), "label": reasons(elder)[what.reason]}
    request = asking.add(turn, elder, elder_requests.EXIT, elder.township_code, facts)
    db.session.commit()
    return request


def agree(turn: Turn, elder: Elder, request: ElderRequest, note: str) -> None:
    """The township agreed: the person has left. The identity number is free again only where the programme says so (a
    mistaken registration); else whoever registers it anew is told where the person was."""
    facts = request.facts
    changes = {"state": elders.LEFT, "left_reason": facts["reason"], "left_on": facts["day"]}
    turn.take(elder, "exit", changes, note=note, request=request.id, day=facts["day"], label=facts["label"])
    freeing = {one.code for one in programmes.of_place(elder.village_code).exit_reasons if one.frees_number}
    if facts["reason"] in freeing:
        identities.release(elder.county_id, elder.id)


def may_return(person: Person, elder: Elder) -> bool:
    """Whether the person may take somebody into the register again who left it."""
    return has_left(elder) and bool(_rights(person, elder) & (TOWNSHIP | COUNTY))


def come_back(person: Person, elder_id: str, asked: Asked, typed: Mapping[str, str]) -> None:
    """Take somebody into the register again. ``typed``: ``why`` (a code of RETURNS), ``day``, ``note``.

    Raises NotFound, Forbidden, Incomplete, NotReturning, IdentityTaken (registered elsewhere since), StaleFile,
    ActConflict.
    """
    elder = elders.get(person.scope, elder_id)
    if not _rights(person, elder) & (TOWNSHIP | COUNTY):
        raise Forbidden
    turn = acting.begin(person, asked, "return", typed, elder_id)
    if turn.done is not None:
        return
    if problems := _problems_of_return(elder, typed):
        raise Incomplete(problems)
    if not has_left(elder):
        raise NotReturning(name=elder.name)
    identity = elders.identity_of(elder)
    if identity and identities.claim(identity, elder.county_id, elder.id).elder_id != elder.id:
        raise IdentityTaken
    state = FileState(elder)
    state.set_all(_back(elder))
    state.relevel()  # a birthday may lie between
    turn.take(elder, "return", state.changes, note=typed["note"], why=typed["why"], day=typed["day"])
    db.session.commit()


def _problems_of_return(elder: Elder, typed: Mapping[str, str]) -> dict[str, str]:
    day = asking.problem_of_day(typed["day"])
    if not day and typed["day"] < (elder.left_on or ""):
        day = "日期不能早于离册的日期"
    found = {
        "why": "" if typed["why"] in RETURNS else "请选择为什么恢复",
        "day": day,
        "note": asking.problem_of_note(typed["note"], is_needed=typed["why"] == "mistake"),
    }
    return {name: problem for name, problem in found.items() if problem}


def _back(elder: Elder) -> dict[str, Any]:
    """What stood before the person left: who was only listed is listed again."""
    return {"state": _exit_of(elder).changes["state"][0], "left_reason": None, "left_on": None, EXIT_PAPER.place: None}


def _exit_of(elder: Elder) -> ElderEvent:
    history = elder_events.of_elder(elder.county_id, elder.id)
    return next(event for event in reversed(history) if event.action == "exit")


def _rights(person: Person, elder: Elder) -> frozenset[str]:
    return rights_of(person.roles_at(elder.village_code))
