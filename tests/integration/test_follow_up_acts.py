"""What is done about what was found: who may, what is needed for it, once and from a page of today; on both
databases."""

from datetime import timedelta

import pytest
from flask import Flask

from formserver.clock import today
from formserver.errors import ActConflict, Forbidden, NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import FollowUp
from formserver.services import integrity
from formserver.services.acting import Asked, Incomplete
from formserver.services.follow_ups import acting, views
from formserver.services.follow_ups.acting import StaleItem
from formserver.services.follow_ups.views import ChosenItems
from formserver.store import follow_ups, users
from tests.factories import TOWNSHIP, VILLAGE, person
from tests.follow_ups import actions, at_work, chain, do, fresh, item, offers, opened, visited

VILLAGE_ACTS = {"note", "take_over", "raise"}


@pytest.fixture
def elder_id(storage: Flask) -> str:
    return at_work()


@pytest.fixture
def danger(elder_id: str) -> FollowUp:
    """Dangerous appliances, found by 刘洋."""
    visited(elder_id, appliance_safety="dangerous")
    return item(elder_id)


def day(ahead: int) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def waits_for(*names: str) -> list[int]:
    return [views.waiting_count(person(name)) for name in names]


def test_who_owns_it_settles_it_and_the_others_of_the_village_only_help(danger: FollowUp) -> None:
    assert offers("liuyang", danger) == {"close", "note", "plan", "raise", "postpone"}
    assert offers("heping", danger) == {"close", "note", "plan", "take_over", "assign", "raise", "postpone"}
    assert offers("zhaomin", danger) == {"close", "note", "plan", "assign", "postpone", "see"}
    for name in ("chenjie", "xulei", "linqing"):
        with pytest.raises(NotFound):
            do(name, danger, "note", note="看过")
    do("heping", danger, "take_over")
    assert offers("liuyang", danger) == VILLAGE_ACTS
    with pytest.raises(Forbidden):
        do("liuyang", danger, "close", result="好了")


def test_it_goes_up_to_the_township_and_back_to_who_had_it(danger: FollowUp) -> None:
    do("liuyang", danger, "raise", note="线路太旧，家里修不了")
    assert (danger.tier, danger.owner_id) == ("township", None)
    assert offers("liuyang", danger) == {"note"}
    do("zhaomin", danger, "take_over")
    assert danger.owner_id == person("zhaomin").user_id
    do("zhaomin", danger, "pass_back", note="已联系供电所，请陪同上门")
    assert (danger.tier, danger.owner_id, danger.seen_by_township) == ("village", person("liuyang").user_id, True)
    assert [event.note for event in chain(danger)][-1] == "已联系供电所，请陪同上门"


def test_what_nobody_had_goes_back_to_the_lead_of_the_village(elder_id: str) -> None:
    visited(elder_id, risk_grade="high", risk_measures="每天去看")
    do("zhaomin", item(elder_id), "pass_back", note="请每天探访")
    assert item(elder_id).owner_id == person("heping").user_id


def test_the_number_in_the_navigation_is_what_one_has_to_do(danger: FollowUp, elder_id: str) -> None:
    assert waits_for("liuyang", "heping", "zhaomin", "wangfang", "chenjie", "xulei", "linqing") == [1, 1, 1, 0, 0, 0, 0]
    do("zhaomin", danger, "see")
    assert waits_for("liuyang", "zhaomin") == [1, 0]
    do("heping", danger, "take_over")
    assert waits_for("liuyang", "heping") == [0, 1]
    do("heping", danger, "raise", note="修不了")
    assert waits_for("heping", "zhaomin", "wangfang") == [0, 1, 1]
    do("zhaomin", danger, "close", result="供电所换了线")
    assert waits_for("heping", "zhaomin", "wangfang") == [0, 0, 0]


@pytest.mark.parametrize(
    ("action", "typed", "lacking"),
    [
        ("close", {}, {"result"}),
        ("close", {"result": "好了", "satisfaction": "very"}, {"satisfaction"}),
        ("close", {"result": "长" * 501}, {"result"}),
        ("note", {}, {"note"}),
        ("plan", {}, {"provider"}),
        ("plan", {"provider": "army"}, {"provider"}),
        ("plan", {"provider_note": "长" * 201}, {"provider_note"}),
        ("raise", {}, {"note"}),
        ("postpone", {}, {"day", "note"}),
        ("postpone", {"day": "2025-02-17", "note": "等配件"}, {"day"}),
        ("postpone", {"day": "2999-01-01", "note": "等配件"}, {"day"}),
        ("postpone", {"day": "2025-02-30", "note": "等配件"}, {"day"}),
        ("assign", {"owner": "nobody"}, {"owner"}),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    danger: FollowUp, action: str, typed: dict[str, str], lacking: set[str]
) -> None:
    with pytest.raises(Incomplete) as refused:
        do("heping", danger, action, **typed)
    assert refused.value.problems.keys() == lacking
    db.session.rollback()
    assert actions(danger) == ["open"]


def test_it_is_planned_postponed_closed_judged_and_opened_again(danger: FollowUp) -> None:
    do("liuyang", danger, "plan", provider="utilities", provider_note="供电所周三上门")
    do("liuyang", danger, "postpone", day=day(3), note="等配件")
    with pytest.raises(Incomplete):
        do("liuyang", danger, "postpone", day=day(2), note="更早")
    db.session.rollback()
    do("liuyang", danger, "close", result="换了线路和插座", satisfaction="satisfied")
    assert (danger.state, danger.closed_on, danger.result) == ("closed", day(0), "换了线路和插座")
    assert offers("liuyang", danger) == {"satisfy", "reopen"}
    do("heping", danger, "satisfy", satisfaction="fair")
    do("heping", danger, "reopen", day=day(5), note="又跳闸了")
    assert (danger.state, danger.result, danger.closed_on, danger.due_on) == ("open", "", None, day(5))
    shown = views.view(person("heping"), danger.id)
    assert [one.title for one in shown.moments][:3] == ["重新跟进", "记下满意程度", "办结"]
    said = [(one.label, one.before, one.after) for moment in shown.moments for one in moment.said]
    assert ("满意程度", "满意", "基本满意") in said
    assert ("请谁帮助", "", "燃气、供水、供电单位") in said
    assert list(integrity.verify()) == []


def test_the_lead_gives_it_to_somebody_else(danger: FollowUp) -> None:
    do("heping", danger, "assign", owner=person("heping").user_id)
    (moment,) = (one for one in views.view(person("heping"), danger.id).moments if one.event.action == "assign")
    assert [(one.before, one.after) for one in moment.said] == [("刘洋", "何平")]


def test_an_act_is_done_once_and_belongs_to_one_person(danger: FollowUp) -> None:
    asked, typed = fresh(danger), {"note": "约了电工"}
    for _ in range(2):
        acting.act(person("liuyang"), danger.id, "note", typed, asked)
    assert actions(danger) == ["open", "note"]
    for name, other in (("heping", typed), ("liuyang", {"note": "没约到"})):
        with pytest.raises(ActConflict):
            acting.act(person(name), danger.id, "note", other, asked)
        db.session.rollback()


def test_a_page_from_before_the_last_act_is_refused(danger: FollowUp) -> None:
    old = fresh(danger)
    do("heping", danger, "close", result="换了插座")
    for action, typed in (("close", {"result": "好了", "satisfaction": ""}), ("note", {"note": "约了"})):
        with pytest.raises(StaleItem):
            acting.act(person("liuyang"), danger.id, action, typed, Asked(new_id(), old.seen))
        db.session.rollback()
    with pytest.raises(Forbidden):
        do("liuyang", danger, "close", result="好了")
    with pytest.raises(Forbidden):
        acting.act(person("liuyang"), danger.id, "forget", {}, fresh(danger))


def test_a_township_looks_at_many_at_once_and_at_none_of_others(danger: FollowUp, elder_id: str) -> None:
    second = opened(elder_id)
    assert acting.see_all(person("xulei"), [danger.id, second.id, "x"]) == 0
    assert acting.see_all(person("liuyang"), [danger.id]) == 0
    assert acting.see_all(person("zhaomin"), [danger.id, second.id, danger.id]) == 2
    assert acting.see_all(person("zhaomin"), [danger.id]) == 0
    assert actions(danger) == ["open", "see"]


# lists ----------------------------------------------------------------------------------------------------------------
def titles(name: str, **asked: str) -> list[str]:
    return [line.item.title for line in views.open_list(person(name), ChosenItems.read(asked)).lines.rows]


def test_the_list_shows_what_is_due_first_and_is_narrowed(danger: FollowUp, elder_id: str) -> None:
    opened(elder_id, by="heping", title="没有人送饭", day=day(1))
    opened(elder_id, by="zhaomin", title="想住养老院", kind="referral", tier="township", day=day(0))
    assert titles("heping") == ["用电不安全", "想住养老院", "没有人送饭"]
    assert titles("heping", late="1") == ["用电不安全"]
    assert titles("heping", kind="referral") == titles("heping", tier="township") == ["想住养老院"]
    assert titles("heping", owner="none") == ["想住养老院"]
    assert titles("heping", owner="mine") == ["没有人送饭"]
    assert titles("heping", new="1") == ["用电不安全", "没有人送饭"]
    assert titles("heping", place=TOWNSHIP) == titles("heping", place=VILLAGE) == titles("heping")
    assert titles("heping", place="x", kind="y", state="z") == titles("heping")
    do("liuyang", danger, "close", result="换了插座")
    assert titles("heping", state="closed") == ["用电不安全"]
    assert len(titles("heping", state="all")) == 3


def test_pages_of_the_list_follow_each_other(elder_id: str) -> None:
    for number in range(5):
        opened(elder_id, title=f"第{number}件", day=day(number // 2))
    scope, seen, after = person("heping").scope, list[str](), ""
    while True:
        page = follow_ups.list_for(scope, follow_ups.Sought(), after=after, limit=2)
        seen += [line.item.title for line in page.rows]
        if page.next is None:
            break
        after = page.next
    assert seen == [f"第{number}件" for number in range(5)]
    assert len(follow_ups.list_for(scope, follow_ups.Sought(), after="x~y").rows) == 5


def test_who_settled_it_and_is_gone_is_replaced_by_who_is_there(danger: FollowUp) -> None:
    do("liuyang", danger, "raise", note="修不了")
    gone = users.by_username("liuyang")
    assert gone is not None
    gone.active = False
    db.session.commit()
    do("zhaomin", danger, "pass_back", note="请继续")
    assert danger.owner_id == person("heping").user_id
