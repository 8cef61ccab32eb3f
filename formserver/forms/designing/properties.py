"""What the panel of a field shows and changes: a table of properties, each read and written."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, no_braces
from formserver.forms.designing.blanks import filled, opened
from formserver.forms.designing.printed import label_of, printed_at

_NUMBER: Final = re.compile("-?[0-9]{1,9}")
YES: Final = "1"
TEXTS: Final = ("text", "long_text")
SIZES: Final = ("integer", "decimal", "percentage")
CHOICES: Final = ("single_choice", "multi_choice", "ranked_choice", "coded_choice", "matrix")
ROWS: Final = ("table", "block")
_UNANSWERED: Final = ("note", "opinion", "counter")


@dataclass(frozen=True)
class Property:
    """A line of the panel. `form`: text, long (several lines), number, flag or choice; `word`: where it stands in the
    definition, dotted below `x-rows`; `kinds`: which fields have it, all but `others` where there are none."""

    name: str
    title: str
    word: str = ""
    form: str = "text"
    kinds: Collection[str] = ()
    others: Collection[str] = ()
    choices: Mapping[str, str] | None = None

    def fits(self, spec: Mapping[str, Any], place: str) -> bool:
        """Whether a field has it."""
        kind = spec["x-kind"]
        return kind in self.kinds if self.kinds else kind not in self.others

    def value(self, holder: Json, code: str) -> str:
        """What stands there, as text; "1" for a flag that is set."""
        spec = holder["properties"][code]
        if self.name == "required":
            return YES if code in holder.get("required", ()) or spec.get("x-when", {}).get("require") is True else ""
        if self.name == "sentence":
            return opened(spec["x-text"])
        found: Any = spec
        for step in self.word.split("."):
            found = found.get(step, {})
        return _shown(self, found)


def _shown(one: Property, found: Any) -> str:
    if one.name == "anew":
        return YES if found is False else ""
    if one.form == "flag":
        return YES if found is True else ""
    if isinstance(found, list):
        return ("\n" if one.form == "long" else ",").join(found)
    if isinstance(found, dict):  # nothing, or the concept with its map
        return str(found.get("name", ""))
    return str(found)


_PRECISIONS: Final = {
    "": "年月日",
    "month": "年月",
    "year": "年",
    "month,day": "年月日，不清楚的写到月",
    "year,month,day": "年月日，不清楚的写到月或年",
}
_STEPS: Final = {"village": "村（社区）", "township": "乡镇（街道）", "county": "县（区）"}
CONCEPTS: Final = {
    "": "没有特别的含义",
    "name": "老人姓名",
    "sex": "性别",
    "identity_number": "身份证号",
    "birth": "出生日期",
    "phone": "老人的电话",
    "registered_address": "户籍地址",
    "residence": "现住址",
    "opened_on": "登记日期",
    "visit_date": "探访日期",
    "visit_way": "探访方式",
    "visitor_name": "探访人姓名",
    "visitor_phone": "探访人电话",
    "contact_name": "联系人姓名",
    "contact_phone": "联系人电话",
    "contact_relation": "与联系人的关系",
}

PROPERTIES: Final = (
    Property("label", "名称", "title"),
    Property("spoken", "在提示里叫什么（名称与别的项相同时写）", "x-spoken"),
    Property("help", "填写说明", "description", "long"),
    Property("required", "必填", form="flag", others=_UNANSWERED),
    Property("sentence", "句子（____ 是要填的空）", "x-text", kinds=("sentence",)),
    Property("words", "说明的文字", "x-text", "long", ("note",)),
    Property("longest", "最多几个字", "maxLength", "number", TEXTS),
    Property("unit", "单位", "x-unit", kinds=("text", "integer", "money", "decimal", "percentage")),
    Property("least", "最小", "minimum", "number", SIZES),
    Property("most", "最大", "maximum", "number", SIZES),
    Property("decimals", "小数位数", "x-decimals", "number", ("decimal", "percentage")),
    Property("precision", "写到哪里", "x-precision", "choice", ("date",), choices=_PRECISIONS),
    Property("fewest", "最少选几个", "minItems", "number", ("multi_choice", "ranked_choice")),
    Property("at_most", "最多几个", "maxItems", "number", ("multi_choice", "ranked_choice", "photos")),
    Property("printed", "印几行", "x-rows.printed", "number", ROWS),
    Property("limit", "最多填几行", "x-rows.maximum", "number", ROWS),
    Property("row_labels", "各行印的行名（每行写一个）", "x-rows.labels", "long", ROWS),
    Property("step", "哪一级的意见", "x-step", "choice", ("opinion",), choices=_STEPS),
    Property("seal", "印“（盖章）”", "x-seal", "flag", ("opinion", "signature")),
    Property("hidden", "加密保存，别人看不全", "x-sensitive", "flag", ("text", "long_text", "address")),
    Property("anew", "每次重新填，不从上次带出", "x-carry", "flag", others=_UNANSWERED),
    Property("concept", "在名册里是什么", "x-concept", "choice", others=(*_UNANSWERED, *ROWS), choices=CONCEPTS),
)
_NAMED: Final = {one.name: one for one in PROPERTIES}


def fitting(sketch: Sketch, place: str) -> list[tuple[Property, str]]:
    """The properties of a field, each with its value as text. Raises Refused."""
    holder, code, spec = sketch.holder(place), place.rpartition(".")[2], sketch.field(place)
    return [(one, one.value(holder, code)) for one in PROPERTIES if one.fits(spec, place)]


def change(sketch: Sketch, words: Words) -> Said:
    """Change properties of a `field`; `to`: name of the property -> what was typed. What is as it was counts not."""
    place, typed = words.needed("field"), Words(words.given.get("to", {}))
    label = called(sketch.field(place))
    changed = [
        (one, typed.text(one.name).replace("\r\n", "\n"))
        for one, value in fitting(sketch, place)
        if one.name in typed.given and typed.text(one.name).replace("\r\n", "\n") != value
    ]
    for one, text in changed:
        _write(sketch, place, one, text)
    if len(changed) != 1:
        return Said("改了“%(label)s”的几处。", {"label": label})
    one, text = changed[0]
    if one.name == "required":
        return Said("把“%(label)s”改为必填。" if text else "把“%(label)s”改为可以不填。", {"label": label})
    value = (one.choices or {}).get(text, text) if one.form != "flag" else "是" if text else "否"
    return Said("把“%(label)s”的%(what)s改为“%(value)s”。", {"label": label, "what": one.title, "value": value})


def _write(sketch: Sketch, place: str, one: Property, text: str) -> None:
    spec = sketch.field(place)
    if one.name in _SPECIAL:
        _SPECIAL[one.name](sketch, place, text)
        return
    value = _value(one, text)
    *way, word = one.word.split(".")
    for step in way:
        spec = spec.setdefault(step, {})
    if value in ("", False, []):
        spec.pop(word, None)
    else:
        spec[word] = value


def _value(one: Property, text: str) -> Any:
    if one.form == "flag":
        return bool(text)
    if one.form == "choice" and text not in (one.choices or {}):
        raise Refused()
    if one.form == "number" and text:
        if not _NUMBER.fullmatch(text):
            raise Refused("“%(what)s”要写整数。", what=one.title)
        return int(text)
    if one.name == "precision":
        return text.split(",") if text else ""
    if one.name == "row_labels":
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text


# properties with more to them -----------------------------------------------------------------------------------------
def _label(sketch: Sketch, place: str, text: str) -> None:
    """The printed label changes along; a field without a printed label changes how it is called."""
    if not text:
        raise Refused("名称不能空着。")
    label, spec = label_of(sketch, place), sketch.field(place)
    if label is not None:
        label.cell["text"] = no_braces(text)
    spec["title"] = no_braces(text)


def _required(sketch: Sketch, place: str, text: str) -> None:
    holder, code = sketch.holder(place), place.rpartition(".")[2]
    if holder["properties"][code].get("x-when", {}).get("require") is True:
        without_effect(holder["properties"][code], "require")
    listed = [one for one in holder.get("required", ()) if one != code] + ([code] if text else [])
    holder.pop("required", None)
    if listed:
        holder["required"] = listed


def without_effect(spec: Json, effect: str) -> None:
    """Take an effect out of the rules of a field, with what is only said of it."""
    gone = (effect, "warn", "reason") if effect == "require" else (effect,)
    left = {word: value for word, value in spec.pop("x-when").items() if word not in gone}
    if left:
        spec["x-when"] = left


def _sentence(sketch: Sketch, place: str, text: str) -> None:
    spec = sketch.field(place)
    spec["x-text"], spec["properties"] = filled(sketch, text, spec["x-text"], spec["properties"], spec["title"])
    if not spec["properties"]:
        raise Refused("句子里至少要有一个空：写 ____（两个以上的下划线）。")
    if "required" in spec:
        spec["required"] = [code for code in spec["required"] if code in spec["properties"]]


def _precision(sketch: Sketch, place: str, text: str) -> None:
    """The blanks the sheet prints follow the answer."""
    _write_plain(sketch, place, "precision", text)
    finest = (text or "day").split(",")[-1]
    style = {"day": "ymd", "month": "ym", "year": "y"}[finest]
    code = place.rpartition(".")[2]
    for _, slot in printed_at(sketch, place):
        for word in ("text", "lines", "foot"):
            if word in slot.cell:
                slot.cell[word] = _styled(slot.cell[word], code, style)


def _write_plain(sketch: Sketch, place: str, name: str, text: str) -> None:
    value = _value(_NAMED[name], text)
    spec = sketch.field(place)
    spec.pop(_NAMED[name].word, None)
    if value:
        spec[_NAMED[name].word] = value


def _styled(words: Any, code: str, style: str) -> Any:
    if isinstance(words, list):
        return [_styled(one, code, style) for one in words]
    return re.sub(rf"\{{{code}\|(ymd|ym|y)\}}", f"{{{code}|{style}}}", words)


def _anew(sketch: Sketch, place: str, text: str) -> None:
    spec = sketch.field(place)
    spec.pop("x-carry", None)
    if text:
        spec["x-carry"] = False


_SPECIAL: Final = {
    "label": _label,
    "required": _required,
    "sentence": _sentence,
    "precision": _precision,
    "anew": _anew,
}

STEPS: Final[dict[str, Do]] = {"change": change}
