"""Conditions and jumps of one object, judged at load: what they name must exist and fit, none may wait for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError
from typing import Final

from formserver.forms.conditions.base import ALWAYS, HEAD, All, Condition
from formserver.forms.conditions.written import parse
from formserver.forms.gates import Gates, names_around
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import kinds_that, make_field
from formserver.forms.kinds.rows import Table
from formserver.forms.lint.base import Fault, Json
from formserver.forms.order import field_order, landing, passed_over, with_jumps
from formserver.forms.rules import head_atoms

_DEEPEST, _LARGEST = 8, 50
_MOST_HEAD_ATOMS = 3
_MOST_JUMPS_OVER = 10
_EFFECTS: Final = ("show", "require", "forbid", "read_only")
_CHOICES = kinds_that(lambda kind: issubclass(kind, Choice))
_MULTIPLE = kinds_that(lambda kind: issubclass(kind, Choice) and kind.takes_many)
_SINGLE = _CHOICES - _MULTIPLE
_TABLES = kinds_that(lambda kind: issubclass(kind, Table))
_INTEGERS = kinds_that(lambda kind: kind.compared_as == "integer")
_DECIMALS = kinds_that(lambda kind: kind.compared_as == "decimal")
_DATES = kinds_that(lambda kind: kind.compared_as == "date")
# word of a condition -> the kinds whose answers it may speak of, and how to say so
_OPTIONS = (_SINGLE, "多选题用 contains，其他选择题用 is")
_SEVERAL = (_MULTIPLE, "多选题用 contains，其他选择题用 is")
_COUNTED = (_MULTIPLE, "只有多选题能用 chosen_at_least 和 chosen_at_most")
_DATED = (_DATES, "只有日期能比较早晚")
_FITTING: Final = {
    **dict.fromkeys(("is", "is_one_of"), _OPTIONS),
    **dict.fromkeys(("contains", "contains_any"), _SEVERAL),
    **dict.fromkeys(("chosen_at_least", "chosen_at_most"), _COUNTED),
    **dict.fromkeys(("after", "before", "after_field", "before_field"), _DATED),
}
_PAIRS: Final = (("at_least", "at_most"), ("chosen_at_least", "chosen_at_most"), ("after", "before"))


def faults(holder: Json, path: str, around: Json | None) -> Iterator[Fault]:
    """What is wrong with the conditions and jumps of the fields of one object; `around` are the fields of the object
    that holds it, None where there is none."""
    places = list(_places(holder, path))
    found = [fault for place, condition in places for fault in _faults_of(condition, place, holder, around)]
    jumps = list(_jump_faults(holder, path))
    yield from (*found, *jumps)
    if not found and not jumps:  # from here on everything that is named exists
        yield from _contradictions(holder, path)
        yield from _head_faults(holder, path)
        yield from _cycles(holder, path)


def _places(holder: Json, path: str) -> Iterator[tuple[str, Json]]:
    """Every condition of the fields, with its place."""
    for code, field in holder["properties"].items():
        here, when = f"{path}.properties.{code}", field.get("x-when", {})
        for effect in _EFFECTS:
            if isinstance(when.get(effect), Mapping):
                yield f"{here}.x-when.{effect}", when[effect]
        for index, jump in enumerate(field.get("x-jump", ())):
            yield f"{here}.x-jump[{index}].when", jump["when"]


# one condition --------------------------------------------------------------------------------------------------------
def _faults_of(condition: Json, path: str, holder: Json, around: Json | None) -> Iterator[Fault]:
    if _size(condition) > _LARGEST or _depth(condition) > _DEEPEST:
        yield path, f"条件太大：最多{_LARGEST}个部分、{_DEEPEST}层"
        return

    def find(name: str) -> Json | None:
        fields = (around or {}) if name.startswith(HEAD) else holder["properties"]
        found: Json | None = fields.get(name.removeprefix(HEAD))
        return found

    yield from _leaf_faults(condition, path, find)


def _parts(condition: Json) -> list[Json]:
    single = (condition[word] for word in ("not", "where") if word in condition)
    return [*condition.get("all", ()), *condition.get("any", ()), *single]


def _size(condition: Json) -> int:
    return 1 + sum(_size(part) for part in _parts(condition))


def _depth(condition: Json) -> int:
    return 1 + max((_depth(part) for part in _parts(condition)), default=0)


def _leaf_faults(condition: Json, path: str, find: Callable[[str], Json | None]) -> Iterator[Fault]:
    yield from _reversed_limits(condition, path)
    if "rows" in condition:
        yield from _row_faults(condition, path, find)
    elif "field" in condition:
        yield from _field_faults(condition, path, find)
    else:
        for part in _parts(condition):
            yield from _leaf_faults(part, path, find)


def _row_faults(condition: Json, path: str, find: Callable[[str], Json | None]) -> Iterator[Fault]:
    table = find(condition["rows"])
    if table is None or table["x-kind"] not in _TABLES:
        yield path, f"没有名为 {condition['rows']} 的表格"
    elif "where" in condition:
        inner: Json = table["items"]["properties"]
        yield from _leaf_faults(condition["where"], f"{path}.where", inner.get)


def _field_faults(condition: Json, path: str, find: Callable[[str], Json | None]) -> Iterator[Fault]:
    code = condition["field"]
    field = find(code)
    if field is None:
        yield path, f"没有名为 {code} 的项"
        return
    for word in condition:
        kinds, said = _FITTING.get(word, ({field["x-kind"]}, ""))
        if field["x-kind"] not in kinds:
            yield path, f"{code}：{said}"
            return
    yield from _unknown_options(field, code, condition, path)
    yield from _wrong_limits(field, code, condition, path)
    yield from _other_faults(field, condition, path, find)


def _unknown_options(field: Json, code: str, condition: Json, path: str) -> Iterator[Fault]:
    singles = [condition[word] for word in ("is", "contains") if word in condition]
    named = [*singles, *condition.get("is_one_of", ()), *condition.get("contains_any", ())]
    yield from unknown_options(field, code, named, path)
    if condition.get("chosen_at_least", 0) > len(field.get("x-options", ())):
        yield path, f"{code} 没有那么多选项"


def unknown_options(field: Json, code: str, options: list[str], path: str) -> Iterator[Fault]:
    """Options the field does not have."""
    known = make_field("", field).option_codes
    yield from ((path, f"{code} 没有代码为 {option} 的选项") for option in options if option not in known)


def _wrong_limits(field: Json, code: str, condition: Json, path: str) -> Iterator[Fault]:
    for word in ("at_least", "at_most"):
        if word in condition:
            kinds, said = (_DECIMALS, "文字") if isinstance(condition[word], str) else (_INTEGERS, "整数")
            if field["x-kind"] not in kinds:
                yield path, f"{code}：界限写成{said}，只能用于 {'、'.join(sorted(kinds))}"


def _other_faults(field: Json, condition: Json, path: str, find: Callable[[str], Json | None]) -> Iterator[Fault]:
    for word in ("same_as", "before_field", "after_field"):
        if word in condition:
            other = find(condition[word])
            if other is None:
                yield path, f"没有名为 {condition[word]} 的项"
            elif other["x-kind"] != field["x-kind"]:
                yield path, f"{condition['field']} 与 {condition[word]} 不是同一种项，不能比较"


def _reversed_limits(condition: Json, path: str) -> Iterator[Fault]:
    for least, most in _PAIRS:
        if least in condition and most in condition:
            low, high = condition[least], condition[most]
            in_order = low < high if least == "after" else float(low) <= float(high)
            if type(low) is not type(high) or not in_order:
                yield path, f"{least} 与 {most} 之间没有值"


# jumps ----------------------------------------------------------------------------------------------------------------
def _jump_faults(holder: Json, path: str) -> Iterator[Fault]:
    order = field_order(holder)
    for code, field in holder["properties"].items():
        for index, jump in enumerate(field.get("x-jump", ())):
            here, to = f"{path}.properties.{code}.x-jump[{index}].to", landing(holder, jump["to"])
            if to is None or to not in order:
                yield here, f"没有名为 {jump['to']} 的项或栏目"
            elif order.index(to) <= order.index(code) + 1:
                yield here, "只能往后跳，并且至少跳过一项"
    for code, jumps in passed_over(holder).items():
        if len(jumps) > _MOST_JUMPS_OVER:
            yield f"{path}.properties.{code}", f"跳过这一项的跳转多于{_MOST_JUMPS_OVER}个"


# all conditions together ----------------------------------------------------------------------------------------------
def _contradictions(holder: Json, path: str) -> Iterator[Fault]:
    for code, field in holder["properties"].items():
        when = field.get("x-when", {})
        if "forbid" in when:
            against = {effect: parse(when[effect]) for effect in ("show", "require") if _is_written(when, effect)}
            for effect, condition in against.items():
                if condition == parse(when["forbid"]):
                    yield f"{path}.properties.{code}.x-when.forbid", f"与 {effect} 的条件相同，互相矛盾"


def _is_written(when: Json, effect: str) -> bool:
    return isinstance(when.get(effect), Mapping)


def _head_faults(holder: Json, path: str) -> Iterator[Fault]:
    for code, field in with_jumps(holder).items():
        when = field.get("x-when", {})
        rules = {effect: parse(when[effect]) for effect in ("show", "require", "forbid") if _is_written(when, effect)}
        if "require" in rules:  # what is demanded is demanded while it is shown
            rules["require"] = All((rules.get("show", ALWAYS), rules["require"]))
        for effect, condition in rules.items():
            if len(head_atoms(condition)) > _MOST_HEAD_ATOMS:
                reason = f"一条规则里关于外层的不同条件最多{_MOST_HEAD_ATOMS}个"
                yield f"{path}.properties.{code}.x-when.{effect}", reason


def _cycles(holder: Json, path: str) -> Iterator[Fault]:
    fields = with_jumps(holder)
    around = {
        code: {name for inner in with_jumps(field.get("items", field)).values() for name in names_around(_shown(inner))}
        for code, field in fields.items()
        if "properties" in field.get("items", field)
    }
    try:
        Gates(list(fields), {code: _shown(field) for code, field in fields.items()}, around)
    except CycleError as error:
        yield f"{path}.properties.{error.args[1][0]}.x-when.show", "显示条件互相依赖"


def _shown(field: Json) -> Condition:
    show = field.get("x-when", {}).get("show")
    return parse(show) if show else ALWAYS
