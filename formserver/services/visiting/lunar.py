"""The days of festivals that move with the moon, and the days around them on which more visits are made.

Source of the rounds: 树人镇方案四(二), more visits in extreme weather and at traditional festivals. Which festivals,
how many days around them, and in which months which weather is expected, is assumed. The days are those of GB/T
33661-2017, from the tables of borax (1900 to 2100).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from borax.calendars.lunardate import LunarDate

EARLIEST: Final = 2020
LATEST: Final = 2100
_DAY: Final = timedelta(days=1)
_BY_MOON: Final = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "中秋": (8, 15), "重阳": (9, 9)}
"""Festival -> month and day of the lunar year that begins in the year asked for."""
NEW_YEARS_EVE: Final = "除夕"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A round of extra visits one may open: its title, first and last day, both included."""

    code: str
    title: str
    first: date
    last: date


def festivals(year: int) -> dict[str, date]:
    """The days of 除夕, 春节, 元宵, 端午, 中秋 and 重阳 in a year, in their order. 除夕 is the eve of that year's 春节.

    Raises ValueError before `EARLIEST` and after `LATEST`.
    """
    if not EARLIEST <= year <= LATEST:
        raise ValueError(year)
    days = {name: LunarDate(year, month, day).to_solar_date() for name, (month, day) in _BY_MOON.items()}
    return {NEW_YEARS_EVE: days["春节"] - _DAY} | days


def proposals(today: date, *, ahead: int = 120) -> list[Proposal]:
    """What rounds a place may want in the days to come, the next first; then those that depend on the weather."""
    years = range(max(today.year, EARLIEST), min(today.year + 1, LATEST) + 1)
    coming = sorted((one for year in years for one in _of_year(year)), key=lambda one: one.first)
    near = [one for one in coming if one.last >= today and (one.first - today).days <= ahead]
    return [*near, *_weather(today)]


def _of_year(year: int) -> Iterator[Proposal]:
    for name, day in festivals(year).items():
        if name in _AROUND:
            code, title, before, after = _AROUND[name]
            first, last = day - before * _DAY, day + after * _DAY
            yield Proposal(f"{code}-{year}", f"{year}年{title}", first, last)


_AROUND: Final = {
    "春节": ("spring", "春节走访", 15, 15),
    "端午": ("boat", "端午走访", 7, 0),
    "中秋": ("moon", "中秋走访", 7, 0),
    "重阳": ("double-nine", "重阳节走访", 7, 7),
}
"""Festival -> code, title, days before and after it."""


_WEATHER: Final = (
    ("heat", "高温天气探访", (6, 7, 8, 9), 7),
    ("storm", "暴雨台风探访", (5, 6, 7, 8, 9, 10), 3),
    ("cold", "寒潮天气探访", (11, 12, 1, 2, 3), 7),
)
"""Code, title, months in which it is proposed, and for how many days: warnings are given for some; who opens the round
changes them, and opens one of any other title in every month."""


def _weather(today: date) -> Iterator[Proposal]:
    for code, title, months, days in _WEATHER:
        if today.month in months:
            yield Proposal(code, title, today, today + (days - 1) * _DAY)
