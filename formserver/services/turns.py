"""Which save of which open page a draft holds, so that a save that comes again, or late, is no quarrel of two windows.

A page numbers its saves ("<id of the page>.<number>", the posted `_turn`); the draft keeps the last one, `last_save`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_WRITTEN: Final = re.compile("([0-9a-f]{16,26})[.]([0-9]{1,9})")


@dataclass(frozen=True)
class Turn:
    """One save of one page."""

    page: str
    number: int

    def __str__(self) -> str:
        return f"{self.page}.{self.number}"


def turn(written: str | None) -> Turn | None:
    """The turn as it was posted or kept; None for a page without scripts, which does not count."""
    found = _WRITTEN.fullmatch(written or "")
    return Turn(found[1], int(found[2])) if found else None
