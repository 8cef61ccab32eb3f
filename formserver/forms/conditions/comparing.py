"""Conditions that compare two answers. JSON Schema cannot; what they demand is judged with the checks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from formserver.forms.conditions.answers import is_before
from formserver.forms.conditions.base import CLOSED, Condition, Data, Explained, Say, Truth, Words


@dataclass(frozen=True)
class Comparison(Condition):
    """Base of the statements about two answers; while one question is open they cannot be told."""

    field: str
    other: str

    @abstractmethod
    def agree(self, value: Any, other: Any) -> bool:
        """Whether the statement is true of the two answers."""

    @abstractmethod
    def said(self, holds: bool, say: Say) -> str:
        """The sentence with places for `field` and `other`."""

    def truth(self, data: Data, unanswered: Truth = None) -> Truth:
        value, other = data.get(self.field), data.get(self.other)
        if CLOSED in (value, other):
            return False
        return unanswered if value is None or other is None else self.agree(value, other)

    def schema(self) -> None:
        return None

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        return self.said(holds, say) % {"field": words(self.field, None), "other": words(self.other, None)}

    def explained(self, data: Data, *, holds: bool = True) -> Explained:
        return self.told(data, holds=holds)

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield self.field, None
        yield self.other, None


@dataclass(frozen=True)
class SameAs(Comparison):
    """Both answers are the same."""

    def agree(self, value: Any, other: Any) -> bool:
        return bool(value == other)

    def said(self, holds: bool, say: Say) -> str:
        return say("%(field)s与%(other)s相同") if holds else say("%(field)s与%(other)s不相同")


@dataclass(frozen=True)
class BeforeField(Comparison):
    """The one date is before the other, at their common precision."""

    def agree(self, value: Any, other: Any) -> bool:
        return is_before(value, other)

    def said(self, holds: bool, say: Say) -> str:
        return say("%(field)s早于%(other)s") if holds else say("%(field)s不早于%(other)s")


@dataclass(frozen=True)
class AfterField(Comparison):
    """The one date is after the other, at their common precision."""

    def agree(self, value: Any, other: Any) -> bool:
        return is_before(other, value)

    def said(self, holds: bool, say: Say) -> str:
        return say("%(field)s晚于%(other)s") if holds else say("%(field)s不晚于%(other)s")
