"""What may be done about something that is followed up: who may, what is typed for it, and what it changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from formserver.clock import today
from formserver.models import FollowUp
from formserver.services import programmes
from formserver.services.acting import LONGEST_NOTE
from formserver.services.deciders import COUNTY, TOWNSHIP, VILLAGE
from formserver.services.follow_ups import owners
from formserver.services.follow_ups.words import SATISFACTION
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.services.typed_days import NOT_A_DAY, day_of
from formserver.store import follow_up_events, follow_ups

Typed = Mapping[str, str]
_LONGEST: Final = {"provider_note": (200, "最多200个字，请写得短一些")}
_LONGEST_TEXT: Final = (LONGEST_NOTE, "最多500个字，请写得短一些")
FURTHEST: Final = 366
"""Days a term may lie ahead."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands to one thing. ``works``: fills in papers in the village; ``leads`` it; ``is_above``: acts
    for the township or the county; ``owns``: settles it himself."""

    user_id: str
    works: bool
    leads: bool
    is_above: bool
    owns: bool

    @property
    def acts(self) -> bool:
        """Whether he does anything about it at all."""
        return self.works or self.leads or self.is_above


def standing(person: Person, item: FollowUp) -> Standing:
    """How the person stands to it today."""
    held = rights_of(person.roles_at(item.village_code))
    return Standing(
        person.user_id,
        works=bool(held & VILLAGE),
        leads="approve_village" in held,
        is_above=bool(held & (TOWNSHIP | COUNTY)),
        owns=item.owner_id == person.user_id,
    )


def _settles(who: Standing, item: FollowUp) -> bool:
    """Who plans, postpones and closes: the one who settles it, the lead of the village, or those above."""
    if item.tier == follow_ups.TOWNSHIP:
        return who.is_above
    return who.is_above or who.leads or (who.works and who.owns)


@dataclass(frozen=True)
class Deed:
    """One thing to do. ``title``: of its button; ``inputs``: the names typed for it; ``state``: in which it is done;
    ``may``: who else than those who act there at all is left out; ``problems``: input -> what is wrong; ``changes``:
    columns -> values; ``takes_photo``: a photo may be added with it."""

    title: str
    inputs: tuple[str, ...]
    may: Callable[[Standing, FollowUp], bool]
    problems: Callable[[FollowUp, Typed], Mapping[str, str]]
    changes: Callable[[Person, FollowUp, Typed], Mapping[str, Any]]
    states: tuple[str, ...] = (follow_ups.OPEN,)
    takes_photo: bool = False


def offered(person: Person, item: FollowUp) -> dict[str, Deed]:
    """What the person may do about it now, by code."""
    who = standing(person, item)
    return {
        code: deed for code, deed in DEEDS.items() if who.acts and item.state in deed.states and deed.may(who, item)
    }


# what is typed --------------------------------------------------------------------------------------------------------
def _needed(name: str, sentence: str) -> Callable[[FollowUp, Typed], Mapping[str, str]]:
    def problems(item: FollowUp, typed: Typed) -> Mapping[str, str]:
        return {} if typed[name] else {name: sentence}

    return problems


def _nothing_wrong(item: FollowUp, typed: Typed) -> Mapping[str, str]:
    return {}


def too_long(typed: Typed) -> dict[str, str]:
    """Inputs that hold more than is kept: input -> what is wrong."""
    limits = {name: _LONGEST.get(name, _LONGEST_TEXT) for name in typed}
    return {name: sentence for name, (most, sentence) in limits.items() if len(typed[name]) > most}


def problem_of_term(text: str) -> str:
    """What is wrong with a day by which something is to be settled."""
    day = day_of(text)
    if day is None:
        return NOT_A_DAY
    if day < today():
        return "不能早于今天"
    return "最多一年以后" if day > today() + timedelta(days=FURTHEST) else ""


def _term(item: FollowUp, typed: Typed) -> dict[str, str]:
    problem = problem_of_term(typed["day"])
    if not problem and item.state == follow_ups.OPEN and typed["day"] <= item.due_on:
        problem = "请填写比原来的期限晚的日期"
    reason = {} if typed["note"] else {"note": "请写明原因"}
    return ({"day": problem} if problem else {}) | reason


def _plan(item: FollowUp, typed: Typed) -> Mapping[str, str]:
    known = {code for _, group in programmes.of_place(item.village_code).providers for code, _ in group}
    if typed["provider"] and typed["provider"] not in known:
        return {"provider": "请从列出的单位和服务里选择"}
    return {} if typed["provider"] or typed["provider_note"] else {"provider": "请选择请谁帮助，或者在下面写明"}


def _result(item: FollowUp, typed: Typed) -> Mapping[str, str]:
    found = {} if typed["result"] else {"result": "请写明办理结果，没有结果不能办结"}
    return found | _said(typed, is_needed=False)


def _satisfaction(item: FollowUp, typed: Typed) -> Mapping[str, str]:
    return _said(typed, is_needed=True)


def _said(typed: Typed, *, is_needed: bool) -> dict[str, str]:
    said = typed["satisfaction"]
    return {} if said in SATISFACTION or (not said and not is_needed) else {"satisfaction": "请选择本人是否满意"}


def _assigned(item: FollowUp, typed: Typed) -> Mapping[str, str]:
    return {} if typed["owner"] in owners.at_village(item.village_code) else {"owner": "请选择由谁跟进"}


# what it changes ------------------------------------------------------------------------------------------------------
def _back(person: Person, item: FollowUp, typed: Typed) -> Mapping[str, Any]:
    """The village has it again: who had it last, if he still works there, else its lead."""
    chain = follow_up_events.of_item(item.county_id, item.id)
    had = [event.changes["owner_id"][1] for event in chain if event.changes.get("owner_id", [None, None])[1]]
    staff = owners.at_village(item.village_code)
    former = next((one for one in reversed(had) if one in staff), None)
    return {"tier": follow_ups.VILLAGE, "owner_id": former or next(iter(staff), None)}


def _close(person: Person, item: FollowUp, typed: Typed) -> Mapping[str, Any]:
    said = {"result": typed["result"], "satisfaction": typed["satisfaction"]}
    return {"state": follow_ups.CLOSED, "closed_on": today().isoformat(), **said}


def _reopen(person: Person, item: FollowUp, typed: Typed) -> Mapping[str, Any]:
    nothing = {"result": "", "satisfaction": "", "closed_on": None}
    return {"state": follow_ups.OPEN, "due_on": typed["day"], **nothing}


def _unchanged(person: Person, item: FollowUp, typed: Typed) -> Mapping[str, Any]:
    return {}


def _same(*names: str) -> Callable[[Person, FollowUp, Typed], Mapping[str, Any]]:
    return lambda person, item, typed: {name: typed[name] for name in names}


def _is_village(item: FollowUp) -> bool:
    return item.tier == follow_ups.VILLAGE


DEEDS: Final[dict[str, Deed]] = {
    "close": Deed("办结", ("result", "satisfaction"), _settles, _result, _close, takes_photo=True),
    "note": Deed(
        "记下进展", ("note",), lambda who, item: True, _needed("note", "请写明进展"), _unchanged, takes_photo=True
    ),
    "plan": Deed("安排帮扶", ("provider", "provider_note"), _settles, _plan, _same("provider", "provider_note")),
    "take_over": Deed(
        "由我跟进",
        (),
        lambda who, item: not who.owns and (who.works if _is_village(item) else who.is_above),
        _nothing_wrong,
        lambda person, item, typed: {"owner_id": person.user_id},
    ),
    "assign": Deed(
        "交给别人跟进",
        ("owner",),
        lambda who, item: _is_village(item) and (who.leads or who.is_above),
        _assigned,
        lambda person, item, typed: {"owner_id": typed["owner"]},
    ),
    "raise": Deed(
        "上报乡镇（街道）",
        ("note",),
        lambda who, item: _is_village(item) and who.works,
        _needed("note", "请写明为什么要上报"),
        lambda person, item, typed: {"tier": follow_ups.TOWNSHIP, "owner_id": None, "seen_by_township": False},
    ),
    "pass_back": Deed(
        "退回村（社区）",
        ("note",),
        lambda who, item: not _is_village(item) and who.is_above,
        _needed("note", "请写明村（社区）要做什么"),
        _back,
    ),
    "postpone": Deed("延期", ("day", "note"), _settles, _term, lambda person, item, typed: {"due_on": typed["day"]}),
    "satisfy": Deed(
        "记下满意程度",
        ("satisfaction",),
        lambda who, item: True,
        _satisfaction,
        _same("satisfaction"),
        states=(follow_ups.CLOSED,),
    ),
    "reopen": Deed(
        "重新跟进",
        ("day", "note"),
        lambda who, item: True,
        _term,
        _reopen,
        states=(follow_ups.CLOSED, follow_ups.GONE),
    ),
    "see": Deed(
        "已阅",
        (),
        lambda who, item: who.is_above and not item.seen_by_township,
        _nothing_wrong,
        _unchanged,
    ),
}
"""In the order of the page."""
