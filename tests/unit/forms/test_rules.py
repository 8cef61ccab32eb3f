"""Conditions between fields: their truth, their schema, their sentence; rules made of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from formserver.forms.conditions import base
from formserver.forms.conditions.answers import Answered, ContainsAny, IsOneOf
from formserver.forms.conditions.base import ALWAYS, All, AnyOf, Condition, Not
from formserver.forms.conditions.written import parse
from formserver.forms.rules import Rule

CODES = st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(tuple)
SIMPLE = st.one_of(
    st.builds(IsOneOf, st.just("one"), CODES),
    st.builds(ContainsAny, st.just("many"), CODES),
    st.builds(Answered, st.sampled_from(["one", "many", "text"])),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from("abcx"),
        "many": st.lists(st.sampled_from("abcx"), max_size=3) | st.just("a"),
        "text": st.just("王"),
    },
)


def words(field: str, option: str | None) -> str:
    return {"one": "健康", "many": "类别", "text": "姓名"}[field] if option is None else option.upper()


@given(CONDITIONS, DATA)
def test_a_condition_holds_exactly_when_its_schema_accepts(condition: Condition, data: dict[str, Any]) -> None:
    assert condition.holds(data) == Draft202012Validator(condition.schema() or {}).is_valid(data)


@given(
    st.builds(
        Rule,
        st.sampled_from(["require", "forbid"]),
        st.just("text"),
        CONDITIONS | st.just(ALWAYS),
        st.sampled_from([None, "text__none"]),
    ),
    DATA,
    st.booleans(),
)
def test_a_rule_is_broken_exactly_when_its_schema_refuses(rule: Rule, data: dict[str, Any], none: bool) -> None:
    if rule.effect == "forbid":
        rule = Rule("forbid", rule.field, rule.when)
    given_data = data | ({"text__none": "none"} if none else {})
    assert rule.broken_by(given_data) != Draft202012Validator(rule.schema() or {}).is_valid(given_data)


@pytest.mark.parametrize(
    ("written", "sentence", "contrary"),
    [
        ({"field": "one", "is": "a"}, "健康选了“A”", "健康没有选“A”"),
        ({"field": "one", "is_one_of": ["a", "b"]}, "健康选了“A”或“B”", "健康没有选“A”或“B”"),
        ({"field": "many", "contains": "a"}, "类别选了“A”", "类别没有选“A”"),
        ({"field": "many", "contains_any": ["a", "b"]}, "类别选了“A”或“B”", "类别没有选“A”或“B”"),
        ({"field": "text", "answered": True}, "填写了姓名", "没有填写姓名"),
        ({"field": "text", "answered": False}, "没有填写姓名", "填写了姓名"),
        (
            {"all": [{"field": "one", "is": "a"}, {"field": "text", "answered": True}]},
            "健康选了“A”，并且填写了姓名",
            "健康没有选“A”，或者没有填写姓名",
        ),
        (
            {"any": [{"field": "one", "is": "a"}, {"field": "text", "answered": True}]},
            "健康选了“A”，或者填写了姓名",
            "健康没有选“A”，并且没有填写姓名",
        ),
        ({"not": {"not": {"field": "one", "is": "a"}}}, "健康选了“A”", "健康没有选“A”"),
    ],
)
def test_a_condition_says_itself_and_its_contrary(written: dict[str, Any], sentence: str, contrary: str) -> None:
    condition = parse(written)
    assert condition.sentence(words) == sentence
    assert Not(condition).sentence(words) == contrary


def test_a_condition_names_what_it_speaks_of() -> None:
    both = [{"field": "one", "is": "a"}, {"any": [{"field": "many", "contains": "b"}]}]
    condition = parse({"all": [*both, {"not": {"field": "text", "answered": True}}]})
    assert list(condition.references()) == [("one", "a"), ("many", "b"), ("text", None)]


@pytest.mark.parametrize("face", ["truth", "schema", "sentence", "references"])
def test_a_condition_has_all_its_faces(face: str) -> None:
    assert face in base.Condition.__abstractmethods__
