"""A new table on the sheet: a block of its own below the one that was chosen; blocks that follow each other print as
one frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from formserver.forms.designing.base import Json, Sketch
from formserver.forms.designing.grid import Table
from formserver.forms.designing.library_sheet import rows_of_section, style_of
from formserver.forms.kinds.grids import Grid
from formserver.forms.kinds.registry import make_field

_ROW_MM: Final = 9.0
_SIDE: Final = 5  # the first column takes one fifth


def printed(sketch: Sketch, table: Table, code: str, spec: Json) -> None:
    """Print a new container below a table."""
    room = round(sum(table.columns_mm), 1)
    rows, answers = _DRAWN.get(spec["x-kind"], _table)(code, spec)
    columns = _widths(room, answers) if answers else _two_pairs(room)
    block = {"part": table.block["part"], "columns_mm": columns, "rows": rows}
    sketch.document["x-paper"]["blocks"].insert(table.number + 1, block)


def label(text: str) -> Json:
    """A cell that prints the words of a label."""
    return {"text": text, "label": True, "align": "center"}


def _widths(room: float, answers: int) -> list[float]:
    side = round(room / _SIDE, 1)
    columns = [side, *[round((room - side) / answers, 1)] * (answers - 1)]
    return [*columns, round(room - sum(columns), 1)]


def _two_pairs(room: float) -> list[float]:
    """Label, answer, label, answer."""
    side = round(room / 6, 1)
    answer = round(room / 2 - side, 1)
    return [side, answer, side, round(room - 2 * side - answer, 1)]


def _row(cells: Iterable[Json], repeat: str = "") -> Json:
    row: Json = {"height_mm": _ROW_MM, "cells": list(cells)}
    return row | ({"repeat": repeat} if repeat else {})


def _table(code: str, spec: Json) -> tuple[list[Json], int]:
    """A heading over each column, one row that repeats."""
    inner: Json = spec["items"]["properties"]
    heads = (label(one["title"]) for one in inner.values())
    answers = ({"text": f"{{{name}{style_of(one)}}}"} for name, one in inner.items())
    return [_row([label(spec["title"]), *heads]), _row([label("{row}"), *answers], code)], len(inner)


def _grid(code: str, spec: Json) -> tuple[list[Json], int]:
    """The headings come from the columns, so that they change with them."""
    made = make_field(code, spec)
    assert isinstance(made, Grid)
    codes = list(made.column_labels)
    heads = (label(f"{{{code}.{one}}}") for one in codes)
    answers = ({"text": f"{{{one}}}"} for one in codes)
    return [_row([label(spec["title"]), *heads]), _row([label("{row}"), *answers], code)], len(codes)


def _block(code: str, spec: Json) -> tuple[list[Json], int]:
    """A heading, then a row for each field of the group; all of them repeat."""
    head = {"text": f"{spec['title']}（{{n}}）", "label": True, "bold": True, "colspan": 2}
    pairs = ([label(one["title"]), {"text": f"{{{name}}}"}] for name, one in spec["items"]["properties"].items())
    return [{"repeat": code, "rows": [_row([head]), *map(_row, pairs)]}], 1


def _matrix(code: str, spec: Json) -> tuple[list[Json], int]:
    """A row for each line, its boxes beside it."""
    lines = spec["x-rows"]["rows"]
    return [_row([label(one["label"]), {"text": f"{{{code}.{one['code']}}}"}]) for one in lines], 1


def _section(code: str, spec: Json) -> tuple[list[Json], int]:
    """Label and answer twice in a row."""
    return rows_of_section(code, spec), 0


_DRAWN: Final = {"grid": _grid, "block": _block, "matrix": _matrix, "section": _section}
