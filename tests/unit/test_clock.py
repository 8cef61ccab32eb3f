"""The clock: days turn over at midnight in Asia/Shanghai."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine

from formserver.clock import NaiveInstant, chinese_date, chinese_datetime, now, simulated, to_local, today

LAST_SECOND_OF_THE_20TH = datetime(2025, 1, 20, 15, 59, 59, tzinfo=UTC)
MIDNIGHT_OF_THE_21ST = datetime(2025, 1, 20, 16, 0, 0, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    with time_machine.travel(MIDNIGHT_OF_THE_21ST, tick=False):
        assert (now(), now().tzinfo) == (MIDNIGHT_OF_THE_21ST, UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [(LAST_SECOND_OF_THE_20TH, date(2025, 1, 20)), (MIDNIGHT_OF_THE_21ST, date(2025, 1, 21))],
)
def test_today_turns_over_at_midnight_in_shanghai(instant: datetime, day: date) -> None:
    with time_machine.travel(instant, tick=False):
        assert today() == day


def test_the_day_of_an_instant_does_not_depend_on_its_zone() -> None:
    in_new_york = MIDNIGHT_OF_THE_21ST.astimezone(timezone(timedelta(hours=-5)))
    assert today(in_new_york) == date(2025, 1, 21)


def test_the_year_turns_over_in_shanghai_too() -> None:
    assert today(datetime(2024, 12, 31, 16, 0, tzinfo=UTC)) == date(2025, 1, 1)


def test_local_time_is_eight_hours_ahead_of_utc() -> None:
    assert to_local(MIDNIGHT_OF_THE_21ST).isoformat() == "2025-01-21T00:00:00+08:00"


@pytest.mark.parametrize("asked", [to_local, today, chinese_date, chinese_datetime])
def test_an_instant_without_a_zone_is_refused(asked: Callable[[datetime], object]) -> None:
    with pytest.raises(NaiveInstant):
        asked(datetime(2025, 1, 20, 16, 0))


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 1, 8), "2025年1月8日"),
        ("2025-01-08", "2025年1月8日"),
        ("2025-01", "2025年1月"),
        ("2025", "2025年"),
        (MIDNIGHT_OF_THE_21ST, "2025年1月21日"),
    ],
)
def test_dates_are_written_as_precisely_as_they_are_known(day: date | str, written: str) -> None:
    assert chinese_date(day) == written


def test_an_instant_is_written_in_local_time_to_the_minute() -> None:
    assert chinese_datetime(datetime(2025, 1, 8, 1, 5, 59, tzinfo=UTC)) == "2025年1月8日 09:05"


def test_a_simulation_has_a_time_of_its_own_that_goes_on_and_ends() -> None:
    before = now()
    with simulated(MIDNIGHT_OF_THE_21ST):
        first = now()
        assert today() == date(2025, 1, 21)
        with simulated(LAST_SECOND_OF_THE_20TH):
            assert today() == date(2025, 1, 20)
        assert MIDNIGHT_OF_THE_21ST <= first <= now() < MIDNIGHT_OF_THE_21ST + timedelta(hours=1)
    assert before <= now() < before + timedelta(hours=1)
