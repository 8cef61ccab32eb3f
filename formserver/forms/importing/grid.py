"""A table as its cells lie: who stands beside, above and below whom, and which rows repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from formserver.forms.importing.glances import asks
from formserver.forms.importing.holder import printed
from formserver.forms.importing.sheet import Cell, Table

_NUMBERED: Final = re.compile(
    r"^(?P<stem>.+?)(?P<open>[（(]?)(?P<number>[0-9]+|[一二三四五六七八九十])(?P<close>[）)]?)$"
)
_COUNTING: Final = "一二三四五六七八九十"
_HEADING: Final = 40  # letters of a heading at most


@dataclass(frozen=True)
class Spot:
    """A cell and the row it begins in."""

    row: int
    number: int  # of the cell in its row, from 0
    cell: Cell

    @property
    def words(self) -> str:
        """Its words in one line."""
        return printed(self.cell.text)

    @cached_property
    def is_empty(self) -> bool:
        """Nothing is printed in it."""
        return not self.cell.text.strip(" _\n")

    @cached_property
    def is_name(self) -> bool:
        """It has words, and no place to write, tick or sign."""
        return not self.is_empty and not asks(self.cell.text)


class Lattice:
    """The cells of a table by row and column."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = len(table.widths)
        self.rows = [[Spot(at, n, cell) for n, cell in enumerate(row.cells)] for at, row in enumerate(table.rows)]
        self._at: dict[tuple[int, int], Spot] = {}
        for spot in (spot for row in self.rows for spot in row):
            for row in range(spot.row, spot.row + spot.cell.rowspan):
                for column in range(spot.cell.column, spot.cell.column + spot.cell.colspan):
                    self._at[row, column] = spot

    def at(self, row: int, column: int) -> Spot | None:
        """The cell that covers this place."""
        return self._at.get((row, column))

    def left(self, spot: Spot) -> Spot | None:
        """The cell at the left of its first row."""
        return self.at(spot.row, spot.cell.column - 1)

    def right(self, spot: Spot) -> Spot | None:
        """The cell at the right of its first row."""
        return self.at(spot.row, spot.cell.column + spot.cell.colspan)

    def above(self, spot: Spot) -> Spot | None:
        """The cell above its first column."""
        return self.at(spot.row - 1, spot.cell.column)

    def across(self, row: int) -> list[Spot]:
        """All cells that cover a row, from left to right."""
        found = (self.at(row, column) for column in range(self.columns))
        return list(dict.fromkeys(spot for spot in found if spot is not None))

    def is_heading(self, row: int) -> bool:
        """Whether a row is one short name over the whole width."""
        across = self.across(row)
        if len(across) != 1 or not across[0].is_name or across[0].row != row:
            return False
        return len(across[0].words) <= _HEADING and not across[0].words.endswith(("：", ":", "。"))

    # repeats ----------------------------------------------------------------------------------------------------------
    def growing(self, row: int) -> int:
        """How many rows from this one on are the empty rows of one table below its head; 0: it is none."""
        if not 0 < row < len(self.rows) or not self._is_body(row) or not self._is_head(row):
            return 0
        count = 1
        while row + count < len(self.rows) and self._alike(row, row + count):
            count += 1
        whole = all(spot.is_empty for spot in self.rows[row]) and len(self.rows[row]) > 2
        return count if count > 1 or (whole and _shape(self.rows[row]) == _shape(self.rows[row - 1])) else 0

    def _is_body(self, row: int) -> bool:
        spots = self.rows[row]
        open_ones = spots[1:] if spots and spots[0].is_name else spots
        flat = all(spot.cell.rowspan == 1 for spot in spots)
        return flat and len(open_ones) > 1 and not any(spot.is_name for spot in open_ones)

    def _is_head(self, row: int) -> bool:
        above = [self.at(row - 1, spot.cell.column) for spot in self.rows[row]]
        found = list(dict.fromkeys(spot for spot in above if spot is not None))
        return len(found) > 1 and all(spot.is_name for spot in found)

    def _alike(self, row: int, other: int) -> bool:
        ours, theirs = self.rows[row], self.rows[other]
        if not self._is_body(other) or _shape(ours) != _shape(theirs) or ours[0].is_name != theirs[0].is_name:
            return False
        return [spot.words for spot in ours[1:]] == [spot.words for spot in theirs[1:]]

    def blocks(self, row: int) -> tuple[int, int]:
        """How often the rows from this one on are printed, and how many they are; (0, 0): they are no block."""
        spots = self.rows[row]
        first = _NUMBERED.match(spots[0].words) if spots else None
        if first is None or not spots[0].is_name or _number(first) != 1:
            return 0, 0
        height, count = spots[0].cell.rowspan, 1
        while self._is_block(row, row + count * height, height, first["stem"], count + 1):
            count += 1
        return (count, height) if count > 1 else (0, 0)

    def _is_block(self, row: int, other: int, height: int, stem: str, number: int) -> bool:
        if other + height > len(self.rows) or not self.rows[other]:
            return False
        label = _NUMBERED.match(self.rows[other][0].words)
        if label is None or label["stem"] != stem or _number(label) != number:
            return False
        pairs = (zip_rows(self.rows[row + at], self.rows[other + at]) for at in range(height))
        return all(pairs)


def zip_rows(ours: list[Spot], theirs: list[Spot]) -> bool:
    """Whether two rows have the same cells and words; the number in the first may differ."""
    return _shape(ours) == _shape(theirs) and all(
        mine.words == yours.words for mine, yours in _pairs(ours, theirs) if not _NUMBERED.match(mine.words)
    )


def _pairs(ours: list[Spot], theirs: list[Spot]) -> Iterator[tuple[Spot, Spot]]:
    return zip(ours, theirs, strict=True)


def _shape(spots: list[Spot]) -> list[tuple[int, int, int]]:
    return [(spot.cell.column, spot.cell.colspan, spot.cell.rowspan) for spot in spots]


def _number(found: re.Match[str]) -> int:
    number = found["number"]
    return int(number) if number.isdecimal() else _COUNTING.index(number) + 1


def numbered(words: str) -> tuple[str, str]:
    """A label that ends in its number: its words without the number, and with `{n}` in its place."""
    found = _NUMBERED.match(words)
    assert found is not None
    return found["stem"], f"{found['stem']}{found['open']}{{n}}{found['close']}"
