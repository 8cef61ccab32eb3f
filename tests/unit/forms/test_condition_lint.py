"""Conditions and jumps that cannot work are refused at load, each with its place and its reason."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from tests.unit.forms.making import holder, loaded, options, spec, written

HERE = "$.properties.main.properties."
NAME, AGE, DAY, YES = spec("text"), spec("integer"), spec("date"), spec("yes_no")
HEAT = spec("decimal")
ILLS = spec("multi_choice", x_options=options("甲", "乙"))
ROW = {"child": YES, "age": AGE}
BESIDE = {"age": AGE, "day": DAY, "yes": YES, "heat": HEAT, "ills": ILLS, "name": NAME}


def family(**row: Any) -> dict[str, Any]:
    return spec("table", items=holder({**ROW, **row}), x_rows={"printed": 2})


def asked(condition: dict[str, Any], effect: str = "show") -> dict[str, Any]:
    return NAME | {"x-when": {effect: condition}}


def refused(fields: dict[str, Any], **words: Any) -> tuple[str, str]:
    with pytest.raises(DocumentInvalid) as caught:
        loaded(written(fields, **words))
    return caught.value.path.removeprefix(HERE), caught.value.reason


NO_ONE = "没有名为 nobody 的项"
DATES_ONLY = "只有日期能比较早晚"
COUNTS_ONLY = "只有多选题能用 chosen_at_least 和 chosen_at_most"


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ({"field": "nobody", "is": "yes"}, NO_ONE),
        ({"field": "nobody", "at_least": 3}, NO_ONE),
        ({"field": "nobody", "answered": True}, NO_ONE),
        ({"field": "^yes", "is": "yes"}, "没有名为 ^yes 的项"),
        ({"field": "age", "is": "yes"}, "age：多选题用 contains，其他选择题用 is"),
        ({"field": "yes", "contains": "yes"}, "yes：多选题用 contains，其他选择题用 is"),
        ({"field": "yes", "is_one_of": ["yes", "perhaps"]}, "yes 没有代码为 perhaps 的选项"),
        ({"field": "ills", "contains_any": ["a", "c"]}, "ills 没有代码为 c 的选项"),
        ({"field": "yes", "chosen_at_least": 1}, f"yes：{COUNTS_ONLY}"),
        ({"field": "ills", "chosen_at_least": 3}, "ills 没有那么多选项"),
        ({"field": "ills", "chosen_at_least": 2, "chosen_at_most": 1}, "chosen_at_least 与 chosen_at_most 之间没有值"),
        ({"field": "name", "at_least": 3}, "name：界限写成整数，只能用于 counter、integer"),
        ({"field": "age", "at_least": "3.5"}, "age：界限写成文字，只能用于 decimal、money、percentage"),
        ({"field": "heat", "at_most": 3}, "heat：界限写成整数，只能用于 counter、integer"),
        ({"field": "heat", "at_least": "37", "at_most": "-5.5"}, "at_least 与 at_most 之间没有值"),
        ({"field": "age", "at_least": 3, "at_most": "5"}, "at_least 与 at_most 之间没有值"),
        ({"field": "age", "before": "2025"}, f"age：{DATES_ONLY}"),
        ({"field": "day", "after": "2025-02", "before": "2025-01"}, "after 与 before 之间没有值"),
        ({"field": "day", "same_as": "nobody"}, NO_ONE),
        ({"field": "day", "before_field": "age"}, "day 与 age 不是同一种项，不能比较"),
        ({"field": "age", "after_field": "day"}, f"age：{DATES_ONLY}"),
        ({"rows": "name", "at_least": 1}, "没有名为 name 的表格"),
        ({"rows": "nobody", "at_least": 1}, "没有名为 nobody 的表格"),
        ({"rows": "family", "at_least": 2, "at_most": 1}, "at_least 与 at_most 之间没有值"),
    ],
)
@pytest.mark.parametrize("effect", ["show", "require", "forbid", "read_only"])
def test_a_condition_that_cannot_be_judged_is_refused(condition: dict[str, Any], reason: str, effect: str) -> None:
    fields = {**BESIDE, "family": family(), "asked": asked(condition, effect)}
    assert refused(fields) == (f"asked.x-when.{effect}", reason)


@pytest.mark.parametrize("word", ["all", "any"])
def test_what_is_wrong_deep_inside_is_found(word: str) -> None:
    condition = {"not": {word: [{"field": "yes", "is": "yes"}, {"field": "nobody", "is": "yes"}]}}
    assert refused({**BESIDE, "asked": asked(condition)}) == ("asked.x-when.show", NO_ONE)


def test_what_is_said_of_rows_must_be_known_there() -> None:
    condition = {"rows": "family", "where": {"field": "name", "answered": True}, "at_least": 1}
    fields = {**BESIDE, "family": family(), "asked": asked(condition)}
    assert refused(fields) == ("asked.x-when.show.where", "没有名为 name 的项")


@pytest.mark.parametrize(
    "condition",
    [
        {"any": [{"all": [{"field": "yes", "is": "yes"}] * 17}] * 3},
        {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"field": "yes", "is": "yes"}}}}}}}}},
    ],
    ids=["many parts", "deep"],
)
def test_a_condition_nobody_can_read_is_refused(condition: dict[str, Any]) -> None:
    assert refused({**BESIDE, "asked": asked(condition)}) == ("asked.x-when.show", "条件太大：最多50个部分、8层")


@pytest.mark.parametrize("effect", ["show", "require"])
def test_what_is_demanded_and_forbidden_alike_is_refused(effect: str) -> None:
    yes = {"field": "yes", "is": "yes"}
    fields = {**BESIDE, "asked": NAME | {"x-when": {effect: yes, "forbid": {"field": "yes", "is_one_of": ["yes"]}}}}
    assert refused(fields) == ("asked.x-when.forbid", f"与 {effect} 的条件相同，互相矛盾")


def test_one_may_be_demanded_and_forbidden_at_different_times() -> None:
    when = {"require": {"field": "yes", "is": "yes"}, "forbid": {"field": "yes", "is": "no"}}
    loaded(written({**BESIDE, "asked": NAME | {"x-when": when}}))


# waiting for each other -----------------------------------------------------------------------------------------------
ANSWERED = {"answered": True}


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"a": asked({"field": "a", **ANSWERED})}, "a.x-when.show"),
        ({"a": asked({"field": "b", **ANSWERED}), "b": asked({"not": {"field": "a", **ANSWERED}})}, "a.x-when.show"),
        (
            {
                "a": asked({"rows": "family", "where": {"field": "child", "is": "yes"}, "at_least": 1}),
                "family": family(reach=asked({"field": "^a", **ANSWERED})),
            },
            "a.x-when.show",
        ),
        (
            {"a": YES | {"x-jump": [{"when": {"field": "b", **ANSWERED}, "to": "c"}]}, "b": NAME, "c": NAME},
            "b.x-when.show",
        ),
    ],
    ids=["itself", "each other", "through rows", "through a jump"],
)
def test_questions_that_wait_for_each_other_are_refused(fields: dict[str, Any], path: str) -> None:
    assert refused(fields) == (path, "显示条件互相依赖")


def test_a_row_may_ask_for_at_most_three_things_around_it() -> None:
    around = {f"f{number}": YES for number in range(4)}
    condition = {"any": [{"field": f"^{code}", "is": "yes"} for code in around]}
    for effect in ("show", "require", "forbid"):
        fields = {**around, "family": family(reach=asked(condition, effect))}
        place = f"family.items.properties.reach.x-when.{effect}"
        assert refused(fields) == (place, "一条规则里关于外层的不同条件最多3个")
    both = {"show": {"any": condition["any"][:2]}, "require": {"any": condition["any"][2:]}}
    _, reason = refused({**around, "family": family(reach=NAME | {"x-when": both})})
    assert reason == "一条规则里关于外层的不同条件最多3个"
    three = {"all": [condition["any"][0], *condition["any"][:3]]}
    loaded(written({**around, "family": family(reach=asked(three))}))


# jumps ----------------------------------------------------------------------------------------------------------------
def jumping(to: str, **further: Any) -> dict[str, Any]:
    jump = {"when": {"field": "a", "is": "no"}, "to": to, **further}
    return {"first": NAME, "a": YES | {"x-jump": [jump]}, "b": NAME, "c": NAME}


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("nobody", "没有名为 nobody 的项或栏目"),
        ("first", "只能往后跳，并且至少跳过一项"),
        ("a", "只能往后跳，并且至少跳过一项"),
        ("b", "只能往后跳，并且至少跳过一项"),
    ],
)
def test_a_jump_goes_on_to_a_later_question(to: str, reason: str) -> None:
    assert refused(jumping(to)) == ("a.x-jump[0].to", reason)


def test_the_condition_of_a_jump_is_judged_like_any_other() -> None:
    assert refused(jumping("c", when={"field": "nobody", "is": "no"})) == ("a.x-jump[0].when", NO_ONE)


def test_no_question_is_jumped_over_from_everywhere() -> None:
    jump = {"when": {"field": "f0", "is": "no"}, "to": "z"}
    fields = {f"f{number}": YES for number in range(3)} | {"y": NAME, "z": NAME}
    fields |= {code: YES | {"x-jump": [jump] * 4} for code in ("f0", "f1", "f2")}
    assert refused(fields) == ("y", "跳过这一项的跳转多于10个")
