"""Names by which fields of one object speak of each other, found at load: all must exist and fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import kinds_that

Json = Mapping[str, Any]
Fault = tuple[str, str]  # (JSON path, reason in Chinese)
_CHOICES = kinds_that(lambda kind: issubclass(kind, Choice))
_MULTIPLE = kinds_that(lambda kind: issubclass(kind, Choice) and kind.takes_many)
# word of a check -> kinds it may name; "field" depends on the check
_CHECK_KINDS: dict[str, Collection[str]] = {
    "total": ("integer",),
    "of": ("integer",),
    "rows": ("table", "block"),
    "limit": ("integer",),
    "earlier": ("date",),
    "later": ("date",),
    "with_field": sorted(_CHOICES - _MULTIPLE),
    "card": ("disability_card",),
    "identity": ("identity_number",),
}


def faults(holder: Json, path: str) -> Iterator[Fault]:
    """What is wrong with the references of the fields of one object."""
    fields: Json = holder["properties"]
    named: dict[str, set[str]] = {}
    for code, field in fields.items():
        here = f"{path}.properties.{code}"
        when = field.get("x-when", {})
        named[code] = set(_named(when["show"])) if "show" in when else set()
        for word in ("show", "require"):
            if isinstance(when.get(word), Mapping):
                yield from _condition_faults(when[word], f"{here}.x-when.{word}", fields)
        yield from _ending_faults(field.get("x-columns"), f"{here}.x-columns.ending", fields)
        if "x-computed" in field:
            yield from _computed_faults(field, f"{here}.x-computed", fields)
    try:
        TopologicalSorter(named).prepare()
    except CycleError as error:
        yield f"{path}.properties.{error.args[1][0]}.x-when.show", "显示条件互相依赖"
    for index, check in enumerate(holder.get("x-checks", ())):
        yield from _check_faults(check, f"{path}.x-checks[{index}]", fields)


# conditions -----------------------------------------------------------------------------------------------------------
def _parts(condition: Json) -> list[Json]:
    return [*condition.get("all", ()), *condition.get("any", ()), *([condition["not"]] if "not" in condition else [])]


def _named(condition: Json) -> Iterator[str]:
    if "field" in condition:
        yield condition["field"]
    for part in _parts(condition):
        yield from _named(part)


def _condition_faults(condition: Json, path: str, beside: Json) -> Iterator[Fault]:
    for part in _parts(condition):
        yield from _condition_faults(part, path, beside)
    if "field" not in condition or "answered" in condition:
        yield from _missing(condition.get("field"), path, beside)
        return
    code = condition["field"]
    is_multi = "contains" in condition or "contains_any" in condition
    if code not in beside:
        yield from _missing(code, path, beside)
    elif beside[code]["x-kind"] not in (_MULTIPLE if is_multi else _CHOICES - _MULTIPLE):
        yield path, f"{code}：多选题用 contains，其他选择题用 is"
    else:
        singles = [condition[word] for word in ("is", "contains") if word in condition]
        several = [*condition.get("is_one_of", ()), *condition.get("contains_any", ())]
        yield from _unknown_options(beside[code], code, [*singles, *several], path)


def _missing(code: str | None, path: str, beside: Json) -> Iterator[Fault]:
    if code is not None and code not in beside:
        yield path, f"没有名为 {code} 的项"


def _unknown_options(field: Json, code: str, options: list[str], path: str) -> Iterator[Fault]:
    known = [option["code"] for option in field.get("x-options") or field.get("x-list", {}).get("items", ())]
    if field["x-kind"] == "yes_no":
        known = ["yes", "no"]
    yield from ((path, f"{code} 没有代码为 {option} 的选项") for option in options if option not in known)


def _ending_faults(columns: Any, path: str, beside: Json) -> Iterator[Fault]:
    """Columns that are years end with the year of a date of the same object."""
    if isinstance(columns, Mapping) and "ending" in columns:
        code = columns["ending"]
        if beside.get(code, {}).get("x-kind") != "date":
            yield path, f"没有名为 {code}、种类是 date 的项"


# computed values ------------------------------------------------------------------------------------------------------
def _computed_faults(field: Json, path: str, beside: Json) -> Iterator[Fault]:
    computed = field["x-computed"]
    for word, kind in (("from", "identity_number"), ("on", "date")):
        if word in computed and beside.get(computed[word], {}).get("x-kind") != kind:
            yield f"{path}.{word}", f"没有名为 {computed[word]}、种类是 {kind} 的项"
    if computed["take"].startswith("birth"):
        if field["x-kind"] != "date":
            yield path, "出生日期只能写入日期项"
        return
    codes = [band["code"] for band in computed.get("bands", ())] or ["male", "female"]
    yield from _unknown_options(field, "这一项", codes, path)


# checks ---------------------------------------------------------------------------------------------------------------
def _check_faults(check: Json, path: str, fields: Json) -> Iterator[Fault]:
    members = _members(fields)
    wanted = _CHECK_KINDS | {"field": ("date",) if check["check"] == "not_in_future" else sorted(_CHOICES)}
    for word, kinds in wanted.items():
        for place in [check[word]] if isinstance(check.get(word), str) else check.get(word, ()):
            found = _at(place, members)
            if found is None or found["x-kind"] not in kinds:
                yield f"{path}.{word}", f"没有名为 {place}、种类是 {'、'.join(kinds)} 的项"
    if check["check"] == "chosen_together":
        for word, codes in (("field", [check["option"]]), ("with_field", check["one_of"])):
            chosen = _at(check[word], members) or {"x-kind": "yes_no"}
            yield from _unknown_options(chosen, check[word], codes, f"{path}.{word}")


def _at(path: str, members: Json) -> Json | None:
    step, _, rest = path.partition(".")
    field: Json | None = members.get(step)
    if field is None or not rest:
        return field
    return _at(rest, _members(field.get("properties", {})))


def _members(fields: Json) -> dict[str, Json]:
    """The fields and the blanks of their options."""
    found = dict(fields)
    for code, field in fields.items():
        for option in field.get("x-options", ()):
            for blank, spec in option.get("blanks", {}).items():
                found[f"{code}__{option['code']}__{blank}"] = spec
    return found
