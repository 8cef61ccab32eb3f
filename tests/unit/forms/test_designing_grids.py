"""Every grid of the shipped papers can be drawn from an empty sheet by steps: cells, spans, widths, heights, labels."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from formserver.forms.designing.grid import Table
from formserver.forms.placeholders import PRINTED, texts
from tests.designs import SHIPPED, Design, shipped_text

Json = dict[str, Any]
WORDS = ("bold", "vertical", "align", "valign", "label")


def grids(code: str) -> Iterator[tuple[list[float], list[Json]]]:
    """Widths and rows of every table of a paper; what repeats counts as one row, as the designer draws it."""
    for block in json.loads(shipped_text(code))["x-paper"]["blocks"]:
        if "rows" in block:
            yield block["columns_mm"], [row if "cells" in row else {"cells": []} for row in block["rows"]]


def drawn(columns: list[float], rows: list[Json]) -> list[Json]:
    """The rows of an empty table after the steps that give it these cells; of several rows that repeat together, and
    of cells whose columns are taken by them, one empty row stays."""
    design = Design()
    design.take("add_table", cell="0.0.0", columns=str(len(columns)), rows=str(len(rows)))
    design.take("page", left="16", right=str(round(194 - sum(columns), 1)))
    design.take("widths", cell="1.0.0", widths=[str(one) for one in columns])
    for number, row in enumerate(rows):
        for index, cell in enumerate(row["cells"]):
            key = f"1.{number}.{index}"
            for below in range(cell.get("rowspan", 1)):
                _widen(design, number + below, _column(rows, number, index), cell.get("colspan", 1))
            for _ in range(cell.get("rowspan", 1) - 1):
                design.take("merge", cell=key, way="down")
            _say(design, key, cell)
        if "height_mm" in row:
            design.take("height", cell=f"1.{number}.0", height=str(row["height_mm"]))
    found: list[Json] = design.sketch.document["x-paper"]["blocks"][1]["rows"]
    return found


def _column(rows: list[Json], row: int, index: int) -> int:
    """The first column of a cell, as the rows before and the cells beside leave it."""
    taken = [0] * 60
    for number, one in enumerate(rows[: row + 1]):
        free = [place for place, left in enumerate(taken) if left <= number]
        for at, cell in enumerate(one["cells"]):
            first, wide = free[0], cell.get("colspan", 1)
            if (number, at) == (row, index):
                return first
            for place in free[:wide]:
                taken[place] = number + cell.get("rowspan", 1)
            free = free[wide:]
    raise AssertionError((row, index))


def _widen(design: Design, row: int, column: int, across: int) -> None:
    """Make one cell of the columns from one on."""
    slot = next(one for one in Table(design.sketch, 1).in_row(row) if one.column == column)
    for _ in range(across - slot.across):
        design.take("merge", cell=slot.key, way="right")


def _say(design: Design, key: str, cell: Json) -> None:
    """The printed words with how they look; answers are left out."""
    said = "\n".join(PRINTED.sub("", line) for line in texts(cell))
    look = [word for word in ("bold", "vertical") if cell.get(word)]
    more = {word: cell[word] for word in ("align", "valign") if word in cell}
    kind = {True: "label", False: "answer", None: ""}[cell.get("label")]
    design.take("words", cell=key, text=said, look=look, foot=str(len(cell.get("foot", ()))), **more, **{"is": kind})


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_grid_is_drawn_cell_by_cell(code: str) -> None:
    for columns, rows in grids(code):
        made = drawn(columns, rows)
        for row, wanted in zip(made, rows, strict=True):
            if wanted["cells"]:
                assert [_shape(cell) for cell in row["cells"]] == [_shape(cell) for cell in wanted["cells"]]
                assert row["height_mm"] == wanted.get("height_mm", 9)


def _shape(cell: Json) -> Json:
    """Spans, look and printed words of a cell, without answers; words as lines."""
    words = {word: cell[word] for word in WORDS if cell.get(word) is not None}
    lines = [PRINTED.sub("", line).strip() for line in texts(cell)]
    return {
        **words,
        "spans": (cell.get("colspan", 1), cell.get("rowspan", 1)),
        "lines": [line for line in lines if line],
    }
