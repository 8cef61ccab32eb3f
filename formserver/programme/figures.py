"""Figures of a programme: how many persons there are of each kind in a period, and the shares they make."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

EXCUSED: Final = "excused"
VISITED: Final = "visited"
"""How persons who do not want visits count (`Visiting.refusals`); the third way is ``missing``."""

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Tally:
    """Persons of a place in a period. ``persons`` are ``due``, ``refused`` or ``excused``; of those due some are
    ``visited`` (at all), ``met`` (all windows), ``explained`` (not met, with a reason); ``refused_visited``: refused
    and visited nevertheless; of all, ``disabled``, and of these ``helped``."""

    persons: int = 0
    due: int = 0
    refused: int = 0
    excused: int = 0
    visited: int = 0
    met: int = 0
    explained: int = 0
    refused_visited: int = 0
    disabled: int = 0
    helped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @property
    def unvisited(self) -> int:
        """Due, and not visited at all."""
        return self.due - self.visited

    @property
    def unmet(self) -> int:
        """Due, and not everything was done."""
        return self.due - self.met

    @property
    def unexplained(self) -> int:
        """Due, not everything was done, and nobody said why."""
        return self.unmet - self.explained

    @property
    def unhelped(self) -> int:
        """Disabled, and not helped."""
        return self.disabled - self.helped


NAMES: Final = tuple(field.name for field in fields(Tally))


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, Tally())


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; of nothing there is no share."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """In percent to one decimal, halves up; 100 and 0 only where it is all or nothing."""
        if not self.whole:
            return None
        exact = Decimal(self.part * 100) / self.whole
        rounded = exact.quantize(_TENTH, ROUND_HALF_UP)
        if self.part < self.whole and rounded == 100:
            return Decimal("99.9")
        return _TENTH if self.part and not rounded else rounded


def visit_rate(tally: Tally, refusals: str) -> Share:
    """月探访率: who was visited of who was owed visits.

    Who does not want any is not owed (``excused``), counts as visited (``visited``), or as unvisited unless visited
    nevertheless (``missing``).
    """
    return _share(tally.visited, tally, refusals, tally.refused_visited)


def completion(tally: Tally, refusals: str) -> Share:
    """任务完成率: of whom everything owed was done. What is done of somebody's windows who refused is not known, so
    that under ``missing`` he is not done."""
    return _share(tally.met, tally, refusals, 0)


def help_rate(tally: Tally) -> Share:
    """失能老年人得到帮助的比例."""
    return Share(tally.helped, tally.disabled)


def change(now: Share, before: Share) -> Decimal | None:
    """By how many percentage points a share went up; None where one of them is none."""
    if now.percent is None or before.percent is None:
        return None
    return now.percent - before.percent


def _share(part: int, tally: Tally, refusals: str, nevertheless: int) -> Share:
    if refusals == EXCUSED:
        return Share(part, tally.due)
    refused = tally.refused if refusals == VISITED else nevertheless
    return Share(part + refused, tally.due + tally.refused)
