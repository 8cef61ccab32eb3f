"""What every condition can do, and how all, any and not join conditions.

Truth has three values: holds, does not hold, cannot be told yet, because a question it speaks of is still open.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

# The answers of one object by field code, and by `^code` those of the object around it.
Data = Mapping[str, Any]
Schema = dict[str, Any]
Truth = bool | None
# (field code, option code or None) -> the paper's words for it
Words = Callable[[str, str | None], str]
# msgid -> the reader's language; without one the words stay Chinese
Say = Callable[[str], str]

HEAD: Final = "^"
NOTHING: Final[Data] = MappingProxyType({})
CLOSED: Final = object()  # stands among the answers where none can be given any more: the question is hidden


@dataclass(frozen=True)
class Explained:
    """A statement, or where `holds` is False its contrary, and what can be told of it: whether it is true, by which
    names it calls the answers it speaks of, in how many rows it is true for certain, and the statements it is joined
    of, of which every one has to be true, or one (`needs_every` is False)."""

    condition: Condition
    holds: bool
    truth: Truth
    names: tuple[str, ...] = ()
    rows: int | None = None
    parts: tuple[Explained, ...] = ()
    needs_every: bool = True


class Condition(ABC):
    """A statement about the answers of one object."""

    @abstractmethod
    def truth(self, data: Data, unanswered: Truth = None) -> Truth:
        """Whether it is true of these answers; `unanswered` is what a statement about an open question counts as."""

    @abstractmethod
    def schema(self) -> Schema | None:
        """A JSON Schema of the object that accepts exactly the data for which the statement holds; None where two
        answers are compared, which no schema can say."""

    @abstractmethod
    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        """The statement, or its contrary, in the paper's words; `say` translates the words around them."""

    def needs_every(self, holds: bool) -> bool | None:
        """Where its sentence, or that of its contrary, joins statements: whether every one of them has to be true; None
        for one statement."""
        return None

    @abstractmethod
    def references(self) -> Iterator[tuple[str, str | None]]:
        """The fields, and options of fields, it speaks of: `field`, `^field` around, `rows.field` inside a table."""

    @abstractmethod
    def explained(self, data: Data, *, holds: bool = True) -> Explained:
        """The statement, or its contrary, with what can be told of it and of its parts."""

    def told(self, data: Data, *, holds: bool) -> Explained:
        """The same as one statement without parts."""
        truth = self.truth(data)
        names = tuple(dict.fromkeys(name for name, _ in self.references()))
        return Explained(self, holds, truth if holds or truth is None else not truth, names)

    def holds(self, data: Data) -> bool:
        """Whether it is true of data that are all there will be: what is unanswered does not hold."""
        return self.truth(data, unanswered=False) is True

    def parts_within(self) -> Iterator[Condition]:
        """The statements it is joined of."""
        yield self

    def given(self, known: Mapping[Condition, bool]) -> Condition:
        """The same with some statements replaced by what they are known to be; ALWAYS or NEVER where all is known."""
        return (ALWAYS if known[self] else NEVER) if self in known else self

    @property
    def names_head(self) -> bool:
        """Whether it speaks of the object around."""
        return any(name.startswith(HEAD) for name, _ in self.references())


@dataclass(frozen=True)
class Joined(Condition):
    """Base of the statements that are joined of others."""

    parts: tuple[Condition, ...] = ()

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        """The statements with a word between them; what is joined by the other word inside stands in brackets."""
        every = isinstance(self, All) == holds
        said = ((part.sentence(words, holds=holds, say=say), part.needs_every(holds)) for part in self.parts)
        is_alone = len(self.parts) == 1
        return (say("，并且") if every else say("，或者")).join(
            text if is_alone or how in (None, every) else say("（") + text + say("）") for text, how in said
        )

    def needs_every(self, holds: bool) -> bool | None:
        return self.parts[0].needs_every(holds) if len(self.parts) == 1 else isinstance(self, All) == holds

    def references(self) -> Iterator[tuple[str, str | None]]:
        for part in self.parts:
            yield from part.references()

    def parts_within(self) -> Iterator[Condition]:
        for part in self.parts:
            yield from part.parts_within()

    def explained(self, data: Data, *, holds: bool = True) -> Explained:
        parts = tuple(part.explained(data, holds=holds) for part in self.parts)
        return replace(self.told(data, holds=holds), names=(), parts=parts, needs_every=isinstance(self, All) == holds)


class All(Joined):
    """Every one of the statements holds; an empty one always does."""

    def truth(self, data: Data, unanswered: Truth = None) -> Truth:
        found: Truth = True
        for part in self.parts:
            truth = part.truth(data, unanswered)
            if truth is False:
                return False
            found = found and truth
        return found

    def schema(self) -> Schema | None:
        return _joined_schema("allOf", self.parts) if self.parts else {}

    def given(self, known: Mapping[Condition, bool]) -> Condition:
        parts = [part.given(known) for part in self.parts]
        return NEVER if NEVER in parts else All(tuple(part for part in parts if part != ALWAYS))


class AnyOf(Joined):
    """At least one of the statements holds; an empty one never does."""

    def truth(self, data: Data, unanswered: Truth = None) -> Truth:
        found: Truth = False
        for part in self.parts:
            truth = part.truth(data, unanswered)
            if truth:
                return True
            found = found if truth is False else None
        return found

    def schema(self) -> Schema | None:
        return _joined_schema("anyOf", self.parts) if self.parts else {"not": {}}

    def given(self, known: Mapping[Condition, bool]) -> Condition:
        parts = [part.given(known) for part in self.parts]
        return ALWAYS if ALWAYS in parts else AnyOf(tuple(part for part in parts if part != NEVER))


@dataclass(frozen=True)
class Not(Condition):
    """The statement does not hold."""

    part: Condition

    def truth(self, data: Data, unanswered: Truth = None) -> Truth:
        truth = self.part.truth(data, unanswered)
        return None if truth is None else not truth

    def schema(self) -> Schema | None:
        schema = self.part.schema()
        return None if schema is None else {"not": schema}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        return self.part.sentence(words, holds=not holds, say=say)

    def needs_every(self, holds: bool) -> bool | None:
        return self.part.needs_every(not holds)

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield from self.part.references()

    def explained(self, data: Data, *, holds: bool = True) -> Explained:
        return self.part.explained(data, holds=not holds)

    def parts_within(self) -> Iterator[Condition]:
        yield from self.part.parts_within()

    def given(self, known: Mapping[Condition, bool]) -> Condition:
        part = self.part.given(known)
        return ALWAYS if part == NEVER else NEVER if part == ALWAYS else Not(part)


ALWAYS: Final = All()
NEVER: Final = AnyOf()


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


def seen_from_inside(data: Data) -> dict[str, Any]:
    """The answers of an object as those inside it name them; of what is around that object they know nothing."""
    return {HEAD + code: value for code, value in data.items() if not code.startswith(HEAD)}


def _joined_schema(keyword: str, parts: tuple[Condition, ...]) -> Schema | None:
    schemas = [part.schema() for part in parts]
    return None if None in schemas else {keyword: schemas}
