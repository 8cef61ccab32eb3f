"""Computed values: built by choosing, read back where they have that shape, taken away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from formserver.forms.designing import formulas
from formserver.forms.designing.answers import TODAY, Answer, answers
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called
from formserver.forms.designing.changing import without_effect
from formserver.forms.designing.formulas import Formula
from formserver.forms.designing.ways import BANDED, FROM_IDENTITY, WAYS, Way, fitting, ways
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.numbers import Number
from formserver.forms.kinds.registry import make_field

_POINT: Final = re.compile("-?[0-9]{1,4}")
_TAKES: Final = {"sex": "sex", "ages": "age_band"}
_HOW_TAKEN: Final = {"sex": "sex", "birth_month": "birth", "birth_date": "birth", "age_band": "ages"}


# reading back ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Computed:
    """How a field is computed: the way with what it works on, and the bands by option code (from, to; "" for open).
    `text`: an expression that has another shape, `formula` is None then."""

    formula: Formula | None
    text: str
    is_fixed: bool
    bands: dict[str, tuple[str, str]]
    is_reversed: bool

    @property
    def way(self) -> Way | None:
        """The way of computing."""
        return WAYS[self.formula.how] if self.formula else None


def computed(sketch: Sketch, place: str) -> Computed | None:
    """How the value of a field is computed; None where it is typed."""
    spec, code = sketch.field(place), place.rpartition(".")[2]
    given: Json = spec.get("x-computed", {})
    if not given:
        return None
    text = given.get("cel", "")
    formula = formulas.read(text, code, _known(sketch, place)) if text else _taken(given)
    written: list[Json] = given.get("bands") or spec.get("x-bands") or []
    bands = {one["code"]: (str(one["from"]), str(one.get("to", ""))) for one in written}
    return Computed(formula, text, bool(given.get("fixed")), bands, "x-scale" in spec)


def _taken(given: Json) -> Formula:
    return Formula(_HOW_TAKEN[given["take"]], first=given["from"], second=given.get("on", ""))


def _known(sketch: Sketch, place: str) -> dict[str, Answer]:
    found = {one.name: one for one in answers(sketch, place)}
    return found | {TODAY: Answer(TODAY, TODAY, "", "")}


def labels(sketch: Sketch, place: str, formula: Formula) -> list[str]:
    """What people call the answers a formula works on."""
    known = _known(sketch, place)
    return [known[name].label for name in formula.names if name != TODAY and name in known]


# building -------------------------------------------------------------------------------------------------------------
def compute(sketch: Sketch, words: Words) -> Said:
    """Compute a `field` by the way `how` from the answers `of`, or `first` and `second` with `options` of one of them;
    `bands` by option code, `is_whole`: only when all are answered, `fixed`: never typed, `reversed`: options run from
    worst to best."""
    place = words.needed("field")
    spec, way = sketch.field(place), next((one for one in ways(sketch, place) if one.how == words.text("how")), None)
    if way is None:
        raise Refused("这一项不能这样计算。")
    formula = _chosen(sketch, place, way, words)
    _clear(spec)
    if way.how in BANDED:
        bands = _bands(spec, words)
    if way.how in FROM_IDENTITY:
        spec["x-computed"] = _from_identity(spec, formula) | ({"bands": bands} if way.how in BANDED else {})
    else:
        _prepare(sketch, place, way, formula, words)
        if way.how in BANDED:
            spec["x-bands"] = bands
        text = formulas.written(formula, place.rpartition(".")[2], _known(sketch, place))
        spec["x-computed"] = {"cel": text} | ({"fixed": True} if words.text("fixed") else {})
        if words.text("fixed"):
            _never_typed(sketch, place)
    return Said("“%(label)s”改为自动计算：%(what)s。", {"label": called(spec), "what": way.title})


def drop(sketch: Sketch, words: Words) -> Said:
    """Let a `field` be typed."""
    spec = sketch.field(words.needed("field"))
    if "x-computed" not in spec:
        raise Refused("这一项已经不是自动计算的了。")
    _clear(spec)
    return Said("“%(label)s”改为自己填写。", {"label": called(spec)})


def _clear(spec: Json) -> None:
    for word in ("x-computed", "x-bands", "x-scale"):
        spec.pop(word, None)


def _chosen(sketch: Sketch, place: str, way: Way, words: Words) -> Formula:
    """What was chosen, each from the answers that fit. Raises Refused."""
    offered = {slot: {one.name for one in fitting(sketch, place, way, slot)} for slot in ("of", "first", "second")}
    of = [name for name in words.texts("of") if name in offered["of"]]
    first, second = (words.text(slot) for slot in ("first", "second"))
    lacking = (way.of and not of) or any(
        getattr(way, slot) and name not in offered[slot] for slot, name in (("first", first), ("second", second))
    )
    if lacking:
        raise Refused("请选好用哪几项来算。")
    if first and first == second:
        raise Refused("两处选了同一项，请换一项。")
    options = tuple(words.texts("options")) if way.of_options else ()
    if way.of_options == "second" and not options:
        raise Refused("请选好哪些答案时降一档。")
    is_whole = bool(words.text("is_whole"))
    return Formula(way.how, tuple(of), first if way.first else "", second if way.second else "", options, is_whole)


def _from_identity(spec: Json, formula: Formula) -> Json:
    if formula.how == "birth":
        finest = spec.get("x-precision", ["day"])[-1]
        return {"from": formula.first, "take": "birth_date" if finest == "day" else "birth_month"}
    taken: Json = {"from": formula.first, "take": _TAKES[formula.how]}
    return taken | ({"on": formula.second} if formula.second else {})


def _prepare(sketch: Sketch, place: str, way: Way, formula: Formula, words: Words) -> None:
    """What the way needs of the field and of the answers it works on. Raises Refused."""
    spec, known = sketch.field(place), _known(sketch, place)
    if way.how == "score":
        for name in formula.of:
            _score(sketch.field(known[name].place))
    elif way.how in ("sum", "minus"):
        _alike(spec, [known[name] for name in formula.names])
    elif way.how == "times":
        _product(spec, [known[name] for name in formula.names])
    elif way.how in ("worst", "worse"):
        graded = formula.of or (formula.first,)
        _same_options(sketch, spec, [known[name] for name in graded])
        if words.text("reversed"):
            spec["x-scale"] = {"order": [one["code"] for one in reversed(spec["x-options"])]}


def _score(spec: Json) -> None:
    """Options without any points count 0, 1, 2 …; yes counts 1."""
    if "x-options" not in spec:
        spec["x-options"] = [{"code": "yes", "label": "是", "points": 1}, {"code": "no", "label": "否", "points": 0}]
    if not any("points" in one for one in spec["x-options"]):
        for points, one in enumerate(spec["x-options"]):
            one["points"] = points


def _decimals(spec: Json) -> int:
    made = make_field("", spec)
    assert isinstance(made, Number)
    return made.decimals


def _alike(spec: Json, of: list[Answer]) -> None:
    odd = [one.label for one in of if one.decimals != _decimals(spec)]
    if odd:
        raise Refused("小数位数不一样，不能直接加减：%(labels)s。请把它们改成同一种数。", labels="、".join(odd))


def _product(spec: Json, of: list[Answer]) -> None:
    if sum(one.decimals for one in of) != _decimals(spec):
        raise Refused("乘出来的小数位数和这一项不一样：两项里一项是整数，另一项和这一项是同一种数。")


def _same_options(sketch: Sketch, spec: Json, of: list[Answer]) -> None:
    own = {*_options_of(spec)}
    for one in of:
        if not {*_options_of(sketch.field(one.place))} <= own:
            raise Refused("“%(label)s”的选项和这一项不是同一套，请先在“选项”里照抄它的选项。", label=one.label)


def _options_of(spec: Json) -> list[str]:
    made = make_field("", spec)
    assert isinstance(made, Choice)
    return list(made.codes)


def _bands(spec: Json, words: Words) -> list[Json]:
    """The bands as typed, one for each option that has one, from the lowest up. Raises Refused."""
    typed = words.group("bands")
    found: list[tuple[str, Json]] = []
    for one in spec.get("x-options", ()):
        ends = [typed.text(f"{one['code']}.{end}", limit=8) for end in ("from", "to")]
        if any(ends):
            found.append((one["label"], _band(one, *ends)))
    if not found:
        raise Refused("请写好每一档从几分到几分。")
    found.sort(key=lambda pair: pair[1]["from"])
    if words.text("how") == "band":  # an age may be printed in two bands, and is accepted in both
        for (label, lower), (other, upper) in pairwise(found):
            if lower.get("to") != upper["from"] - 1:
                named = {"label": label, "other": other, "from": upper["from"], "to": lower.get("to", "…")}
                raise Refused("“%(label)s”到%(to)s，“%(other)s”从%(from)s起：中间不能空，也不能重叠。", **named)
    return [band for _, band in found]


def _band(one: Json, start: str, end: str) -> Json:
    if not _POINT.fullmatch(start) or not (_POINT.fullmatch(end) or not end):
        raise Refused("“%(label)s”从几到几要写整数。", label=one["label"])
    if end and int(end) < int(start):
        raise Refused("“%(label)s”的“从”比“到”大，写反了。", label=one["label"])
    return {"code": one["code"], "from": int(start)} | ({"to": int(end)} if end else {})


def _never_typed(sketch: Sketch, place: str) -> None:
    """What nobody types is not demanded, and nothing else is answered instead."""
    holder, code = sketch.holder(place), place.rpartition(".")[2]
    spec: Any = holder["properties"][code]
    spec.pop("x-none", None)
    if "require" in spec.get("x-when", {}):
        without_effect(spec, "require")
    if code in holder.get("required", ()):
        holder["required"] = [one for one in holder["required"] if one != code]
        if not holder["required"]:
            del holder["required"]


STEPS: Final[dict[str, Do]] = {"compute": compute, "drop_compute": drop}
