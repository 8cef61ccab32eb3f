"""Checks between answers of one object (`x-checks`): added by choosing, told as sentences, softened, taken out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.designing.base import LEVELS, Do, Json, Refused, Said, Sketch, Words, called
from formserver.forms.designing.statements import offered
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.identity import DisabilityCard, IdentityNumber
from formserver.forms.kinds.numbers import Integer, Number
from formserver.forms.kinds.registry import kinds_that
from formserver.forms.kinds.rows import Table

_WRITTEN: Final[dict[str, Json]] = {
    "must": {"level": "error"},
    "ask": {"level": "warning"},
    "tell": {"level": "warning", "reason": False},
}
_DATES: Final = kinds_that(lambda kind: kind.compared_as == "date")
_INTEGERS: Final = kinds_that(lambda kind: issubclass(kind, Integer) and not kind.given_by_system)
_NUMBERS: Final = kinds_that(lambda kind: issubclass(kind, Number))
_TABLES: Final = kinds_that(lambda kind: issubclass(kind, Table))
_CHOICES: Final = kinds_that(lambda kind: issubclass(kind, Choice))
_MANY: Final = kinds_that(lambda kind: issubclass(kind, Choice) and kind.takes_many)
_CARDS: Final = kinds_that(lambda kind: issubclass(kind, DisabilityCard))
_IDENTITIES: Final = kinds_that(lambda kind: issubclass(kind, IdentityNumber))
_CODE: Final = re.compile("[a-z][a-z0-9_]*")
HOLDS: Final = {"at_most": ("<=", "不大于"), "less": ("<", "小于"), "equal": ("==", "等于")}


@dataclass(frozen=True)
class Slot:
    """A field that a check names: by which word of the check, what people read before it, which kinds fit."""

    word: str
    title: str
    kinds: frozenset[str]
    is_many: bool = False

    @property
    def name(self) -> str:
        """What a step calls it: `field` is the place of its panel."""
        return "first_field" if self.word == "field" else self.word


@dataclass(frozen=True)
class Check:
    """A check one can add: its name in the dialect, what it demands, and the fields it names."""

    code: str
    title: str
    slots: tuple[Slot, ...]


_CHECKS: Final = (
    Check("not_after", "一个日期不晚于另一个", (Slot("earlier", "早的", _DATES), Slot("later", "晚的", _DATES))),
    Check("not_in_future", "日期不晚于今天", (Slot("field", "哪个日期", _DATES),)),
    Check("sum_is", "总数等于各项之和", (Slot("total", "总数", _INTEGERS), Slot("of", "各项", _INTEGERS, True))),
    Check("at_most", "一个数不大于另一个", (Slot("first", "哪个数", _NUMBERS), Slot("second", "不大于", _NUMBERS))),
    Check("less", "一个数小于另一个", (Slot("first", "哪个数", _NUMBERS), Slot("second", "小于", _NUMBERS))),
    Check("equal", "两个数相等", (Slot("first", "哪个数", _NUMBERS), Slot("second", "等于", _NUMBERS))),
    Check(
        "count_at_most", "填的行数不多于一个数", (Slot("rows", "哪张表", _TABLES), Slot("limit", "不多于", _INTEGERS))
    ),
    Check(
        "disability_agrees",
        "残疾证号的前18位与身份证号相同",
        (Slot("card", "残疾证号", _CARDS), Slot("identity", "身份证号", _IDENTITIES)),
    ),
    Check(
        "chosen_together",
        "选了一个答案，另一项只能是某几个",
        (Slot("field", "哪一项", _CHOICES), Slot("with_field", "另一项", _CHOICES - _MANY)),
    ),
)
CHECKS: Final = {check.code: check for check in _CHECKS}


# reading --------------------------------------------------------------------------------------------------------------
def checks(sketch: Sketch, place: str) -> list[tuple[int, Json]]:
    """The checks that name a field, or an answer inside of it, with their numbers among those of the object."""
    code = place.rpartition(".")[2]
    found = enumerate(sketch.holder(place).get("x-checks", ()))
    return [(number, check) for number, check in found if code in _named(check)]


def _named(check: Json) -> set[str]:
    if check["check"] == "holds":
        return {check["at"], *_CODE.findall(check["cel"])}
    values = (check[word] for word in check if word not in ("check", "level", "reason", "option", "one_of"))
    paths = (path for value in values for path in ([value] if isinstance(value, str) else value))
    return {path.partition(".")[0] for path in paths}


def said(check: Json, words: Callable[[str, str | None], str]) -> Said:
    """What a check demands, as a sentence."""
    kind = check["check"]
    if kind == "holds":
        text = re.sub(r"\{([a-z0-9_]+)\}", lambda mark: words(mark[1], None), check["message"])
        return Said("%(said)s。", {"said": text.rstrip("。")})
    if kind == "chosen_together":
        options = "”或“".join(words(check["with_field"], code) for code in check["one_of"])
        named = {"option": words(check["field"], check["option"]), "options": options}
        key = "“%(first)s”选了“%(option)s”时，“%(second)s”应是“%(options)s”。"
        return Said(key, named | {"first": words(check["field"], None), "second": words(check["with_field"], None)})
    paths = [check[slot.word] for slot in CHECKS[kind].slots]
    called_so = ["、".join(words(one, None) for one in ([path] if isinstance(path, str) else path)) for path in paths]
    return Said(_SENTENCES[kind], dict(zip(("first", "second"), called_so, strict=False)))


_SENTENCES: Final = {
    "not_after": "“%(first)s”不应晚于“%(second)s”。",
    "not_in_future": "“%(first)s”不应晚于今天。",
    "sum_is": "“%(first)s”应等于%(second)s之和。",
    "count_at_most": "“%(first)s”填的行数不应多于“%(second)s”。",
    "disability_agrees": "“%(first)s”的前18位应与“%(second)s”相同。",
}


def level_of(check: Json) -> str:
    """What it means that the check does not hold."""
    return "must" if check["level"] == "error" else "ask" if check.get("reason", True) else "tell"


def fitting(sketch: Sketch, place: str, slot: Slot) -> list[tuple[str, str]]:
    """The fields of the object that fit a slot: code, label."""
    beside = sketch.holder(place)["properties"].items()
    return [(code, called(spec)) for code, spec in beside if spec["x-kind"] in slot.kinds]


# steps ----------------------------------------------------------------------------------------------------------------
def add_check(sketch: Sketch, words: Words) -> Said:
    """A check of the kind `check` in the object of a `field`: the fields of its slots by their names, `option` and
    `options` where an answer goes with others; `level`: what it means that it does not hold."""
    place, check = words.needed("field"), CHECKS.get(words.text("check"))
    if check is None or words.text("level") not in LEVELS:
        raise Refused("请选好核对什么、不对时怎样。")
    found = {slot.word: chosen(sketch, place, slot, words) for slot in check.slots}
    holder = sketch.holder(place)
    new = written(check, found, holder, words) | _WRITTEN[words.text("level")]
    holder.setdefault("x-checks", []).append(new)
    return Said("加了一条核对：%(what)s。", {"what": check.title})


def chosen(sketch: Sketch, place: str, slot: Slot, words: Words) -> Any:
    """The field, or the fields, chosen for a slot. Raises Refused."""
    known = dict(fitting(sketch, place, slot))
    if slot.is_many:
        found: Any = [one for one in words.texts(slot.name) if one in known]
    else:
        found = words.text(slot.name) if words.text(slot.name) in known else ""
    if not found:
        raise Refused("“%(title)s”还没有选好。", title=slot.title)
    return found


def written(check: Check, found: dict[str, Any], holder: Json, words: Words) -> Json:
    """A check of the fields that were chosen for its slots, as the document has it, without what it means. Raises
    Refused."""
    names = [one for value in found.values() for one in ([value] if isinstance(value, str) else value)]
    if len(set(names)) < len(names):
        raise Refused("两处选了同一项，请换一项。")
    if check.code in HOLDS:
        sign, verb = HOLDS[check.code]
        first, second = found["first"], found["second"]
        message = f"{called(holder['properties'][first])}应{verb}{called(holder['properties'][second])}"
        return {"check": "holds", "cel": f"{first} {sign} {second}", "message": message[:200], "at": first}
    if check.code == "chosen_together":
        option, others = words.text("option"), words.texts("options")
        if option not in dict(offered(holder["properties"][found["field"]])) or not others:
            raise Refused("请选好哪个答案、另一项只能是哪几个。")
        return {"check": check.code, **found, "option": option, "one_of": others}
    return {"check": check.code, **found}


def change_level(sketch: Sketch, words: Words) -> Said:
    """The check of that `number` in the object of a `field` means otherwise (`level`) where it does not hold."""
    check, level = numbered(sketch, words), words.text("level")
    if level not in LEVELS:
        raise Refused()
    for word in ("level", "reason"):
        check.pop(word, None)
    check.update(_WRITTEN[level])
    return Said("核对不对时改为：%(what)s。", {"what": LEVELS[level]})


def drop_check(sketch: Sketch, words: Words) -> Said:
    """Take out the check of that `number`."""
    check, holder = numbered(sketch, words), sketch.holder(words.needed("field"))
    holder["x-checks"] = [one for one in holder["x-checks"] if one is not check]
    if not holder["x-checks"]:
        del holder["x-checks"]
    return Said("删除了一条核对。")


def numbered(sketch: Sketch, words: Words) -> Json:
    """The check of that `number` in the object of a `field`. Raises Refused."""
    found: list[Json] = sketch.holder(words.needed("field")).get("x-checks", [])
    number = words.text("number", limit=3)
    if not number.isdecimal() or int(number) >= len(found):
        raise Refused("这条核对已经没有了。")
    return found[int(number)]


STEPS: Final[dict[str, Do]] = {"check": add_check, "check_level": change_level, "drop_check": drop_check}
