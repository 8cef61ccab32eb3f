"""The names by which expressions of an object of fields speak of what is inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from formserver.forms.expressions.operands import ROW, Operand
from formserver.forms.group import Container, Group
from formserver.forms.kinds.rows import FixedTable
from formserver.forms.kinds.totals import Rows


def named_by(group: Group) -> dict[str, Operand]:
    """Every operand of the object by its name; an answer goes before what is said beside another."""
    found: dict[str, Operand] = {}
    for operand in sorted(_operands(group), key=lambda operand: operand.is_aside):
        found.setdefault(operand.name, operand)
    return found


def _operands(group: Group) -> Iterator[Operand]:
    for field in group.members.values():
        yield from _inside(field) if isinstance(field, Container) else field.operands()


def _inside(container: Container) -> Iterator[Operand]:
    code, inner = container.code, list(_operands(container.group))
    if not isinstance(container, Rows):
        yield from (operand.below(code) for operand in inner)
        return
    if isinstance(container, FixedTable):
        for row in container.row_labels:
            yield from (_in_row(operand, code, row) for operand in inner if operand.path)

    def rows(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        value = data.get(code)
        if isinstance(value, dict | list):
            yield from (item for _, item in container.objects(value))

    yield Operand(f"{code}.rows", "int", lambda data: len(list(rows(data))), (code,), is_aside=True)
    yield from (operand.in_column(code, rows, container.most_rows) for operand in inner if operand.fits_column)


def _in_row(operand: Operand, code: str, row: str) -> Operand:
    """One answer of a row that is printed; it depends on its column, whatever the row."""
    return replace(operand.below(row).below(code), path=(code, ROW, *(operand.path or ())))
