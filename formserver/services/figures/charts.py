"""Charts as geometry: what is drawn where on a sheet of so many units. Words and tables say the same beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from formserver.programme.figures import Share
from formserver.services.figures.overview import Row

WIDTH: Final = 340
BAR_ROW: Final = 44
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 322, 24, 160
_NEVER_BELOW: Final = 50
_ALL_NAMED: Final = 6
"""Periods whose words have room beside one another under a line."""


@dataclass(frozen=True)
class Bar:
    """One bar: its words and value, where its line begins, how long it is."""

    name: str
    value: str
    y: int
    length: int


@dataclass(frozen=True)
class Bars:
    """Bars from 0 under each other, on a sheet `WIDTH` wide and ``height`` high."""

    bars: Sequence[Bar]
    height: int


@dataclass(frozen=True)
class Point:
    """One period of a line: where it stands, and its value in percent."""

    name: str
    value: Decimal
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """Points joined by straight lines; where a period has no share, the line is broken."""

    pieces: Sequence[Sequence[Point]]

    @property
    def points(self) -> list[Point]:
        """All of them."""
        return [point for piece in self.pieces for point in piece]


@dataclass(frozen=True)
class Lines:
    """Two lines over the same periods. ``levels``: percent and height of each level line; ``ticks``: period and place
    of each word under them."""

    rate: Line
    completion: Line
    levels: Sequence[tuple[int, int]]
    ticks: Sequence[tuple[str, int]]


def share_bars(rows: Sequence[Row], most: int) -> Bars:
    """The visit rates of places, the lowest first, so many at most; places without one are left out."""
    known = [(row.name, percent) for row in rows if (percent := row.rate.percent) is not None]
    lowest = sorted(known, key=lambda one: one[1])[:most]
    return _bars([(name, f"{percent}%", percent) for name, percent in lowest], Decimal(100))


def count_bars(counts: Sequence[tuple[str, int]]) -> Bars:
    """Numbers by the largest of them."""
    largest = max((number for _, number in counts), default=0)
    return _bars([(name, str(number), Decimal(number)) for name, number in counts], Decimal(max(largest, 1)))


def lines(series: Sequence[Row]) -> Lines:
    """Visit rate and completion of periods, the earliest first."""
    rates, done = [row.rate for row in series], [row.completion for row in series]
    known = [share.percent for share in (*rates, *done) if share.percent is not None]
    lowest = 0 if min(known, default=Decimal(0)) < _NEVER_BELOW else _NEVER_BELOW
    step = (100 - lowest) // 2
    levels = [(level, _height(Decimal(level), lowest)) for level in (lowest, lowest + step, 100)]
    every = 1 if len(series) <= _ALL_NAMED else 2
    last = len(series) - 1
    ticks = [(row.name, _across(at, last)) for at, row in enumerate(series) if (last - at) % every == 0]
    return Lines(_line(series, rates, lowest), _line(series, done, lowest), levels, ticks)


def _bars(rows: Sequence[tuple[str, str, Decimal]], whole: Decimal) -> Bars:
    bars = [
        Bar(name, value, at * BAR_ROW, int((number * WIDTH / whole).to_integral_value()))
        for at, (name, value, number) in enumerate(rows)
    ]
    return Bars(bars, len(bars) * BAR_ROW)


def _line(series: Sequence[Row], shares: Sequence[Share], lowest: int) -> Line:
    pieces: list[list[Point]] = [[]]
    for at, (row, share) in enumerate(zip(series, shares, strict=True)):
        percent = share.percent
        if percent is None:
            pieces.append([])
        else:
            x, y = _across(at, len(series) - 1), _height(percent, lowest)
            pieces[-1].append(Point(row.name, percent, x, y))
    return Line([piece for piece in pieces if piece])


def _across(at: int, last: int) -> int:
    return _RIGHT if not last else _LEFT + (_RIGHT - _LEFT) * at // last


def _height(percent: Decimal, lowest: int) -> int:
    return int(_BOTTOM - (_BOTTOM - _TOP) * (percent - lowest) / (100 - lowest))
