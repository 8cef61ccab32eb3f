"""Simple conditions of a field: shown, or required, while another answer is so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called
from formserver.forms.designing.blanks import opened
from formserver.forms.designing.changing import without_effect
from formserver.forms.designing.properties import SIZES
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import make_field

EFFECTS: Final = {"show": "才显示", "require": "必填"}
_LIMIT: Final = re.compile("-?(0|[1-9][0-9]{0,8})([.][0-9]{1,4})?")
_DAY: Final = re.compile("(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_SINGLE: Final = ("single_choice", "yes_no", "coded_choice")


@dataclass(frozen=True)
class Test:
    """A way to ask of another answer. `form`: options, number, day or "" for nothing more; `write`: what is chosen or
    typed -> the words of the condition."""

    code: str
    title: str
    form: str
    kinds: tuple[str, ...]
    write: Callable[[list[str], str], Json]


def _number(text: str, kind: str) -> Any:
    if not _LIMIT.fullmatch(text) or (kind == "integer" and "." in text):
        raise Refused("请写数字，例如 60。")
    return int(text) if kind == "integer" else text


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise Refused("日期请写成 2025-01-08 的样子，也可以只写到月或年。")
    return text


_NUMBERS: Final = (*SIZES, "money")
TESTS: Final = (
    Test("is", "选了", "options", _SINGLE, lambda given, _: {"is_one_of": given} if given[1:] else {"is": given[0]}),
    Test("contains", "选了其中任何一个", "options", ("multi_choice",), lambda given, _: {"contains_any": given}),
    Test("at_least", "不小于", "number", _NUMBERS, lambda given, kind: {"at_least": _number(given[0], kind)}),
    Test("at_most", "不大于", "number", _NUMBERS, lambda given, kind: {"at_most": _number(given[0], kind)}),
    Test("after", "晚于", "day", ("date",), lambda given, _: {"after": _day(given[0])}),
    Test("before", "早于", "day", ("date",), lambda given, _: {"before": _day(given[0])}),
    Test("answered", "填了", "", (), lambda given, _: {"answered": True}),
    Test("open", "没有填", "", (), lambda given, _: {"answered": False}),
)
_UNASKED: Final = ("note", "opinion", "table", "block", "fixed_table", "grid", "matrix", "section")


def tests_for(spec: Mapping[str, Any]) -> list[Test]:
    """What may be asked of a field."""
    if spec["x-kind"] in _UNASKED:
        return []
    return [test for test in TESTS if not test.kinds or spec["x-kind"] in test.kinds]


def others(sketch: Sketch, place: str) -> list[tuple[str, str]]:
    """Code and name of the fields of the same object that a condition of a field may ask."""
    holder, code = sketch.holder(place), place.rpartition(".")[2]
    found = holder["properties"].items()
    return [(other, called(spec)) for other, spec in found if other != code and tests_for(spec)]


def offered(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Code and words of the options one can ask for."""
    field = make_field("", spec)
    return [(one.code, opened(one.label)) for one in field.options] if isinstance(field, Choice) else []


def set_rule(sketch: Sketch, words: Words) -> Said:
    """While the test `test` of the field `on` holds of the `values` chosen or typed, a `field` has the `effect`."""
    place, effect, on = words.needed("field"), words.text("effect"), words.needed("on")
    holder, spec = sketch.holder(place), sketch.field(place)
    asked = holder["properties"].get(on)
    test = next((one for one in tests_for(asked) if one.code == words.text("test")), None) if asked else None
    if effect not in EFFECTS or test is None:
        raise Refused("请选好看哪一项、怎样时。")
    given = [one.strip() for one in words.texts("values") if one.strip()]
    if test.form and not given:
        raise Refused("请选好或写好要看的答案。")
    spec.setdefault("x-when", {})[effect] = {"field": on, **test.write(given, asked["x-kind"])}
    code = place.rpartition(".")[2]
    if effect == "require" and code in holder.get("required", ()):
        holder["required"].remove(code)
        if not holder["required"]:
            del holder["required"]
    said = "“%(label)s”看“%(other)s”才显示。" if effect == "show" else "“%(label)s”看“%(other)s”必填。"
    return Said(said, {"label": called(spec), "other": called(asked)})


def drop_rule(sketch: Sketch, words: Words) -> Said:
    """A `field` has an `effect` (any word of x-when) no longer."""
    spec, effect = sketch.field(words.needed("field")), words.text("effect")
    if effect not in spec.get("x-when", {}):
        raise Refused("这个条件已经没有了。")
    without_effect(spec, effect)
    return Said("删除了“%(label)s”的一个条件。", {"label": called(spec)})


STEPS: Final[dict[str, Do]] = {"rule": set_rule, "drop_rule": drop_rule}
