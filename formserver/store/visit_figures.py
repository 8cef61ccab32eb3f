"""How many persons there are in a cycle of visits: sums kept beside the duties they are sums of."""

from collections.abc import Iterable
from typing import Final

from formserver.models import VisitDuty, VisitFigure
from formserver.store import sums

NUMBERS: Final = (
    *("persons", "due", "refused", "excused", "visited", "met", "explained", "refused_visited"),
    *("disabled", "helped"),
)
KEY: Final = ("county_id", "cycle_id", "village_code", "care_level", "visit_class", "township_code")

Key = tuple[str, ...]


def key_of(duty: VisitDuty) -> Key:
    """Whose sum a duty belongs to: the values of `KEY`."""
    return tuple(getattr(duty, name) for name in KEY)


def share_of(duty: VisitDuty) -> tuple[int, ...]:
    """What a duty adds to each of `NUMBERS`."""
    is_due, is_refused = duty.status == "due", duty.status == "refused"
    is_met = is_due and duty.open_until is None
    parts = (
        *(True, is_due, is_refused, duty.status == "excused"),
        *(is_due and duty.visits > 0, is_met, is_due and not is_met and duty.reason is not None),
        *(is_refused and duty.visits > 0, duty.is_disabled, duty.is_disabled and duty.is_helped),
    )
    return tuple(map(int, parts))


def add(key: Key, numbers: Iterable[int]) -> None:
    """Add these numbers to the sums of a key, in one statement."""
    added = dict(zip(NUMBERS, numbers, strict=True))
    if any(added.values()):
        sums.add(VisitFigure, dict(zip(KEY, key, strict=True)), added)
