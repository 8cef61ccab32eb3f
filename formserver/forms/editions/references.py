"""Who uses a field: the rules, values, checks and cells of its own document, and readers outside of it.

A field that is used does not go, nor change its code, before every user is settled; each is named in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formserver.forms.carrying import concept_of
from formserver.forms.document import FormDocument, Part
from formserver.forms.editions.naming import Place, Use
from formserver.forms.editions.uses import uses
from formserver.forms.group import Container
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.words import Opinion
from formserver.forms.lint.dangling import said_of
from formserver.forms.telling import Sentence, Sentences, of_field


@dataclass(frozen=True)
class Reader:
    """What reads answers of a form from outside of its document; `said`: who and what for.

    One of: `concept`, of whatever field has it; `steps`: codes and tier of a step of a workflow, which writes its
    opinion into the box; `place`: the field itself, by part and code, with all that is inside it. `counts`: it gives
    the number of 第__次. `is_needed`: nothing goes on without an answer to read. `form`: the code of another form that
    reads.
    """

    said: Sentence
    concept: str = ""
    steps: frozenset[str] = frozenset()
    place: Place = ()
    counts: bool = False
    is_needed: bool = False
    form: str = ""

    def reads(self, place: Place, field: Field) -> bool:
        """Whether it reads the field at that place."""
        return any(
            (
                bool(self.concept) and concept_of(field) == self.concept,
                isinstance(field, Opinion) and field.step in self.steps,
                bool(self.place) and place == self.place,
                self.counts and field.given_by_system,
            )
        )


@dataclass(frozen=True)
class InUse:
    """A field that would go while it is used; `label`: how the paper calls it, `readers`: who reads it."""

    place: Place
    label: str
    readers: tuple[Reader, ...]

    @property
    def is_needed(self) -> bool:
        """Whether something stops without it."""
        return any(reader.is_needed for reader in self.readers)

    @property
    def told(self) -> Sentence:
        """All of it in one sentence."""
        said = {str(reader.said): reader.said for reader in self.readers}
        words = {"count": len(said), "readers": Sentences(list(said.values()))}
        return of_field(self.label, Sentence("还有%(count)s处在用：%(readers)s", words))


def fields(document: FormDocument) -> Iterator[tuple[Place, Field]]:
    """Every field that stands once in a part, with its place; those in rows too, blanks and other siblings not."""
    for code, part in document.parts.items():
        yield from _fields_of(part.group.fields, (code,))


def _fields_of(found: Mapping[str, Field], place: Place, *, with_rows: bool = True) -> Iterator[tuple[Place, Field]]:
    for code, field in found.items():
        yield (*place, code), field
        if isinstance(field, Container) and (with_rows or not field.depth):
            yield from _fields_of(field.group.fields, (*place, code), with_rows=with_rows)


def users(document: Mapping[str, Any], place: Place) -> list[Use]:
    """Who uses the field at a place, or anything inside it, each text once; the words of the field itself are none."""
    found = {
        use.steps: use
        for use in uses(document)
        if use.target[: len(place)] == place and use.owner[: len(place)] != place
    }
    return list(found.values())


def lines(document: FormDocument, place: Place, readers: Iterable[Reader]) -> list[str]:
    """Every user of a field in one line each: those of the document with their place in it, then the readers."""
    field = dict(fields(document))[place]
    inside = [said_of(use) for use in users(document.bundled, place)]
    return inside + [str(reader.said) for reader in readers if reader.reads(place, field)]


def unsettled(before: FormDocument, after: FormDocument, readers: Iterable[Reader]) -> list[InUse]:
    """The fields whose readers would find nothing in the new edition, in the order of the old paper."""
    lost: dict[Place, list[Reader]] = {}
    for reader in readers:
        for code, part in before.parts.items():
            if not _finds(reader, after.parts.get(code)):
                for place, _ in _read_by(reader, part):
                    lost.setdefault(place, []).append(reader)
    return [InUse(place, field.spoken, tuple(lost[place])) for place, field in fields(before) if place in lost]


def _finds(reader: Reader, part: Part | None) -> bool:
    return part is not None and next(_read_by(reader, part), None) is not None


def _read_by(reader: Reader, part: Part) -> Iterator[tuple[Place, Field]]:
    """What it reads of a part; nobody reads single rows."""
    found = _fields_of(part.group.fields, (part.code,), with_rows=False)
    return ((place, field) for place, field in found if reader.reads(place, field))
