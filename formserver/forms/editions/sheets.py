"""The printed sheet of two lines of change: blocks, rows and cells that one side touched, in one grid that closes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from formserver.forms import placeholders
from formserver.forms.document import Json
from formserver.forms.editions.conflicts import GRID, NOTHING, PRINTED, WORDS, Choices, Sides
from formserver.forms.editions.locking import printed
from formserver.forms.editions.sequences import Chunk, chunks
from formserver.forms.lint.paper import closes
from formserver.forms.placeholders import texts

PAPER: Final = "paper"  # how choices name the sheet
_SAID: Final = "印出的表"
_LISTS: Final = {"blocks": "第{}块", "rows": "第{}行", "cells": "第{}格"}


class Sheets:
    """One merge of `x-paper`. `locked`: cells, lines, repeated rows that the upper form locks, as they are written."""

    def __init__(self, choices: Choices, locked: frozenset[str]) -> None:
        self._choices, self._locked = choices, locked
        self._adds_spans = False

    def merge(self, sides: Sides) -> Any:
        """The `x-paper` of the result."""
        return self._words(sides, PAPER, _SAID)

    def _words(self, sides: Sides, place: str, label: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for word in sides.words():
            one, here = sides.get(word), f"{place}.{word}"
            if word in _LISTS and one.all_are(list):
                found[word] = self._list(one, here, label, word)
            elif word == "page":
                found[word] = self._words(one, here, f"{label}的页面")
            elif word == "rowspan" and self._adds_spans:
                found[word] = _added(one)
            else:
                found[word] = self._choices.value(one, here, label, WORDS.get(word, word))
        return {word: value for word, value in found.items() if value is not NOTHING}

    def _list(self, sides: Sides, place: str, label: str, word: str) -> list[Any]:
        found: list[Any] = []
        at = 1  # counted in the edition both began with, so that a choice does not rename the places behind it
        for chunk in chunks([] if sides.base is NOTHING else sides.base, sides.upper, sides.own, _key):
            here, said = f"{place}.{at}", f"{label}{_LISTS[word].format(at)}"
            found += self._one(chunk, here, said) if chunk.is_one else self._between(chunk, here, said)
            at += len(chunk.base)
        return found

    def _one(self, chunk: Chunk, place: str, label: str) -> list[Any]:
        """An entry that all three have."""
        base, upper, own, _ = chunk
        is_held = upper != own and self._is_locked(upper)
        if is_held or (base not in (upper, own) and (upper != own or self._adds_spans)):
            return [self._entry(Sides(base[0], upper[0], own[0]), place, label)]
        return own if upper == base else upper

    def _between(self, chunk: Chunk, place: str, label: str) -> list[Any]:
        """Entries that not all three have: put in, taken out, or written so that nothing in them is the same."""
        base, upper, own, _ = chunk
        if _is_alike(chunk) and upper != own and base not in (upper, own):
            return [self._entry(Sides(*one), place, label) for one in zip(base, upper, own, strict=True)]
        if upper != own and (around := _put_around(base, own)):
            return [*around[0], *upper, *around[1]]
        if upper != own and self._is_locked(upper):
            self._choices.follow(label)
            known = set().union(*map(_named, upper))
            return [*upper, *(one for one in own if one not in base and not known & _named(one))]
        if upper != own and (around := _put_around(base, upper)):
            return [*around[0], *own, *around[1]]
        return list(self._choices.value(Sides(base, upper, own), place, label, PRINTED))

    def _entry(self, sides: Sides, place: str, label: str) -> Any:
        """A block, a row or a cell that both sides have."""
        if sides.own != sides.upper and printed(sides.upper) in self._locked:
            self._choices.follow(label)
            return sides.upper
        if "columns_mm" in sides.upper and "columns_mm" in sides.own:
            return self._table(sides, place, label)
        return self._words(sides, place, label)

    def _table(self, sides: Sides, place: str, label: str) -> Any:
        """A table whose grid closes: cells that reach over rows of both sides grow by both; else one side is chosen."""
        before = list(self._choices.open), list(self._choices.settled)
        for self._adds_spans in (False, True):
            self._choices.open[:], self._choices.settled[:] = before
            made = self._words(sides, place, label)
            if closes(made):
                self._adds_spans = False
                return made
        self._adds_spans = False
        self._choices.open[:], self._choices.settled[:] = before
        return self._choices.value(sides, place, label, GRID)

    def _is_locked(self, entries: list[Any]) -> bool:
        return any(printed(one) in self._locked for entry in entries for one in _parts(entry))


def _named(entry: Any) -> set[str]:
    """The fields that an entry prints."""
    return {place[1] for place in placeholders.PRINTED.finditer(printed(entry))}


def _is_alike(chunk: Chunk) -> bool:
    """Whether each side has as many entries, of the same shape, which can be looked into."""
    shapes = [[_shape(one) for one in side] for side in (chunk.base, chunk.upper, chunk.own)]
    return shapes[0] == shapes[1] == shapes[2]


def _shape(entry: Json) -> str:
    """Line, table, row, repeated row or cell."""
    return next((word for word in ("line", "columns_mm", "repeat", "cells") if word in entry), "cell")


def _key(entry: Json) -> str:
    """What makes an entry the same in another edition: a table by its part, rows and cells by the fields they print,
    what prints none by its words."""
    if "columns_mm" in entry:
        return f"table {entry['part']}"
    if "repeat" in entry:
        return f"repeat {entry['repeat']}"
    return " ".join(sorted(_named(entry)) or texts(entry)) or printed(entry)


def _put_around(base: list[Any], other: list[Any]) -> tuple[list[Any], list[Any]] | None:
    """What a side put before and behind the entries that were there, where it did nothing else."""
    starts = range(len(other) - len(base) + 1)
    at = next((start for start in starts if other[start : start + len(base)] == base), None)
    return None if at is None or not other else (other[:at], other[at + len(base) :])


def _parts(entry: Json) -> Iterator[Json]:
    """An entry and all that stands in it."""
    yield entry
    for word in _LISTS:
        for inner in entry.get(word, ()):
            yield from _parts(inner)


def _added(sides: Sides) -> Any:
    """A number of rows that grew by what each side put in."""
    base, upper, own = (1 if one is NOTHING else one for one in sides)
    return max(1, upper + own - base)
