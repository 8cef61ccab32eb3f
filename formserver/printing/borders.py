"""Rules of tables: which border wins is found out once for all tables alike, and they are drawn as one path.

For every sheet anew WeasyPrint lets the borders of all cells, rows, columns and of the table compete for each edge of
the grid. It then draws each edge by itself, with its own mark, colour and width: half of what a page says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from formserver.printing.replacing import remember, replace

_MOST: Final = 200  # a paper has one or two tables; those that grow by rows differ
_WIDTHS: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_PLACES: Final = ("grid_x", "colspan", "rowspan", "span")


@cache
def share() -> None:
    """Have all tables of this process that look alike share the grid of their borders."""
    from weasyprint.layout import table

    replace(table.collapse_table_borders, _Grids(table.collapse_table_borders).grid_of)


@cache
def join() -> None:
    """Have the borders of a table drawn as one path."""
    from weasyprint import draw

    replace(draw.draw_collapsed_borders, _Painter(draw.draw_collapsed_borders).draw)


class _Grids:
    """WeasyPrint's function with a memory: the winning borders of a grid, and half of their widths for each box."""

    def __init__(self, collapse: Any) -> None:
        self._collapse = collapse
        self._known: dict[Any, tuple[Any, list[dict[str, float]], Any]] = {}

    def grid_of(self, table: Any, grid_width: int, grid_height: int) -> Any:
        """The vertical and horizontal borders of the grid of a table; its boxes are told the widths they have of it."""
        boxes = list(_boxes(table))
        styles = [box.style for box in boxes]
        # What is kept holds these styles, and they the table's: their addresses are no others'.
        key = grid_width, grid_height, tuple(map(_place, boxes)), tuple(map(id, styles))
        known = self._known.get(key)
        if known is None:
            grid = self._collapse(table, grid_width, grid_height)
            widths = [{name: vars(box)[name] for name in _WIDTHS if name in vars(box)} for box in (table, *boxes)]
            known = grid, widths, styles
            remember(self._known, key, known, _MOST)
        for box, width in zip((table, *boxes), known[1], strict=True):
            vars(box).update(width)
        return known[0]


def _boxes(table: Any) -> Iterator[Any]:
    """Whatever has borders in a table."""
    for group in table.children:
        yield group
        for row in group.children:
            yield row
            yield from row.children
    for group in table.column_groups:
        yield group
        yield from group.children


def _place(box: Any) -> tuple[Any, ...]:
    return (len(box.children), *map(vars(box).get, _PLACES))


class _Pen(NamedTuple):
    width: float
    colour: Any


class _Line(NamedTuple):
    """A stroke along the page: `at` is its place across. Upright ones first."""

    is_level: bool
    at: float
    start: float
    end: float

    def point(self, along: float) -> tuple[float, float]:
        """Where it is on the page, so far along."""
        return (along, self.at) if self.is_level else (self.at, along)


class _Painter:
    """WeasyPrint's function, which writes what it draws at once."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw

    def draw(self, stream: Any, table: Any) -> None:
        """Draw the borders of a table; those with gaps are left to the library."""
        path = _Path()
        try:
            self._draw(path, table)
        except _NoPlainLine:
            self._draw(stream, table)
            return
        with stream.artifact(), stream.stacked():
            path.write(stream)


class _NoPlainLine(Exception):
    """Dots and dashes begin anew with each edge: they are drawn as the library does."""


class _Path:
    """Stands for a page while borders are drawn, and hears where they go. Those on one line with one pen are joined."""

    def __init__(self) -> None:
        self._lines: list[tuple[_Pen, _Line]] = []

    def artifact(self) -> AbstractContextManager[None]:
        return nullcontext()

    stacked = artifact

    def set_color(self, colour: Any, stroke: bool) -> None:
        self._colour = colour

    def set_line_width(self, width: float) -> None:
        self._width = width

    def set_line_cap(self, _: Any) -> None:
        raise _NoPlainLine

    def set_dash(self, *_: Any) -> None:
        raise _NoPlainLine

    def move_to(self, x: float, y: float) -> None:
        self._from = x, y

    def line_to(self, x: float, y: float) -> None:
        is_level = y == self._from[1]
        line = _Line(True, y, self._from[0], x) if is_level else _Line(False, x, self._from[1], y)
        self._lines.append((_Pen(self._width, self._colour), line))

    def stroke(self) -> None:
        """Lines are drawn all together."""

    def write(self, stream: Any) -> None:
        """Draw what was heard, in the order of what covers what."""
        for pen, heard in groupby(self._lines, key=lambda one: one[0]):
            stream.set_color(pen.colour, stroke=True)
            stream.set_line_width(pen.width)
            for line in _joined(sorted(line for _, line in heard)):
                stream.move_to(*line.point(line.start))
                stream.line_to(*line.point(line.end))
            stream.stroke()


def _joined(lines: list[_Line]) -> Iterator[_Line]:
    """Lines of one pen, sorted; those that touch are one."""
    last = lines[0]
    for line in lines[1:]:
        if line[:2] == last[:2] and line.start <= last.end:
            last = last._replace(end=max(last.end, line.end))
        else:
            yield last
            last = line
    yield last
