"""What visits of the demonstration find, and what is done about it: in turn, through the services."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from formserver.clock import now, simulated, today
from formserver.demo.cast import Cast
from formserver.demo.people import People
from formserver.ids import new_id
from formserver.models import Elder, FollowUp
from formserver.services.acting import Asked, seen_of
from formserver.services.file_rights import may_change
from formserver.services.follow_ups import acting, emergency, notices, opening
from formserver.services.follow_ups.deeds import DEEDS
from formserver.services.person import Person
from formserver.store import elders, follow_up_events, follow_ups

_LATER: Final = timedelta(days=2)
"""So long after the last thing that happened something is done about what was found."""
_LONG_AGO: Final = timedelta(days=21)
_FORGOTTEN: Final = 5  # of so many things found long ago one was never settled

Story = Callable[["_Desk", FollowUp], None]


def tend(cast: Cast, people: People) -> None:
    """Settle some of what was found, and leave the rest to whoever looks at the demonstration. The lead of the village
    has found something, too, and has written down the number on duty."""
    desk = _Desk(cast)
    county_id = desk.lead.county_id
    emergency.set_duty(desk.lead, cast.authors[1].place, {"phone": people.younger().phone, "label": "村委会值班室"})
    ids = [one for elder_id in elders.all_ids(county_id) if (one := desk.own(elder_id))]
    for elder in ids[:2]:
        desk.opens(elder, people)
    for index, follow_up_id in enumerate(follow_ups.all_ids(county_id)):
        is_old = desk.item(follow_up_id).opened_on < (today() - _LONG_AGO).isoformat()
        ends = (_ended,) if is_old and index % _FORGOTTEN else ()
        for story in (*_STORIES[index % len(_STORIES)], *ends):
            found = desk.item(follow_up_id)
            with simulated(min(_last_act(found) + _LATER, now())):
                story(desk, found)


def _last_act(item: FollowUp) -> datetime:
    return follow_up_events.of_item(item.county_id, item.id)[-1].at


class _Desk:
    """Those who settle things in a county."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.lead = cast.authors[1].person

    def item(self, follow_up_id: str) -> FollowUp:
        """A thing as it stands."""
        found = follow_ups.find(self.lead.county_id, follow_up_id)
        assert found is not None
        return found

    def own(self, elder_id: str) -> Elder | None:
        """A person of the lead's village who is in the register."""
        found = elders.find(self.lead.county_id, elder_id)
        return found if found is not None and may_change(self.lead, found) else None

    def opens(self, elder: Elder, people: People) -> None:
        """The lead opens a hardship, and tells the family."""
        told = {"kind": "hardship", "title": "冬天取暖有困难", "note": "家里只有一个旧煤炉，怕煤气中毒，晚上不敢用。"}
        what = opening.fresh(self.lead, elder) | told
        item = opening.open_by_hand(self.lead, elder.id, "", what, Asked(new_id(), ""))
        child = people.younger()
        said = {"to": child.name, "relation": "子女", "day": today().isoformat(), "way": "phone"}
        said["note"] = "老人取暖有困难，请尽快回来看看；答应周末回来。"
        asked = Asked(new_id(), seen_of(elder.county_id, elder.id))
        notices.note(self.lead, elder.id, item.id, said, asked)

    def village(self, item: FollowUp) -> Person | None:
        """Who settles it in the village."""
        people = [member.person for member in self.cast.authors]
        return next((one for one in people if one.user_id == item.owner_id), None)

    def township(self, item: FollowUp) -> Person:
        """Who decides in the township of the person."""
        return self.cast.decider(("township_approver",), item.village_code)

    def do(self, person: Person | None, item: FollowUp, action: str, **typed: str) -> None:
        """One act, where the person may do it."""
        if person is not None and item.state == follow_ups.OPEN:
            given = dict.fromkeys(DEEDS[action].inputs, "") | typed
            acting.act(person, item.id, action, given, Asked(new_id(), str(item.revision)))


def _planned(desk: _Desk, item: FollowUp) -> None:
    desk.do(desk.village(item), item, "plan", provider_note=_said(item).plan)


def _noted(desk: _Desk, item: FollowUp) -> None:
    desk.do(desk.village(item), item, "note", note=_said(item).note)


def _closed(desk: _Desk, item: FollowUp) -> None:
    desk.do(desk.village(item), item, "close", result=_said(item).result, satisfaction="satisfied")


def _ended(desk: _Desk, item: FollowUp) -> None:
    who = desk.township(item) if item.tier == follow_ups.TOWNSHIP else desk.village(item)
    desk.do(who, item, "close", result=_said(item).result, satisfaction="satisfied")


def _raised(desk: _Desk, item: FollowUp) -> None:
    desk.do(desk.village(item), item, "raise", note=_said(item).report)


def _seen(desk: _Desk, item: FollowUp) -> None:
    if not item.seen_by_township:
        desk.do(desk.township(item), item, "see")


def _passed_back(desk: _Desk, item: FollowUp) -> None:
    if item.tier == follow_ups.TOWNSHIP:
        desk.do(desk.township(item), item, "pass_back", note="已联系好，请陪同上门，办好后写明结果。")


def _postponed(desk: _Desk, item: FollowUp) -> None:
    day = (today() + timedelta(days=10)).isoformat()
    desk.do(desk.village(item), item, "postpone", day=day, note="约好的人下周才能来。")


@dataclass(frozen=True)
class _Said:
    """What is written at each step."""

    plan: str
    note: str
    result: str
    report: str


_DANGER: Final = _Said(
    plan="请村里的师傅上门检查，子女出材料费。",
    note="已当面提醒，老人答应先不用，等检查过再用。",
    result="已修好并试用，隐患消除。",
    report="要整户改造，家里和村里都办不了。",
)
_NEED: Final = _Said(
    plan="志愿者每周上门两次，子女每天打电话。",
    note="已和子女通电话，说好每天问候。",
    result="连续两周上门，情况稳定。",
    report="需要乡镇协调社工和家庭医生。",
)


def _said(item: FollowUp) -> _Said:
    return _DANGER if item.kind == "hazard" else _NEED


_STORIES: Final[tuple[tuple[Story, ...], ...]] = (
    (_planned, _noted),
    (_noted, _closed),
    (),
    (_raised, _passed_back),
    (_seen,),
    (_raised,),
    (_seen, _postponed),
    (_noted, _closed),
)
