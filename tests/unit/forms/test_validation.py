"""Validation: what is said, where, in which order, how gravely."""

from typing import Any

import jsonschema_rs
import pytest

from formserver.forms import validation
from formserver.forms.input_names import locate
from formserver.forms.problems import Problem
from tests.unit.forms.making import TODAY, holder, identity, messages, options, part_of, problems_of, spec

HEALTH = spec("multi_choice", title="身体情况", x_options=options("健康", "残疾", a={"exclusive": True}))
DISABLED = {"field": "health", "contains": "b"}
GRADE = spec("single_choice", title="残疾等级", x_options=options("一级", "二级"))
NAME, NOTE = spec("text", title="姓名"), spec("text", title="备注")
NUMBER = spec("identity_number", title="身份证号", x_none=[{"code": "none", "label": "无身份证"}])
FAMILY = spec("table", title="家庭成员", items=holder({"name": NAME, "note": NOTE}, required=["name"]))


def shown(rule: dict[str, Any]) -> Any:
    return part_of({"health": HEALTH, "grade": GRADE | {"x-when": rule}})


def test_valid_data_have_no_problem() -> None:
    assert problems_of(part_of({"name": NAME}, required=["name"]), {"name": "王兰"}) == []


def test_data_that_are_no_object_are_refused() -> None:
    assert messages(part_of({"name": NAME}), []) == ["填写内容应是一个对象"]


def test_a_missing_answer_is_asked_for_with_its_verb() -> None:
    part = part_of({"name": NAME, "grade": GRADE}, required=["name", "grade"])
    assert messages(part, {}) == ["请填写姓名", "请选择残疾等级"]


def test_a_condition_is_told_as_the_reason() -> None:
    part = shown({"show": DISABLED, "require": True})
    assert messages(part, {"health": ["b"]}) == ["请选择残疾等级（因为身体情况选了“残疾”）"]
    assert messages(part, {"health": ["a"], "grade": "a"}) == ["残疾等级不用填写（因为身体情况没有选“残疾”）"]
    assert messages(part, {"health": ["b"], "grade": "a"}) == messages(part, {}) == []


def test_a_field_may_be_required_by_another_condition_than_shown() -> None:
    part = shown({"require": DISABLED})
    assert messages(part, {"health": ["b"]}) == ["请选择残疾等级（因为身体情况选了“残疾”）"]
    assert messages(part, {"grade": "a"}) == []


def test_an_implied_demand_without_condition_is_a_warning_too() -> None:
    part = shown({"require": True, "warn": True})
    assert [problem.level for problem in problems_of(part, {"health": ["a"]})] == ["warning"]


def test_an_implied_demand_is_a_warning() -> None:
    part = shown({"show": DISABLED, "require": True, "warn": True})
    found = problems_of(part, {"health": ["b"]})
    assert [problem.level for problem in found] == ["warning"]
    assert validation.errors(found) == []


def test_a_required_field_is_satisfied_by_its_none() -> None:
    part = part_of({"number": NUMBER}, required=["number"])
    assert messages(part, {"number__none": "none"}) == []


def test_a_missing_answer_names_what_may_be_said_instead() -> None:
    reasons = [{"code": "none", "label": "无身份证"}, "not_provided"]
    part = part_of({"number": NUMBER | {"x-none": reasons}}, required=["number"])
    assert messages(part, {}) == ["请填写身份证号，或选择“无身份证”“暂未提供”"]


def test_a_hidden_field_cannot_be_answered_with_none_either() -> None:
    part = part_of({"name": NAME, "number": NUMBER | {"x-when": {"show": {"field": "name", "answered": True}}}})
    assert messages(part, {"number__none": "none"}) == ["身份证号不能再选“无身份证”（因为没有填写姓名）"]


def test_an_unknown_answer_is_named() -> None:
    assert messages(part_of({"name": NAME}), {"name": "王兰", "nick": "兰兰"}) == ["这张表没有“nick”这一项"]


def test_problems_stand_in_paper_order_whatever_the_order_of_keys() -> None:
    fixed = spec("fixed_table", items=FAMILY["items"], x_rows={"rows": [{"code": c, "label": c} for c in "ba"]})
    part = part_of({"name": NAME, "family": FAMILY, "rooms": fixed, "note": NOTE}, required=["note", "name"])
    data = {"rooms": {"a": {"note": "1"}, "b": {"note": ""}}, "family": [{"name": ""}, {"note": "1"}], "x": 1}
    assert [problem.pointer for problem in problems_of(part, data)] == [
        "/x",
        "/name",
        "/family/0/name",
        "/family/1/name",
        "/rooms/b/name",
        "/rooms/b/note",
        "/rooms/a/name",
        "/note",
    ]


def test_one_place_has_one_problem() -> None:
    part = part_of({"phone": spec("phone", title="电话")})
    assert messages(part, {"phone": "9" * 30}) == ["电话应为11位手机号码，或带区号的固定电话，例如 0711-1234567"]


def test_an_error_comes_before_a_warning_of_the_same_place() -> None:
    part = part_of({"day": spec("date", title="日期")}, x_checks=[NOT_IN_FUTURE])
    assert [problem.level for problem in problems_of(part, {"day": "2025-02-30"})] == ["error"]


NOT_IN_FUTURE = {"check": "not_in_future", "field": "day", "level": "warning"}


def test_checks_do_not_run_on_values_of_a_wrong_shape() -> None:
    part = part_of({"day": spec("date", title="日期")}, x_checks=[NOT_IN_FUTURE])
    assert messages(part, {"day": ["2030-01-01"]}) == [
        "日期应填写日期，例如 2025-01-08，现在填的是“['2030-01-01']”",
    ]


def test_checks_run_inside_rows_and_sentences() -> None:
    row = holder({"day": spec("date", title="日期")}, x_checks=[NOT_IN_FUTURE])
    inside = {"rows": spec("table", items=row), "one": spec("section", **row)}
    found = problems_of(part_of(inside), {"rows": [{}, {"day": "2026-01-01"}], "one": {"day": "2026-01-01"}})
    assert [problem.pointer for problem in found] == ["/rows/0", "/rows/1/day", "/one/day"]


@pytest.mark.parametrize(
    ("path", "field", "is_group", "upto"),
    [
        ((), None, True, ()),
        (("family",), "family", False, ("family",)),
        (("family", 0), "family", True, ("family", 0)),
        (("family", 0, "name"), "name", False, ("family", 0, "name")),
        (("name", 0), "name", False, ("name",)),
        (("gone",), None, False, ("gone",)),
    ],
)
def test_a_path_leads_to_its_field(path: Any, field: str | None, is_group: bool, upto: Any) -> None:
    spot = locate(part_of({"name": NAME, "family": FAMILY}), path)
    assert (spot.field and spot.field.code, spot.group is not None, spot.path) == (field, is_group, upto)


def test_a_problem_says_itself() -> None:
    problem = Problem(("name",), "请填写%(label)s", {"label": "姓名"}).below("family", 0)
    assert problem.as_json() == {"path": "/family/0/name", "level": "error", "message": "请填写姓名"}


def test_a_pattern_ends_where_the_text_ends() -> None:
    part = part_of({"answer": spec("text", pattern="^[0-9]+$")})
    assert not part.oracle.is_valid({"answer": "1\n"})
    assert not jsonschema_rs.validator_for(part.schema).is_valid({"answer": "1\n"})


def test_a_pattern_cannot_run_for_ever() -> None:
    part = part_of({"answer": spec("text", pattern="^(a+)+$")})
    assert messages(part, {"answer": "a" * 99 + "b"}) == ["问题的格式不正确"]


def test_sex_and_birth_agree_with_the_identity_number() -> None:
    sex = spec(
        "single_choice", title="性别", x_options=[{"code": "male", "label": "男"}, {"code": "female", "label": "女"}]
    )
    fields = {
        "number": NUMBER,
        "sex": sex | {"x-computed": {"from": "number", "take": "sex"}},
        "born": spec("date", title="出生", x_precision=["year", "month", "day"])
        | {"x-computed": {"from": "number", "take": "birth_month"}},
    }
    part, number = part_of(fields), identity("19400302")
    assert messages(part, {"number": number, "sex": "male", "born": "1941"}) == [
        "性别与身份证号不一致：按身份证号应为女",
        "出生与身份证号不一致：按身份证号应为1940年3月",
    ]
    for born in ("1940", "1940-03", "1940-03-02"):
        assert messages(part, {"number": number, "sex": "female", "born": born}) == []
    assert validation.check(part, {"sex": "male"}, today=TODAY) == []
