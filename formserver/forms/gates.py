"""Which members of one object are shown: each has a gate, the condition under which it may be answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

from formserver.forms.conditions.base import ALWAYS, HEAD, Condition, Data


class Gates:
    """The gates of the members of one object; a member without one is always shown.

    `around` are, by member, the names that gates inside it use for members of this object. Raises CycleError where
    gates depend on each other.
    """

    def __init__(
        self, members: Collection[str], gates: Mapping[str, Condition], around: Mapping[str, set[str]]
    ) -> None:
        self._gates = gates
        named = {code: sorted(own_names(gates.get(code, ALWAYS)) | around.get(code, set())) for code in members}
        # each after those that decide about it
        self.order = tuple(TopologicalSorter(named).static_order()) if any(named.values()) else tuple(members)
        self._members = members

    def __iter__(self) -> Iterator[Condition]:
        return iter(self._gates.values())

    def of(self, code: str) -> Condition:
        """When the member is shown."""
        return self._gates.get(code, ALWAYS)

    def only_shown(self, answer: Callable[[str, Data], Any], scope: Data) -> dict[str, Any]:
        """The answers of the members that are shown; what depends on a hidden one is judged without its answer.
        `answer` gives that of a member, or None; it is told the answers found so far, beside those of `scope`."""
        found = dict(scope)
        for code in self.order:
            gate = self._gates.get(code)
            value = answer(code, found) if gate is None or gate.holds(found) else None
            if value is not None:
                found[code] = value
        return {code: found[code] for code in self._members if code in found}


def own_names(condition: Condition) -> set[str]:
    """The members of the same object that a condition speaks of."""
    names = (name for name, _ in condition.references())
    return {name.partition(".")[0] for name in names if not name.startswith(HEAD)}


def names_around(condition: Condition) -> set[str]:
    """The members of the object around that a condition speaks of."""
    return {name.removeprefix(HEAD) for name, _ in condition.references() if name.startswith(HEAD)}
