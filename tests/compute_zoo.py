"""A paper nobody prints: an assessment that asks for every sort of computed value, for the tests of expressions."""

import json
from typing import Any

from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.resources import root

CODE = "visit_record/ability"
GRADES = [
    {"code": "able", "label": "能力完好"},
    {"code": "mild", "label": "轻度失能"},
    {"code": "moderate", "label": "中度失能"},
    {"code": "severe", "label": "重度失能"},
]
_BANDS = [
    {"code": "severe", "from": 0, "to": 10},
    {"code": "moderate", "from": 11, "to": 20},
    {"code": "mild", "from": 21, "to": 29},
    {"code": "able", "from": 30},
]
_HELP = [
    {"code": "alone", "label": "独立完成", "points": 10},
    {"code": "helped", "label": "需要帮助", "points": 5},
    {"code": "unable", "label": "不能完成", "points": 0},
]
_LINES = [
    {"code": "eating", "label": "进食"},
    {"code": "bathing", "label": "洗澡"},
    {"code": "dressing", "label": "穿衣"},
]
_WORST = "worst([adl_grade, mental], overall.order)"


def _of(kind: str, title: str, cel: str = "", **words: Any) -> dict[str, Any]:
    named = {word.replace("x_", "x-"): value for word, value in words.items()}
    computed = {"x-computed": {"cel": cel, "fixed": True}} if cel else {}
    return {"title": title, "x-kind": kind, **named, **computed}


_SERVICE = {
    "name": _of("text", "项目"),
    "price": _of("money", "单价"),
    "times": _of("integer", "次数"),
    "cost": _of("money", "金额", "price * times"),
}
_SENTENCE = {"visits": _of("integer", "每月次数", "sum(form.services.times)")}

FIELDS: dict[str, dict[str, Any]] = {
    "assessed_on": _of("date", "评估日期"),
    "identity_number": _of("identity_number", "身份证号码"),
    "birth": _of("date", "出生日期") | {"x-computed": {"cel": "birth_of(identity_number)"}},
    "age": _of("integer", "年龄", "age_on(birth, assessed_on)", x_unit="岁"),
    "adl": _of("matrix", "生活自理", x_rows={"rows": _LINES}, x_options=_HELP),
    "adl_total": _of(
        "integer", "自理总分", "adl.eating.points + adl.bathing.points + adl.dressing.points", x_unit="分"
    ),
    "adl_grade": _of("single_choice", "自理等级", "band(adl_total, adl_grade.bands)", x_options=GRADES, x_bands=_BANDS),
    "mental": _of("single_choice", "精神状态", x_options=GRADES),
    "dementia": _of("yes_no", "认知症"),
    "overall": _of(
        "single_choice",
        "综合等级",
        f'dementia == "yes" ? worse_by({_WORST}, 1, overall.order) : {_WORST}',
        x_options=GRADES,
    ),
    "change": _of("integer", "比上次增减", "adl_total - previous.adl_total", minimum=-30, x_unit="分"),
    "services": _of("table", "服务项目", items={"type": "object", "x-order": list(_SERVICE), "properties": _SERVICE}),
    "plan": _of("sentence", "服务安排", x_text="每月上门{visits}次", properties=_SENTENCE),
    "monthly": _of("money", "每月费用", "sum(services.cost)"),
    "share": _of("percentage", "本人承担比例"),
    "own_share": _of("money", "本人承担", "half_up(monthly * share, 1000)"),
}
CHECKS = [
    {
        "check": "holds",
        "cel": "own_share <= 50000",
        "message": "本人承担{own_share}，超过500元，请核实",
        "at": "share",
        "level": "warning",
    },
    {
        "check": "holds",
        "cel": 'answered(mental) || overall != "severe"',
        "message": "重度失能的，请评估精神状态",
        "at": "mental",
        "level": "error",
    },
]


def source() -> dict[str, Any]:
    """The document as an office would write it."""
    part = {"type": "object", "x-order": list(FIELDS), "properties": FIELDS, "x-checks": CHECKS}
    page = {"margin_mm": [20, 20, 20, 20], "font_pt": 10.5, "title_pt": 18}
    rows = [row for code in FIELDS for row in _rows(code)]
    written = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:formserver:form:{CODE}:v1.0",
        "title": "老年人能力评估表",
        "x-parts": [{"code": "main", "title": "评估"}],
        "type": "object",
        "properties": {"main": part},
        "x-paper": {"page": page, "blocks": [{"part": "main", "columns_mm": [40, 130], "rows": rows}]},
    }
    own: dict[str, Any] = json.loads(json.dumps(written))  # nothing in it is anybody else's, or stands in it twice
    return own


def _rows(code: str) -> Any:
    label = {"text": FIELDS[code]["title"]}
    if code == "services":
        yield {"repeat": code, "cells": [label, {"text": "{name} {price} {times} {cost}"}]}
    else:
        yield {"cells": [label, {"text": "{" + code + "}"}]}


def ability() -> FormDocument:
    """The document, loaded."""
    dialect = json.loads((root() / "schemas" / "form.schema.json").read_text("utf-8"))
    return document.load(json.dumps(source(), ensure_ascii=False), file="ability.v1.json", dialect=dialect, shared={})
