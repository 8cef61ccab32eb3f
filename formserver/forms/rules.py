"""Typed conditions between the fields of one object, and the rules made of them.

Each condition knows its truth, its JSON Schema, its Chinese sentence and what it speaks of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from formserver.forms.problems import Level

Data = Mapping[str, Any]
Schema = dict[str, Any]
# (field code, option code or None) -> the paper's words for it
Words = Callable[[str, str | None], str]
# msgid -> the reader's language; without one the words stay Chinese
Say = Callable[[str], str]


class Condition(ABC):
    """A statement about the fields of one object."""

    @abstractmethod
    def holds(self, data: Data) -> bool:
        """Whether the statement is true of these answers."""

    @abstractmethod
    def schema(self) -> Schema:
        """A JSON Schema of the enclosing object that accepts exactly the data for which the statement holds."""

    @abstractmethod
    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        """The statement, or its contrary, in the paper's words; `say` translates the words around them."""

    @abstractmethod
    def references(self) -> Iterator[tuple[str, str | None]]:
        """The fields, and options of fields, it speaks of."""


@dataclass(frozen=True)
class IsOneOf(Condition):
    """A single choice has one of the codes."""

    field: str
    codes: tuple[str, ...]

    def holds(self, data: Data) -> bool:
        return data.get(self.field) in self.codes

    def schema(self) -> Schema:
        return {"required": [self.field], "properties": {self.field: {"enum": list(self.codes)}}}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        return _chosen(self, words, holds=holds, say=say)

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield from ((self.field, code) for code in self.codes)


@dataclass(frozen=True)
class ContainsAny(Condition):
    """A multi choice holds at least one of the codes."""

    field: str
    codes: tuple[str, ...]

    def holds(self, data: Data) -> bool:
        chosen = data.get(self.field)
        return isinstance(chosen, list) and any(code in chosen for code in self.codes)

    def schema(self) -> Schema:
        holds_one = {"type": "array", "contains": {"enum": list(self.codes)}}
        return {"required": [self.field], "properties": {self.field: holds_one}}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        return _chosen(self, words, holds=holds, say=say)

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield from ((self.field, code) for code in self.codes)


@dataclass(frozen=True)
class Answered(Condition):
    """The field has an answer."""

    field: str

    def holds(self, data: Data) -> bool:
        return self.field in data

    def schema(self) -> Schema:
        return {"required": [self.field]}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        said = say("填写了%(field)s") if holds else say("没有填写%(field)s")
        return said % {"field": words(self.field, None)}

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield self.field, None


@dataclass(frozen=True)
class All(Condition):
    """Every one of the statements holds; an empty one always does."""

    parts: tuple[Condition, ...] = ()

    def holds(self, data: Data) -> bool:
        return all(part.holds(data) for part in self.parts)

    def schema(self) -> Schema:
        return {"allOf": [part.schema() for part in self.parts]} if self.parts else {}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        return _joined(say("，并且") if holds else say("，或者"), self.parts, words, holds=holds, say=say)

    def references(self) -> Iterator[tuple[str, str | None]]:
        for part in self.parts:
            yield from part.references()


@dataclass(frozen=True)
class AnyOf(Condition):
    """At least one of the statements holds."""

    parts: tuple[Condition, ...]

    def holds(self, data: Data) -> bool:
        return any(part.holds(data) for part in self.parts)

    def schema(self) -> Schema:
        return {"anyOf": [part.schema() for part in self.parts]}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        return _joined(say("，或者") if holds else say("，并且"), self.parts, words, holds=holds, say=say)

    def references(self) -> Iterator[tuple[str, str | None]]:
        for part in self.parts:
            yield from part.references()


@dataclass(frozen=True)
class Not(Condition):
    """The statement does not hold."""

    part: Condition

    def holds(self, data: Data) -> bool:
        return not self.part.holds(data)

    def schema(self) -> Schema:
        return {"not": self.part.schema()}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        return self.part.sentence(words, holds=not holds, say=say)

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield from self.part.references()


ALWAYS = All()


@dataclass(frozen=True)
class Statement:
    """A condition with the words to say it in: as text it is Chinese, `said` gives it in another language."""

    condition: Condition
    words: Words

    def __str__(self) -> str:
        return self.said(str)

    def said(self, say: Say) -> str:
        """The statement with everything but the paper's words translated."""
        return self.condition.sentence(self.words, say=say)


def parse(document: Mapping[str, Any]) -> Condition:
    """Read a COND of the dialect (docs/dialect.md, 3). The meta-schema has checked its form."""
    if "all" in document:
        return All(tuple(parse(part) for part in document["all"]))
    if "any" in document:
        return AnyOf(tuple(parse(part) for part in document["any"]))
    if "not" in document:
        return Not(parse(document["not"]))
    return _parse_field_condition(document)


def _parse_field_condition(document: Mapping[str, Any]) -> Condition:
    field = document["field"]
    if "is" in document:
        return IsOneOf(field, (document["is"],))
    if "is_one_of" in document:
        return IsOneOf(field, tuple(document["is_one_of"]))
    if "contains" in document:
        return ContainsAny(field, (document["contains"],))
    if "contains_any" in document:
        return ContainsAny(field, tuple(document["contains_any"]))
    return Answered(field) if document["answered"] else Not(Answered(field))


@dataclass(frozen=True)
class Rule:
    """`field` is required, or forbidden, whenever `when` holds; an `alternative` satisfies a requirement, too."""

    effect: Literal["require", "forbid"]
    field: str
    when: Condition
    alternative: str | None = None
    level: Level = "error"

    def broken_by(self, data: Data) -> bool:
        """Whether the data of the object break the rule."""
        if not self.when.holds(data):
            return False
        present = self.field in data or (self.alternative is not None and self.alternative in data)
        return present == (self.effect == "forbid")

    def schema(self) -> Schema:
        """The rule as if/then. Forbidding is `not required`: validators place a `false` subschema differently."""
        if self.effect == "forbid":
            demand: Schema = {"not": {"required": [self.field]}}
        elif self.alternative is None:
            demand = {"required": [self.field]}
        else:
            demand = {"anyOf": [{"required": [self.field]}, {"required": [self.alternative]}]}
        return demand if self.when == ALWAYS else {"if": self.when.schema(), "then": demand}


def _chosen(condition: IsOneOf | ContainsAny, words: Words, *, holds: bool, say: Say) -> str:
    options = say("或").join(f"“{words(condition.field, code)}”" for code in condition.codes)
    said = say("%(field)s选了%(options)s") if holds else say("%(field)s没有选%(options)s")
    return said % {"field": words(condition.field, None), "options": options}


def _joined(word: str, parts: tuple[Condition, ...], words: Words, *, holds: bool, say: Say) -> str:
    return word.join(part.sentence(words, holds=holds, say=say) for part in parts)
