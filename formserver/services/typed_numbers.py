"""A small whole number as somebody types it outside of a paper."""

import re
from typing import Final

_WRITTEN: Final = re.compile("[0-9０-９]{1,2}")


def number_of(text: str) -> int | None:
    """The number of one or two digits that is written there, also where the input method made them wide (３); None for
    anything else: also for digits of other scripts, which `int` reads and nobody here types."""
    return int(text) if _WRITTEN.fullmatch(text) else None
