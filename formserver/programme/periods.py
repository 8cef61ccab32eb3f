"""Months counted on a calendar."""

import calendar
from datetime import date


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that is shorter: 31 August + 6 = 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
