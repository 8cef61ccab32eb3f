"""Days counted on a calendar: months, reporting periods and the windows in which a visit is due."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_NAME: Final = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which a visit counts, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period: ``name`` YYYY-MM, its two halves, and the last day on which it may be handed in (24:00)."""

    name: str
    halves: tuple[Window, Window]
    hand_in: date

    @property
    def first(self) -> date:
        """Its first day."""
        return self.halves[0].first

    @property
    def last(self) -> date:
        """Its last day."""
        return self.halves[1].last

    @property
    def whole(self) -> Window:
        """All its days."""
        return Window(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a region cuts its periods: the day of the month on which one begins (any but the 1st: of the month before),
    and on which its second half begins; the day until which it is handed in, so many months later."""

    begins: int
    second_half: int
    hand_in_day: int
    months_later: int

    def period(self, name: str) -> Period:
        """The period of a name YYYY-MM. Raises ValueError for what is no month."""
        found = _NAME.fullmatch(name)
        if found is None:
            raise ValueError(name)
        month = date(int(found[1]), int(found[2]), 1)
        # A period that begins late in the month before crosses into its own month, where the second half begins.
        first = (months_later(month, -1) if self.begins > 1 else month).replace(day=self.begins)
        second = month.replace(day=self.second_half)
        last = months_later(first, 1) - _DAY
        hand_in = months_later(month, self.months_later).replace(day=self.hand_in_day)
        return Period(name, (Window(first, second - _DAY), Window(second, last)), hand_in)

    def of_day(self, day: date) -> Period:
        """The period a day lies in."""
        month = months_later(day.replace(day=1), 1) if self.begins > 1 and day.day >= self.begins else day
        return self.period(f"{month.year:04}-{month.month:02}")

    def of_text(self, day: str) -> Period | None:
        """The period of a date as papers write it: a day's own, a month's by its name, none of a year."""
        if len(day) == len("YYYY-MM-DD"):
            return self.of_day(date.fromisoformat(day))
        return self.period(day) if _NAME.fullmatch(day) else None

    def before(self, period: Period) -> Period:
        """The period before."""
        return self.of_day(period.first - _DAY)

    def after(self, period: Period) -> Period:
        """The period after."""
        return self.of_day(period.last + _DAY)


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that is shorter: 31 August + 6 = 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
