"""A day as somebody types it outside of a paper: YYYY-MM-DD, as browsers send it."""

import re
from datetime import date
from typing import Final

NOT_A_DAY: Final = "请填写日期，例如2025-01-08"
"""What is said at an input that holds no day."""

_WRITTEN: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(text: str) -> date | None:
    """The day that is written there, None for anything else: also for the other ways to write a day that
    `date.fromisoformat` knows, since days are kept and compared as text."""
    try:
        return date.fromisoformat(text) if _WRITTEN.fullmatch(text) else None
    except ValueError:
        return None
