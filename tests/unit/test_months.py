"""A village's month: who may bring it where, when it is late, what keeps it, what may still change."""

from datetime import date
from typing import Any

import pytest

from formserver.programme import months
from formserver.programme.figures import Tally
from formserver.programme.months import ACTS, HandInTime, State, Timing, Told

LEAD = frozenset({"hand_in_month"})
TOWNSHIP = frozenset({"sign_off_month"})
COUNTY = frozenset({"oversee_months"})
EVERYBODY = LEAD | TOWNSHIP | COUNTY


@pytest.mark.parametrize(
    ("state", "lead", "township", "county"),
    [
        (State.OPEN, ["hand_in"], [], []),
        (State.HANDED_IN, ["withdraw"], ["sign", "send_back"], []),
        (State.SIGNED, [], ["close", "send_back"], []),
        (State.CLOSED, [], ["reopen"], ["return_down"]),
    ],
)
def test_a_month_goes_up_the_stairs_and_down_again(
    state: State, lead: list[str], township: list[str], county: list[str]
) -> None:
    for rights, wanted in ((LEAD, lead), (TOWNSHIP, township), (COUNTY, county), (frozenset(), [])):
        assert [act.code for act in months.open_acts(state, rights)] == wanted
    assert {ACTS[code].after for code in lead + township + county} <= set(State)


def test_a_single_record_is_opened_by_the_township_in_any_month_that_was_handed_in() -> None:
    opening = ACTS["open_record"]
    assert [months.refusal(opening, state, TOWNSHIP) is None for state in State] == [False, True, True, True]
    assert months.refusal(opening, State.SIGNED, LEAD | COUNTY) == "这件事由乡镇审核人办理"
    assert opening.after is None
    assert opening.explained


@pytest.mark.parametrize("act", ACTS.values(), ids=str)
def test_whoever_is_refused_is_told_who_may_or_where_the_month_stands(act: months.Act) -> None:
    for state in State:
        why = months.refusal(act, state, EVERYBODY)
        assert (why is None) == (state in act.before)
        assert why is None or why in months.REFUSALS
        assert months.refusal(act, state, frozenset()) in months.REFUSALS


# 三江镇 hands in on the 20th of the month the period is named after, elsewhere on the 20th of the next one
SAME = HandInTime.of(date(2026, 11, 20), date(2026, 11, 20))
NEXT = HandInTime.of(date(2026, 12, 31), date(2027, 1, 20))


@pytest.mark.parametrize(
    ("time", "day", "timing"),
    [
        (SAME, date(2026, 11, 14), Timing.EARLY),
        (SAME, date(2026, 11, 15), Timing.OPEN),
        (SAME, date(2026, 11, 16), Timing.OPEN),
        (SAME, date(2026, 11, 17), Timing.WARNED),
        (SAME, date(2026, 11, 20), Timing.WARNED),
        (SAME, date(2026, 11, 21), Timing.LATE),
        (NEXT, date(2026, 12, 25), Timing.EARLY),
        (NEXT, date(2026, 12, 26), Timing.OPEN),
        (NEXT, date(2027, 1, 16), Timing.OPEN),
        (NEXT, date(2027, 1, 17), Timing.WARNED),
        (NEXT, date(2027, 1, 21), Timing.LATE),
        (HandInTime.of(date(2026, 2, 28), date(2026, 3, 20)), date(2026, 2, 23), Timing.OPEN),
        (HandInTime.of(date(2026, 2, 28), date(2026, 3, 20)), date(2026, 2, 22), Timing.EARLY),
    ],
)
def test_handing_in_has_its_time(time: HandInTime, day: date, timing: Timing) -> None:
    assert time.on(day) is timing


def test_a_report_keeps_what_is_told_of_persons() -> None:
    counts = Tally(persons=10, due=8, refused=1, excused=1, visited=6, met=5, explained=2, disabled=3)
    assert months.kept(counts) == {
        "persons": 10,
        "due": 8,
        "refused": 1,
        "excused": 1,
        "visited": 6,
        "met": 5,
        "explained": 2,
    }


@pytest.mark.parametrize(
    ("counts", "returned", "day", "wanted"),
    [
        (Tally(due=2, met=2), 0, date(2026, 11, 20), []),
        (Tally(due=2, met=1, explained=1), 0, date(2026, 11, 25), []),
        (Tally(due=2, met=1), 0, date(2026, 11, 20), [(months.UNEXPLAINED, {"count": 1})]),
        (Tally(), 3, date(2026, 11, 20), [(months.RETURNED, {"count": 3})]),
        (Tally(), 0, date(2026, 11, 1), [(months.TOO_EARLY, {"day": date(2026, 11, 15)})]),
    ],
)
def test_a_month_is_handed_in_when_everybody_is_visited_or_explained_and_nothing_waits_for_its_author(
    counts: Tally, returned: int, day: date, wanted: list[tuple[str, dict[str, Any]]]
) -> None:
    assert months.hindrances(counts, returned, SAME, day) == [Told(*one) for one in wanted]


@pytest.mark.parametrize(
    ("sentence", "about"),
    [(months.UNEXPLAINED, "unmet"), (months.RETURNED, "returned"), (months.TOO_EARLY, "")],
)
def test_what_hinders_a_month_leads_to_the_list_it_is_about(sentence: str, about: str) -> None:
    assert Told(sentence, {}).about == about


@pytest.mark.parametrize("action", ["correct", "terminate", "withdraw"])
def test_what_a_month_was_handed_in_with_changes_only_when_it_is_opened(action: str) -> None:
    assert not months.is_locked(State.OPEN, action, is_free=False)
    for state in (State.HANDED_IN, State.SIGNED, State.CLOSED):
        assert months.is_locked(state, action, is_free=False)
        assert not months.is_locked(state, action, is_free=True)
        assert not months.is_locked(state, "approve", is_free=False)
        assert not months.is_locked(state, "send_back", is_free=False)
