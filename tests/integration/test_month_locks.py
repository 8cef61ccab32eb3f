"""What a month was handed in with stays as it is, until the township opens one record of it."""

import pytest
import time_machine
from flask import Flask

from formserver.errors import NotFound, TransitionNotAllowed
from formserver.extensions import db
from formserver.services import integrity
from formserver.services.months import locks, village
from formserver.services.months.locks import MonthLocked
from formserver.store import months, records
from tests.factories import VILLAGE, person, resubmit, visit_pairs
from tests.months import IN_TIME, LATE, MONTH, acts_on, approved, do, explain, report
from tests.visiting import NOVEMBER, in_october, opened, visit


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """李桂芳, to be visited in November."""
    made = in_october()
    opened()
    return made


def view(user_name: str = "heping", at: str = IN_TIME) -> village.VillageMonth:
    with time_machine.travel(at):
        return village.view(person(user_name), NOVEMBER, VILLAGE)


def test_a_record_of_a_month_that_was_handed_in_changes_when_the_township_opens_it(elder_id: str) -> None:
    record_id, other_id = visit(elder_id, "2026-11-08"), visit(elder_id, "2026-11-12")
    for one in (record_id, other_id):
        approved(one)
    do("heping", "hand_in")
    for action in ("correct", "terminate"):
        with pytest.raises(MonthLocked, match="不能“"):
            acts_on(record_id, "liuyang", action, "写错了")
    with pytest.raises(TransitionNotAllowed):
        do("heping", "open_record", "写错了", record_id)
    do("zhaomin", "open_record", "风险填错", record_id)
    assert report().is_amended
    with pytest.raises(MonthLocked):
        acts_on(other_id, "liuyang", "correct", "写错了")
    acts_on(record_id, "liuyang", "correct", "写错了")
    with time_machine.travel(IN_TIME):
        resubmit(person("liuyang"), record_id, visit_pairs(visited_on="2026-11-08", visitor_name="刘阳"))
    acts_on(record_id, "liuyang", "withdraw")
    with time_machine.travel(IN_TIME):
        resubmit(person("liuyang"), record_id, visit_pairs(visited_on="2026-11-08", visitor_name="刘扬"))
    approved(record_id)
    with pytest.raises(MonthLocked):
        acts_on(record_id, "liuyang", "correct", "再改")
    assert list(integrity.verify()) == []


def test_the_page_of_a_record_says_that_its_month_was_handed_in(elder_id: str) -> None:
    record_id = visit(elder_id, "2026-11-08")
    record = records.get(person("heping").scope, record_id)
    assert locks.of_record(person("zhaomin"), record) is None
    do("heping", "hand_in")
    for user, may_open in {"liuyang": False, "heping": False, "zhaomin": True, "wangfang": False}.items():
        found = locks.of_record(person(user), record)
        assert found is not None
        assert (found.is_locked, found.may_open, found.keeps("approve")) == (True, may_open, False)
    do("zhaomin", "open_record", "请改", record_id)
    found = locks.of_record(person("zhaomin"), record)
    assert found is not None
    assert (found.is_locked, found.may_open, found.keeps("correct")) == (False, False, False)


def test_a_record_that_is_sent_back_is_opened_by_that(elder_id: str) -> None:
    record_id = visit(elder_id, "2026-11-08")
    do("heping", "hand_in")
    acts_on(record_id, "zhaomin", "send_back", "请补充")
    event = months.events(MONTH)[-1]
    assert (event.action, event.note, event.facts["record"]) == ("open_record", "请补充", record_id)
    assert report().is_amended
    acts_on(record_id, "liuyang", "terminate", "重复")
    assert view().counts.unmet == 1


def test_only_a_record_of_that_month_is_opened(elder_id: str) -> None:
    record_id = visit(elder_id, "2026-11-08")
    other_id = visit(elder_id, "2026-12-03", at="2026-12-04T10:00:00+08:00")
    do("heping", "hand_in")
    for wrong in (other_id, "nobody"):
        with pytest.raises(NotFound):
            do("zhaomin", "open_record", "请改", wrong)
        db.session.rollback()
    do("heping", "withdraw")
    with pytest.raises(TransitionNotAllowed, match="还没有上报"):
        do("zhaomin", "open_record", "请改", record_id)
    db.session.rollback()
    do("heping", "hand_in")
    assert locks.of_record(person("zhaomin"), records.get(person("zhaomin").scope, record_id)) is not None


def test_a_visit_that_came_after_is_taken_back_until_somebody_signs_it_off(elder_id: str) -> None:
    explain(elder_id, "weather")
    for user, action in (("heping", "hand_in"), ("zhaomin", "sign"), ("zhaomin", "close")):
        do(user, action)
    record_id = visit(elder_id, "2026-11-30", at=LATE)
    found = locks.of_record(person("zhaomin"), records.get(person("zhaomin").scope, record_id))
    assert found is not None
    assert (found.is_locked, found.came_after, found.may_open, found.keeps("withdraw")) == (False, True, False, False)
    acts_on(record_id, "liuyang", "withdraw", at=LATE)
    acts_on(record_id, "liuyang", "terminate", "重复", at=LATE)
    assert (view(at=LATE).differs, report().is_amended) == (False, False)
    again = visit(elder_id, "2026-11-29", at=LATE)
    acts_on(again, "zhaomin", "approve", at=LATE)
    for action in ("withdraw", "terminate"):
        with pytest.raises(MonthLocked, match="重新打开这条记录"):
            acts_on(again, "liuyang", action, "重复", at=LATE)


def test_what_a_month_was_handed_in_with_is_taken_back_with_the_month(elder_id: str) -> None:
    record_id = visit(elder_id, "2026-11-08")
    do("heping", "hand_in")
    with pytest.raises(MonthLocked, match="村级负责人可以撤回上报再办"):
        acts_on(record_id, "liuyang", "withdraw")
    db.session.rollback()
    do("heping", "withdraw")
    acts_on(record_id, "liuyang", "withdraw")


def test_a_late_visit_is_always_taken_and_shows(elder_id: str) -> None:
    explain(elder_id, "weather")
    do("heping", "hand_in")
    do("zhaomin", "sign")
    do("zhaomin", "close")
    visit(elder_id, "2026-11-30", at="2026-12-22T10:00:00+08:00")
    seen = view(at="2026-12-22T10:00:00+08:00")
    assert (seen.state, seen.differs, seen.visits.late, seen.visits.sent) == ("closed", True, 1, 1)
    assert seen.handed_in is not None
    assert (seen.handed_in.met, seen.counts.met) == (0, 1)
