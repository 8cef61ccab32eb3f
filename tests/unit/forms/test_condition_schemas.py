"""Conditions and their schemas on generated answers: the schema accepts exactly what the condition holds of."""

from decimal import Decimal
from typing import Any

import jsonschema_rs
import re2
from hypothesis import given
from hypothesis import strategies as st

from formserver.forms.conditions import patterns
from formserver.forms.conditions.answers import Answered, ChosenCount, ContainsAny, DateWithin, IsOneOf, NumberWithin
from formserver.forms.conditions.base import ALWAYS, All, AnyOf, Condition, Not
from formserver.forms.conditions.comparing import SameAs
from formserver.forms.conditions.rows import RowCount
from formserver.forms.rules import Rule
from formserver.forms.shape import Oracle


def accepts(schema: dict[str, Any] | None, data: Any) -> bool:
    """The verdict of a schema, on which both engines agree."""
    assert schema is not None
    (verdict,) = {Oracle(schema).is_valid(data), jsonschema_rs.validator_for(schema).is_valid(data)}
    return verdict


# truth and schema -----------------------------------------------------------------------------------------------------
CODES = st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(tuple)
DAYS = st.sampled_from(["1999", "2000", "2000-01", "2000-02", "2000-01-31", "2000-02-01", "2010-10-10", "2020-12-31"])
COUNTS = st.one_of(st.none(), st.integers(0, 3))
WHOLE = st.integers(-120, 120)
TENTHS = st.decimals(-1200, 1200, places=2, allow_nan=False).map(lambda number: f"{number.normalize():f}")


def _limited(kind: type[Condition], field: str, limits: st.SearchStrategy[Any]) -> st.SearchStrategy[Condition]:
    pairs = st.tuples(st.none() | limits, st.none() | limits).filter(any)
    return pairs.map(lambda pair: kind(field, *pair))  # type: ignore[call-arg]


ROW_CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(IsOneOf, st.just("one"), CODES),
    _limited(NumberWithin, "age", WHOLE),
    st.builds(Not, st.builds(Answered, st.just("age"))),
)
SIMPLE = st.one_of(
    st.builds(IsOneOf, st.just("one"), CODES),
    st.builds(ContainsAny, st.just("many"), CODES),
    st.builds(Answered, st.sampled_from(["one", "many", "text"])),
    _limited(ChosenCount, "many", st.integers(1, 3)),
    _limited(NumberWithin, "age", WHOLE),
    _limited(NumberWithin, "heat", TENTHS),
    _limited(DateWithin, "day", DAYS),
    st.builds(RowCount, st.just("family"), ROW_CONDITIONS | st.just(ALWAYS), st.integers(0, 2), COUNTS),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)
ODD_VALUES: list[Any] = [None, True, 7, 0.5, "x", "05", "1e3", "-0", [], {}, "2000-1", "1.", ["a", "a"]]
ODD = st.sampled_from(ODD_VALUES)
ROWS = st.fixed_dictionaries({}, optional={"one": st.sampled_from("abcx"), "age": WHOLE})
DATA = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from("abcx") | ODD,
        "many": st.lists(st.sampled_from("abcx"), max_size=3) | ODD,
        "text": st.just("王"),
        "age": WHOLE | st.floats(-120, 120) | ODD,
        "heat": TENTHS | ODD,
        "day": DAYS | ODD,
        "family": st.lists(ROWS | ODD, max_size=3) | ODD,
    },
)


@given(CONDITIONS, DATA)
def test_a_condition_holds_exactly_when_its_schema_accepts(condition: Condition, data: dict[str, Any]) -> None:
    assert condition.holds(data) == accepts(condition.schema(), data)


@given(CONDITIONS, DATA)
def test_what_can_be_told_does_not_change_when_nothing_more_is_answered(
    condition: Condition, data: dict[str, Any]
) -> None:
    truth = condition.truth(data)
    assert truth is None or truth is condition.holds(data)


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
    assert rule.broken_by(given_data) != accepts(rule.schema(), given_data)


def test_a_rule_whose_condition_no_schema_says_has_none() -> None:
    assert Rule("require", "text", SameAs("one", "other")).schema() is None


# patterns -------------------------------------------------------------------------------------------------------------
@given(TENTHS, TENTHS | st.sampled_from(["0", "-0", "0.00", "-0.0", "0.1", "-0.1", "9.99", "10", "10.0", "99", "100"]))
def test_a_pattern_of_a_limit_accepts_what_is_not_beyond_it(limit: str, number: str) -> None:
    assert bool(re2.search(patterns.at_least(limit), number)) == (Decimal(number) >= Decimal(limit))
    assert bool(re2.search(patterns.at_most(limit), number)) == (Decimal(number) <= Decimal(limit))


@given(st.dates().map(str), st.dates().map(str), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_a_pattern_of_a_day_accepts_what_lies_on_its_side(limit: str, day: str, of_limit: int, of_day: int) -> None:
    limit, day = limit[:of_limit], day[:of_day]
    length = min(of_limit, of_day)
    assert bool(re2.search(patterns.before(limit), day)) == (day[:length] < limit[:length])
    assert bool(re2.search(patterns.after(limit), day)) == (day[:length] > limit[:length])
