"""Who is to be visited how often: a duty, the windows it is due in, and what visits have made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.programme.periods import Window

HALF_MONTH: Final = "half_month"
MONTH: Final = "month"
WAYS: Final = ("home", "phone", "video", "other")


@dataclass(frozen=True, slots=True)
class Duty:
    """So many visits in each half period or period. ``ways``: those that count, none: all; ``levels`` and ``classes``:
    whom it is about, none: everybody. ``source``, ``assumed`` as everywhere in programmes."""

    code: str
    label: str
    each: str
    times: int
    ways: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    source: str = ""
    assumed: str = ""

    def concerns(self, level: str | None, visit_class: str | None) -> bool:
        """Whether it is the duty towards somebody of this care level and class."""
        return (not self.levels or level in self.levels) and (not self.classes or visit_class in self.classes)

    def counts(self, way: str | None) -> bool:
        """Whether a visit made in this way fills it. A phone call never fills a duty of home visits."""
        return not self.ways or way in self.ways


@dataclass(frozen=True, slots=True)
class Made:
    """A visit that was made: ``on`` as the paper says (YYYY-MM or YYYY-MM-DD), ``way``: None where nobody knows."""

    on: str
    way: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What visits have made of a duty: for each window whether it is met; visits in all windows, in whatever way."""

    met: tuple[bool, ...]
    visits: int


def due(duties: Iterable[Duty], level: str | None, visit_class: str | None) -> Duty | None:
    """The duty towards somebody: the first that concerns him; None where none does."""
    return next((duty for duty in duties if duty.concerns(level, visit_class)), None)


def progress(duty: Duty, windows: Sequence[Window], visits: Iterable[Made]) -> Progress:
    """What visits have made of a duty in its windows.

    A visit whose day is known counts in the window it lies in. One dated by its month counts for a duty of the whole
    month only, never for a half: nobody knows which (`decisions.md`: 日期不全). Visits must be those of the cycle.
    """
    found = list(visits)
    met = tuple(
        sum(duty.counts(one.way) and _fits(one, window, windows) for one in found) >= duty.times for window in windows
    )
    return Progress(met, len(found))


def next_open(windows: Sequence[Window], met: Sequence[bool], today: date) -> Window | None:
    """The window to be filled next: the first that is not met and has not passed."""
    return next((one for one, is_met in zip(windows, met, strict=True) if not is_met and today <= one.last), None)


def _fits(made: Made, window: Window, windows: Sequence[Window]) -> bool:
    if len(made.on) == len("YYYY-MM-DD"):
        return window.holds(date.fromisoformat(made.on))
    return len(windows) == 1
