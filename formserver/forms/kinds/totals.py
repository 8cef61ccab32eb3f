"""What the tables have in common: printed rows, and sums of rows and columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from formserver.forms.group import Container
from formserver.forms.kinds.base import Fault
from formserver.forms.kinds.numbers import plain
from formserver.forms.pieces import Answer, Piece

TOTAL = "total"


class Rows(Container, ABC):
    """Base of the tables. `x-totals` adds sums, which are derived wherever they are shown and never stored: `row` is
    the label of a last row that sums every column of numbers (or those of `of`), `column` that of a last column that
    sums every row."""

    depth = 1
    reads = frozenset({"x-totals"})

    def faults(self) -> Iterator[Fault]:
        if not self.totals:
            return
        odd = [code for code in self.totals.get("of", ()) if code not in self.summed]
        if odd or not self.summed:
            yield ".x-totals", f"能合计的只有数字列，有出入的是 {'、'.join(odd) or '所有的列'}"
        if TOTAL in self.group.members:
            yield ".x-totals", "有合计的表格，列的代码不能是 total"

    @property
    @abstractmethod
    def most_rows(self) -> int:
        """How many rows are read at the most, whatever is posted."""

    @property
    @abstractmethod
    def printed(self) -> int:
        """How many rows the paper prints."""

    @abstractmethod
    def printed_rows(self, value: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Printed label, name and data of every row the paper prints, answered or not, and of those beyond."""

    @abstractmethod
    def row_name(self, value: Any, step: Sequence[str | int]) -> str:
        """How the table itself names the row at `step` of the answer."""

    def object_title(self, value: Any, step: Sequence[str | int]) -> str:
        return f"{self.spoken} {self.row_name(value, step)}"

    @cached_property
    def totals(self) -> Mapping[str, Any]:
        """`x-totals` of the document."""
        return dict(self.spec.get("x-totals", {}))

    @property
    def live(self) -> str:
        return "totals" if self.totals else ""

    @cached_property
    def summed(self) -> tuple[str, ...]:
        """Codes of the columns that are added up."""
        numbers = (code for code, field in self.group.fields.items() if field.adds_up)
        return tuple(code for code in numbers if code in self.totals.get("of", (code,)))

    def total(self, rows: Sequence[Mapping[str, Any]], *columns: str) -> str:
        """The exact sum of some columns (default: all that are added up) of some rows; "" while none is answered."""
        fields = [self.group.fields[code] for code in columns or self.summed]
        numbers = [field.number(row.get(field.code)) for row in rows for field in fields]
        answered = [number for number in numbers if number is not None]
        return plain(sum(answered, Decimal())) if answered else ""

    def row_total(self, row: Mapping[str, Any]) -> str:
        """The sum of a row, where the paper has a column for it."""
        return self.total([row]) if "column" in self.totals else ""

    def sums(self, value: Any) -> list[tuple[str, str, str]]:
        """(code, label, sum) of every total of the answer, as pages show them: columns, rows, the whole."""
        rows = [row for _, row in self.objects(value)] if value else []
        down, across = self.totals.get("row", ""), self.totals.get("column", "")
        found: list[tuple[str, str, str]] = []
        if down:
            labels = ((code, self.group.fields[code].spoken) for code in self.summed)
            found += [(code, f"{down} {label}", self.total(rows, code)) for code, label in labels]
        if across:
            titled = ((step, self.row_name(value, step), row) for step, row in self.objects(value or ()))
            found += [(f"{TOTAL}.{step[0]}", f"{title} {across}", self.total([row])) for step, title, row in titled]
        if down and across:
            found.append((TOTAL, "总计", self.total(rows)))
        return found

    def knows_style(self, style: str) -> bool:
        word, _, code = style.partition(".")
        if word != TOTAL or "row" not in self.totals:
            return False
        return code in self.summed if code else "column" in self.totals

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        """A sum: `{table.total.column}`, or the sum of all of them, `{table.total}`."""
        rows = [row for _, row in self.objects(data.get(self.code) or ())]
        code = style.partition(".")[2]
        return [Answer(self.total(rows, *([code] if code else [])), 3)]
