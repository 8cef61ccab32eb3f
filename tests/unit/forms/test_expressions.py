"""The language of computed values: what each function gives, what blanks do, and that nothing runs away or raises."""

import os
import threading
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formserver.forms.expressions import cel
from formserver.forms.expressions.cel import Expression
from formserver.forms.expressions.functions import FUNCTIONS
from formserver.forms.expressions.operands import BANDS
from formserver.forms.expressions.sizes import Size
from formserver.resources import root
from tests.unit.forms.making import identity

TYPES = {
    **dict.fromkeys(("a", "b", "c"), "int"),
    **dict.fromkeys(("s", "t"), "string"),
    **dict.fromkeys(("rows.n", "points"), "list(int)"),
    **dict.fromkeys(("rows.sex", "order"), "list(string)"),
    "bands": BANDS,
}
MOST = dict.fromkeys(TYPES, Size(10**6, 500))
ORDER = ["able", "mild", "severe"]
COUNTS = st.integers(-(10**9), 10**9)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def value(text: str, answers: Mapping[str, Any] | None = None, wanted: str = "int") -> Any:
    """The value of an expression that the check accepts."""
    cel.check(text, TYPES, wanted)
    return Expression(text, MOST).value((answers or {}).get)


# blanks ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["a + 1", "a > 1 ? 2 : 3", "sum([a + 1, b])", "half_up(a, 2)", "[a].size()"])
def test_what_needs_an_unanswered_name_has_no_value(text: str) -> None:
    assert value(text, {"b": 2}) is None


@pytest.mark.parametrize("text", ['s == "x" || a > 1', '!(s != "x" && a > 1)', 's == "x" ? true : a > 1'])
def test_a_name_that_decides_nothing_may_be_unanswered(text: str) -> None:
    assert value(text, {"s": "x"}, "bool") is True


def test_a_comparison_with_an_unanswered_name_is_neither_true_nor_false() -> None:
    assert [value(f's {sign} "x"', {}, "bool") for sign in ("==", "!=")] == [None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("or(a, 7) + 1", 8),
        ("or(b, 7)", 2),
        ("sum([a, b, 3])", 5),
        ("count([a, b, c])", 1),
        ("least([a, b, 9])", 2),
        ("greatest([a, b, -9])", 2),
        ("or(a, c)", None),
        ("sum([a, c])", None),
        ("greatest([a])", None),
        ("sum([a, c, 0])", 0),
        ("answered(b) ? 1 : 0", 1),
        ("answered(a) ? 1 : 0", 0),
        ("count(points)", 0),
        ("sum(points)", None),
    ],
)
def test_functions_that_skip_blanks_take_bare_names_unanswered(text: str, expected: int | None) -> None:
    assert value(text, {"b": 2}) == expected


def test_a_list_inside_a_list_of_a_function_that_skips_blanks_is_skipped_too() -> None:
    assert value("sum([a, b] + [c])", {"b": 2}) == 2


def test_an_empty_column_counts_as_unanswered() -> None:
    assert value("answered(rows.n) ? 1 : 0", {"rows.n": []}) == 0


# functions ------------------------------------------------------------------------------------------------------------
@given(st.lists(COUNTS, min_size=1, max_size=50))
def test_a_sum_is_the_sum(counts: list[int]) -> None:
    assert value("sum(rows.n)", {"rows.n": counts}) == sum(counts)


@given(COUNTS, COUNTS.filter(bool))
def test_money_divides_half_up(dividend: int, divisor: int) -> None:
    exact = Decimal(dividend) / Decimal(divisor)
    assert value("half_up(a, b)", {"a": dividend, "b": divisor}) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(DAYS, DAYS)
def test_days_between_are_those_of_the_calendar(first: date, second: date) -> None:
    found = value("days_between(s, t)", {"s": first.isoformat(), "t": second.isoformat()})
    assert first + timedelta(days=found) == second


@given(DAYS, st.integers(0, 1200))
def test_a_month_is_complete_on_its_day(first: date, months: int) -> None:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    day = min(first.day, 28)
    answers = {"s": f"{first.isoformat()[:8]}{day:02}", "t": f"{year}-{month + 1:02}-{day:02}"}
    assert value("months_between(s, t)", answers) == months
    assert value("months_between(t, s)", answers) == -months


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("1940-03-16", "2025-03-15", 84),
        ("1940-03-16", "2025-03-16", 85),
        ("1940-02-29", "2025-02-28", 84),
        ("1940-02-29", "2025-03-01", 85),
        ("1940-03-16", "1940-03-15", None),
        ("1940-03", "2025-03-15", None),
        ("1940-02-30", "2025-03-15", None),
    ],
)
def test_an_age_counts_completed_years(birth: str, day: str, age: int | None) -> None:
    assert value("age_on(s, t)", {"s": birth, "t": day}) == age


def test_an_identity_number_gives_birth_and_sex() -> None:
    number = {"s": identity("19400316")}
    assert [value(f"{name}(s)", number, "string") for name in ("birth_of", "sex_of")] == ["1940-03-16", "female"]
    assert value("birth_of(s)", {"s": "999999194003160000"}, "string") is None


@pytest.mark.parametrize(("points", "code"), [(-1, None), (0, "low"), (10, "low"), (11, "high"), (500, "high")])
def test_a_band_holds_both_its_ends(points: int, code: str | None) -> None:
    bands = [{"code": "low", "from": 0, "to": 10}, {"code": "high", "from": 11}]
    assert value("band(a, bands)", {"a": points, "bands": bands}, "string") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('worst(["mild", s], order)', "mild"),
        ('worst(["mild", t], order)', "severe"),
        ("worst([s], order)", None),
        ('worst(["strange"], order)', None),
        ('worse_by("able", 1, order)', "mild"),
        ("worse_by(t, 1, order)", "severe"),
        ('worse_by("mild", -5, order)', "able"),
        ("worse_by(s, 1, order)", None),
    ],
)
def test_grades_are_compared_by_their_order(text: str, code: str | None) -> None:
    assert value(text, {"t": "severe", "order": ORDER}, "string") == code


def test_a_column_is_counted_also_by_what_it_says() -> None:
    answers = {"rows.sex": ["male", "female", "male"]}
    assert value('count(rows.sex, "male")', answers) == 2
    assert value("rows.sex.filter(one, one.startsWith('f')).size()", answers) == 1


def test_every_function_is_in_the_specification() -> None:
    written = (root() / "docs" / "expressions.md").read_text("utf-8")
    assert [name for name in FUNCTIONS if f"`{name}(" not in written] == []


# bounds ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("a / b", {"a": 1, "b": 0}),
        ("a % b", {"a": 1, "b": 0}),
        ("half_up(a, b)", {"a": 1, "b": 0}),
        ("a * a * a", {"a": 10**12}),
        ("a + 1", {"a": 2**63 - 1}),
        ("a + 1", {"a": 2**80}),
        ("sum([a, a])", {"a": 2**62}),
        ("a + 1", {"a": "text"}),
        ("rows.n[5]", {"rows.n": [1]}),
        ("rows.n.map(x, x / 0)[0]", {"rows.n": [1]}),
    ],
)
def test_an_impossible_calculation_has_no_value(text: str, answers: dict[str, Any]) -> None:
    assert value(text, answers) is None


@pytest.mark.parametrize(("length", "expected"), [(500, 499), (501, None)])
def test_a_list_longer_than_any_paper_is_not_walked(length: int, expected: int | None) -> None:
    assert value("rows.n.filter(x, x > 0).size()", {"rows.n": list(range(length))}) == expected


def test_a_walk_that_takes_too_many_steps_is_given_up() -> None:
    walk = Expression("[rows.n.map(x, x)].map(y, y.map(z, y.map(v, v))).size()", MOST)  # no check would let it pass
    assert walk.value({"rows.n": list(range(200))}.get) is None


def test_a_failure_is_logged_once_and_without_answers(caplog: pytest.LogCaptureFixture) -> None:
    divides = Expression("a / b", MOST)
    for dividend in (4711, 4712):
        assert divides.value({"a": dividend, "b": 0}.get) is None
    assert [record.getMessage() for record in caplog.records] == ["an expression had no value: a / b"]


def test_a_missing_answer_is_nothing_to_log(caplog: pytest.LogCaptureFixture) -> None:
    assert value("a + sum([b])", {}) is None
    assert caplog.records == []


def test_one_expression_serves_many_threads() -> None:
    doubled = Expression("sum([a, a])", MOST)
    found: list[bool] = []

    def count() -> None:
        found.extend(doubled.value({"a": number}.get) == 2 * number for number in range(500))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 2000


def test_an_expression_works_after_a_fork() -> None:
    doubled = Expression("sum([a, a])", MOST)
    assert doubled.value({"a": 1}.get) == 2
    child = os.fork()
    if child == 0:
        os._exit(0 if doubled.value({"a": 2}.get) == 4 else 1)
    assert os.waitpid(child, 0)[1] == 0
