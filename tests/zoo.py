"""A paper nobody prints: every kind of field once, for tests that must hold for all of them."""

import json
from typing import Any

from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.forms.kinds.registry import KINDS, kinds_that
from formserver.resources import root

CODE = "registration/zoo"
MADE_BY_THE_ENGINE = {"none_mark"}
UNANSWERED = kinds_that(lambda kind: not kind.has_answer)
GIVEN = {"counter"}  # answered by the system, for an elder
_CHOICE = {"x-options": [{"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}, {"code": "c", "label": "丙"}]}
_LINES = {"rows": [{"code": "hearing", "label": "听力"}, {"code": "sight", "label": "视力"}]}
_ROW = {"type": "object", "x-order": ["who"], "properties": {"who": {"title": "姓名", "x-kind": "text"}}}
_TRADES = [{"code": "01", "label": "务农", "search": "wunong"}, {"code": "02", "label": "务工"}]
_LIST: dict[str, Any] = {"$id": "urn:formserver:list:trade:v1", "title": "职业", "items": _TRADES}
_BLANKS = {"x-order": ["times"], "properties": {"times": {"title": "次数", "x-kind": "integer"}}}

WORDS: dict[str, dict[str, Any]] = {
    "serial_number": {"pattern": "^[0-9]{4}-[0-9]{3}$", "x-example": "2025-001"},
    "date": {"x-precision": ["month", "day"]},
    "decimal": {"x-unit": "℃", "minimum": -40, "maximum": 45, "x-decimals": 1},
    "single_choice": _CHOICE,
    "multi_choice": _CHOICE,
    "coded_choice": _CHOICE,
    "ranked_choice": _CHOICE | {"maxItems": 2},
    "matrix": _CHOICE | {"x-rows": _LINES},
    "sentence": {"x-text": "每年{times}次", **_BLANKS},
    "address": {"x-tiers": ["township", "village"], "x-text": "{township}乡镇{village}村"},
    "table": {"items": _ROW, "x-rows": {"printed": 2}},
    "block": {"items": _ROW, "x-rows": {"printed": 1, "title": "第{n}个"}},
    "fixed_table": {"items": _ROW, "x-rows": _LINES},
    "lookup": {"x-list": _LIST["$id"]},
    "person": {"x-free": True},
    "grid": {
        "x-rows": {"rows": [{"code": "grain", "label": "粮食"}, {"code": "fruit", "label": "水果"}]},
        "x-columns": {"years": 2, "ending": "a_date"},
        "x-cell": {"x-kind": "money", "x-none": ["dash"]},
        "x-totals": {"row": "合计", "column": "小计"},
    },
    "note": {"x-text": "以下由工作人员核对。"},
    "opinion": {"x-step": "county", "x-seal": True},
    "section": {"x-order": ["who"], "properties": {"who": {"title": "姓名", "x-kind": "text"}}},
}


def source() -> dict[str, Any]:
    """The document as an office would write it."""
    kinds = [kind for kind in KINDS if kind not in MADE_BY_THE_ENGINE]
    fields = {f"a_{kind}": {"title": f"问题{kind}", "x-kind": kind, **WORDS.get(kind, {})} for kind in kinds}
    fields["a_text"]["x-concept"] = "name"
    part = {"type": "object", "required": ["a_text"], "x-order": list(fields), "properties": fields}
    page = {"margin_mm": [20, 20, 20, 20], "font_pt": 10.5, "title_pt": 18}
    written = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:formserver:form:{CODE}:v1.0",
        "title": "各种填写项",
        "x-parts": [{"code": "main", "title": "登记"}],
        "type": "object",
        "properties": {"main": part},
        "x-paper": {"page": page, "blocks": [{"part": "main", "columns_mm": [40, 130], "rows": list(_rows(kinds))}]},
    }
    own: dict[str, Any] = json.loads(json.dumps(written))  # nothing in it is anybody else's, or stands in it twice
    return own


def _rows(kinds: list[str]) -> Any:
    for kind in kinds:
        label, code = {"text": f"问题{kind}"}, f"a_{kind}"
        place = "{" + (f"{code}.who" if kind == "section" else code) + "}"
        if kind in ("table", "block", "fixed_table"):
            yield {"repeat": code, "cells": [label, {"text": "{row} {who}"}]}
        elif kind == "grid":
            yield {"repeat": code, "cells": [label, {"text": "{row} {year_1} {year_0} 小计{total}"}]}
            yield {"cells": [label, {"text": "合计 {a_grid.total.year_1} {a_grid.total.year_0} {a_grid.total}"}]}
        else:
            yield {"cells": [label, {"text": place}]}


DIALECT: dict[str, Any] = json.loads((root() / "schemas" / "form.schema.json").read_text("utf-8"))
SHARED = {_LIST["$id"]: _LIST}


def zoo() -> FormDocument:
    """The document, loaded."""
    return document.load(json.dumps(source(), ensure_ascii=False), file="zoo.v1.json", dialect=DIALECT, shared=SHARED)
