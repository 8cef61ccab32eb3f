"""The figures of a played township counted once more from its diary, person by person, without the program."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from formserver.demo.township_plan import KEY, Call, Life, Plan
from formserver.programme.periods import Period, Window

EXCUSING = {"hospital", "away"}
Key = tuple[int, str]
"""Number of a village, and a level."""


def of_period(plan: Plan, period: Period) -> dict[Key, Counter[str]]:
    """What a month's figures should be, by village and level; overdue among them."""
    found: dict[Key, Counter[str]] = {}
    for life in plan.lives:
        is_there = life.registered_on <= min(period.last, plan.today)
        if is_there and not _left_before(life, period.first):
            windows = period.halves if life.level == KEY else (period.whole,)
            ways = {"home"} if life.level == KEY else {"home", "phone", "video"}
            own = [call for call in life.calls if period.first <= call.on <= period.last]
            status, reason = _status(life, period, partial(_met, own, windows, ways))
            _add(found, plan, life, period.last, _told(plan, life, status, reason, own, windows, ways))
    return found


def of_round(plan: Plan) -> dict[Key, Counter[str]]:
    """What the figures of the extra round should be."""
    found: dict[Key, Counter[str]] = {}
    cold = plan.round
    whole = (Window(cold.first, cold.last),)
    for life in plan.lives:
        if life.level != KEY or life.registered_on >= cold.first or _left_before(life, cold.first):
            continue
        own = [call for call in life.calls if cold.first <= call.on <= cold.last]
        status = _changed(life, cold.first, cold.last, partial(_met, own, whole, {"home"}))
        _add(found, plan, life, cold.last, _told(plan, life, status, "", own, whole, {"home"}))
    return found


def of_ways(plan: Plan, period: Period) -> dict[tuple[int, str], tuple[int, int]]:
    """Visits, and those typed in late, by village and way."""
    visits: Counter[tuple[int, str]] = Counter()
    late: Counter[tuple[int, str]] = Counter()
    for life in plan.lives:
        for call in life.calls:
            if period.first <= call.on <= period.last:
                key = life.village_on(call.typed_on), call.way
                visits[key] += 1
                late[key] += call.typed_on > period.hand_in
    return {key: (visits[key], late[key]) for key in visits}


def _left_before(life: Life, day: date) -> bool:
    return life.died_on is not None and life.died_on < day


def _status(life: Life, period: Period, met_by: Callable[[date], bool]) -> tuple[str, str]:
    if life.registered_on >= period.first:
        return "excused", ""
    said = [one.code for one in life.absences if one.period == period.name]
    if said:
        return ("excused", "") if said[0] in EXCUSING else ("due", said[0])
    return _changed(life, period.first, period.last, met_by), ""


def _changed(life: Life, first: date, last: date, met_by: Callable[[date], bool]) -> str:
    """Due, unless somebody refused or died before all was done."""
    for day, status in ((life.refused_on, "refused"), (life.died_on, "excused")):
        if day is not None and day <= last and (day < first or not met_by(day)):
            return status
    return "due"


def _met(own: Sequence[Call], windows: Sequence[Window], ways: set[str], by: date) -> bool:
    return not _missed(own, windows, ways, by)


def _missed(own: Sequence[Call], windows: Sequence[Window], ways: set[str], by: date) -> list[Window]:
    counting = [call.on for call in own if call.way in ways and call.typed_on <= by]
    return [window for window in windows if not any(window.first <= on <= window.last for on in counting)]


def _told(
    plan: Plan, life: Life, status: str, reason: str, own: Sequence[Call], windows: Sequence[Window], ways: set[str]
) -> Counter[str]:
    missed = _missed(own, windows, ways, plan.today)
    told = Counter({"persons": 1, status: 1, "disabled": int(life.is_disabled)})
    if status == "due":
        told["visited"] = int(bool(own))
        told["met"] = int(not missed)
        told["explained"] = int(bool(missed and reason))
        told["overdue"] = int(bool(missed) and missed[0].last < plan.today)
    if status == "refused":
        told["refused_visited"] = int(bool(own))
    return told


def _add(found: dict[Key, Counter[str]], plan: Plan, life: Life, last: date, told: Counter[str]) -> None:
    key = life.village_on(min(last, plan.today)), life.level
    found.setdefault(key, Counter()).update(told)


def summed(found: dict[Key, Counter[str]]) -> Counter[str]:
    """All villages and levels together."""
    whole: Counter[str] = Counter()
    for told in found.values():
        whole.update(told)
    return whole
