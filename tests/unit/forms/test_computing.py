"""Computed values of an assessment: exact, in order, in rows and sentences; what is posted for them is thrown away."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formserver.forms import reading, validation
from formserver.forms.expressions.scopes import Known
from tests.compute_zoo import ability
from tests.unit.forms.making import (
    TODAY,
    data_of,
    field_of,
    fixed,
    holder,
    identity,
    kept,
    messages,
    options,
    part_of,
    spec,
)

PART = ability().first_part
KNOWN = Known(TODAY)
WELL = {"adl.eating": "alone", "adl.bathing": "alone", "adl.dressing": "alone"}
SERVICES = {"services.0.price": "12.5", "services.0.times": "3", "services.4.price": "80", "services.4.times": "1"}


# values ---------------------------------------------------------------------------------------------------------------
def test_nothing_is_computed_for_an_empty_page() -> None:
    assert data_of(PART, {}) == {}


def test_points_add_up_only_when_every_line_is_answered() -> None:
    assert "adl_total" not in data_of(PART, {"adl.eating": "alone", "adl.bathing": "helped"})
    assert data_of(PART, WELL)["adl_total"] == 30


@pytest.mark.parametrize(("helped", "grade"), [(0, "able"), (1, "mild"), (2, "moderate"), (3, "moderate")])
def test_a_total_falls_into_its_band(helped: int, grade: str) -> None:
    lines = {line: "helped" for line in list(WELL)[:helped]}
    assert data_of(PART, WELL | lines)["adl_grade"] == grade


@pytest.mark.parametrize(
    ("mental", "dementia", "overall"),
    [
        ("able", "no", "able"),
        ("moderate", "no", "moderate"),
        ("able", "yes", "mild"),
        ("severe", "yes", "severe"),
        ("", "no", "able"),
        ("mild", "", None),
    ],
)
def test_the_worst_grade_counts_and_one_worse_with_dementia(mental: str, dementia: str, overall: str | None) -> None:
    assert data_of(PART, WELL | {"mental": mental, "dementia": dementia}).get("overall") == overall


def test_the_age_follows_from_a_proposed_birth() -> None:
    data = data_of(PART, {"identity_number": identity("19400316"), "assessed_on": "2025-03-15"})
    assert (data["birth"], data["age"]) == ("1940-03-16", 84)


def test_a_typed_birth_is_not_replaced_but_doubted() -> None:
    data = data_of(PART, {"identity_number": identity("19400316"), "birth": "1941-03-16"})
    assert data["birth"] == "1941-03-16"
    assert messages(PART, data) == ["提醒：出生日期与算出的不一致：应为1940年3月16日"]


@pytest.mark.parametrize(
    ("previous", "change"), [({"adl_total": 10}, 20), ({"adl_total": 30}, 0), ({}, None), (None, None)]
)
def test_the_change_is_counted_from_the_last_approved_record(
    previous: dict[str, Any] | None, change: int | None
) -> None:
    assert data_of(PART, WELL, Known(TODAY, previous)).get("change") == change


def test_rows_sum_up_into_the_part_and_into_a_sentence() -> None:
    data = data_of(PART, SERVICES | {"share": "12.5"})
    assert [row["cost"] for row in data["services"]] == ["37.5", "80"]
    assert (data["monthly"], data["plan"], data["own_share"]) == ("117.5", {"visits": 4}, "14.69")


def test_a_value_stands_in_the_page_row_it_was_computed_from() -> None:
    pairs = kept(PART, SERVICES)
    assert [pairs.raw(f"services.{row}.cost") for row in (0, 1, 4)] == ["37.5", "", "80"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 99)), min_size=1, max_size=20), st.integers(0, 1000))
def test_money_is_exact_to_the_last_fen(rows: list[tuple[int, int]], share: int) -> None:
    typed = {f"services.{n}.price": f"{price / 100:.2f}" for n, (price, _) in enumerate(rows)}
    typed |= {f"services.{n}.times": str(times) for n, (_, times) in enumerate(rows)}
    data = data_of(PART, typed | {"share": f"{share / 10:.1f}"})
    monthly = sum((Decimal(price) / 100 * times for price, times in rows), Decimal(0))
    assert Decimal(data["monthly"]) == monthly
    assert Decimal(data["own_share"]) == (monthly * share / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("kind", "words", "result", "answer"),
    [
        ("integer", {}, -5, -5),
        ("money", {}, 5, "0.05"),
        ("money", {}, 1250, "12.5"),
        ("money", {}, -100, "-1"),
        ("decimal", {"x_decimals": 1}, 365, "36.5"),
        ("percentage", {}, 1000, "100"),
        ("text", {}, "甲", "甲"),
        ("text", {}, "", None),
        ("time", {}, "08:30", "08:30"),
        ("date", {"x_precision": ["month"]}, "2025-01-08", "2025-01"),
        ("date", {"x_precision": ["year", "day"]}, "2025-01", "2025"),
        ("date", {}, "2025", None),
        ("single_choice", {"x_options": options("甲")}, "a", "a"),
        ("single_choice", {"x_options": options("甲")}, "z", None),
        ("yes_no", {}, "yes", "yes"),
    ],
)
def test_a_result_is_written_as_its_kind_writes_answers(kind: str, words: Any, result: Any, answer: Any) -> None:
    assert field_of(kind, **words).from_result(result) == answer


@pytest.mark.parametrize(
    ("kind", "value", "operand"),
    [
        ("integer", 3, 3),
        ("integer", "three", None),
        ("money", "12.5", 1250),
        ("money", "12.555", None),
        ("decimal", "-0.05", -5),
        ("percentage", "12.5", 125),
        ("text", 3, None),
        ("date", "2025-01", "2025-01"),
    ],
)
def test_an_answer_is_read_whatever_its_shape(kind: str, value: Any, operand: Any) -> None:
    assert field_of(kind).to_operand(value) == operand


# names ----------------------------------------------------------------------------------------------------------------
ROW = holder({"n": spec("integer"), "days": spec("multi_choice", x_options=options("一", "二"))})
NAMED = {
    "one": spec("single_choice", x_options=options("甲", "乙", a={"points": 2})),
    "many": spec("multi_choice", x_options=options("甲", "乙", "丙", a={"points": 2}, c={"points": 5})),
    "scale": spec(
        "matrix",
        x_rows={"rows": [{"code": "x", "label": "某"}, {"code": "y", "label": "另"}]},
        x_options=options("甲", "乙", a={"points": 1}),
    ),
    "rows": spec("table", items=ROW),
    "lines": spec(
        "fixed_table", items=ROW, x_rows={"rows": [{"code": "x", "label": "某"}, {"code": "y", "label": "另"}]}
    ),
    "part": spec("section", properties={"n": spec("integer")}, x_order=["n"]),
    "today": spec("integer"),
}


@pytest.mark.parametrize(
    ("cel", "data", "expected"),
    [
        ("one.points", {"one": "a"}, 2),
        ("one.points", {"one": "b"}, None),
        ("sum(many.points)", {"many": ["a", "b", "c"]}, 7),
        ("sum(many.points)", {"many": "damaged"}, None),
        ("count(many)", {"many": ["a", "b"]}, 2),
        ("sum(scale.points)", {"scale": {"x": "a", "y": "a"}}, 2),
        ("count(scale.points)", {"scale": {"x": "b"}}, 0),
        ("scale.y.points", {"scale": {"y": "a"}}, 1),
        ("rows.rows", {}, 0),
        ("rows.rows", {"rows": [{"n": 1}, {"days": ["a"]}]}, 2),
        ("sum(rows.n)", {"rows": [{"n": 1}, {"days": ["a"]}, {"n": 4}]}, 5),
        ("sum(rows.n)", {"rows": "damaged"}, None),
        ("lines.y.n", {"lines": {"y": {"n": 3}}}, 3),
        ("sum(lines.n)", {"lines": {"x": {"n": 1}, "y": {"n": 3}}}, 4),
        ("part.n", {"part": {"n": 3}}, 3),
        ("part.n", {"part": 3}, None),
        ("today", {"today": 3}, 3),
        ("form.today", {"today": 3}, 3),
    ],
)
def test_a_name_reads_what_the_specification_says(cel: str, data: dict[str, Any], expected: int | None) -> None:
    part = part_of({**NAMED, "result": fixed(cel)})
    found = {path: value for path, _, value in part.computing.values(data, KNOWN)}
    assert found.get(("result",)) == expected


def test_today_is_the_day_it_is_computed_on() -> None:
    part = part_of({"day": fixed("today", "date")})
    assert data_of(part, {}, Known(date(2025, 3, 1))) == {"day": "2025-03-01"}


def test_answers_nobody_types_are_seen_too() -> None:
    part = part_of({"nth": spec("counter"), "next": fixed("nth + 1")})
    assert data_of(part, {}, Known(TODAY, given={"nth": 3})) == {"next": 4}


# problems -------------------------------------------------------------------------------------------------------------
def test_a_typed_date_of_less_precision_agrees() -> None:
    part = part_of({"d": spec("date", x_precision=["month", "day"], x_computed={"cel": '"2025-01-08"'})})
    assert messages(part, {"d": "2025-01"}) == []
    assert messages(part, {"d": "2025-02"}) == ["提醒：问题与算出的不一致：应为2025年1月8日"]


def test_a_written_check_quotes_the_answers() -> None:
    data = data_of(PART, SERVICES | {"services.0.times": "90", "share": "50"})
    assert messages(PART, data) == ["提醒：本人承担602.5元，超过500元，请核实"]


def test_a_written_check_blocks_where_the_document_says_so() -> None:
    data = data_of(PART, dict.fromkeys(WELL, "unable") | {"dementia": "no"})
    assert [problem.level for problem in validation.check(PART, data, today=TODAY)] == ["error"]


def test_a_check_in_a_row_is_told_at_its_row() -> None:
    check = {"check": "holds", "cel": "n <= form.most", "message": "{n}太多", "at": "n", "level": "error"}
    row = holder({"n": spec("integer")}, x_checks=[check])
    part = part_of({"most": spec("integer"), "rows": spec("table", items=row)})
    problems = validation.check(part, {"most": 2, "rows": [{"n": 1}, {"n": 3}]}, today=TODAY)
    assert [(problem.path, problem.message) for problem in problems] == [(("rows", 1, "n"), "3太多")]


def test_a_check_may_speak_of_the_last_record() -> None:
    check = {"check": "holds", "cel": "n >= previous.n", "message": "比上次少", "at": "n", "level": "warning"}
    part = part_of({"n": spec("integer")}, x_checks=[check])
    said = [validation.check(part, {"n": 3}, today=TODAY, previous=previous) for previous in ({"n": 4}, None)]
    assert [len(problems) for problems in said] == [1, 0]


def test_a_result_outside_the_limits_is_told_as_a_result() -> None:
    part = part_of({"a": spec("money"), "b": spec("money"), "rest": fixed("a - b", "money")})
    problems = messages(part, data_of(part, {"a": "1", "b": "2.5"}))
    assert problems == ["问题算出来是“-1.5”，超出了这一项允许的范围，请核对有关各项"]


def test_a_computed_value_is_read_like_any_other() -> None:
    lines = {line.label: line.text for chapter in reading.read(PART, data_of(PART, WELL)) for line in chapter.lines}
    assert (lines["自理总分"], lines["自理等级"]) == ("30分", "能力完好")
