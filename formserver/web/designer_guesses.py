"""What the designer shows of guesses that nobody has confirmed: at the chosen cell, in the list, on the sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from formserver.forms.designing.guessing import Open


@dataclass(frozen=True)
class Guesses:
    """All that are open; `field`, `cell`: what is chosen."""

    waiting: Sequence[Open]
    field: str
    cell: str

    @property
    def here(self) -> list[Open]:
        """Those about the chosen field, or about the words of the chosen cell."""
        chosen = (one for one in self.waiting if (one.field == self.field if one.field else one.cell == self.cell))
        return [one for one in chosen if one.field or one.cell]

    @property
    def likely(self) -> list[Open]:
        """Those that words of the paper point to, which can be confirmed together."""
        return [one for one in self.waiting if one.is_likely]

    @cached_property
    def cells(self) -> frozenset[str]:
        """The keys of the cells they stand in."""
        return frozenset(one.cell for one in self.waiting if one.cell)
