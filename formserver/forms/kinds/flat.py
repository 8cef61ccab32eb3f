"""The answers of some fields side by side: in the columns of an export, or in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from formserver.forms.kinds.base import Cell, Field

CODED: Final = "#"
"""A column whose code ends with this holds the code of an option whose words stand in the column before."""


def coded(headings: Mapping[str, str]) -> dict[str, str]:
    """Every column of words with one for the code behind it."""
    found: dict[str, str] = {}
    for code, heading in headings.items():
        found |= {code: heading, code + CODED: f"{heading}（编码）"}
    return found


def columns(fields: Iterable[Field]) -> dict[str, str]:
    """Code -> heading of the columns of all fields, in their order."""
    return {code: heading for field in fields for code, heading in field.columns().items()}


def cells(fields: Iterable[Field], data: Mapping[str, Any]) -> dict[str, Cell]:
    """What stands in those columns; unanswered ones are left out. 无, 不适用 or 拒答 stands in the first column of the
    field of which it was said."""
    found: dict[str, Cell] = {}
    for field in fields:
        found |= field.export(data) or _said_instead(field, data)
    return found


def _said_instead(field: Field, data: Mapping[str, Any]) -> dict[str, Cell]:
    words = field.none_text(data)
    if not words:
        return {}
    columns = field.columns()
    first = next(iter(columns), "")
    said: dict[str, Cell] = {first: words, first + CODED: data[str(field.none_code)]}
    return {code: cell for code, cell in said.items() if code in columns}


def line(fields: Iterable[Field], data: Mapping[str, Any]) -> str:
    """The answers in one line of words."""
    said = ((field.spoken, field.text(data)) for field in fields)
    return "；".join(f"{label}：{text}" for label, text in said if text)
