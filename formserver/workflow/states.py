"""The state of one revision of a record: a value that is stored as short text and read back."""

from dataclasses import dataclass
from typing import Self

from formserver.workflow.words import StateKind


@dataclass(frozen=True, slots=True)
class State:
    """Where a revision is: ``at:<step code>``, ``returned``, ``approved`` or ``terminated``.

    ``returned`` waits for its author, whether it was sent back or withdrawn; the last journal entry says which.
    Raises ValueError when a step is missing from ``at`` or given to another kind.
    """

    kind: StateKind
    step: str | None = None

    def __post_init__(self) -> None:
        if (self.kind is StateKind.AT) != bool(self.step):
            raise ValueError(f"a state names a step exactly when it is 'at' one: {self.kind!s}, {self.step!r}")

    def __str__(self) -> str:
        return f"{self.kind}:{self.step}" if self.step else str(self.kind)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str(state)`` wrote; raises ValueError for any other text."""
        kind, colon, step = text.partition(":")
        if colon and not step:
            raise ValueError(f"not a state: {text!r}")
        return cls(StateKind(kind), step or None)

    @property
    def is_finished(self) -> bool:
        """Whether nobody has to act on this revision any more."""
        return self.kind in (StateKind.APPROVED, StateKind.TERMINATED)


def at(step: str) -> State:
    """Return the state of waiting at the step with this code."""
    return State(StateKind.AT, step)


RETURNED = State(StateKind.RETURNED)
APPROVED = State(StateKind.APPROVED)
TERMINATED = State(StateKind.TERMINATED)
