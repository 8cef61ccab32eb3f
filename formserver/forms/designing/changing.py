"""Changing the properties of a field; what else the dialect or the sheet needs then changes along."""

from __future__ import annotations

import re
from typing import Any, Final

from formserver.forms.designing import sums
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, no_braces, told_at
from formserver.forms.designing.blanks import filled
from formserver.forms.designing.meanings import mean
from formserver.forms.designing.printed import label_of, printed_at, without
from formserver.forms.designing.properties import CELL_KINDS, NAMED, Property, fitting, none_code
from formserver.forms.kinds.address import TIERS
from formserver.forms.kinds.base import NONE_LABELS

_NUMBER: Final = re.compile("-?[0-9]{1,9}")
_MOST_LINES: Final = 200
_LONGEST_LINE: Final = 200


def change(sketch: Sketch, words: Words) -> Said:
    """Change properties of a `field`; `to`: name of the property -> what was typed. What is as it was counts not."""
    place, typed = words.needed("field"), words.group("to")
    label = called(sketch.field(place))
    changed = [
        (one, typed.text(one.name))
        for one, value in fitting(sketch, place)
        if one.name in typed.given and typed.text(one.name) != value
    ]
    for one, text in changed:
        with told_at(f"to.{one.name}"):
            _write(sketch, place, one, text)
    if len(changed) != 1:
        return Said("改了“%(label)s”的几处。", {"label": label})
    one, text = changed[0]
    if one.name == "required":
        return Said("把“%(label)s”改为必填。" if text else "把“%(label)s”改为可以不填。", {"label": label})
    value = (one.choices or {}).get(text, text) if one.form != "flag" else "是" if text else "否"
    return Said("把“%(label)s”的%(what)s改为“%(value)s”。", {"label": label, "what": one.title, "value": value})


def _write(sketch: Sketch, place: str, one: Property, text: str) -> None:
    if one.form in ("text", "long") and len(text) > one.longest:
        raise Refused("写得太长，最多%(limit)s个字。", limit=one.longest)
    spec = sketch.field(place)
    group = one.name.partition(".")[0]
    if group in _SPECIAL:
        _SPECIAL[group](sketch, place, text if group == one.name else f"{one.name.partition('.')[2]}:{text}")
        return
    value = _value(one, text)
    *way, word = one.word.split(".")
    for step in way:
        spec = spec.setdefault(step, {})
    if value == "" or value is False or value == []:
        spec.pop(word, None)
    else:
        spec[word] = value


def _value(one: Property, text: str) -> Any:
    if one.form == "flag":
        return bool(text)
    if one.form == "choice" and one.choices is not None and text not in one.choices:
        raise Refused()
    if one.form == "number" and text:
        return _number(one, text)
    if one.word.endswith("x-precision"):
        return text.split(",") if text else ""
    if one.name == "row_labels":
        return _lines(text)
    return text


def _number(one: Property, text: str) -> int:
    least, most = one.bounds
    if not _NUMBER.fullmatch(text):
        raise Refused("“%(what)s”要写整数。", what=one.title)
    if not least <= int(text) <= most:
        raise Refused("“%(what)s”要在%(least)s到%(most)s之间。", what=one.title, least=least, most=most)
    return int(text)


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(max(lines, key=len, default="")) > _LONGEST_LINE or len(lines) > _MOST_LINES:
        raise Refused("最多%(count)s行，每行最多%(limit)s个字。", count=_MOST_LINES, limit=_LONGEST_LINE)
    return lines


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
    value = _value(NAMED[name], text)
    spec = sketch.field(place)
    spec.pop(NAMED[name].word, None)
    if value:
        spec[NAMED[name].word] = value


def _styled(words: Any, code: str, style: str) -> Any:
    if isinstance(words, list):
        return [_styled(one, code, style) for one in words]
    return re.sub(rf"\{{{code}\|(ymd|ym|y)\}}", f"{{{code}|{style}}}", words)


def _anew(sketch: Sketch, place: str, text: str) -> None:
    spec = sketch.field(place)
    spec.pop("x-carry", None)
    if text:
        spec["x-carry"] = False


def _list(sketch: Sketch, place: str, text: str) -> None:
    """A list of the library is named; the document that is made of it carries the edition."""
    if "items" not in sketch.shared.get(text, {}):
        raise Refused("资料库里没有这份清单，请重新选择。")
    sketch.field(place)["x-list"] = text


def _sample(sketch: Sketch, place: str, text: str) -> None:
    """Digits stand for digits, capital letters for letters, as many as there are; everything else for itself."""
    if not text:
        raise Refused("请照样写一个编号，例如 2025-001。")
    spec = sketch.field(place)
    spec["x-example"], spec["pattern"] = no_braces(text), shape_of(text)


def shape_of(sample: str) -> str:
    """The pattern of the numbers that look like a sample."""
    runs = re.findall("[0-9]+|[A-Z]+|[^0-9A-Z]", sample)
    return f"^{''.join(_shape_of_run(run) for run in runs)}$"


def _shape_of_run(run: str) -> str:
    if run[0].isascii() and (run[0].isdigit() or run[0].isupper()):
        return f"{'[0-9]' if run[0].isdigit() else '[A-Z]'}{{{len(run)}}}"
    return f"\\{run}" if run in r"\\^$.|?*+()[]{}" else run


def _cell(sketch: Sketch, place: str, text: str) -> None:
    """All cells of a grid ask something else; a choice begins with two options."""
    if text not in CELL_KINDS:
        raise Refused()
    spec = sketch.field(place)
    spec["x-cell"] = {"x-kind": text}
    if text in ("single_choice", "multi_choice"):
        options = ("选项一", "选项二")
        spec["x-cell"]["x-options"] = [{"code": sketch.fresh_code("option"), "label": one} for one in options]
    sums.follow(sketch, place)


def _block_title(sketch: Sketch, place: str, text: str) -> None:
    rows = sketch.field(place)["x-rows"]
    rows.pop("title", None)
    if text:
        rows["title"] = re.sub("[_＿]{2,}", "{n}", no_braces(text), count=1)


def _prefill(sketch: Sketch, place: str, text: str) -> None:
    spec = sketch.field(place)
    spec.pop("x-prefill", None)
    if text:
        spec["x-prefill"] = {"from" if text in ("register", "last") else "constant": text}


def _tier(sketch: Sketch, place: str, text: str) -> None:
    """The tiers that are asked, from the largest on; the printed words follow those that stay."""
    spec, (code, _, on) = sketch.field(place), text.partition(":")
    asked = {one for one in spec["x-tiers"] if one != code} | ({code} if on else set())
    if not asked:
        raise Refused("地址至少要问一级。")
    spec["x-tiers"] = [one for one in TIERS if one in asked]
    spec["x-text"] = "".join(f"{{{one}}}" for one in spec["x-tiers"])
    for _, slot in printed_at(sketch, place):
        gone = [name for name in slot.names() if name.endswith(f".{code}") and not on]
        for name in gone:
            without(slot.cell, name)


def _none(sketch: Sketch, place: str, text: str) -> None:
    """An entry that stays keeps its own words."""
    spec, (code, _, on) = sketch.field(place), text.partition(":")
    kept = {none_code(one): one for one in spec.pop("x-none", ())}
    asked = {one for one in kept if one != code} | ({code} if on else set())
    if asked:
        spec["x-none"] = [kept.get(one, one) for one in NONE_LABELS if one in asked]


_SPECIAL: Final = {
    "label": _label,
    "required": _required,
    "sentence": _sentence,
    "precision": _precision,
    "anew": _anew,
    "list": _list,
    "sample": _sample,
    "cell": _cell,
    "concept": mean,
    "block_title": _block_title,
    "prefill": _prefill,
    "prefill_place": _prefill,
    "tier": _tier,
    "none": _none,
}

STEPS: Final[dict[str, Do]] = {"change": change}
