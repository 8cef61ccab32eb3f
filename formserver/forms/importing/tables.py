"""A table of the paper: its rows as entries of the paper's grid, its cells as fields, sections by heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from formserver.forms.importing.cells import LINE, Asking, answer, chunks, hinted
from formserver.forms.importing.codes import Names, stem
from formserver.forms.importing.glances import asks_itself, signs
from formserver.forms.importing.grid import Lattice, Spot, numbered
from formserver.forms.importing.guesses import Because, Place, Sure
from formserver.forms.importing.holder import Holder, printed
from formserver.forms.importing.kinds import Kind
from formserver.forms.importing.sections import Sections
from formserver.forms.importing.sheet import Table

_MOST_CELLS: Final = 10  # so many empty cells in a row beside 身份证 are the places of its digits
_ROW_MM: Final = 9.0
_WIDTH_MM: Final = 178.0
_MAXIMUM: Final = 20  # rows that a growing table takes, where it prints fewer
_COUNTS: Final = re.compile(r"^(\d+|户主|……|…)$")
_SERIAL: Final = re.compile(r"^(序号|编号|次序)$")
_VERTICAL_MM: Final = 14.0
Json = dict[str, Any]


class TableReader:
    """Reads one table; `number` is its number on the paper, from 1. `counts`: 第__次 is numbered by the system."""

    def __init__(self, table: Table, number: int, holder: Holder, sections: Sections, *, counts: bool) -> None:
        self._grid, self._number, self._counts = Lattice(table), number, counts
        self._holder, self._sections = holder, sections
        self._widths = [width * _WIDTH_MM / sum(table.widths) for width in table.widths]
        self._named: set[Spot] = set()  # labels that are the name of a field already
        self._told: set[str] = set()
        self._has_headings = any(self._grid.is_heading(row) for row in range(len(self._grid.rows)))

    def block(self) -> Json:
        """The TABLE of `x-paper`, without its part."""
        entries: list[tuple[Json, int]] = []  # an entry and how many rows it prints
        row = 0
        while row < len(self._grid.rows):
            entry, count = self._entry(row)
            entries.append((entry, count))
            row += count
        return {"columns_mm": _rounded(self._widths), "rows": list(_with_spans(entries))}

    def _entry(self, row: int) -> tuple[Json, int]:
        count, height = self._grid.blocks(row)
        if count:
            return self._block(row, count, height), count * height
        count = self._grid.growing(row)
        if count:
            return self._growing(row, count), count
        self._begin_section(row)
        before = len(self._holder.fields)
        entry = {"height_mm": self._height(row), "cells": list(self._cells(row, self._holder))}
        self._sections.add(list(self._holder.fields)[before:])
        return entry, 1

    # sections ---------------------------------------------------------------------------------------------------------
    def _begin_section(self, row: int) -> None:
        across = self._grid.across(row)
        if self._grid.is_heading(row) or self._is_numbered_heading(row):
            self._sections.begin(across[0].words, across[0])
        elif not self._has_headings:
            pairs = pairwise(across)
            side = next((one for one, other in pairs if one.is_name and other.is_name), None)
            if side is None or self._grid.growing(row + 1):
                side = None
            self._sections.begin(side.words if side else "", side)

    def _is_numbered_heading(self, row: int) -> bool:
        """1.老年人信息 beside an empty cell, the rows below it without numbers: it is no question."""
        spots = self._grid.rows[row]
        below = self._grid.rows[row + 1] if row + 1 < len(self._grid.rows) else []
        if len(spots) < 3 or not below or not spots[1].is_empty:
            return False
        return bool(_has_number(spots[0])) and not _has_number(below[0]) and below[0].is_name

    # plain rows -------------------------------------------------------------------------------------------------------
    def _cells(self, row: int, holder: Holder, *, in_rows: bool = False) -> Iterator[Json]:
        spots = list(self._grid.rows[row])
        heading = self._is_numbered_heading(row)
        while spots:
            digits = self._digits(spots)
            if digits:
                yield self._identity(spots[:digits], holder)
                spots = spots[digits:]
                continue
            spot = spots.pop(0)
            if heading or self._is_label(spot):
                yield self._label(spot)
            else:
                yield self._answer(spot, holder, in_rows=in_rows)

    def _is_label(self, spot: Spot) -> bool:
        if not spot.is_name:
            return False
        beside, text = self._grid.right(spot), spot.cell.text
        if beside is not None and beside.row == spot.row and not beside.is_name:
            return beside.is_empty or not signs(text)
        return not (asks_itself(text) or self._is_hint(spot))

    def _is_hint(self, spot: Spot) -> bool:
        """Words where the cells above and below are empty, in a row without any other answer: written behind them."""
        left = self._grid.left(spot)
        if asks_itself(spot.cell.text) or left is None or not left.is_name or self._grid.growing(spot.row + 1):
            return False
        if any(not other.is_name for other in self._grid.rows[spot.row]):
            return False
        beside = (self._grid.at(row, spot.cell.column) for row in (spot.row - 1, spot.row + 1))
        return all(other is not None and not other.is_name for other in beside)

    def _digits(self, spots: list[Spot]) -> int:
        """How many empty cells from the first one on take the digits of an identity number."""
        count = next((at for at, spot in enumerate(spots) if not spot.is_empty), len(spots))
        left = self._grid.left(spots[0])
        return count if count >= _MOST_CELLS and left is not None and "身份" in left.words else 0

    def _identity(self, spots: list[Spot], holder: Holder) -> Json:
        first = spots[0]
        label, around = self._names(first)
        kind = Kind({"x-kind": "identity_number"}, Sure.SURE, Because.EIGHTEEN)
        code = holder.add(label, kind, self._place(first), label, around=around)
        span = sum(spot.cell.colspan for spot in spots)
        return {"text": f"{{{code}|cells}}", **_spans(span, first.cell.rowspan)}

    def _label(self, spot: Spot) -> Json:
        cell = spot.cell
        words = (line.strip() for line in cell.text.split("\n"))
        lines = [part for line in words for part in chunks(line, LINE)]
        width = sum(self._widths[cell.column : cell.column + cell.colspan])
        upright = len(lines) > 1 and all(len(line) == 1 for line in lines)
        shown = {"text": "".join(lines)} if upright or len(lines) < 2 else {"lines": lines[:55]}
        down = {"vertical": True} if upright or (cell.rowspan > 2 and width < _VERTICAL_MM) else {}
        self._tell_unanswered(spot)
        heading = {"bold": True} if self._grid.is_heading(spot.row) else {}
        found = {**shown, **_spans(cell.colspan, cell.rowspan), "align": "center", **down, **heading, "label": True}
        return found if lines else {"text": "", **_spans(cell.colspan, cell.rowspan)}

    def _tell_unanswered(self, spot: Spot) -> None:
        """Words that neither name a cell beside or below them nor head a section are told once."""
        beside, below = self._grid.right(spot), self._grid.at(spot.row + spot.cell.rowspan, spot.cell.column)
        lonely = (beside is None or (beside.is_name and beside.row < spot.row)) and (below is None or below.is_name)
        if lonely and not self._grid.is_heading(spot.row) and spot.words not in self._told:
            self._told.add(spot.words)
            self._holder.tell(self._place(spot), spot.words, "", spot.words, {}, Sure.UNSURE, Because.NO_ANSWER)

    def _answer(self, spot: Spot, holder: Holder, *, in_rows: bool) -> Json:
        cell = spot.cell
        label, around = self._names(spot)
        if in_rows and label == printed(self._grid.rows[spot.row][0].cell.text):
            label = ""
        asking = Asking(
            cell.text, self._place(spot), label, around, self._height(spot.row), in_rows, self._counts and not in_rows
        )
        before = set(holder.fields)
        lines = hinted(asking, holder) if self._is_hint(spot) else answer(asking, holder)
        titles = {holder.fields[code].get("title") for code in set(holder.fields) - before}
        if label in titles and (left := self._grid.left(spot)) is not None:
            self._named.add(left)
        tall = {"valign": "top"} if self._height(spot.row) > 2 * _ROW_MM else {}
        shown = {"text": lines[0]} if len(lines) == 1 else {"lines": lines}
        return {**shown, **_spans(cell.colspan, cell.rowspan), **tall}

    def _names(self, spot: Spot) -> tuple[str, str]:
        """The label of an answer, and the name around it that tells it from others of the same label."""
        left, above = self._grid.left(spot), self._grid.above(spot)
        row = [other.words for other in self._grid.across(spot.row) if other.is_name]
        label = left.words if left is not None and left.is_name else ""
        if left is not None and left in self._named:
            return "", label
        if (
            not label
            and above is not None
            and above.is_name
            and above.cell.column == spot.cell.column
            and spot.is_empty
        ):
            label = above.words
        around = next((words for words in row if words != label), "")
        return label, around or stem(self._sections.title)

    def _place(self, spot: Spot) -> Place:
        return Place(self._number, spot.row + 1, spot.number + 1)

    def _height(self, row: int) -> float:
        return round(min(max(self._grid.table.rows[row].height_mm or _ROW_MM, 6.0), 120.0), 1)

    # repeats ----------------------------------------------------------------------------------------------------------
    def _growing(self, row: int, count: int) -> Json:
        spots = self._grid.rows[row]
        rows = [self._grid.rows[row + at] for at in range(count)]
        labels = self._labels(rows)
        title = self._sections.title or self._around_table(row)
        code = self._holder.code(title or "表格")
        inner = self._holder.inner(code)
        at = len(inner.guesses)
        cells: list[Json] = []
        for spot in spots:
            if labels and spot is spots[0]:
                cells.append({"text": "{row}", **_spans(spot.cell.colspan, 1), "align": "center", "label": True})
                continue
            above = self._grid.above(spot)
            name = above.words if above is not None else ""
            lines = answer(Asking(spot.cell.text, self._place(spot), name, title, in_rows=True), inner)
            cells.append({"lines": lines, **_spans(spot.cell.colspan, 1)})
        kind = _rows_kind(labels, count, inner.fields)
        words = "、".join(spec.get("title", "性别") for spec in inner.fields.values())
        self._add_rows(code, kind, self._place(spots[0]), words, title, at)
        return {"height_mm": self._height(row), "repeat": code, "cells": cells}

    def _labels(self, rows: list[list[Spot]]) -> list[str]:
        if rows[0][0].is_name:
            return [row[0].words for row in rows]
        head = self._grid.above(rows[0][0])
        if head is not None and rows[0][0].is_empty and _SERIAL.match(head.words):
            return [str(number) for number in range(1, len(rows) + 1)]
        return []

    def _around_table(self, row: int) -> str:
        """The name at the side of a table that has no heading."""
        first = self._grid.across(row)[0]
        return first.words if first.row < row and first.is_name else ""

    def _add_rows(self, code: str, kind: Kind, place: Place, words: str, title: str, at: int) -> None:
        headed = stem(title) or words
        self._holder.add("", kind, place, words, around=headed, code=code)
        self._holder.guesses.insert(at, self._holder.guesses.pop())
        self._sections.add([code])

    def _block(self, row: int, count: int, height: int) -> Json:
        label = self._grid.rows[row][0]
        name, numbers = numbered(label.words)
        code = self._holder.code(name)
        inner = self._holder.inner(code)
        at = len(inner.guesses)
        rows: list[Json] = [
            {"height_mm": self._height(row + n), "cells": list(self._cells(row + n, inner, in_rows=True))}
            for n in range(height)
        ]
        rows[0]["cells"][0] = {"text": numbers, **_spans(label.cell.colspan, height), "align": "center", "label": True}
        spec = {"x-kind": "block", "items": _items(inner.fields)}
        spec["x-rows"] = {"title": numbers, "printed": count, "maximum": max(count, _MAXIMUM)}
        kind = Kind(spec, Sure.LIKELY, Because.BLOCKS)
        self._holder.add(name, kind, self._place(label), label.words, code=code)
        inner.guesses.insert(at, inner.guesses.pop())
        self._sections.add([code])
        return {"repeat": code, "rows": rows}


def _has_number(spot: Spot) -> bool:
    return bool(re.match(r"\d+[.．、]", spot.words))


def _items(fields: Json) -> Json:
    return {"type": "object", "properties": fields, "x-order": list(fields)}


def _rows_kind(labels: list[str], count: int, fields: Json) -> Kind:
    if labels and not all(_COUNTS.match(label) for label in labels):
        names = Names()
        rows: Json = {"rows": [{"code": names.take(label, "row"), "label": label} for label in labels]}
        spec = {"x-kind": "fixed_table", "items": _items(fields), "x-rows": rows}
        return Kind(spec, Sure.LIKELY, Because.FIXED_ROWS)
    rows = {"printed": count, "maximum": max(count, _MAXIMUM)}
    if labels:
        rows["labels"] = labels
        if labels[0] == "户主":
            rows["head"] = "户主"
    return Kind({"x-kind": "table", "items": _items(fields), "x-rows": rows}, Sure.LIKELY, Because.ROWS)


def _spans(colspan: int, rowspan: int) -> Json:
    return {**({"colspan": colspan} if colspan > 1 else {}), **({"rowspan": rowspan} if rowspan > 1 else {})}


def _rounded(widths: list[float]) -> list[float]:
    """Widths to a tenth of a millimetre that still add up."""
    found = [round(width, 1) for width in widths]
    found[-1] = round(_WIDTH_MM - sum(found[:-1]), 1)
    return found


def _with_spans(entries: list[tuple[Json, int]]) -> Iterator[Json]:
    """The entries; a rowspan of the paper's grid counts entries, a repeat as one."""
    starts = [sum(count for _, count in entries[:at]) for at in range(len(entries))]
    for (entry, _), start in zip(entries, starts, strict=True):
        for cell in entry.get("cells", ()):
            end = start + cell.get("rowspan", 1)
            covered = sum(start <= other < end for other in starts)
            cell.pop("rowspan", None)
            cell.update(_spans(1, covered))
        yield entry
