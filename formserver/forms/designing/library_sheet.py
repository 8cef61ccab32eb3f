"""How the sheet prints what was taken out of the library, before anybody arranges it otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from formserver.forms.designing.base import Json
from formserver.forms.designing.palette import KINDS

_HEIGHT_MM: Final = 9.0
_SHORT: Final = frozenset({"text", "integer", "date", "phone", "time", "signature", "yes_no", "lookup"})
_BY_PRECISION: Final = {"day": "|ymd", "month": "|ym", "year": "|y"}


def style_of(spec: Mapping[str, Any]) -> str:
    """What stands behind the name of a field where it is printed: `|ymd` of a date, `|sign` of a signature."""
    style = KINDS[spec["x-kind"]].style if spec["x-kind"] in KINDS else ""
    return _BY_PRECISION[spec.get("x-precision", ["day"])[-1]] if style == _BY_PRECISION["day"] else style


def height_of(spec: Mapping[str, Any]) -> float:
    """How high the row of a field is, in mm."""
    return KINDS[spec["x-kind"]].height_mm if spec["x-kind"] in KINDS else _HEIGHT_MM


def rows_of_section(code: str, spec: Mapping[str, Any]) -> list[Json]:
    """The rows, of four columns, that print a section: its title where it has more than one row, then short answers
    two beside each other, others one below the other."""
    rows: list[Json] = []
    for name in spec["x-order"]:
        field = spec["properties"][name]
        pair: list[Json] = [
            {"text": field["title"], "label": True, "align": "center"},
            {"text": f"{{{code}.{name}{style_of(field)}}}"},
        ]
        is_short = field["x-kind"] in _SHORT
        if is_short and rows and len(rows[-1]["cells"]) == 2 and "colspan" not in rows[-1]["cells"][1]:
            rows[-1]["cells"] += pair
            rows[-1]["height_mm"] = max(rows[-1]["height_mm"], height_of(field))
            continue
        if not is_short:
            pair[1]["colspan"] = 3
        rows.append({"height_mm": height_of(field), "cells": pair})
    for row in rows:
        if len(row["cells"]) == 2:
            row["cells"][1]["colspan"] = 3
    if len(rows) == 1:
        return rows
    title = {"text": spec["title"], "label": True, "bold": True, "colspan": 4}
    return [{"height_mm": _HEIGHT_MM, "cells": [title]}, *rows]
