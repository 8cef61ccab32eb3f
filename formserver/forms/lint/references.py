"""Names by which fields of one object speak of each other, found at load: all must exist and fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import kinds_that
from formserver.forms.lint import conditions
from formserver.forms.lint.base import Fault, Json
from formserver.forms.lint.conditions import unknown_options

_CHOICES = kinds_that(lambda kind: issubclass(kind, Choice))
_MULTIPLE = kinds_that(lambda kind: issubclass(kind, Choice) and kind.takes_many)
_DATES = kinds_that(lambda kind: kind.compared_as == "date")
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


def faults(holder: Json, path: str, around: Json | None = None) -> Iterator[Fault]:
    """What is wrong with the references of the fields of one object; `around` are those of the object around it."""
    fields: Json = holder["properties"]
    yield from conditions.faults(holder, path, around)
    for code, field in fields.items():
        yield from _ending_faults(field.get("x-columns"), f"{path}.properties.{code}.x-columns.ending", fields)
        if "from" in field.get("x-computed", {}):
            yield from _computed_faults(field, f"{path}.properties.{code}.x-computed", fields)
    for index, check in enumerate(holder.get("x-checks", ())):
        yield from _check_faults(check, f"{path}.x-checks[{index}]", fields)


def _ending_faults(columns: Any, path: str, beside: Json) -> Iterator[Fault]:
    """Columns that are years end with the year of a date of the same object."""
    if isinstance(columns, Mapping) and "ending" in columns:
        code = columns["ending"]
        if beside.get(code, {}).get("x-kind") not in _DATES:
            yield path, f"没有名为 {code}、种类是 date 的项"


# computed values ------------------------------------------------------------------------------------------------------
def _computed_faults(field: Json, path: str, beside: Json) -> Iterator[Fault]:
    computed = field["x-computed"]
    for word, kind in (("from", "identity_number"), ("on", "date")):
        if word in computed and beside.get(computed[word], {}).get("x-kind") != kind:
            yield f"{path}.{word}", f"没有名为 {computed[word]}、种类是 {kind} 的项"
    if computed["take"].startswith("birth"):
        if field["x-kind"] not in _DATES:
            yield path, "出生日期只能写入日期项"
        return
    codes = [band["code"] for band in computed.get("bands", ())] or ["male", "female"]
    yield from unknown_options(field, "这一项", codes, path)


# checks ---------------------------------------------------------------------------------------------------------------
def _check_faults(check: Json, path: str, fields: Json) -> Iterator[Fault]:
    members = _members(fields)
    wanted = _CHECK_KINDS | {"field": ("date",) if check["check"] == "not_in_future" else sorted(_CHOICES)}
    for word, kinds in wanted.items():
        for place in [check[word]] if isinstance(check.get(word), str) else check.get(word, ()):
            found = _at(place, members)
            if found is None or found["x-kind"] not in kinds:
                yield f"{path}.{word}", f"没有名为 {place}、种类是 {'、'.join(kinds)} 的项"
    if check.get("level") == "warning" and check.get("reason", True):
        yield from _quoting_faults(check, path, members)
    if check["check"] == "chosen_together":
        for word, codes in (("field", [check["option"]]), ("with_field", check["one_of"])):
            chosen = _at(check[word], members)
            if chosen is not None:
                yield from unknown_options(chosen, check[word], codes, f"{path}.{word}")


def _quoting_faults(check: Json, path: str, members: Json) -> Iterator[Fault]:
    """The warning is kept beside its reason, for everybody who may see the record."""
    for word in ("total", "of", "limit"):
        for place in [check[word]] if isinstance(check.get(word), str) else check.get(word, ()):
            if (_at(place, members) or {}).get("x-sensitive"):
                yield f"{path}.{word}", f"{place} 是加密保存的项，要写明原因的提示里不能引用它"


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
