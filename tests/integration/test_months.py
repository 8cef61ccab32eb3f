"""A village's month is handed in, received, closed and brought back, and what it was handed in with stays."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from formserver.errors import ActConflict, Forbidden, NotFound, TransitionNotAllowed
from formserver.extensions import db
from formserver.programme.months import State, Timing
from formserver.services import integrity
from formserver.services.acting import Incomplete
from formserver.services.months import board, keeping, village
from formserver.services.months.keeping import NotReady, StaleMonth
from formserver.services.months.locks import MonthLocked
from formserver.services.visiting import opening
from formserver.store import months
from tests.factories import COUNTY, NEXT_VILLAGE, TOWNSHIP, VILLAGE, person, resubmit, visit_pairs
from tests.months import IN_TIME, LAST_SECOND, LATE, MONTH, acts_on, approved, asked, do, explain, report
from tests.visiting import NOVEMBER, duty_of, figures, in_october, opened, visit


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """李桂芳, to be visited in November."""
    made = in_october()
    opened()
    return made


def view(user_name: str = "heping", at: str = IN_TIME) -> village.VillageMonth:
    with time_machine.travel(at):
        return village.view(person(user_name), NOVEMBER, VILLAGE)


def open_acts(user_name: str, at: str = IN_TIME) -> list[str]:
    return [act.code for act in view(user_name, at).acts]


def faults() -> list[str]:
    db.session.expire_all()
    return [f"{fault.place}：{fault.reason}" for fault in integrity.verify()]


def test_a_month_goes_up_to_the_county_and_comes_down_again(elder_id: str) -> None:
    approved(visit(elder_id, "2026-11-08"))
    do("heping", "hand_in")
    assert (report().state, report().is_late, report().counts["met"]) == ("handed_in", False, 1)
    do("zhaomin", "sign")
    do("zhaomin", "close")
    do("wangfang", "return_down", "数字不对")
    assert report().state == "signed"
    do("zhaomin", "send_back", "请核对")
    do("heping", "hand_in")
    do("heping", "withdraw")
    do("heping", "hand_in")
    do("zhaomin", "sign")
    do("zhaomin", "close")
    do("zhaomin", "reopen", "还有一户")
    chain = [event.action for event in months.events(MONTH)]
    assert chain[:6] == ["hand_in", "sign", "close", "return_down", "send_back", "hand_in"]
    assert report().revision == len(chain) == 11
    assert faults() == []


def test_each_may_do_what_is_his_and_the_others_are_told_whose_it_is(elder_id: str) -> None:
    explain(elder_id, "weather")
    for user, acts in {"heping": ["hand_in"], "zhaomin": [], "wangfang": []}.items():
        assert open_acts(user) == acts
    with pytest.raises(TransitionNotAllowed, match="村级负责人"):
        do("zhaomin", "hand_in")
    do("heping", "hand_in")
    for user, acts in {"heping": ["withdraw"], "zhaomin": ["sign", "send_back"], "wangfang": []}.items():
        assert open_acts(user) == acts
    with pytest.raises(TransitionNotAllowed, match="等乡镇"):
        do("zhaomin", "close")
    for stranger in ("xulei", "linqing", "liuyang", "chenjie"):
        with pytest.raises(NotFound):
            do(stranger, "sign")
    assert report().state == "handed_in"


@pytest.mark.parametrize("place", ["350581101201", "4207", "x", NEXT_VILLAGE])
def test_a_month_of_elsewhere_is_not_there(elder_id: str, place: str) -> None:
    with time_machine.travel(IN_TIME), pytest.raises(NotFound):
        keeping.act(person("heping"), NOVEMBER, place, asked("hand_in"))
    with time_machine.travel(IN_TIME), pytest.raises(NotFound):
        keeping.act(person("heping"), "2026-12", VILLAGE, asked("hand_in"))
    with time_machine.travel(IN_TIME), pytest.raises(NotFound):
        keeping.act(person("heping"), NOVEMBER, VILLAGE, asked("burn"))


def test_who_is_missing_without_a_reason_and_what_waits_for_its_author_hinder(elder_id: str) -> None:
    with pytest.raises(NotReady) as refused:
        do("heping", "hand_in")
    assert [one.key % one.params for one in refused.value.because] == ["还有1人没有完成探访，也没有写明原因。"]
    record_id = visit(elder_id, "2026-11-08")
    acts_on(record_id, "zhaomin", "send_back", "请补充")
    with pytest.raises(NotReady) as refused:
        do("heping", "hand_in")
    assert [one.key % one.params for one in refused.value.because] == ["还有1条探访记录退回或撤回后没有重新提交。"]
    with time_machine.travel(IN_TIME):
        resubmit(person("liuyang"), record_id, visit_pairs(visited_on="2026-11-08"))
    do("heping", "hand_in")
    do("zhaomin", "sign")
    with pytest.raises(NotReady) as refused:
        do("zhaomin", "close")
    assert [one.key % one.params for one in refused.value.because] == ["还有1条探访记录没有通过审批。"]
    approved(record_id)
    do("zhaomin", "close")
    assert report().state == "closed"


def test_a_correction_on_its_way_hinders_like_a_returned_visit(elder_id: str) -> None:
    record_id = visit(elder_id, "2026-11-08")
    approved(record_id)
    acts_on(record_id, "liuyang", "correct", "写错了")
    with pytest.raises(NotReady):
        do("heping", "hand_in")
    acts_on(record_id, "liuyang", "terminate", "不改了")
    do("heping", "hand_in")


def test_before_its_time_nothing_is_handed_in(elder_id: str) -> None:
    visit(elder_id, "2026-11-08", at="2026-11-08T12:00:00+08:00")
    with pytest.raises(NotReady):
        do("heping", "hand_in", at="2026-11-24T23:59:59+08:00")
    do("heping", "hand_in", at="2026-11-25T00:00:00+08:00")


def test_until_the_last_second_a_month_is_in_time_and_afterwards_late_with_a_reason(elder_id: str) -> None:
    explain(elder_id, "hospital")
    do("heping", "hand_in", at=LAST_SECOND)
    assert not report().is_late
    do("heping", "withdraw", at=LAST_SECOND)
    with pytest.raises(Incomplete) as lacking:
        do("heping", "hand_in", at=LATE)
    assert lacking.value.problems == {"note": "已过上报时间，请写明迟报的原因。"}
    do("heping", "hand_in", "道路不通", at=LATE)
    assert report().is_late
    assert view(at=LATE).timing is Timing.LATE


def test_what_the_township_sends_back_is_not_late_when_it_is_handed_in_again(elder_id: str) -> None:
    explain(elder_id, "weather")
    do("heping", "hand_in")
    do("zhaomin", "send_back", "请核对", at=LATE)
    assert not view(at=LATE).explains_lateness
    do("heping", "hand_in", at=LATE)
    assert not report().is_late


def test_acts_that_stop_others_are_explained(elder_id: str) -> None:
    explain(elder_id, "weather")
    do("heping", "hand_in")
    with pytest.raises(Incomplete):
        do("zhaomin", "send_back")
    with pytest.raises(Incomplete):
        do("zhaomin", "send_back", "长" * 501)
    assert report().state == "handed_in"


def test_an_act_is_done_once_and_from_a_page_that_shows_what_stands(elder_id: str) -> None:
    explain(elder_id, "weather")
    with time_machine.travel(IN_TIME):
        first = asked("hand_in")
        made = keeping.act(person("heping"), NOVEMBER, VILLAGE, first)
        again = keeping.act(person("heping"), NOVEMBER, VILLAGE, first)
        assert (again.sequence, again.act_id) == (made.sequence, made.act_id)
        with pytest.raises(ActConflict):
            keeping.act(person("zhaomin"), NOVEMBER, VILLAGE, first)
        db.session.rollback()
        stale = keeping.Asked("withdraw", "0" * 36, 0)
        with pytest.raises(StaleMonth):
            keeping.act(person("heping"), NOVEMBER, VILLAGE, stale)
        db.session.rollback()
    assert report().revision == 1


# reasons --------------------------------------------------------------------------------------------------------------
def test_reasons_are_said_and_taken_back_and_those_that_excuse_end_what_is_owed(elder_id: str) -> None:
    assert explain(elder_id, "weather") == 1
    assert explain(elder_id, "weather") == 0
    assert figures()["explained"] == 1
    assert explain(elder_id, "hospital", "县医院") == 1
    assert (duty_of(elder_id).status, figures()["excused"], figures()["due"]) == ("excused", 1, 0)
    assert explain(elder_id, "") == 1
    assert (duty_of(elder_id).status, figures()["due"]) == ("due", 1)


@pytest.mark.parametrize(
    ("code", "note", "problem"),
    [
        ("other", "", {"note": "选“其他原因”的，请写明是什么原因"}),
        ("", "门锁着", {"reason": "写了说明，还要选择原因；不需要的，请把说明也删去"}),
        ("sleeping", "", {"reason": "请选择原因"}),
        ("weather", "长" * 201, {"note": "说明最多200个字"}),
    ],
)
def test_a_reason_that_does_not_do_is_refused(elder_id: str, code: str, note: str, problem: dict[str, Any]) -> None:
    with pytest.raises(Incomplete) as lacking:
        explain(elder_id, code, note)
    assert lacking.value.problems == {f"{name}.{elder_id}": words for name, words in problem.items()}


def test_reasons_are_the_villages_to_say_until_it_has_handed_in(elder_id: str) -> None:
    with pytest.raises(Forbidden):
        explain(elder_id, "weather", by="zhaomin")
    explain(elder_id, "weather")
    do("heping", "hand_in")
    with pytest.raises(MonthLocked, match="段店镇三江村2026年11月的月报已经上报"):
        explain(elder_id, "no_answer")


# side by side ---------------------------------------------------------------------------------------------------------
def test_the_township_sees_its_villages_and_the_county_its_townships(elder_id: str) -> None:
    explain(elder_id, "weather")
    with time_machine.travel(LATE):
        seen = board.board(person("zhaomin"), NOVEMBER)
        assert [(row.name, row.state, row.is_overdue) for row in seen.villages] == [("三江村", "open", True)]
        assert not seen.townships
    do("heping", "hand_in")
    with time_machine.travel(IN_TIME):
        above = board.board(person("wangfang"), NOVEMBER)
        assert [(row.name, row.states[State.HANDED_IN], row.villages) for row in above.townships] == [("段店镇", 1, 1)]
        below = board.board(person("wangfang"), NOVEMBER, TOWNSHIP)
        assert [row.name for row in below.villages] == ["三江村"]
        assert below.above
        assert board.board(person("xulei"), NOVEMBER).villages == []
        for stranger, place in (("liuyang", ""), ("zhaomin", "420703101"), ("zhaomin", COUNTY)):
            with pytest.raises(NotFound):
                board.board(person(stranger), NOVEMBER, place)


def test_the_number_in_the_navigation_is_of_what_waits_for_the_reader(elder_id: str) -> None:
    def waiting(at: str = IN_TIME) -> list[int]:
        with time_machine.travel(at):
            return [
                sum(board.to_do(person(user)).values())
                for user in ("heping", "zhaomin", "wangfang", "liuyang", "xulei")
            ]

    assert waiting("2026-11-24T23:59:59+08:00") == [0, 0, 0, 0, 0]
    assert waiting("2026-11-25T00:00:00+08:00") == [1, 0, 0, 0, 0]
    explain(elder_id, "weather")
    do("heping", "hand_in")
    assert waiting() == [0, 1, 0, 0, 0]
    do("zhaomin", "sign")
    do("zhaomin", "close")
    assert waiting() == [0, 0, 0, 0, 0]


def test_the_oldest_month_that_waits_is_looked_at_first(elder_id: str) -> None:
    with time_machine.travel("2026-12-26T10:00:00+08:00"):
        opening.open_period(COUNTY, opening.period_on(COUNTY))
        db.session.commit()
        seen = [board.current(person(user)) for user in ("heping", "zhaomin")]
        assert [one.id if one else "" for one in seen] == ["2026-11", "2026-12"]
    with time_machine.travel("2026-12-24T10:00:00+08:00"):
        seen = [board.current(person("zhaomin"))]
        assert [one.id if one else "" for one in seen] == ["2026-11"]


# behind the journal ---------------------------------------------------------------------------------------------------
def test_verify_tells_of_months_that_were_changed_behind_their_acts(elder_id: str) -> None:
    explain(elder_id, "weather")
    do("heping", "hand_in")
    db.session.execute(text("update month_reports set state = 'closed'"))
    db.session.commit()
    assert faults() == [f"{VILLAGE} {NOVEMBER}月报：月报现在的情况不是最后一次办理的样子"]
    db.session.execute(text("delete from month_reports"))
    db.session.commit()
    assert faults() == [f"{VILLAGE} {NOVEMBER}月报：月报现在的情况不是最后一次办理的样子"]
