"""Which visits may be approved together, and why others must be opened."""

from dataclasses import replace
from typing import Any

import pytest

from formserver.programme import routine
from formserver.programme.routine import Looked

CALM = Looked(
    risk="low",
    is_asked=True,
    findings=0,
    is_late=False,
    has_day=True,
    has_reasons=False,
    is_first_submission=True,
    has_former=True,
    changed=0,
    danger_changed=0,
    over_carried=0,
)


@pytest.mark.parametrize("calm", [{}, {"changed": routine.MOST_CHANGED}, {"risk": None, "is_asked": False}])
def test_what_is_low_in_risk_complete_and_unchanged_need_not_be_opened(calm: dict[str, Any]) -> None:
    assert routine.to_open(replace(CALM, **calm)) == []


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"risk": "medium"}, routine.RISK),
        ({"risk": "high"}, routine.RISK),
        ({"risk": None}, routine.RISK),
        ({"findings": 1}, routine.FINDING),
        ({"is_late": True}, routine.LATE),
        ({"has_day": False}, routine.NO_DAY),
        ({"has_reasons": True}, routine.REASON),
        ({"is_first_submission": False}, routine.SENT_BACK),
        ({"has_former": False}, routine.FIRST),
        ({"danger_changed": 1}, routine.DANGER_CHANGED),
        ({"changed": routine.MOST_CHANGED + 1}, routine.MANY_CHANGED),
        ({"over_carried": 1}, routine.CARRIED),
    ],
)
def test_everything_else_is_opened_and_it_is_said_why(other: dict[str, Any], why: str) -> None:
    assert routine.to_open(replace(CALM, **other)) == [why]


def test_all_reasons_are_told_at_once() -> None:
    assert routine.to_open(replace(CALM, risk="high", is_late=True)) == [routine.RISK, routine.LATE]
