"""Conditions on one answer: what was chosen, how much, how large a number, which day."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from formserver.clock import chinese_date
from formserver.forms.conditions import patterns
from formserver.forms.conditions.base import CLOSED, HEAD, Condition, Data, Explained, Say, Schema, Truth, Words

DATE = re.compile("[0-9]{4}(-[0-9]{2}){0,2}")
_DECIMAL = re.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?")


@dataclass(frozen=True)
class OfField(Condition):
    """Base of the statements about one field."""

    field: str

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield self.field, None

    def explained(self, data: Data, *, holds: bool = True) -> Explained:
        return self.told(data, holds=holds)

    def as_head(self) -> Condition:
        """The statement of an object inside about this one, as this one says it itself."""
        return replace(self, field=self.field.removeprefix(HEAD))


@dataclass(frozen=True)
class Answered(OfField):
    """The field has an answer. That can always be told."""

    def truth(self, data: Data, unanswered: Truth = None) -> Truth:
        return self.field in data and data[self.field] is not CLOSED

    def schema(self) -> Schema:
        return {"required": [self.field]}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        said = say("填写了%(field)s") if holds else say("没有填写%(field)s")
        return said % {"field": words(self.field, None)}


@dataclass(frozen=True)
class OfAnswer(OfField):
    """Base of the statements about the answer of a field; about an open question they cannot be told."""

    @abstractmethod
    def fits(self, value: Any) -> bool:
        """Whether the statement is true of an answer, of whatever shape."""

    @abstractmethod
    def constraint(self) -> Schema:
        """The JSON Schema of the answers of which it is true."""

    def truth(self, data: Data, unanswered: Truth = None) -> Truth:
        value = data.get(self.field)
        return unanswered if value is None else value is not CLOSED and self.fits(value)

    def schema(self) -> Schema:
        return {"required": [self.field], "properties": {self.field: self.constraint()}}


@dataclass(frozen=True)
class OfOptions(OfAnswer):
    """Base of the statements about options."""

    codes: tuple[str, ...]

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        options = say("或").join(f"“{words(self.field, code)}”" for code in self.codes)
        said = say("%(field)s选了%(options)s") if holds else say("%(field)s没有选%(options)s")
        return said % {"field": words(self.field, None), "options": options}

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield from ((self.field, code) for code in self.codes)


@dataclass(frozen=True)
class IsOneOf(OfOptions):
    """A single choice has one of the codes."""

    def fits(self, value: Any) -> bool:
        return value in self.codes

    def constraint(self) -> Schema:
        return {"enum": list(self.codes)}


@dataclass(frozen=True)
class ContainsAny(OfOptions):
    """A multi choice holds at least one of the codes."""

    def fits(self, value: Any) -> bool:
        return isinstance(value, list) and any(code in value for code in self.codes)

    def constraint(self) -> Schema:
        return {"type": "array", "contains": {"enum": list(self.codes)}}


@dataclass(frozen=True)
class ChosenCount(OfAnswer):
    """A multi choice has at least, at most, or between so many options chosen."""

    least: int | None = None
    most: int | None = None

    def fits(self, value: Any) -> bool:
        return isinstance(value, list) and _is_within(len(value), self.least, self.most)

    def constraint(self) -> Schema:
        return {"type": "array"} | _limits(minItems=self.least, maxItems=self.most)

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        if self.most is None:
            said = say("%(field)s选了至少%(least)s项") if holds else say("%(field)s选的不到%(least)s项")
        elif self.least is None:
            said = say("%(field)s选了最多%(most)s项") if holds else say("%(field)s没有选，或选了超过%(most)s项")
        else:
            said = say("%(field)s选了%(least)s到%(most)s项") if holds else say("%(field)s选的不是%(least)s到%(most)s项")
        return said % {"field": words(self.field, None), "least": self.least, "most": self.most}


@dataclass(frozen=True)
class NumberWithin(OfAnswer):
    """A number is at least, at most, or between; the limits are written as the answers are: integers, or decimal
    strings."""

    least: int | str | None = None
    most: int | str | None = None

    def fits(self, value: Any) -> bool:
        number = _exact(value)
        is_alike = isinstance(value, str) == self._is_text
        return number is not None and is_alike and _is_within(number, _exact(self.least), _exact(self.most))

    @property
    def _is_text(self) -> bool:
        return isinstance(self.least, str) or isinstance(self.most, str)

    def constraint(self) -> Schema:
        if not self._is_text:
            return {"type": "number"} | _limits(minimum=self.least, maximum=self.most)
        least = [] if self.least is None else [patterns.at_least(str(self.least))]
        most = [] if self.most is None else [patterns.at_most(str(self.most))]
        return {"type": "string", "allOf": [{"pattern": pattern} for pattern in (*least, *most)]}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        if self.most is None:
            said = say("%(field)s不小于%(least)s") if holds else say("%(field)s没有填写，或小于%(least)s")
        elif self.least is None:
            said = say("%(field)s不大于%(most)s") if holds else say("%(field)s没有填写，或大于%(most)s")
        elif holds:
            said = say("%(field)s在%(least)s到%(most)s之间")
        else:
            said = say("%(field)s没有填写，或不在%(least)s到%(most)s之间")
        return said % {"field": words(self.field, None), "least": self.least, "most": self.most}


@dataclass(frozen=True)
class DateWithin(OfAnswer):
    """A date is after, before, or between two days (these not included). Dates of unlike precision are compared at the
    common one, where neither may be before the other."""

    after: str | None = None
    before: str | None = None

    def fits(self, value: Any) -> bool:
        return (self.after is None or is_before(self.after, value)) and (
            self.before is None or is_before(value, self.before)
        )

    def constraint(self) -> Schema:
        after = [] if self.after is None else [patterns.after(self.after)]
        before = [] if self.before is None else [patterns.before(self.before)]
        return {"type": "string", "allOf": [{"pattern": pattern} for pattern in (*after, *before)]}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        if self.before is None:
            said = say("%(field)s晚于%(after)s") if holds else say("%(field)s没有填写，或不晚于%(after)s")
        elif self.after is None:
            said = say("%(field)s早于%(before)s") if holds else say("%(field)s没有填写，或不早于%(before)s")
        elif holds:
            said = say("%(field)s晚于%(after)s、早于%(before)s")
        else:
            said = say("%(field)s没有填写，或不在%(after)s和%(before)s之间")
        days = {name: chinese_date(day) for name, day in (("after", self.after), ("before", self.before)) if day}
        return said % {"field": words(self.field, None), **days}


def is_before(earlier: Any, later: Any) -> bool:
    """Whether one date is before the other at their common precision; what is no date is neither."""
    if not all(isinstance(day, str) and DATE.fullmatch(day) for day in (earlier, later)):
        return False
    length = min(len(earlier), len(later))
    return bool(earlier[:length] < later[:length])


def _exact(value: Any) -> Decimal | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_text = isinstance(value, str) and _DECIMAL.fullmatch(value)
    return Decimal(str(value)) if is_number or is_text else None


def _is_within(number: Decimal | int, least: Decimal | int | None, most: Decimal | int | None) -> bool:
    return (least is None or number >= least) and (most is None or number <= most)


def _limits(**limits: int | str | None) -> Schema:
    return {word: limit for word, limit in limits.items() if limit is not None}
