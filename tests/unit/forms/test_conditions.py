"""Conditions: their truth in two and in three values, their schema, their sentence, what they speak of."""

from typing import Any

import pytest

from formserver.forms.conditions import base
from formserver.forms.conditions.answers import (
    Answered,
    IsOneOf,
    is_before,
)
from formserver.forms.conditions.base import ALWAYS, CLOSED, NEVER, All, AnyOf, Not, seen_from_inside
from formserver.forms.conditions.comparing import AfterField, BeforeField
from formserver.forms.conditions.rows import RowCount
from formserver.forms.conditions.written import parse

# written once, with the sentence and its contrary, answers for which it holds, and answers for which it does not
WRITTEN: list[tuple[dict[str, Any], str, str, list[dict[str, Any]], list[dict[str, Any]]]] = [
    (
        {"field": "one", "is": "a"},
        "健康选了“A”",
        "健康没有选“A”",
        [{"one": "a"}],
        [{"one": "b"}],
    ),
    (
        {"field": "one", "is_one_of": ["a", "b"]},
        "健康选了“A”或“B”",
        "健康没有选“A”或“B”",
        [{"one": "a"}, {"one": "b"}],
        [{"one": "c"}],
    ),
    (
        {"field": "many", "contains": "a"},
        "类别选了“A”",
        "类别没有选“A”",
        [{"many": ["a", "b"]}],
        [{"many": ["b"]}],
    ),
    (
        {"field": "many", "contains_any": ["a", "b"]},
        "类别选了“A”或“B”",
        "类别没有选“A”或“B”",
        [{"many": ["b"]}],
        [{"many": ["c"]}],
    ),
    (
        {"field": "many", "chosen_at_least": 2},
        "类别选了至少2项",
        "类别选的不到2项",
        [{"many": ["a", "b"]}],
        [{"many": ["a"]}],
    ),
    (
        {"field": "many", "chosen_at_most": 1},
        "类别选了最多1项",
        "类别没有选，或选了超过1项",
        [{"many": ["a"]}],
        [{"many": ["a", "b"]}],
    ),
    (
        {"field": "many", "chosen_at_least": 1, "chosen_at_most": 2},
        "类别选了1到2项",
        "类别选的不是1到2项",
        [{"many": ["a"]}, {"many": ["a", "b"]}],
        [{"many": ["a", "b", "c"]}],
    ),
    (
        {"field": "age", "at_least": 60},
        "年龄不小于60",
        "年龄没有填写，或小于60",
        [{"age": 60}],
        [{"age": 59}],
    ),
    (
        {"field": "age", "at_most": 60},
        "年龄不大于60",
        "年龄没有填写，或大于60",
        [{"age": 60}],
        [{"age": 61}],
    ),
    (
        {"field": "heat", "at_least": "36.5", "at_most": "37.2"},
        "体温在36.5到37.2之间",
        "体温没有填写，或不在36.5到37.2之间",
        [{"heat": "36.5"}, {"heat": "37.20"}],
        [{"heat": "36.4"}, {"heat": "37.21"}],
    ),
    (
        {"field": "day", "after": "2025-01-31"},
        "日期晚于2025年1月31日",
        "日期没有填写，或不晚于2025年1月31日",
        [{"day": "2025-02"}, {"day": "2025-02-01"}],
        [{"day": "2025-01"}, {"day": "2025-01-31"}],
    ),
    (
        {"field": "day", "before": "2025-02"},
        "日期早于2025年2月",
        "日期没有填写，或不早于2025年2月",
        [{"day": "2024"}, {"day": "2025-01-31"}],
        [{"day": "2025"}, {"day": "2025-02-01"}],
    ),
    (
        {"field": "day", "after": "2024", "before": "2026"},
        "日期晚于2024年、早于2026年",
        "日期没有填写，或不在2024年和2026年之间",
        [{"day": "2025-06"}],
        [{"day": "2024-12-31"}, {"day": "2026"}],
    ),
    (
        {"field": "text", "same_as": "other"},
        "姓名与曾用名相同",
        "姓名与曾用名不相同",
        [{"text": "王", "other": "王"}],
        [{"text": "王", "other": "李"}],
    ),
    (
        {"field": "day", "before_field": "end"},
        "日期早于截止日期",
        "日期不早于截止日期",
        [{"day": "2025-01-01", "end": "2025-02"}],
        [{"day": "2025-02-01", "end": "2025-02"}],
    ),
    (
        {"field": "day", "after_field": "end"},
        "日期晚于截止日期",
        "日期不晚于截止日期",
        [{"day": "2025-03", "end": "2025-02-01"}],
        [{"day": "2025", "end": "2025-02-01"}],
    ),
    (
        {"all": [{"field": "one", "is": "a"}, {"field": "age", "at_least": 60}]},
        "健康选了“A”，并且年龄不小于60",
        "健康没有选“A”，或者年龄没有填写，或小于60",
        [{"one": "a", "age": 60}],
        [{"one": "b"}, {"one": "a", "age": 3}],
    ),
    (
        {"any": [{"field": "one", "is": "a"}, {"field": "age", "at_least": 60}]},
        "健康选了“A”，或者年龄不小于60",
        "健康没有选“A”，并且年龄没有填写，或小于60",
        [{"one": "a"}, {"one": "b", "age": 60}],
        [{"one": "b", "age": 3}],
    ),
    (
        {"rows": "family", "where": {"field": "age", "at_most": 17}, "at_least": 2},
        "家人里（年龄不大于17）的至少有2行",
        "家人里（年龄不大于17）的不到2行",
        [{"family": [{"age": 3}, {"age": 60}, {"age": 17}]}],
        [{"family": [{"age": 3}, {"age": 60}]}],
    ),
    (
        {"rows": "family", "where": {"field": "age", "at_most": 17}, "at_most": 0},
        "家人里（年龄不大于17）的最多有0行",
        "家人里（年龄不大于17）的超过0行",
        [{"family": [{"age": 60}]}],
        [{"family": [{"age": 3}]}],
    ),
    (
        {"rows": "family", "at_least": 1, "at_most": 2},
        "家人有1到2行",
        "家人不是1到2行",
        [{"family": [{"age": 60}]}],
        [{"family": [{"age": 3}] * 3}],
    ),
]
TITLES = {
    **{"one": "健康", "many": "类别", "age": "年龄", "heat": "体温", "day": "日期", "end": "截止日期", "text": "姓名"},
    **{"other": "曾用名", "family": "家人", "family.age": "年龄"},
}


def words(field: str, option: str | None) -> str:
    return TITLES[field] if option is None else option.upper()


# one by one -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("written", "sentence", "contrary", "fitting", "unfitting"), WRITTEN)
def test_a_condition_says_itself_and_its_contrary(
    written: dict[str, Any], sentence: str, contrary: str, fitting: list[Any], unfitting: list[Any]
) -> None:
    assert parse(written).sentence(words) == sentence
    assert Not(parse(written)).sentence(words) == parse({"not": written}).sentence(words) == contrary


@pytest.mark.parametrize(("written", "sentence", "contrary", "fitting", "unfitting"), WRITTEN)
def test_a_condition_holds_of_some_answers_and_not_of_others(
    written: dict[str, Any], sentence: str, contrary: str, fitting: list[Any], unfitting: list[Any]
) -> None:
    condition = parse(written)
    for judge in (condition.truth, condition.holds):
        assert [judge(data) for data in fitting] == [True] * len(fitting)
        assert [judge(data) for data in unfitting] == [False] * len(unfitting)


@pytest.mark.parametrize("written", [row[0] for row in WRITTEN])
def test_an_open_question_leaves_it_untold_and_a_hidden_one_settles_it(written: dict[str, Any]) -> None:
    condition = parse(written)
    names = {name for name, _ in condition.references() if "." not in name}
    is_most_of_rows = written.get("rows") and not written.get("at_least")
    assert condition.truth({}) is None
    assert condition.truth(dict.fromkeys(names, CLOSED)) is condition.holds({}) is bool(is_most_of_rows)


def test_whether_a_question_is_answered_can_always_be_told() -> None:
    answered = parse({"field": "text", "answered": True})
    assert [answered.truth(data) for data in ({}, {"text": CLOSED}, {"text": "王"})] == [False, False, True]
    assert (
        answered.sentence(words) == parse({"not": {"field": "text", "answered": False}}).sentence(words) == "填写了姓名"
    )
    assert parse({"field": "text", "answered": False}).sentence(words) == "没有填写姓名"


@pytest.mark.parametrize(
    ("kept", "joined", "truth"),
    [
        ((True, None), "all", None),
        ((False, None), "all", False),
        ((None, False), "all", False),
        ((True, True), "all", True),
        ((True, None), "any", True),
        ((None, True), "any", True),
        ((False, None), "any", None),
        ((None, False), "any", None),
        ((False, False), "any", False),
    ],
)
def test_what_can_be_told_of_joined_statements_follows_from_their_parts(
    kept: tuple[bool | None, ...], joined: str, truth: bool | None
) -> None:
    answers = {"f0": kept[0], "f1": kept[1]}
    data = {code: "yes" if value else "no" for code, value in answers.items() if value is not None}
    condition = parse({joined: [{"field": code, "is": "yes"} for code in answers]})
    assert condition.truth(data) is truth
    assert Not(condition).truth(data) is (None if truth is None else not truth)


def test_a_count_of_rows_can_be_told_once_the_open_rows_cannot_change_it() -> None:
    adults = parse({"rows": "family", "where": {"field": "age", "at_least": 18}, "at_least": 1, "at_most": 2})
    grown, child, untold = {"age": 30}, {"age": 3}, {"name": "王"}
    rows = {
        "certain": ([grown, child], True),
        "may be none": ([child, untold], None),
        "may be three": ([grown, grown, untold], None),
        "too many whatever comes": ([grown, grown, grown, untold], False),
        "none whatever comes": ([child, {"age": CLOSED}], False),
    }
    assert {name: adults.truth({"family": family}) for name, (family, _) in rows.items()} == {
        name: truth for name, (_, truth) in rows.items()
    }


def test_a_condition_names_what_it_speaks_of() -> None:
    both = [{"field": "one", "is": "a"}, {"any": [{"field": "many", "contains": "b"}]}]
    rows = {"rows": "family", "where": {"field": "relation", "is": "c"}, "at_least": 1}
    pair = {"field": "day", "before_field": "^end"}
    condition = parse({"all": [*both, {"not": {"field": "text", "answered": True}}, rows, pair]})
    assert list(condition.references()) == [
        ("one", "a"),
        ("many", "b"),
        ("text", None),
        ("family", None),
        ("family.relation", "c"),
        ("day", None),
        ("^end", None),
    ]
    assert condition.names_head
    assert len(list(condition.parts_within())) == 5


def test_a_condition_has_all_its_faces() -> None:
    assert base.Condition.__abstractmethods__ == {"truth", "schema", "sentence", "references", "explained"}


@pytest.mark.parametrize("word", ["same_as", "before_field", "after_field"])
def test_two_answers_are_compared_by_no_schema(word: str) -> None:
    compared = parse({"field": "day", word: "end"})
    rows = RowCount("family", compared, least=1)
    assert [one.schema() for one in (compared, Not(compared), All((compared,)), AnyOf((compared,)), rows)] == [None] * 5


def test_what_is_no_date_is_before_nothing() -> None:
    assert not is_before("明天", "2025")
    assert not BeforeField("day", "end").holds({"day": 3, "end": "2025"})
    assert not AfterField("day", "end").holds({"day": "2025", "end": ["2024"]})


def test_what_is_known_of_parts_settles_the_whole() -> None:
    a, b = IsOneOf("one", ("a",)), Answered("text")
    assert All((a, b)).given({a: True}) == All((b,))
    assert All((a, b)).given({a: False}) == NEVER
    assert AnyOf((a, b)).given({a: False}) == AnyOf((b,))
    assert AnyOf((a, b)).given({a: True}) == ALWAYS
    assert [Not(a).given({a: known}) for known in (True, False)] == [NEVER, ALWAYS]
    assert Not(a).given({b: True}) == Not(a)


def test_inside_an_object_the_answers_around_have_a_mark() -> None:
    assert seen_from_inside({"consent": "yes", "^further": "no"}) == {"^consent": "yes"}
