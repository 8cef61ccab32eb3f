"""Festivals by the moon, against the days of printed calendars; what rounds are proposed when."""

from datetime import date

import pytest

from formserver.services.visiting import lunar


@pytest.mark.parametrize(
    ("year", "name", "day"),
    [
        (2020, "春节", "01-25"),
        (2020, "端午", "06-25"),  # a leap fourth month
        (2020, "中秋", "10-01"),
        (2023, "春节", "01-22"),
        (2023, "端午", "06-22"),  # a leap second month
        (2024, "元宵", "02-24"),
        (2025, "除夕", "01-28"),
        (2025, "中秋", "10-06"),
        (2025, "重阳", "10-29"),
        (2026, "除夕", "02-16"),
        (2026, "春节", "02-17"),
        (2026, "端午", "06-19"),
        (2026, "中秋", "09-25"),
        (2026, "重阳", "10-18"),
        (2033, "中秋", "09-08"),  # the leap month is the eleventh, not the seventh
        (2034, "春节", "02-19"),
        (2100, "春节", "02-09"),
    ],
)
def test_a_festival_is_on_the_day_of_the_calendar(year: int, name: str, day: str) -> None:
    assert lunar.festivals(year)[name] == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize("year", range(lunar.EARLIEST, lunar.LATEST + 1))
def test_the_festivals_of_a_year_follow_each_other(year: int) -> None:
    days = list(lunar.festivals(year).values())
    assert days == sorted(days)
    assert (days[1] - days[0]).days == 1
    assert date(year, 1, 21) <= days[1] <= date(year, 2, 21)


@pytest.mark.parametrize("year", [lunar.EARLIEST - 1, lunar.LATEST + 1])
def test_no_calendar_is_made_up(year: int) -> None:
    with pytest.raises(ValueError, match=str(year)):
        lunar.festivals(year)


def test_the_next_festivals_and_the_weather_are_proposed() -> None:
    found = lunar.proposals(date(2026, 11, 26))
    assert [one.code for one in found] == ["spring-2027", "cold"]
    assert (found[0].title, found[0].first, found[0].last) == ("2027年春节走访", date(2027, 1, 22), date(2027, 2, 21))


def test_a_round_under_way_is_proposed_until_its_last_day() -> None:
    codes = [one.code for day in (18, 19, 20) for one in lunar.proposals(date(2026, 6, day), ahead=0)]
    assert codes.count("boat-2026") == 2


@pytest.mark.parametrize("month", range(1, 13))
def test_weather_is_proposed_in_its_season_beyond_the_calendar_too(month: int) -> None:
    seasons = {"heat": range(6, 10), "storm": range(5, 11), "cold": (11, 12, 1, 2, 3)}
    found = lunar.proposals(date(2101, month, 8))
    assert [one.code for one in found] == [code for code, months in seasons.items() if month in months]
    assert all((one.first, one.last.month) == (date(2101, month, 8), month) for one in found)
