"""A new paper: a title, one section, one row that asks one thing, so that there is something to begin with."""

from __future__ import annotations

from typing import Final

from formserver.forms import canonical
from formserver.forms.designing.base import Json, no_braces

CATEGORIES: Final = {"registration": "登记表", "visit_record": "探访记录"}
_FIRST: Final[dict[str, Json]] = {
    "registration": {"title": "姓名", "x-kind": "text", "x-concept": "name"},
    "visit_record": {"title": "探访日期", "x-kind": "date", "x-concept": "visit_date"},
}
_PART: Final = {"registration": "登记", "visit_record": "探访"}
_COLUMNS_MM: Final = (30, 59, 30, 59)


def new_paper(code: str, title: str, section: str) -> str:
    """The text of a new document. `code`: `registration/…` or `visit_record/…`. Raises Refused."""
    category = code.partition("/")[0]
    first, mark = _FIRST[category], "{item_1}" if category == "registration" else "{item_1|ymd}"
    sections = [{"code": "section_1", "title": no_braces(section), "fields": ["item_1"]}]
    part = {"type": "object", "properties": {"item_1": first}, "x-sections": sections}
    rows = first_rows(no_braces(section), first["title"], mark)
    return canonical.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:formserver:form:{code}:v1.0",
            "title": title,
            "x-parts": [{"code": "main", "title": _PART[category]}],
            "type": "object",
            "properties": {"main": part},
            "x-paper": {
                "page": {"margin_mm": [16, 16, 14, 16], "font_pt": 10.5, "title_pt": 18},
                "blocks": [{"part": "main", "columns_mm": widths(sum(_COLUMNS_MM)), "rows": rows}],
            },
        }
    )


def first_rows(section: str, label: str, mark: str) -> list[Json]:
    """The rows that a table begins with, four columns wide: a heading, a label and its answer."""
    heading = {"text": section, "label": True, "bold": True, "colspan": 4}
    answer = [{"text": label, "label": True, "align": "center"}, {"text": mark, "colspan": 3}]
    return [{"height_mm": 8, "cells": [heading]}, {"height_mm": 9, "cells": answer}]


def widths(room: float) -> list[float]:
    """Four columns of labels and answers in so many millimetres."""
    columns = [round(room * one / sum(_COLUMNS_MM), 1) for one in _COLUMNS_MM[:-1]]
    return [*columns, round(room - sum(columns), 1)]
