"""Cutting long answers to the room there is, at the ends of sentences wherever that can be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from formserver.forms.layout import GOES_ON, Cell, Line
from formserver.forms.pieces import Answer
from formserver.printing.measuring import Measure

_SEE_MORE: Final = "见续页"
_SENTENCE_ENDS: Final = re.compile(r"[。！？；!?;]+[”’）」』]*|\n")
_SHORTEST: Final = 8  # characters; to move a shorter answer gains nothing
_NUMBER: Final = re.compile("[0-9A-Za-z-]{,30}")  # stays where it is
_BLANK_LINES: Final = re.compile("\n{3,}")


class Remainder(NamedTuple):
    """The rest of an answer, with the name of its field."""

    name: str
    text: str


def cut(measure: Measure, cell: Cell, width_mm: float, lines: int) -> tuple[Cell, list[Remainder]]:
    """The cell with as much of its answers as it has lines for, and their rests."""
    rests: list[Remainder] = []
    for number, place, answer in movable(cell):
        if measure.lines(cell, width_mm) <= lines:
            break
        ends = [0, *_ends(answer.text)]
        tried = [_with(cell, number, place, _ending(answer, end)) for end in ends]
        chosen = _last(len(tried), partial(_holds, measure, tried, width_mm, lines))
        cell = tried[chosen]
        rests.append(Remainder(answer.of, _BLANK_LINES.sub("\n\n", answer.text[ends[chosen] :]).lstrip("\n")))
    return cell, rests


def _holds(measure: Measure, tried: Sequence[Cell], width_mm: float, lines: int, index: int) -> bool:
    return measure.lines(tried[index], width_mm) <= lines


def _ending(answer: Answer, end: int) -> Answer:
    """What stays of the answer in its cell: whole sentences, or nothing."""
    return replace(answer, text=f"{answer.text[:end].rstrip()}（{GOES_ON}）" if end else _SEE_MORE)


def _last(count: int, fits: Callable[[int], bool]) -> int:
    """The last of `count` growing things that fits; the first where none does."""
    low, high = 0, count - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _ends(text: str) -> list[int]:
    return [found.end() for found in _SENTENCE_ENDS.finditer(text) if found.end() < len(text)]


def _with(cell: Cell, number: int, place: int, answer: Answer) -> Cell:
    line: Line = (*cell.lines[number][:place], answer, *cell.lines[number][place + 1 :])
    return replace(cell, lines=(*cell.lines[:number], line, *cell.lines[number + 1 :]))


def movable(cell: Cell) -> Iterator[tuple[int, int, Answer]]:
    """The answers of a cell that may go on elsewhere: line, place in the line, answer; the longest first."""
    found = [
        (number, place, piece)
        for number, line in enumerate(cell.lines)
        for place, piece in enumerate(line)
        if isinstance(piece, Answer) and len(piece.text) > _SHORTEST and not _NUMBER.fullmatch(piece.text)
    ]
    yield from sorted(found, key=lambda one: -len(one[2].text))


def beginning(measure: Measure, text: str, width_mm: float, lines: int) -> str:
    """As much of the text as so many lines hold, whole sentences where there are any."""

    def fits(end: int) -> bool:
        return measure.lines(Cell(((Answer(text[:end]),),)), width_mm) <= lines

    if fits(len(text)):
        return text
    most = 1 + _last(len(text), lambda index: fits(index + 1))
    ends = [end for end in _ends(text) if most < 2 * end <= 2 * most]
    return text[: ends[-1] if ends else _whole(text, most)]


def _whole(text: str, end: int) -> int:
    """Where to break instead, so that no mark is torn from its character."""
    while end > 1 and unicodedata.category(text[end]) in ("Mn", "Me", "Cf"):
        end -= 1
    return end
