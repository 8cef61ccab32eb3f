"""What contradicts itself in a document of the right form: several searches, each relying on the ones before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from formserver.forms.group import Group
from formserver.forms.lint import dangling, expressions, limits, paper, structure
from formserver.forms.lint.base import Fault, Readable


def contradictions(document: Readable, most: int) -> list[Fault]:
    """What is wrong, at most so many faults, in the order of the searches; the first one tells of all names that lead
    nowhere. A later search finds what it can where an earlier one found something; what only follows from that, it may
    name, too."""
    found: list[Fault] = []
    told = ""
    for search in _SEARCHES:
        for fault in _found(search, document, is_first=not told):
            if told and (f"（{fault[0]}" in told or f"、{fault[0]}" in told):
                continue  # among the names that lead nowhere
            found.append(fault if found else dangling.with_all(fault, document.bundled))
            if len(found) == most:
                return found
        told = found[0][1] if found else ""
    return found


def _found(search: Search, document: Readable, *, is_first: bool) -> Iterator[Fault]:
    """What a search finds, as far as it comes: a document with other faults may be unreadable for it."""
    try:
        yield from search(document)
    except _UNREADABLE:
        if is_first:
            raise


def _structure(document: Readable) -> Iterator[Fault]:
    return structure.faults(document.bundled)


def _expressions(document: Readable) -> Iterator[Fault]:
    parts = document.parts.items()
    return chain.from_iterable(expressions.faults(part.group, f"$.properties.{code}") for code, part in parts)


def _paper(document: Readable) -> Iterator[Fault]:
    return paper.faults(document.paper, _groups(document))


def _limits(document: Readable) -> Iterator[Fault]:
    return limits.faults(document.paper, _groups(document))


def _groups(document: Readable) -> dict[str, Group]:
    return {code: part.group for code, part in document.parts.items()}


Search = Callable[[Readable], Iterator[Fault]]
_SEARCHES: Final[tuple[Search, ...]] = (_structure, _expressions, _paper, _limits)
_UNREADABLE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
