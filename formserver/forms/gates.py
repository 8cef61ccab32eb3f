"""Which members of one object are shown: each has a gate, the condition under which it may be answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import TopologicalSorter

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
        self.is_as_printed = self.order == tuple(members)

    def __iter__(self) -> Iterator[Condition]:
        return iter(self._gates.values())

    def of(self, code: str) -> Condition:
        """When the member is shown."""
        return self._gates.get(code, ALWAYS)

    def shown(self, found: Data) -> Iterable[str]:
        """The members that are shown, each judged when it is asked for: who asks writes down the answers he finds, and
        what depends on a hidden one is judged without its answer."""
        return self._judged(found) if self._gates else self.order

    def _judged(self, found: Data) -> Iterator[str]:
        for code in self.order:
            gate = self._gates.get(code)
            if gate is None or gate.holds(found):
                yield code


def own_names(condition: Condition) -> set[str]:
    """The members of the same object that a condition speaks of."""
    names = (name for name, _ in condition.references())
    return {name.partition(".")[0] for name in names if not name.startswith(HEAD)}


def names_around(condition: Condition) -> set[str]:
    """The members of the object around that a condition speaks of."""
    return {name.removeprefix(HEAD) for name, _ in condition.references() if name.startswith(HEAD)}
