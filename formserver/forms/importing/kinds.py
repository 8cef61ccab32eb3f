"""From the label beside a blank to the kind of its answer: rules, the first that fits decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.importing.codes import stem
from formserver.forms.importing.guesses import Because, Sure

Json = Mapping[str, Any]
SEX: Final = "urn:formserver:shared:sex:v1"
_TIERS: Final = ["province", "city", "county", "township", "village", "detail"]
_TALL_MM: Final = 15  # from this height on an empty cell is meant for more than a line
_COUNTED: Final = "人个次天年岁户名间亩只头套期月日层口位份"
UNIT: Final = re.compile(rf"\s*(?:万?元|公斤|千克|平方米|厘米|公里|小时|周岁|[{_COUNTED}])(?![\u4e00-\u9fff：:])")


@dataclass(frozen=True)
class Kind:
    """What an answer was taken for: the words of its definition, how sure, and why; `style`: how the paper's grid
    prints it in a cell without words."""

    spec: Json
    sure: Sure
    because: Because
    style: str = ""


_STYLES: Final = {"yes_no": "|word", "signature": "|sign"}


def _kind(word: str, sure: Sure = Sure.SURE, because: Because = Because.NAMED, **more: object) -> Kind:
    spec = {"x-kind": word, **{name.replace("_", "-"): value for name, value in more.items()}}
    return Kind(spec, sure, because, _STYLES.get(word, ""))


def _likely(word: str, **more: object) -> Kind:
    return _kind(word, Sure.LIKELY, Because.HINTED, **more)


# (what the label has, what it asks); searched in the label without numbering and remarks
RULES: Final[tuple[tuple[re.Pattern[str], Kind], ...]] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"性别$", Kind({"$ref": SEX}, Sure.SURE, Because.NAMED, "|word")),
        (r"残疾(人)?证(号码?|编号)?$", _kind("disability_card")),
        (r"身份证|公民身份号码", _kind("identity_number")),
        (r"民族$", _likely("lookup", x_list="urn:formserver:list:ethnic_group:v2")),
        (r"姓名|责任人$|联系人$|负责人员?$|户主$", _kind("text")),
        (r"签[字名]日期|[^年]日期$|^日期$|年月日$", _kind("date")),
        (r"出生年月|年月$", _kind("date", x_precision=["month"])),
        (r"电话|手机|联系方式", _kind("phone")),
        (r"签[字名]", _kind("signature", because=Because.SIGN)),
        (r"盖章|公章|签章", _kind("signature", because=Because.SEAL, x_seal=True)),
        (r"照片|相片|图片|影像", _likely("photos")),
        (r"^(是否|能否|有无)|是否", _likely("yes_no")),
        (r"时间$", _likely("date", x_precision=["year", "month", "day"])),
        (
            r"来源|种类|类型|类别|项目|名称|方式|地点|去向|原因|关系|职[务业]|单位|学历|文化程度|编号|号码?$|账号|卡号",
            _likely("text"),
        ),
        (r"地址|住址|住所|所在地$", _likely("address", x_tiers=_TIERS)),
        (r"收入|金额|补贴|补助|费用|支出|（元）|元$", _likely("money")),
        (r"面积|身高|体重|体温", _likely("decimal")),
        (r"人数|人口|次数|天数|年龄|年限|数量|个数|户数", _likely("integer")),
        (
            r"备注|意见|建议|措施|需求|问题|病史|经过|简历|内容|说明|记录|落实情况|响应情况|服务情况|困难",
            _likely("long_text"),
        ),
    )
)


def asked(label: str, *, height_mm: float = 0) -> Kind:
    """What a label asks; `height_mm` is the height of its empty cell."""
    bare = stem(label)
    money = re.search(r"[（(]\s*万?元", label)
    found = next((kind for pattern, kind in RULES if pattern.search(bare)), None)
    if money and (found is None or found.spec == {"x-kind": "text"}):
        return _kind("money", because=Because.UNIT)
    if found is not None:
        return found
    if height_mm >= _TALL_MM:
        return _kind("long_text", Sure.LIKELY, Because.TALL)
    return _kind("text", Sure.UNSURE, Because.PLAIN)


def counted(label: str, behind: str) -> Kind | None:
    """What a blank asks by the unit printed behind it; None where there is none."""
    found = UNIT.match(behind)
    if found is None:
        return None
    unit = found[0].strip()
    if unit == "元":
        return _kind("money", because=Because.UNIT)
    if unit in ("万元", "公斤", "千克", "平方米", "厘米", "公里", "小时"):
        return _kind("decimal", Sure.LIKELY, Because.UNIT, x_unit=unit)
    return _kind("integer", Sure.LIKELY if "数" not in label else Sure.SURE, Because.UNIT, x_unit=unit)
