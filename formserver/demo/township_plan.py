"""What happens in a made-up township over some months: drawn by lot, day by day, before anything is written.

Nothing here knows the program: the plan is also the diary that its figures are counted again from.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from formserver.programme.periods import Calendar, Period

KEY: Final = "key"
ORDINARY: Final = "ordinary"
_DAY: Final = timedelta(days=1)
_BEFORE: Final = 20


@dataclass(frozen=True)
class Size:
    """How large a township is, and how many reporting periods are played, the last of them the present one."""

    villages: int = 20
    elders: int = 2_000
    months: int = 3


@dataclass(frozen=True)
class Call:
    """A visit: made on a day in a way, typed in on another; ``is_danger``: gas was not safe there."""

    on: date
    typed_on: date
    way: str
    is_danger: bool


@dataclass(frozen=True)
class Absence:
    """Somebody could not be visited in a period; said on a day near its end."""

    period: str
    on: date
    code: str


@dataclass
class Life:
    """One person: where, of which level, since when in the register, and what happened."""

    number: int
    village: int
    level: str
    is_disabled: bool
    registered_on: date
    refused_on: date | None = None
    died_on: date | None = None
    moved_on: date | None = None
    moved_to: int | None = None
    calls: list[Call] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    def village_on(self, day: date) -> int:
        """The village at the end of a day."""
        if self.moved_to is not None and self.moved_on is not None and self.moved_on <= day:
            return self.moved_to
        return self.village


@dataclass(frozen=True)
class Round:
    """Extra visits at home to all 重点 persons of the township."""

    title: str
    first: date
    last: date


@dataclass(frozen=True)
class Plan:
    """All of it; ``today``: the day on which it ends."""

    size: Size
    periods: Sequence[Period]
    lives: Sequence[Life]
    round: Round
    today: date

    @property
    def days(self) -> Iterator[date]:
        """Every day on which something happens, in order; first those on which the register was begun."""
        day = min(life.registered_on for life in self.lives)
        while day <= self.today:
            yield day
            day += _DAY


def draw(size: Size, calendar: Calendar, today: date, seed: int) -> Plan:
    """Draw a township by lot; the same seed, size and day give the same one."""
    dice = random.Random(seed)
    periods = [calendar.of_day(today)]
    while len(periods) < size.months:
        periods.insert(0, calendar.before(periods[0]))
    middle = periods[size.months // 2]
    cold = Round("寒潮天气走访", middle.halves[1].first, min(middle.halves[1].first + 6 * _DAY, middle.last))
    lives = [_life(dice, number, size, periods, today) for number in range(size.elders)]
    for life in lives:
        for period in periods:
            _period(dice, life, period, today)
        if life.level == KEY and life.registered_on < cold.first and dice.random() < 0.8:
            _call(dice, life, cold.first, cold.last, today, ("home",))
    return Plan(size, periods, lives, cold, today)


def _life(dice: random.Random, number: int, size: Size, periods: Sequence[Period], today: date) -> Life:
    first = periods[0].first
    span = (today - first).days
    level = KEY if dice.random() < 0.2 else ORDINARY
    life = Life(number, number % size.villages, level, dice.random() < 0.1, first - dice.randint(2, _BEFORE) * _DAY)
    if dice.random() < 0.06:
        life.registered_on = first + dice.randint(0, span) * _DAY
    lot, day = dice.random(), life.registered_on + dice.randint(1, max(1, span)) * _DAY
    if first < day <= today:
        if lot < 0.04:
            life.refused_on = day
        elif lot < 0.06:
            life.died_on = day
        elif lot < 0.08 and size.villages > 1:
            life.moved_on, life.moved_to = day, (life.village + dice.randint(1, size.villages - 1)) % size.villages
    return life


def _period(dice: random.Random, life: Life, period: Period, today: date) -> None:
    is_steady = life.refused_on is None and life.died_on is None and life.registered_on < period.first
    if is_steady and period.last <= today and dice.random() < 0.04:
        code = dice.choice(("hospital", "away", "no_answer", "weather"))
        life.absences.append(Absence(period.name, period.last - 2 * _DAY, code))
        return
    ways = ("home",) * 12 + ("phone",) if life.level == KEY else ("home",) * 6 + ("phone",) * 3 + ("video",)
    for window in period.halves if life.level == KEY else (period.whole,):
        if dice.random() < 0.93:
            _call(dice, life, window.first, window.last, today, ways)
    if dice.random() < 0.08:
        _call(dice, life, period.first, period.last, today, ways)


def _call(dice: random.Random, life: Life, first: date, last: date, today: date, ways: Sequence[str]) -> None:
    """A visit in some days, where the person is there to be visited and the visit can be typed in by today."""
    on = first + dice.randint(0, (last - first).days) * _DAY
    delay = dice.randint(22, 50) if dice.random() < 0.06 else dice.choice((0, 0, 0, 1, 2))
    typed_on, way, is_danger = on + delay * _DAY, dice.choice(ways), dice.random() < 0.03
    ends = [day for day in (life.died_on,) if day is not None]
    if life.refused_on is not None and dice.random() < 0.8:
        ends.append(life.refused_on)
    is_late_for_move = life.moved_on is not None and on <= life.moved_on <= typed_on
    is_there = life.registered_on <= on and typed_on <= today and all(typed_on < end for end in ends)
    if is_there and not is_late_for_move:
        life.calls.append(Call(on, typed_on, way, is_danger and way == "home"))
