"""The kinds one can add, in the words people know, each with what a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from formserver.forms.designing.base import Json, Sketch

_TEXT: Final = {"x-kind": "text"}


@dataclass(frozen=True)
class Kind:
    """A kind of the palette. `group`: 基础, 高级 or 容器; `words`: what a new field has beside its title; `style`: how
    its answer is printed; `height_mm`: of its row."""

    code: str
    title: str
    group: str
    words: Mapping[str, Any] = field(default_factory=dict)
    style: str = ""
    height_mm: float = 9

    def spec(self, label: str, sketch: Sketch) -> Json:
        """The definition of a new field."""
        spec: Json = {"title": label, "x-kind": self.code, **self.words}
        if "x-options" in spec:
            options = ("选项一", "选项二")
            spec["x-options"] = [{"code": sketch.fresh_code("option"), "label": one} for one in options]
        if "items" in spec:
            columns = [sketch.fresh_code("column") for _ in range(2)]
            named = zip(columns, ("第一列", "第二列"), strict=True)
            inner = {code: {"title": title, **_TEXT} for code, title in named}
            spec["items"] = {"type": "object", "properties": inner, "x-order": columns}
        if "rows" in spec.get("x-rows", ()):
            lines = ("第一行", "第二行")
            spec["x-rows"] = {"rows": [{"code": sketch.fresh_code("line"), "label": one} for one in lines]}
        if "properties" in spec:
            blank = sketch.fresh_code("blank")
            spec["x-text"] = f"{label}{{{blank}}}"
            spec["properties"] = {blank: {"title": label, **_TEXT}}
        return spec


BASIC: Final = "基础"
ADVANCED: Final = "高级"
CONTAINERS: Final = "容器"
GROUPS: Final = (BASIC, ADVANCED, CONTAINERS)
_CHOICE: Final[Json] = {"x-options": []}
_TIERS: Final = ("province", "city", "county", "township", "village", "detail")
_ADDRESS: Final[Json] = {"x-tiers": list(_TIERS), "x-text": "".join(f"{{{tier}}}" for tier in _TIERS)}
_LINES: Final[Json] = {"x-rows": {"rows": []}}

_ALL: Final = (
    Kind("text", "一行文字", BASIC),
    Kind("long_text", "多行文字", BASIC, height_mm=24),
    Kind("integer", "整数", BASIC),
    Kind("money", "金额", BASIC),
    Kind("date", "日期", BASIC, style="|ymd"),
    Kind("single_choice", "单选", BASIC, _CHOICE),
    Kind("multi_choice", "多选", BASIC, _CHOICE),
    Kind("yes_no", "是或否", BASIC),
    Kind("phone", "电话", BASIC),
    Kind("identity_number", "身份证号", BASIC),
    Kind("address", "地址", ADVANCED, _ADDRESS),
    Kind("sentence", "带空的句子", ADVANCED, {"properties": {}}),
    Kind("decimal", "小数", ADVANCED),
    Kind("percentage", "百分比", ADVANCED),
    Kind("time", "时间", ADVANCED),
    Kind("disability_card", "残疾证号", ADVANCED),
    Kind("ranked_choice", "按先后排的选择", ADVANCED, _CHOICE),
    Kind("signature", "签字", ADVANCED, style="|sign", height_mm=14),
    Kind("photos", "照片", ADVANCED, height_mm=50),
    Kind("opinion", "审批意见栏", ADVANCED, {"x-step": "township", "x-seal": True}, height_mm=24),
    Kind("note", "说明文字", ADVANCED, {"x-text": "说明"}),
    Kind("table", "可增行的表格", CONTAINERS, {"items": {}, "x-rows": {"printed": 3, "maximum": 20}}),
    Kind("fixed_table", "固定行的表格", CONTAINERS, {"items": {}, **_LINES}),
    Kind("matrix", "逐行打分的表", CONTAINERS, {**_CHOICE, **_LINES}),
)
KINDS: Final = {kind.code: kind for kind in _ALL}
