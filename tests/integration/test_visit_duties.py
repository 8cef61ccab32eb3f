"""Visits have their rows, periods their duties, and the sums beside them are always those of the duties."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from formserver.extensions import db
from formserver.models import Visit
from formserver.services.visiting import opening
from formserver.services.visiting.opening import NotBegun
from formserver.store import visit_figures, visits
from tests.comings import registered
from tests.factories import (
    COUNTY,
    NEXT_VILLAGE,
    VILLAGE,
    act,
    approve_fully,
    furnish,
    identity_number,
    person,
    resubmit,
    visit_pairs,
)
from tests.visiting import (
    BEGAN,
    NOVEMBER,
    changed,
    counts,
    duty_of,
    figures,
    in_october,
    november,
    opened,
    stands,
    visit,
)


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """李桂芳, registered in October."""
    return in_october()


def test_a_period_opens_once_with_a_duty_for_everybody_registered(elder_id: str) -> None:
    with time_machine.travel("2026-10-31T23:59:59+08:00"), pytest.raises(NotBegun):
        opening.open_period(COUNTY, november())
    opened()
    opened()
    assert stands(elder_id) == ("due", None, 0, 0, "2026-11-30")
    assert figures() | {"disabled": 0} == dict.fromkeys(visit_figures.NUMBERS, 0) | {"persons": 1, "due": 1}
    with time_machine.travel(BEGAN):
        assert opening.is_open(COUNTY, opening.period_on(COUNTY))


def test_a_visit_counts_from_its_submission_and_in_its_own_period(elder_id: str) -> None:
    opened()
    record_id = visit(elder_id, "2026-11-08")
    row = visits.find(COUNTY, record_id)
    assert row is not None
    assert (row.period, row.way, row.kind, row.state, row.is_late) == (NOVEMBER, "home", "visit", "sent", False)
    assert (row.elder_id, row.entered_on, row.village_code) == (elder_id, "2026-11-28", VILLAGE)
    assert stands(elder_id) == ("due", None, 1, 1, None)
    found = figures()
    assert (found["visited"], found["met"], counts()) == (1, 1, {(NOVEMBER, VILLAGE, "home"): (1, 0)})


def test_visits_made_before_the_period_was_opened_count(elder_id: str) -> None:
    visit(elder_id, "2026-11-02", at="2026-11-03T10:00:00+08:00")
    opened("2026-11-05T00:00:00+08:00")
    assert stands(elder_id) == ("due", None, 1, 1, None)
    assert figures()["met"] == 1


def test_a_date_of_a_month_fills_the_duty_of_a_month(elder_id: str) -> None:
    opened()
    visit(elder_id, "2026-11")
    assert stands(elder_id)[2:] == (1, 1, None)


def test_a_visit_goes_with_its_record_and_a_correction_counts_once_approved(elder_id: str) -> None:
    opened()
    given_up = visit(elder_id, "2026-11-08")
    with time_machine.travel("2026-11-29T10:00:00+08:00"):
        act(person("zhaomin"), given_up, "send_back", "日期不对", "author")
        row = visits.find(COUNTY, given_up)
        assert row is not None
        assert row.state == "returned"
        resubmit(person("liuyang"), given_up, visit_pairs(visited_on="2026-10-31"))
        assert stands(elder_id)[2:] == (0, 0, "2026-11-30")
        act(person("zhaomin"), given_up, "send_back", "不是这位老人", "author")
        act(person("liuyang"), given_up, "terminate", "填错了人")
        assert visits.find(COUNTY, given_up) is None
        assert counts() == {}
        kept = visit(elder_id, "2026-11-09", at="2026-11-29T11:00:00+08:00")
        approve_fully(kept)
        act(person("liuyang"), kept, "correct", "日期写错了")
        resubmit(person("liuyang"), kept, visit_pairs(visited_on="2026-10-30"))
        assert stands(elder_id)[2:] == (1, 1, None)
        approve_fully(kept)
        row = visits.find(COUNTY, kept)
        assert row is not None
        assert (row.period, row.state, row.entered_on) == ("2026-10", "approved", "2026-11-29")
    assert stands(elder_id)[2:] == (0, 0, "2026-11-30")
    assert figures()["visited"] == 0


def test_who_leaves_or_refuses_is_owed_nothing_more_and_who_comes_back_is(elder_id: str) -> None:
    opened()
    changed(elder_id, consent="unwilling")
    assert stands(elder_id) == ("refused", None, 0, 0, None)
    visit(elder_id, "2026-11-12")
    assert figures()["refused_visited"] == 1
    changed(elder_id, consent="willing")
    assert stands(elder_id) == ("due", None, 1, 1, None)
    changed(elder_id, state="left", left_reason="death")
    assert stands(elder_id) == ("due", None, 1, 1, None)  # visited before
    assert figures()["visited"] == 1


def test_who_left_after_a_visit_that_was_ended_is_owed_none_in_its_place(elder_id: str) -> None:
    opened()
    ended = visit(elder_id, "2026-11-03", at="2026-11-03T10:00:00+08:00")
    changed(elder_id, state="left", left_reason="death")
    assert stands(elder_id)[:3] == ("due", None, 1)
    with time_machine.travel("2026-11-12T10:00:00+08:00"):
        act(person("zhaomin"), ended, "send_back", "填错了人", "author")
        act(person("liuyang"), ended, "terminate", "填错了人")
    assert stands(elder_id) == ("excused", "left", 0, 0, None)
    figures()


def test_who_left_before_a_visit_is_excused_until_that_is_undone(elder_id: str) -> None:
    opened()
    changed(elder_id, state="left", left_reason="error")
    assert stands(elder_id) == ("excused", "left", 0, 0, None)
    changed(elder_id, state="registered", left_reason=None)
    assert stands(elder_id) == ("due", None, 0, 0, "2026-11-30")
    assert figures()["due"] == 1


def test_past_periods_stay_as_they_were(elder_id: str) -> None:
    opened()
    changed(elder_id, at="2026-12-01T00:00:00+08:00", state="left", village_code=NEXT_VILLAGE)
    assert stands(elder_id) == ("due", None, 0, 0, "2026-11-30")
    assert duty_of(elder_id).village_code == VILLAGE


def test_who_moves_takes_along_what_is_owed_and_visits_stay_where_they_were_made(elder_id: str) -> None:
    opened()
    visit(elder_id, "2026-11-02", at="2026-11-03T10:00:00+08:00")
    changed(elder_id, village_code=NEXT_VILLAGE)
    assert (duty_of(elder_id).village_code, figures()["visited"]) == (NEXT_VILLAGE, 1)
    assert counts() == {(NOVEMBER, VILLAGE, "home"): (1, 0)}


def test_who_is_registered_later_is_owed_nothing_however_late_the_period_is_opened(elder_id: str) -> None:
    opened()
    with time_machine.travel("2026-11-12T10:00:00+08:00"):
        second = registered("王秀英", identity_number(5))
    assert stands(second) == ("excused", "new", 0, 0, None)
    changed(second, consent="unwilling")
    assert stands(second)[:2] == ("excused", "new")
    assert figures() | {"disabled": 0} == dict.fromkeys(visit_figures.NUMBERS, 0) | {
        "persons": 2,
        "due": 1,
        "excused": 1,
    }


def test_a_period_opened_late_knows_who_came_since(storage: Flask) -> None:
    with time_machine.travel("2026-11-12T10:00:00+08:00"):
        furnish()
        late = registered()
    opened("2026-11-20T10:00:00+08:00")
    assert stands(late)[:2] == ("excused", "new")


def test_what_tells_of_no_visit_has_no_row(elder_id: str) -> None:
    assert db.session.scalars(select(Visit)).all() == []
