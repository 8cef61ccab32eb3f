"""A table pasted as text.

Copied out of Word or a spreadsheet, a row is a line and its cells are parted by tabs. Where every cell begins a line of
its own with a tab, as converters write it, an empty line ends the row, and a cell may have several lines.

Flat text has lost the spans. An empty cell at the left end is where the one above reaches down; the last
cell of a short row takes the columns left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from formserver.errors import PaperUnreadable
from formserver.forms.importing.sheet import (
    MOST_COLUMNS,
    MOST_LETTERS,
    Block,
    Line,
    Loose,
    Sheet,
    cleaned,
    closed,
    limited,
)

_NARROW: Final = 4  # letters that the narrowest column is made for
_WIDE: Final = 14
_BETWEEN: Final = re.compile(r"^[^\S\n]*\S[^\n]*\t", re.MULTILINE)
Rows = list[list[str]]


def pasted(text: str) -> Sheet:
    """The lines and tables of pasted text. Raises PaperUnreadable where there is no table, or too much of it."""
    if len(text) > MOST_LETTERS:
        raise PaperUnreadable("粘贴的文字太长：最多%(most)s个字。", most=MOST_LETTERS)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    parts = _by_lines(plain) if _BETWEEN.search(plain) else _by_cells(plain)
    return limited(tuple(_blocks(parts)))


def _blocks(parts: Iterator[list[str] | str]) -> Iterator[Block]:
    rows: Rows = []
    for part in parts:
        if isinstance(part, list):
            rows.append(part)
            continue
        if rows:
            yield _table(rows)
            rows = []
        if part.strip():
            yield Line(cleaned(part))
    if rows:
        yield _table(rows)


def _by_lines(text: str) -> Iterator[list[str] | str]:
    """A row a line, its cells parted by tabs; a line without tabs between two rows is a row of one cell."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        within = line.strip() and "\t" in "".join(lines[at - 1 : at]) and "\t" in "".join(lines[at + 1 : at + 2])
        yield line.split("\t") if "\t" in line else [line] if within else line


def _by_cells(text: str) -> Iterator[list[str] | str]:
    """A cell a tab at the begin of a line; one empty line within a cell is its own, two end the table."""
    row: list[str] = []
    empty = 0
    for line in text.split("\n"):
        words = line.lstrip(" ") if line.strip(" ").startswith("\t") else line
        if words.startswith("\t"):
            if empty and row:
                yield row
                row = []
            row.append(words[1:])
        elif row and words.strip() and empty < 2:
            row[-1] += f"\n{words}"
        elif words.strip():
            yield from [row] if row else []
            row = []
            yield words
        empty = 0 if words.strip() or words.startswith("\t") else empty + 1
    yield from [row] if row else []


def _table(rows: Rows) -> Block:
    columns = max(map(len, rows))
    if columns > MOST_COLUMNS:
        raise PaperUnreadable("表格的列太多：最多%(most)s列。", most=MOST_COLUMNS)
    loose: list[list[list[str | int]]] = []
    above: list[list[str | int] | None] = []  # of every column the cell [text, rows] that covers it in the row above
    for row in rows:
        kept = _kept(row, above)
        loose.append([cell for cell in kept if cell is not None])
        reaching = [above[at] if cell is None else cell for at, cell in enumerate(kept)]
        above = reaching if len(row) > 1 else []
    cells = [([Loose(str(text), 1, int(down)) for text, down in row], 0.0) for row in loose]
    return closed(cells, _widths(rows, columns))


def _kept(row: list[str], above: list[list[str | int] | None]) -> list[list[str | int] | None]:
    """The cells of a row as [text, rows they cover]; None where one from above reaches down, which is one longer."""
    leads = next((at for at, text in enumerate(row) if text.strip()), 0)
    found: list[list[str | int] | None] = []
    for at, text in enumerate(row):
        origin = above[at] if at < min(leads, len(above)) else None
        if origin is not None and str(origin[0]).strip():
            origin[1] = int(origin[1]) + 1
            found.append(None)
        else:
            found.append([text, 1])
    return found


def _widths(rows: Rows, columns: int) -> list[float]:
    """A column is as wide as the longest of its words that share the row with others."""
    shared = [row for row in rows if len(row) == columns]
    longest = (max((len(line) for row in shared for line in row[at].split("\n")), default=0) for at in range(columns))
    return [float(min(max(length, _NARROW), _WIDE)) for length in longest]
