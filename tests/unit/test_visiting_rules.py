"""Reporting periods, duties and what visits make of them, and what the visiting of a programme must fulfil."""

from datetime import date
from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.programme.definition import read_folder
from formserver.programme.duties import Duty, Made, due, next_open, progress
from formserver.programme.periods import Calendar, Window
from formserver.resources import root
from tests.programmes import small, written

SHUREN = Calendar(begins=21, second_half=6, hand_in_day=20, months_later=0)
MONTHS = Calendar(begins=1, second_half=16, hand_in_day=20, months_later=1)
KEY = Duty("key", "", "half_month", 1, ways=frozenset({"home"}), levels=frozenset({"key"}))
ANY = Duty("any", "", "month", 1)
PROGRAMMES = {one.code: one for one in read_folder(root() / "schemas")[0]}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-11-20", "2026-11"),
        ("2026-11-21", "2026-12"),
        ("2026-12-21", "2027-01"),
        ("2027-01-01", "2027-01"),
        ("2028-02-29", "2028-03"),
    ],
)
def test_a_day_lies_in_the_period_that_is_handed_in_on_the_20th(day: str, name: str) -> None:
    assert SHUREN.of_day(date.fromisoformat(day)).name == name


def test_a_period_of_shuren_crosses_the_month_and_its_halves_meet() -> None:
    period = SHUREN.period("2026-03")
    assert [(half.first.isoformat(), half.last.isoformat()) for half in period.halves] == [
        ("2026-02-21", "2026-03-05"),
        ("2026-03-06", "2026-03-20"),
    ]
    assert (period.first, period.last, period.hand_in) == (date(2026, 2, 21), date(2026, 3, 20), date(2026, 3, 20))


def test_a_calendar_month_is_handed_in_in_the_next() -> None:
    period = MONTHS.period("2024-02")
    assert (period.first, period.last, period.hand_in) == (date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 20))
    assert period.halves[1].first == date(2024, 2, 16)


def test_periods_follow_each_other() -> None:
    period = SHUREN.period("2026-12")
    assert (SHUREN.before(period).name, SHUREN.after(period).name) == ("2026-11", "2027-01")


def test_a_date_as_written_has_a_period_where_it_has_a_month() -> None:
    found = [SHUREN.of_text(text) for text in ("2026-11-21", "2026-11", "2026")]
    assert [one and one.name for one in found] == ["2026-12", "2026-11", None]
    with pytest.raises(ValueError, match="2026-13"):
        SHUREN.period("2026-13")


def test_years_of_any_length_have_periods() -> None:
    assert SHUREN.of_day(date(202, 11, 26)).name == "0202-12"
    assert SHUREN.of_text("0202-11") is not None


def test_a_phone_call_never_fills_a_duty_of_home_visits() -> None:
    halves = SHUREN.period("2026-11").halves
    calls = [Made("2026-10-25", "phone"), Made("2026-11-10", "phone"), Made("2026-11-11", None)]
    assert progress(KEY, halves, calls).met == (False, False)
    found = progress(KEY, halves, [*calls, Made("2026-11-06", "home")])
    assert (found.met, found.visits) == ((False, True), 4)


def test_two_visits_in_one_half_do_not_make_up_for_the_other() -> None:
    halves = MONTHS.period("2026-11").halves
    assert progress(KEY, halves, [Made("2026-11-16", "home"), Made("2026-11-30", "home")]).met == (False, True)
    assert progress(KEY, halves, [Made("2026-11-15", "home"), Made("2026-11-30", "home")]).met == (True, True)


def test_a_date_without_a_day_fills_a_month_and_no_half() -> None:
    period = MONTHS.period("2026-11")
    assert progress(ANY, (period.whole,), [Made("2026-11", "other")]).met == (True,)
    assert progress(KEY, period.halves, [Made("2026-11", "home")]).met == (False, False)


def test_so_many_visits_are_needed_as_the_duty_says() -> None:
    twice, window = Duty("twice", "", "month", 2), (Window(date(2026, 11, 1), date(2026, 11, 30)),)
    assert progress(twice, window, [Made("2026-11-01", "home")]).met == (False,)
    assert progress(twice, window, [Made("2026-11-01", "home"), Made("2026-11-30", "phone")]).met == (True,)


def test_what_is_open_next() -> None:
    halves = SHUREN.period("2026-11").halves
    assert next_open(halves, (False, False), date(2026, 11, 5)) == halves[0]
    assert next_open(halves, (False, False), date(2026, 11, 6)) == halves[1]
    assert next_open(halves, (True, True), date(2026, 11, 6)) is None


def test_the_first_duty_that_concerns_somebody_is_his() -> None:
    of_class = Duty("a", "", "month", 1, levels=frozenset({"ordinary"}), classes=frozenset({"a"}))
    assert due([KEY, of_class, ANY], "key", "a") is KEY
    assert due([KEY, of_class, ANY], "ordinary", "a") is of_class
    assert due([KEY, of_class, ANY], "ordinary", "b") is ANY
    assert due([KEY], None, None) is None


def test_the_shipped_duties() -> None:
    shuren, jiangsu = PROGRAMMES["shuren"].visiting, PROGRAMMES["jiangsu"].visiting
    key, other = shuren.duty_of("key", None), shuren.duty_of("ordinary", None)
    assert key is not None
    assert other is not None
    assert (sorted(key.ways), key.each, sorted(other.ways), other.each) == (["home"], "half_month", [], "month")
    assert [duty and duty.code for duty in (jiangsu.duty_of(None, one) for one in ("a", "b", "c"))] == [
        "class_a",
        "class_b",
        "monthly",
    ]
    assert shuren.period(date(2026, 11, 21)).name == "2026-12"
    assert PROGRAMMES["ezhou"].visiting.unsaid_way == "home"


def test_codes_lead_to_duties_and_absences() -> None:
    visiting = PROGRAMMES["shuren"].visiting
    duty, absence = visiting.duty("key_home"), visiting.absence("hospital")
    assert duty is not None
    assert duty.source == "四（二）"
    assert absence is not None
    assert absence.excuses
    assert visiting.duty("none") is None
    assert visiting.absence("none") is None
    finding = visiting.finding("gas_unsafe")
    assert finding is not None
    assert finding.kind == "hazard"
    assert visiting.finding("none") is None


def test_who_can_help_is_listed_by_group() -> None:
    found = {title: len(group) for one in PROGRAMMES.values() for title, group in one.providers}
    assert found
    assert all(found.values())


def test_what_answers_say_is_found() -> None:
    visiting = PROGRAMMES["general"].visiting
    assert [one.code for one in visiting.found_in({"gas_safety": "unsafe", "risk_grade": "low"})] == ["gas_unsafe"]
    assert [one.code for one in visiting.found_in({"risk_grade": ["high"]})] == ["risk_high"]
    assert visiting.found_in({}) == ()


def test_who_says_how_refusals_count() -> None:
    visiting = written()["visiting"]
    stated = small(visiting=visiting | {"refusals": {"count": "missing", "source": "五"}}).visiting
    assert (stated.refusals, stated.refusals_because) == ("missing", "五")


def spoiled(**changes: Any) -> DocumentInvalid:
    with pytest.raises(DocumentInvalid) as refused:
        small(visiting=written()["visiting"] | changes)
    return refused.value


DUTY = {"code": "monthly", "label": "每月一次", "each": "month", "times": 1, "source": "一"}


def test_visiting_that_cannot_be_followed_is_refused_at_its_place() -> None:
    found = spoiled(duties=[DUTY, DUTY])
    assert (found.path, found.reason) == ("$.visiting.duties[1].code", "代码重复：monthly")
    found = spoiled(duties=[DUTY, DUTY | {"code": "other"}])
    assert (found.path, found.reason) == ("$.visiting.duties[0]", "适用于所有人的任务要放在最后，后面的永远用不上")
    found = spoiled(duties=[DUTY | {"of": {"visit_class": ["a"]}}])
    assert (found.path, found.reason) == ("$.visiting.duties[0].of.visit_class", "没有这个探访类别：a")
    nobody = {name: value for name, value in DUTY.items() if name != "source"}
    assert spoiled(duties=[nobody]).path == "$.visiting.duties[0]"


@pytest.mark.parametrize(("begins", "second"), [(1, 1), (21, 21), (21, 25)])
def test_a_second_half_lies_within_its_period(begins: int, second: int) -> None:
    hand_in = {"day": 20, "months_later": 0}
    found = spoiled(period={"begins": begins, "second_half": second, "hand_in": hand_in, "source": "一"})
    assert found.path == "$.visiting.period.second_half"
