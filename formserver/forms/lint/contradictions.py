"""What contradicts itself in a document of the right form: several searches, each relying on the ones before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Protocol

from formserver.forms.group import Group
from formserver.forms.lint import dangling, expressions, limits, paper, structure
from formserver.forms.lint.base import Fault, Json


class _Part(Protocol):
    @property
    def group(self) -> Group: ...


class Readable(Protocol):
    """A document that was bundled and has the form that the meta-schema asks."""

    @property
    def bundled(self) -> Json: ...
    @property
    def paper(self) -> Json: ...
    @property
    def parts(self) -> Mapping[str, _Part]: ...


def contradictions(document: Readable, most: int) -> list[Fault]:
    """All that the first search finds which finds anything, at most so many; the first one tells of all names that
    lead nowhere."""
    for search in _searches(document):
        found = list(islice(search, most))
        if found:
            return [dangling.with_all(found[0], document.bundled), *found[1:]]
    return []


def _searches(document: Readable) -> Iterator[Iterator[Fault]]:
    yield structure.faults(document.bundled)
    groups = {code: part.group for code, part in document.parts.items()}
    yield chain.from_iterable(expressions.faults(group, f"$.properties.{code}") for code, group in groups.items())
    yield paper.faults(document.paper, groups)
    yield limits.faults(document.paper, groups)
