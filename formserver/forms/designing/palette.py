"""The kinds one can add, in the words people know, each with what a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from formserver.forms.designing.base import Json, Sketch

_TEXT: Final = {"x-kind": "text"}


@dataclass(frozen=True)
class Kind:
    """A kind of the palette. `group`: 基础, 高级 or 容器; `note`: what it is for; `words`: what a new field has beside
    its title; `style`: how its answer is printed; `height_mm`: of its row."""

    code: str
    title: str
    group: str
    note: str
    words: Mapping[str, Any] = field(default_factory=dict)
    style: str = ""
    height_mm: float = 9

    def spec(self, label: str, sketch: Sketch) -> Json:
        """The definition of a new field."""
        spec: Json = {"title": label, "x-kind": self.code, **deepcopy(dict(self.words))}
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
        if "x-columns" in spec:
            columns = [sketch.fresh_code("column") for _ in range(2)]
            named = zip(columns, ("第一列", "第二列"), strict=True)
            spec["x-columns"] = [{"code": code, "label": title} for code, title in named]
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
_GROWING: Final[Json] = {"x-rows": {"printed": 3, "maximum": 20}}
_BLOCKS: Final[Json] = {"x-rows": {"printed": 1, "maximum": 10}}
_CELLS: Final[Json] = {**_LINES, "x-columns": [], "x-cell": _TEXT}
_SERIAL: Final = {"pattern": "^[0-9]{4}-[0-9]{3}$", "x-example": "2025-001"}
_OPINION: Final = {"x-step": "township", "x-seal": True}
FIRST_LIST: Final = "urn:formserver:list:ethnic_group:v2"

_ALL: Final = (
    Kind("text", "一行文字", BASIC, "姓名、单位这样一行写得下的"),
    Kind("long_text", "多行文字", BASIC, "情况说明、意见建议", height_mm=24),
    Kind("integer", "整数", BASIC, "人数、次数、年龄"),
    Kind("money", "金额", BASIC, "多少元，最多两位小数"),
    Kind("date", "日期", BASIC, "年月日，也可以只到年或月", style="|ymd"),
    Kind("single_choice", "单选", BASIC, "几个选项里选一个，选项里可以再填空", _CHOICE),
    Kind("multi_choice", "多选", BASIC, "可以选几个", _CHOICE),
    Kind("yes_no", "是或否", BASIC, "只答是或否"),
    Kind("phone", "电话", BASIC, "手机或座机，会检查位数"),
    Kind("identity_number", "身份证号", BASIC, "18位，会检查对不对"),
    Kind("address", "地址", ADVANCED, "从行政区划里选到村，再写门牌", _ADDRESS),
    Kind("sentence", "带空的句子", ADVANCED, "一句话里有几处要填，例如：每月____元", {"properties": {}}),
    Kind("decimal", "小数", ADVANCED, "体温、身高"),
    Kind("percentage", "百分比", ADVANCED, "占百分之几"),
    Kind("time", "时间", ADVANCED, "几点几分"),
    Kind("serial_number", "编号", ADVANCED, "有固定写法的号码，例如 2025-001", _SERIAL),
    Kind("counter", "第几次", ADVANCED, "系统自动编的次数，打开就有，不用填"),
    Kind("person", "名册里的人", ADVANCED, "从老人名册里选一位"),
    Kind("disability_card", "残疾证号", ADVANCED, "20位，前18位是身份证号"),
    Kind("lookup", "查清单填写", ADVANCED, "答案有几十上百个时用，打几个字就找到，例如民族", {"x-list": FIRST_LIST}),
    Kind("coded_choice", "填编号的选择", ADVANCED, "纸上印着1是、2否，方框里填编号的那一种", _CHOICE),
    Kind("ranked_choice", "按先后排的选择", ADVANCED, "选几个，还要排出第一、第二", _CHOICE),
    Kind("signature", "签字", ADVANCED, "手写签名，也可以印出来签", style="|sign", height_mm=14),
    Kind("photos", "照片", ADVANCED, "现场拍照或上传", height_mm=50),
    Kind("opinion", "审批意见栏", ADVANCED, "审批时写的意见、签字、盖章和日期，自动印在这里", _OPINION, height_mm=24),
    Kind("note", "说明文字", ADVANCED, "填写页上的一段话，不用回答", {"x-text": "说明"}),
    Kind("table", "可增行的表格", CONTAINERS, "一行一个，可以加行，例如家庭成员", {"items": {}, **_GROWING}),
    Kind("block", "重复的一组", CONTAINERS, "内容多、一行写不下的，每个印一块，例如每个子女", {"items": {}, **_BLOCKS}),
    Kind("fixed_table", "固定行的表格", CONTAINERS, "行名已经印好，每列可以问不同的事", {"items": {}, **_LINES}),
    Kind(
        "grid",
        "行列交叉的表格",
        CONTAINERS,
        "行名列名都印好，各格问同一件事，例如各年收入",
        {"x-columns": [], **_CELLS},
    ),
    Kind("matrix", "逐行打分的表", CONTAINERS, "每行在同一组选项里选一个", {**_CHOICE, **_LINES}),
)
KINDS: Final = {kind.code: kind for kind in _ALL}
# kinds nobody adds by name: shared sections come from the library, marks (无, 拒答) with the field they belong to
MADE_OTHERWISE: Final = frozenset({"section", "none_mark"})
