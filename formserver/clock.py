"""The one clock: instants in UTC, days counted in Asia/Shanghai, dates written as Chinese papers write them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

_UNITS: Final = "年月日"


class NaiveInstant(ValueError):
    """An instant without a zone: nobody can say which day it belongs to."""


_ahead: ContextVar[timedelta] = ContextVar("_ahead", default=timedelta())


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC) + _ahead.get()


@contextmanager
def simulated(instant: datetime) -> Iterator[None]:
    """Inside of the block it is another time, going on from the given aware instant; for simulations only.

    Only this thread, and this context of it, sees that time. What is written then is dated so: never use it where
    people's own records are.
    """
    token = _ahead.set(instant - datetime.now(UTC))
    try:
        yield
    finally:
        _ahead.reset(token)


def to_local(instant: datetime) -> datetime:
    """The same instant on the clocks of Asia/Shanghai. Raises NaiveInstant."""
    if instant.utcoffset() is None:
        raise NaiveInstant(instant.isoformat())
    return instant.astimezone(SHANGHAI)


def today(instant: datetime | None = None) -> date:
    """The day it is in Asia/Shanghai, now or at the given aware instant. Raises NaiveInstant."""
    return to_local(now() if instant is None else instant).date()


def chinese_date(day: date | str) -> str:
    """A day, or a stored date of any precision, in Chinese without leading zeros: 2025年1月8日, 2025年1月, 2025年.

    Text is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, already validated. An instant is shown on its day in Asia/Shanghai;
    raises NaiveInstant if it has no zone.
    """
    if isinstance(day, datetime):
        day = today(day)
    text = day if isinstance(day, str) else day.isoformat()
    return "".join(f"{int(number)}{unit}" for number, unit in zip(text.split("-"), _UNITS, strict=False))


def chinese_datetime(instant: datetime) -> str:
    """An instant in Asia/Shanghai to the minute: 2025年1月8日 09:05. Raises NaiveInstant."""
    local = to_local(instant)
    return f"{chinese_date(local.date())} {local:%H:%M}"
