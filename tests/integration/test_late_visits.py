"""What is typed in after its month was to be handed in: a reason is asked for, kept, and shown."""

import pytest
import time_machine
from flask import Flask

from formserver.extensions import db
from formserver.forms.reasons import REASON, WARNING
from formserver.services import sealing
from formserver.services.submission import EntryInvalid
from formserver.store import records, visits
from tests.factories import COUNTY, VILLAGE, VISIT, act, hand_in, person, resubmit, visit_pairs
from tests.visiting import counts, in_october, opened, stands, visit

IN_TIME = "2026-12-20T23:30:00+08:00"
LATE = "2026-12-21T00:00:00+08:00"
ASKED = "2026年11月应在2026年12月20日以前上报，现在录入算作补录，确认日期没有写错吗"


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """李桂芳, registered in October."""
    return in_october()


def asked_for(elder_id: str, day: str = "2026-11-08", at: str = LATE) -> str:
    """The code of the warning that a late visit gets."""
    with pytest.raises(EntryInvalid) as refused:
        visit(elder_id, day, at=at, why="")
    (problem,) = refused.value.problems
    warning = problem.params["warning"]
    assert (problem.path, str(warning)) == (("visited_on",), ASKED)
    return str(warning.code)


def with_reason(elder_id: str, code: str, at: str = LATE) -> str:
    said = {f"{REASON}visited_on": "探访人员住院，出院后补录。", f"{WARNING}visited_on": code}
    with time_machine.travel(at):
        return hand_in(person("liuyang"), VISIT, visit_pairs(visited_on="2026-11-08", **said), elder_id=elder_id)


def test_a_late_visit_is_kept_with_its_reason_and_counts_for_its_own_month(elder_id: str) -> None:
    opened()
    record_id = with_reason(elder_id, asked_for(elder_id))
    found = visits.find(COUNTY, record_id)
    assert found is not None
    assert (found.is_late, found.period, stands(elder_id)[2]) == (True, "2026-11", 1)
    assert counts() == {("2026-11", VILLAGE, "home"): (1, 1)}
    (reason,) = sealing.reasons_of(records.revision(COUNTY, record_id, 1)).values()
    assert (reason.warning, reason.text) == (ASKED, "探访人员住院，出院后补录。")


def test_to_the_last_second_nothing_is_asked(elder_id: str) -> None:
    opened()
    with time_machine.travel(IN_TIME, tick=False):  # the last second lasts, however slow the machine is
        hand_in(person("liuyang"), VISIT, visit_pairs(visited_on="2026-11-08"), elder_id=elder_id)
    assert counts() == {("2026-11", VILLAGE, "home"): (1, 0)}


def test_a_month_without_a_day_is_asked_as_well(elder_id: str) -> None:
    opened()
    asked_for(elder_id, day="2026-11")


def test_where_no_period_was_opened_nothing_is_asked(elder_id: str) -> None:
    visit(elder_id, "2026-11-08", at=LATE, why="")


def test_a_visit_that_was_in_time_stays_so_when_it_is_corrected_later(elder_id: str) -> None:
    opened()
    record_id = visit(elder_id, "2026-11-08", at=IN_TIME)
    with time_machine.travel(LATE):
        act(person("zhaomin"), record_id, "send_back", "请写清楚", "author")
        resubmit(person("liuyang"), record_id, visit_pairs(visited_on="2026-11-08"))
        db.session.expire_all()
        found = visits.find(COUNTY, record_id)
        assert found is not None
        assert not found.is_late


def test_a_visit_of_long_ago_is_counted_by_the_first_programme(elder_id: str) -> None:
    record_id = visit(elder_id, "1999-05-04", at=LATE)
    found = visits.find(COUNTY, record_id)
    assert found is not None
    assert (found.period, found.is_late) == ("1999-05", True)


@pytest.mark.parametrize("day", ["0202-11-26", "9999-12-31"])
def test_a_year_that_was_typed_wrong_is_told_and_no_failure(elder_id: str, day: str) -> None:
    opened()
    with pytest.raises(EntryInvalid):
        visit(elder_id, day, at=LATE)
