"""The answers of some fields side by side: in the columns of an export, or in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from formserver.forms.kinds.base import Cell, Field


def columns(fields: Iterable[Field]) -> dict[str, str]:
    """Code -> heading of the columns of all fields, in their order."""
    return {code: heading for field in fields for code, heading in field.columns().items()}


def cells(fields: Iterable[Field], data: Mapping[str, Any]) -> dict[str, Cell]:
    """What stands in those columns; unanswered ones are left out."""
    return {code: cell for field in fields for code, cell in field.export(data).items()}


def line(fields: Iterable[Field], data: Mapping[str, Any]) -> str:
    """The answers in one line of words."""
    said = ((field.spoken, field.text(data)) for field in fields)
    return "；".join(f"{label}：{text}" for label, text in said if text)
