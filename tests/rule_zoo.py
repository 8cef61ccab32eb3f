"""A paper nobody prints: every condition and every effect, in the head, in rows and between them."""

import json
import random
from typing import Any, Final

from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.resources import root

CODE: Final = "registration/rule_zoo"
Json = dict[str, Any]


def _is(field: str, *codes: str) -> Json:
    return {"field": field, "is": codes[0]} if len(codes) == 1 else {"field": field, "is_one_of": list(codes)}


def _field(kind: str, title: str, **words: Any) -> Json:
    return {"title": title, "x-kind": kind, **{word.replace("x_", "x-", 1): value for word, value in words.items()}}


def _text(title: str, **when: Any) -> Json:
    return _field("text", title, x_when=when) if when else _field("text", title)


def _options(*labels: str) -> list[Json]:
    return [{"code": code, "label": label} for code, label in zip("abcd", labels, strict=False)]


def _object(fields: Json, **words: Any) -> Json:
    return {"type": "object", "x-order": list(fields), "properties": fields, **words}


_ROW: Final = {
    "relation": _field("single_choice", "关系", x_options=_options("子女", "其他")),
    "age": _field("integer", "年龄"),
    "away": _field("yes_no", "外出"),
    "place": _text("外出地点", show=_is("away", "yes"), require={"all": [_is("away", "yes"), _is("^consent", "yes")]}),
    "contact": _text("联系方式", show=_is("^consent", "yes"), require={"field": "age", "at_least": 18}),
    "ward": _text("由谁监护", forbid={"any": [{"field": "age", "at_least": 18}, {"not": _is("^consent", "yes")}]}),
    "since": _field("date", "何时搬来"),
    "told": _text("是否告知", show={"not": {"field": "since", "same_as": "^day"}}),
}

FIELDS: Final[Json] = {
    "name": _field("text", "姓名", x_concept="name"),
    "day": _field("date", "日期"),
    "born": _field("date", "出生日期", x_precision=["year", "month", "day"]),
    "smokes": _field("yes_no", "是否吸烟", x_jump=[{"when": _is("smokes", "no"), "to": "ills"}]),
    "cigarettes": _field("integer", "每天几支"),
    "many": _text("吸烟史", show={"field": "cigarettes", "at_least": 10}, require=True),
    "some": _text("戒烟打算", show={"field": "cigarettes", "at_least": 1, "at_most": 9}),
    "ills": _field("multi_choice", "患病", x_options=_options("高血压", "糖尿病", "其他")),
    "plan": _text("治疗计划", show={"field": "ills", "chosen_at_least": 2}),
    "single": _text("主要用药", show={"field": "ills", "chosen_at_most": 1}),
    "pair": _text("并发症", show={"field": "ills", "chosen_at_least": 2, "chosen_at_most": 2}),
    "sugar": _text("血糖", show={"field": "ills", "contains": "b"}, require=True, warn=True),
    "strain": _text("其他检查", show={"field": "ills", "contains_any": ["a", "c"]}),
    "heat": _field("decimal", "体温", minimum=-50, x_decimals=1),
    "fever": _text(
        "发热原因", require={"field": "heat", "at_least": "37.3"}, forbid={"field": "heat", "at_most": "36"}
    ),
    "mild": _text("低热观察", show={"field": "heat", "at_least": "37", "at_most": "37.2"}),
    "old": _text("高龄补贴", show={"field": "born", "before": "1945"}),
    "young": _text("就业情况", show={"field": "born", "after": "1964-12-31"}),
    "middle": _text("退休情况", show={"field": "born", "after": "1945-01-01", "before": "1964-06"}),
    "phone": _field("phone", "电话"),
    "phone_two": _field("phone", "另一电话"),
    "reason": _text("为何只有一个电话", require={"field": "phone", "same_as": "phone_two"}),
    "left": _field("date", "离家日期"),
    "back": _field("date", "回家日期"),
    "early": _text("提前说明", require={"field": "back", "before_field": "left"}),
    "late": _text("在外说明", show={"field": "back", "after_field": "left"}),
    "consent": _field("yes_no", "是否同意"),
    "family": _field("table", "家庭成员", items=_object(_ROW), x_rows={"printed": 3, "maximum": 5}, x_none=["none"]),
    "guardian": _text("监护安排", require={"rows": "family", "where": {"field": "age", "at_most": 17}, "at_least": 1}),
    "alone": _text("独居照料", show={"rows": "family", "where": _is("away", "no"), "at_most": 0}),
    "couple": _text("同住情况", show={"rows": "family", "at_least": 2, "at_most": 3}),
    "rooms": _field(
        "fixed_table",
        "房间",
        x_rows={"rows": [{"code": "north", "label": "北屋"}, {"code": "south", "label": "南屋"}]},
        items=_object({"warm": _text("取暖", show=_is("^consent", "yes")), "beds": _field("integer", "床位")}),
    ),
    "file": _field(
        "section",
        "档案",
        x_none=["refused"],
        **_object(
            {
                "kept": _field("yes_no", "是否建档"),
                "where": _text("存放处", require={"all": [_is("kept", "yes"), {"not": _is("^consent", "no")}]}),
            }
        ),
    ),
    "number": _text("编号", read_only=_is("consent", "yes")),
    "remark": _text(
        "备注",
        show={"any": [{"field": "phone", "answered": True}, {"not": _is("smokes", "yes", "no")}]},
        forbid={"all": [{"field": "left", "answered": False}, {"field": "back", "answered": False}]},
    ),
}

_WORDS: Final = ["甲"]
_DAYS: Final = ["1944-12-31", "1945-01-01", "1950-05-05", "1964-06-01", "1964-12-31", "1965-01-01"]
POOLS: Final[dict[str, list[Any]]] = {
    "day": _DAYS[:3],
    "born": [*_DAYS, "1944", "1945", "1946-01", "1964", "1964-05", "1965"],
    "smokes": ["yes", "no"],
    "cigarettes": [0, 1, 9, 10, 25],
    "ills": [["a"], ["b"], ["a", "b"], ["b", "c"], ["a", "b", "c"]],
    "heat": ["-3.5", "0", "36", "36.0", "36.1", "37", "37.2", "37.3", "37.9", "38"],
    "phone": ["10000000001", "10000000002"],
    "phone_two": ["10000000001", "10000000002"],
    "left": _DAYS[:3],
    "back": _DAYS[:3],
    "consent": ["yes", "no"],
    "relation": ["a", "b"],
    "age": [3, 17, 18, 60],
    "away": ["yes", "no"],
    "since": _DAYS[:3],
    "beds": [1],
    "kept": ["yes", "no"],
}


def source() -> Json:
    """The document as an office would write it."""
    page = {"margin_mm": [20, 20, 20, 20], "font_pt": 10.5, "title_pt": 18}
    rows = list(_rows())
    written = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:formserver:form:{CODE}:v1.0",
        "title": "各种条件",
        "x-parts": [{"code": "main", "title": "登记"}],
        "type": "object",
        "properties": {"main": _object(FIELDS, required=["name", "alone"])},
        "x-paper": {"page": page, "blocks": [{"part": "main", "columns_mm": [40, 130], "rows": rows}]},
    }
    own: dict[str, Any] = json.loads(json.dumps(written))  # nothing in it is anybody else's, or stands in it twice
    return own


def _rows() -> Any:
    for code, field in FIELDS.items():
        label = {"text": field["title"]}
        if "items" in field:
            places = "".join("{" + inner + "}" for inner in field["items"]["properties"])
            yield {"repeat": code, "cells": [label, {"text": "{row} " + places}]}
        elif "properties" in field:
            yield {"cells": [label, {"text": "".join("{" + f"{code}.{inner}" + "}" for inner in field["properties"])}]}
        else:
            yield {"cells": [label, {"text": "{" + code + "}"}]}


def rule_zoo() -> FormDocument:
    """The document, loaded."""
    dialect = json.loads((root() / "schemas" / "form.schema.json").read_text("utf-8"))
    return document.load(json.dumps(source(), ensure_ascii=False), file="rule_zoo.v1.json", dialect=dialect, shared={})


def answers_at_random(rng: random.Random) -> Json:
    """Answers of which each alone is well formed; which of them stand together is left to chance."""
    data = _some(FIELDS, rng)
    rows = [row for row in (_some(_ROW, rng) for _ in range(rng.randrange(4))) if row]
    rooms = {code: room for code in ("north", "south") if (room := _some(FIELDS["rooms"]["items"]["properties"], rng))}
    file = _some(FIELDS["file"]["properties"], rng)
    return data | {code: value for code, value in (("family", rows), ("rooms", rooms), ("file", file)) if value}


def _some(fields: Json, rng: random.Random) -> Json:
    simple = (code for code, field in fields.items() if "properties" not in field.get("items", field))
    share = rng.choice((0.2, 0.5, 0.8))
    return {code: rng.choice(POOLS.get(code, _WORDS)) for code in simple if rng.random() < share}
