"""Makes generated answers agree with the checks of their object, check by check of the dialect."""

import random
from collections.abc import Callable, Mapping
from typing import Any, Final

from formserver.forms.answers import value_at
from formserver.forms.group import Group

Data = dict[str, Any]
Spec = Mapping[str, Any]


def mend(group: Group, data: Data, rng: random.Random) -> None:
    """Change the answers of an object in place; whether they are valid now is for `validation.check` to say."""
    for spec in group.spec.get("x-checks", ()):
        _MENDERS.get(spec["check"], _leave)(spec, data, rng)


def _leave(spec: Spec, data: Data, rng: random.Random) -> None:
    return None


def _sum(spec: Spec, data: Data, rng: random.Random) -> None:
    parts = [value_at(data, path) for path in spec["of"]]
    if value_at(data, spec["total"]) is not None and any(part is not None for part in parts):
        _put(data, spec["total"], sum(part or 0 for part in parts))


def _count(spec: Spec, data: Data, rng: random.Random) -> None:
    rows, limit = value_at(data, spec["rows"]), value_at(data, spec["limit"])
    if rows is not None and limit is not None and len(rows) > limit:
        _put(data, spec["rows"], rows[:limit] or None)


def _order(spec: Spec, data: Data, rng: random.Random) -> None:
    earlier, later = value_at(data, spec["earlier"]), value_at(data, spec["later"])
    if earlier is None or later is None:
        return
    length = min(len(earlier), len(later))
    if earlier[:length] > later[:length]:
        _put(data, spec["later"], earlier if len(earlier) == len(later) else None)


def _together(spec: Spec, data: Data, rng: random.Random) -> None:
    chosen, other = value_at(data, spec["field"]), value_at(data, spec["with_field"])
    holds = spec["option"] in chosen if isinstance(chosen, list) else chosen == spec["option"]
    if holds and other is not None and other not in spec["one_of"]:
        _put(data, spec["with_field"], rng.choice(spec["one_of"]))


_MENDERS: Final[dict[str, Callable[[Spec, Data, random.Random], None]]] = {
    "sum_is": _sum,
    "count_at_most": _count,
    "not_after": _order,
    "chosen_together": _together,
}


def _put(data: Data, path: str, value: Any) -> None:
    """Set the value at a dotted path that holds one; None takes it away."""
    *above, last = path.split(".")
    for step in above:
        data = data[step]
    if value is None:
        del data[last]
    else:
        data[last] = value
