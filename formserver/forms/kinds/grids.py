"""Printed rows crossed with printed columns, every cell of one kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Fault
from formserver.forms.kinds.date import in_blanks
from formserver.forms.kinds.rows import FixedTable
from formserver.forms.kinds.totals import Rows
from formserver.forms.pieces import Piece, Words

_MOST_CELLS = 400
_YEARS = ("当年", "上年")


class Grid(FixedTable):
    """A table with fixed rows whose columns (`x-columns`) are made of one definition, `x-cell`: row code -> column code
    -> answer. Columns are listed, or are the years up to that of a date (`year_0`), or visits (`visit_1`).
    `{grid.column}` prints the heading of a column; that of a year with its number.
    """

    kind = "grid"
    reads = Rows.reads | {"x-columns", "x-cell"}

    def faults(self) -> Iterator[Fault]:
        cell = self.make("", self.spec["x-cell"])
        columns = self.spec["x-columns"]
        if isinstance(cell, Container) or not cell.has_answer or cell.given_by_system:
            yield ".x-cell", "每一格只能是一项回答，不能是表格、句子、说明或编号"
            return
        odd = [word for word in ("x-when", "x-computed", "x-concept") if word in self.spec["x-cell"]]
        if odd:
            yield f".x-cell.{odd[0]}", "各格共用的写法里不能有这个词"
        if isinstance(columns, list) and len(self.column_labels) != len(columns):
            yield ".x-columns", "列代码重复"
        if len(self.column_labels) * len(self.row_labels) > _MOST_CELLS:
            yield ".x-rows", f"行数乘以列数多于{_MOST_CELLS}格"
        yield from super().faults()

    @cached_property
    def column_labels(self) -> dict[str, str]:
        """Column code -> heading, in paper order; the oldest year first."""
        columns = self.spec["x-columns"]
        if "visits" in columns:
            return {f"visit_{number}": f"第{number}次" for number in range(1, columns["visits"] + 1)}
        if "years" in columns:
            return {f"year_{ago}": _year_label(ago) for ago in reversed(range(columns["years"]))}
        return {column["code"]: column["label"] for column in columns}

    @property
    def ending(self) -> str:
        """Code of the date whose year is the last column; empty where columns are no years."""
        columns = self.spec["x-columns"]
        return str(columns["ending"]) if "ending" in columns else ""

    @cached_property
    def group(self) -> Group:
        cell = self.spec["x-cell"]
        cells = {code: {**cell, "title": label, "x-spoken": label} for code, label in self.column_labels.items()}
        return Group({"type": "object", "properties": cells, "x-order": list(cells)}, self.make)

    def knows_style(self, style: str) -> bool:
        return style in self.column_labels or super().knows_style(style)

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        if style not in self.column_labels:
            return super().pieces(data, style)
        if not self.ending:
            return [Words(self.column_labels[style])]
        last = str(data.get(self.ending, ""))[:4]
        year = str(int(last) - int(style.removeprefix("year_"))) if last.isdecimal() else ""
        return in_blanks(year, 1)


def _year_label(ago: int) -> str:
    return _YEARS[ago] if ago < len(_YEARS) else f"前{ago}年"
