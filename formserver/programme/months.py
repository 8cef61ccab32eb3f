"""A village's month on its way up to township and county, and down again: who brings it where, and when. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from formserver.programme.figures import Tally

OPENS: Final = timedelta(days=5)
"""Before its last day a period may be handed in: whoever has visited everybody need not wait for the last evening."""
_WARNS: Final = timedelta(days=3)
"""Before the time to hand in is over, who has not done so is told."""


class State(StrEnum):
    """Where a month stands."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    SIGNED = "signed"
    CLOSED = "closed"


STATES: Final[Mapping[State, str]] = {
    State.OPEN: "未上报",
    State.HANDED_IN: "已上报，待签收",
    State.SIGNED: "已签收，待办结",
    State.CLOSED: "已办结",
}
_STANDS: Final[Mapping[State, str]] = {
    State.OPEN: "这个村（社区）本期还没有上报",
    State.HANDED_IN: "本期已经上报，在等乡镇（街道）签收",
    State.SIGNED: "乡镇（街道）已经签收",
    State.CLOSED: "本期已经办结",
}
_WHO: Final[Mapping[str, str]] = {
    "hand_in_month": "这件事由村级负责人办理",
    "sign_off_month": "这件事由乡镇审核人办理",
    "oversee_months": "这件事由县级审批人办理",
}
REFUSALS: Final = (*_STANDS.values(), *_WHO.values())
"""All that `refusal` may say."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does with a month: from which states, to which (None: it stays); ``right``: who may, at the place;
    ``explained``: not without a reason."""

    code: str
    label: str
    right: str
    before: tuple[State, ...]
    after: State | None
    explained: bool = False


_ALL: Final = (
    Act("hand_in", "上报", "hand_in_month", (State.OPEN,), State.HANDED_IN),
    Act("withdraw", "撤回上报", "hand_in_month", (State.HANDED_IN,), State.OPEN),
    Act("sign", "签收", "sign_off_month", (State.HANDED_IN,), State.SIGNED),
    Act("close", "办结", "sign_off_month", (State.SIGNED,), State.CLOSED),
    Act("send_back", "退回村（社区）", "sign_off_month", (State.HANDED_IN, State.SIGNED), State.OPEN, True),
    Act("reopen", "重新打开", "sign_off_month", (State.CLOSED,), State.SIGNED, True),
    Act("return_down", "退回乡镇（街道）", "oversee_months", (State.CLOSED,), State.SIGNED, True),
    Act(
        "open_record",
        "重新打开一条记录",
        "sign_off_month",
        (State.HANDED_IN, State.SIGNED, State.CLOSED),
        None,
        True,
    ),
)
ACTS: Final[Mapping[str, Act]] = {act.code: act for act in _ALL}


def refusal(act: Act, state: State, rights: Collection[str]) -> str | None:
    """Why somebody with these rights at the place may not do it now, as a msgid; None where he may."""
    if act.right not in rights:
        return _WHO[act.right]
    return None if state in act.before else _STANDS[state]


def open_acts(state: State, rights: Collection[str]) -> list[Act]:
    """What somebody may do with a whole month now, what brings it on first."""
    return [act for act in _ALL if act.code != "open_record" and refusal(act, state, rights) is None]


class Timing(StrEnum):
    """How the day stands to the time of handing in."""

    EARLY = "early"
    OPEN = "open"
    WARNED = "warned"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class HandInTime:
    """When a period may be handed in: from ``opens`` to 24:00 of ``until``, afterwards late."""

    opens: date
    until: date

    @classmethod
    def of(cls, last: date, hand_in: date) -> "HandInTime":
        """The time of a period that ends on ``last`` and is to be handed in by ``hand_in``."""
        return cls(last - OPENS, hand_in)

    def on(self, day: date) -> Timing:
        """How a day in Asia/Shanghai stands to it."""
        if day > self.until:
            return Timing.LATE
        if day < self.opens:
            return Timing.EARLY
        return Timing.WARNED if self.until - day <= _WARNS else Timing.OPEN


KEPT: Final = ("persons", "due", "refused", "excused", "visited", "met", "explained")
"""The figures (`figures.Tally`) that a report keeps as they were handed in."""


def kept(tally: Tally) -> dict[str, int]:
    """Figures as a report keeps them."""
    return {name: getattr(tally, name) for name in KEPT}


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its values: a msgid, and what fills its places."""

    key: str
    params: Mapping[str, Any]

    @property
    def about(self) -> str:
        """What list of the month it is about; empty for none."""
        return {UNEXPLAINED: "unmet", RETURNED: "returned", UNAPPROVED: "unapproved"}.get(self.key, "")


UNEXPLAINED: Final = "还有%(count)s人没有完成探访，也没有写明原因。"
RETURNED: Final = "还有%(count)s条探访记录退回或撤回后没有重新提交。"
TOO_EARLY: Final = "还没有到上报的时间，%(day)s起可以上报。"
UNAPPROVED: Final = "还有%(count)s条探访记录没有通过审批。"


def hindrances(counts: Tally, returned: int, time: HandInTime, day: date) -> list[Told]:
    """What still keeps a month from being handed in; ``returned``: records that wait for their authors."""
    found = [
        Told(UNEXPLAINED, {"count": counts.unexplained}) if counts.unexplained else None,
        Told(RETURNED, {"count": returned}) if returned else None,
        Told(TOO_EARLY, {"day": time.opens}) if time.on(day) is Timing.EARLY else None,
    ]
    return [one for one in found if one is not None]


LOCKED: Final = frozenset({"correct", "terminate", "withdraw"})
"""Acts on a record (`workflow.words.Action`) that change what a month was handed in with. Approving is the month's own
way, and a record sent back is opened by who sends it back; new visits may always be handed in, and show as such."""


_OPENING: Final = "请乡镇（街道）审核人写明原因，重新打开这条记录。"
HOW_TO_CHANGE: Final[Mapping[str, str]] = {
    State.HANDED_IN: "乡镇（街道）签收以前，村级负责人可以撤回上报再办；也可以请乡镇（街道）审核人重新打开这条记录。",
    State.SIGNED: _OPENING,
    State.CLOSED: _OPENING,
}
"""Who can make a record change again that a month was handed in with, by where the month stands."""
_SENDING_BACK: Final = "请乡镇（街道）审核人写明原因，把月报退回村（社区）。"
HOW_TO_EXPLAIN: Final[Mapping[str, str]] = {
    State.HANDED_IN: "乡镇（街道）签收以前，村级负责人可以撤回上报，再来修改。",
    State.SIGNED: _SENDING_BACK,
    State.CLOSED: _SENDING_BACK,
}
"""The same for why somebody was not visited."""


def is_locked(state: State, action: str, *, is_free: bool) -> bool:
    """Whether an act on a record has to wait until the township opens it; ``is_free``: it did, or the record is none of
    those that the month was handed in with."""
    return action in LOCKED and state is not State.OPEN and not is_free
