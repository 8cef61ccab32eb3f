"""The order of questions: as the paper prints them, and what a jump leaves out on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formserver.forms.placeholders import BLANK

Spec = Mapping[str, Any]


def field_order(spec: Spec) -> list[str]:
    """Field codes in paper order: from `x-sections` or `x-order`; those of a sentence in the order of its text."""
    if "x-sections" in spec:
        return [code for section in spec["x-sections"] for code in section["fields"]]
    if "x-order" in spec:
        return list(spec["x-order"])
    return list(dict.fromkeys(BLANK.findall(spec.get("x-text", ""))))


def landing(spec: Spec, to: str) -> str | None:
    """The field a jump leads to: the one of that code, or the first of the section of that code."""
    if to in spec["properties"]:
        return to
    fields = (section["fields"] for section in spec.get("x-sections", ()) if section["code"] == to)
    return next((code for listed in fields for code in listed), None)


def passed_over(spec: Spec) -> dict[str, list[Spec]]:
    """Field code -> the conditions under which a jump of an earlier field leaves it out."""
    return {code: [when for _, when in jumps] for code, jumps in passing(spec).items()}


def passing(spec: Spec) -> dict[str, list[tuple[str, Spec]]]:
    """Field code -> (the earlier field, its condition) of every jump that leaves it out."""
    order = field_order(spec)
    passed: dict[str, list[tuple[str, Spec]]] = {}
    for start, code in enumerate(order):
        for jump in spec["properties"].get(code, {}).get("x-jump", ()):
            to = landing(spec, jump["to"])
            for between in order[start + 1 : order.index(to)] if to in order else ():
                passed.setdefault(between, []).append((code, jump["when"]))
    return passed


def with_jumps(spec: Spec) -> dict[str, Spec]:
    """The fields, each shown only while no jump leaves it out: a jump is a short way to write that."""
    passed = passed_over(spec)
    return {code: _shown_unless(field, passed.get(code, ())) for code, field in spec["properties"].items()}


def _shown_unless(field: Spec, passed: Any) -> Spec:
    if not passed:
        return field
    when = field.get("x-when", {})
    own = [when["show"]] if "show" in when else []
    return {**field, "x-when": {**when, "show": {"all": [*own, *({"not": jump} for jump in passed)]}}}
