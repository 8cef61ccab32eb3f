"""What was made, kept by all that it was made from; the oldest goes when there is too much."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """At most so many things, by key."""

    def __init__(self, most: int) -> None:
        self._most, self._found = most, dict[Hashable, Made]()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under the key, made if it is not there yet. What `make` raises is raised, and nothing kept."""
        found = self._found.get(key)
        if found is None:
            found = make()
            while len(self._found) >= self._most:
                self._found.pop(next(iter(self._found)), None)
            self._found[key] = found
        return found
