"""Fields that hold other fields many times: growing tables, repeated blocks, tables with fixed rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.kinds import flat, inputs
from formserver.forms.kinds.base import Cell
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.kinds.totals import Rows
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.forms.sections import Place

HEAD = "head"


class Table(Rows):
    """An array of row objects in printed order.

    With `x-rows.head` the first printed row is the head's (户主): its object carries `role: "head"`, and a page always
    shows it as row 0. Where the head is not answered, the array begins with the second printed row.
    """

    kind = "table"

    def objects(self, value: Any) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
        yield from (((index,), row) for index, row in enumerate(value) if isinstance(row, dict))

    def printed_rows(self, value: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        rows = [{}] * self.array_shift(value) + list(value or [])
        rows += [{}] * (self.printed - len(rows))
        named = self.rows.get("title")
        for index, row in enumerate(rows):
            title = self.row_title(index)
            yield self.row_label(index), title if named else f"{self.spoken} {title}", row

    def row_name(self, value: Any, step: Sequence[str | int]) -> str:
        return self.row_title(int(step[0]) + self.array_shift(value))

    def object_title(self, value: Any, step: Sequence[str | int]) -> str:
        return self.row_name(value, step) if self.rows.get("title") else super().object_title(value, step)

    @property
    def marks(self) -> frozenset[str]:
        return frozenset({"role"}) if self.head else frozenset()

    @cached_property
    def rows(self) -> Mapping[str, Any]:
        """`x-rows` of the document."""
        return dict(self.spec.get("x-rows", {}))

    @cached_property
    def printed(self) -> int:
        """How many rows the paper prints."""
        return int(self.rows.get("printed", 1))

    @cached_property
    def maximum(self) -> int:
        """How many rows are accepted; never less than are printed."""
        return int(self.rows.get("maximum", max(20, self.printed)))

    @property
    def most_rows(self) -> int:
        return 2 * self.maximum

    @cached_property
    def head(self) -> str:
        """Printed name of the head row; empty where the paper has none."""
        return str(self.rows.get("head", ""))

    def row_label(self, index: int) -> str:
        """What the paper prints before row `index` (from 0)."""
        labels = self.rows.get("labels") or ([self.head] if self.head else ())
        return str(labels[index]) if index < len(labels) else str(index + 1)

    def row_title(self, index: int) -> str:
        """How pages and problems name row `index` (from 0)."""
        title = self.rows.get("title")
        if title:
            return str(title).replace("{n}", str(index + 1))
        label = self.row_label(index)
        return f"第{label}行" if label.isdigit() else label

    def schema(self) -> dict[str, Any]:
        items = self.group.schema() | {"minProperties": 1}
        schema: dict[str, Any] = {"type": "array", "items": items, "minItems": 1, "maxItems": self.maximum}
        if not self.head:
            return schema
        items["properties"] = {"role": {"const": HEAD}, **items["properties"]}
        items |= {"if": {"required": ["role"]}, "then": {"minProperties": 2}}  # the role alone is no answer
        return schema | {"contains": {"required": ["role"]}, "minContains": 0, "maxContains": 1}

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        for place in self.places(name, pairs):
            yield f"{place.prefix}row", inputs.hidden()
            yield from self.group.inputs(place.prefix, pairs)

    def places(self, name: str, pairs: Pairs) -> list[Place]:
        rows = enumerate(self.page_rows(name, pairs))
        return [Place(str(index), f"{name}.{index}.", self.row_title(number)) for number, index in rows]

    def page_rows(self, name: str, pairs: Pairs) -> list[int]:
        """Row numbers the page shows, empty ones too; a head row is always there."""
        rows = pairs.rows(name)[: self.most_rows]
        return rows if not self.head or 0 in rows else [0, *rows]

    def page_indexes(self, name: str, pairs: Pairs, around: Data = NOTHING) -> Sequence[str]:
        rows = self.page_rows(name, pairs)
        return [str(index) for index in rows if self.group.decode(f"{name}.{index}.", pairs, around)]

    def array_shift(self, value: Any) -> int:
        """How many printed rows stand before the first of the array: 1 where the head's row is not answered."""
        return 1 if self.head and value and value[0].get("role") != HEAD else 0

    def inside(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {"properties": {self.code: {"items": schema}}}

    def decode(self, name: str, pairs: Pairs, around: Data = NOTHING) -> Any:
        answered = []
        for index in self.page_rows(name, pairs):
            row = self.group.decode(f"{name}.{index}.", pairs, around)
            if row:
                answered.append({"role": HEAD, **row} if self.head and index == 0 else row)
        return answered or None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        for index, row in enumerate(value, self.array_shift(value)):
            prefix = f"{name}.{index}."
            yield f"{prefix}row", "1"
            yield from self.group.encode(prefix, row)

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "maxItems":
            return "%(label)s最多填写%(limit)s行", {"limit": self.maximum}
        if keyword in ("contains", "maxContains"):
            return "%(label)s里“%(head)s”只能有一行", {"head": self.head}
        return super().explain(keyword, value)

    def checks(self, value: Any) -> Iterator[Problem]:
        if self.head and any(row.get("role") == HEAD for row in value[1:]):
            yield Problem((), "%(label)s里“%(head)s”应是第一行", {"head": self.head})

    def text(self, data: Mapping[str, Any]) -> str:
        rows = data.get(self.code) or ()
        return f"{len(rows)}行" if rows else self.none_text(data)

    def columns(self) -> dict[str, str]:
        """One: rows grow, columns do not."""
        return {self.code: self.spoken}

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        value = data.get(self.code) or ()
        titled = ((self.row_title(step + self.array_shift(value)), row) for step, row in enumerate(value))
        return (
            {self.code: "\n".join(f"{title}　{flat.line(self.group.fields.values(), row)}" for title, row in titled)}
            if value
            else {}
        )

    def countable(self, data: Mapping[str, Any]) -> tuple[Decimal, ...]:
        rows = data.get(self.code)
        return (Decimal(len(rows)),) if rows else ()


class Block(Table):
    """The same, printed and drawn as numbered blocks instead of lines of a table."""

    kind = "block"


class FixedTable(Rows):
    """A table whose rows are printed: an object keyed by row code."""

    kind = "fixed_table"
    prints_rows = True

    def objects(self, value: Any) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
        # in printed order: what comes back from a database has an order of its own
        held = {code: row for code, row in dict(value).items() if isinstance(row, dict)}
        yield from (((code,), held[code]) for code in self.row_labels if code in held)

    @property
    def most_rows(self) -> int:
        return len(self.row_labels)

    @property
    def printed(self) -> int:
        return len(self.row_labels)

    def printed_rows(self, value: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for code, label in self.row_labels.items():
            yield label, f"{self.spoken} {label}", (value or {}).get(code, {})

    def row_name(self, value: Any, step: Sequence[str | int]) -> str:
        return self.row_labels[str(step[0])]

    @cached_property
    def row_labels(self) -> dict[str, str]:
        """Row code -> printed label, in paper order."""
        return {row["code"]: row["label"] for row in self.spec["x-rows"]["rows"]}

    def schema(self) -> dict[str, Any]:
        rows = {
            code: self.group.schema() | {"title": label, "minProperties": 1} for code, label in self.row_labels.items()
        }
        return {"type": "object", "additionalProperties": False, "properties": rows, "minProperties": 1}

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        for place in self.places(name, pairs):
            yield from self.group.inputs(place.prefix, pairs)

    def rank(self, step: str | int) -> int:
        return list(self.row_labels).index(str(step)) if step in self.row_labels else -1

    def places(self, name: str, pairs: Pairs) -> list[Place]:
        return [Place(code, f"{name}.{code}.", label) for code, label in self.row_labels.items()]

    def inside(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {"properties": {self.code: {"properties": dict.fromkeys(self.row_labels, schema)}}}

    def decode(self, name: str, pairs: Pairs, around: Data = NOTHING) -> Any:
        rows = {code: self.group.decode(f"{name}.{code}.", pairs, around) for code in self.row_labels}
        return {code: row for code, row in rows.items() if row} or None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        for code, row in value.items():
            yield from self.group.encode(f"{name}.{code}.", row)

    def text(self, data: Mapping[str, Any]) -> str:
        rows = data.get(self.code) or {}
        return "；".join(label for code, label in self.row_labels.items() if code in rows)

    def columns(self) -> dict[str, str]:
        inner = flat.columns(self.group.members.values()).items()
        return {
            f"{self.code}.{row}.{code}": f"{self.spoken} {label} {heading}"
            for row, label in self.row_labels.items()
            for code, heading in inner
        }

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        members = self.group.members.values()
        rows = ((step, flat.cells(members, row)) for step, row in self.objects(data.get(self.code) or {}))
        return {f"{self.code}.{step[0]}.{code}": cell for step, cells in rows for code, cell in cells.items()}
