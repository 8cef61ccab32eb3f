"""Reads a COND of a document (docs/dialect.md). The meta-schema has checked its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formserver.forms.conditions.answers import Answered, ChosenCount, ContainsAny, DateWithin, IsOneOf, NumberWithin
from formserver.forms.conditions.base import ALWAYS, All, AnyOf, Condition, Not
from formserver.forms.conditions.comparing import AfterField, BeforeField, Comparison, SameAs
from formserver.forms.conditions.rows import RowCount

_COMPARISONS: dict[str, type[Comparison]] = {
    "same_as": SameAs,
    "before_field": BeforeField,
    "after_field": AfterField,
}


def parse(document: Mapping[str, Any]) -> Condition:
    """The condition that a document writes."""
    if "all" in document:
        return All(tuple(parse(part) for part in document["all"]))
    if "any" in document:
        return AnyOf(tuple(parse(part) for part in document["any"]))
    if "not" in document:
        return Not(parse(document["not"]))
    if "rows" in document:
        where = parse(document["where"]) if "where" in document else ALWAYS
        return RowCount(document["rows"], where, document.get("at_least", 0), document.get("at_most"))
    return _of_choice(document) or _of_size(document) or _of_two(document)


def _of_choice(document: Mapping[str, Any]) -> Condition | None:
    field = document["field"]
    for word in ("is", "is_one_of"):
        if word in document:
            return IsOneOf(field, _codes(document[word]))
    for word in ("contains", "contains_any"):
        if word in document:
            return ContainsAny(field, _codes(document[word]))
    if "answered" in document:
        return Answered(field) if document["answered"] else Not(Answered(field))
    return None


def _of_size(document: Mapping[str, Any]) -> Condition | None:
    field = document["field"]
    if "chosen_at_least" in document or "chosen_at_most" in document:
        return ChosenCount(field, document.get("chosen_at_least"), document.get("chosen_at_most"))
    if "at_least" in document or "at_most" in document:
        return NumberWithin(field, document.get("at_least"), document.get("at_most"))
    if "after" in document or "before" in document:
        return DateWithin(field, document.get("after"), document.get("before"))
    return None


def _of_two(document: Mapping[str, Any]) -> Condition:
    word = next(word for word in _COMPARISONS if word in document)
    return _COMPARISONS[word](document["field"], document[word])


def _codes(written: str | list[str]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)
