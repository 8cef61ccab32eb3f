"""What visits say is followed up in the same moment: opened, noted again, taken back; on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from formserver.clock import today
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import VisitAssignment
from formserver.services import file_merging, integrity
from formserver.services.visiting import standing_in
from formserver.services.visiting.standing_in import StandIn
from formserver.store import follow_ups
from tests.comings import ago, asks_move, decide, file_of, fresh, leaves, merge, second_file
from tests.factories import COUNTY, NEXT_VILLAGE, VILLAGE, act, approve_fully, person, resubmit, visit_pairs
from tests.follow_ups import actions, at_work, chain, do, item, items, visited
from tests.visitors import give, loses_role, visitor

DANGEROUS = {"appliance_safety": "dangerous"}


@pytest.fixture
def elder_id(storage: Flask) -> str:
    return at_work()


def sound() -> list[str]:
    return [fault.reason for fault in integrity.verify()]


def test_a_danger_is_followed_up_in_the_moment_the_visit_is_handed_in(elder_id: str) -> None:
    record_id = visited(elder_id, **DANGEROUS)
    found = item(elder_id)
    assert (found.kind, found.title, found.finding) == ("hazard", "用电不安全", "electric_unsafe")
    assert (found.state, found.tier, found.record_id) == ("open", "village", record_id)
    assert (found.due_on, found.owner_id) == ("2025-02-17", person("liuyang").user_id)
    assert (found.village_code, found.seen_by_township, found.revision) == (VILLAGE, False, 1)
    assert sound() == []


def test_a_safe_home_leads_to_nothing(elder_id: str) -> None:
    visited(elder_id, appliance_safety="fair", house_safety="safe")
    assert items(elder_id) == []


def test_high_risk_is_the_townships_at_once_and_waits_for_no_approval(elder_id: str) -> None:
    visited(elder_id, risk_grade="high", risk_measures="每天去看")
    found = item(elder_id)
    assert (found.kind, found.tier, found.owner_id, found.due_on) == ("intervention", "township", None, "2025-02-13")


def test_a_visit_of_which_only_the_month_is_known_counts_from_the_day_it_was_handed_in(elder_id: str) -> None:
    visited(elder_id, visited_on="2025-02", **DANGEROUS)
    found = item(elder_id)
    assert found.due_on > found.opened_on


def test_who_was_given_the_person_settles_it(elder_id: str) -> None:
    db.session.add(
        VisitAssignment(
            county_id=COUNTY,
            id=new_id(),
            elder_id=elder_id,
            user_id=person("heping").user_id,
            village_code=VILLAGE,
            first="2025-01-01",
            given_by=person("heping").user_id,
            given_at=file_of(elder_id).created_at,
        )
    )
    db.session.commit()
    visited(elder_id, **DANGEROUS)
    assert item(elder_id).owner_id == person("heping").user_id


def test_who_left_is_given_nothing_new(elder_id: str) -> None:
    gone = visitor("钱小红")
    give(gone, elder_id, first=ago(30))
    loses_role(gone, today() - timedelta(days=1))
    visited(elder_id, **DANGEROUS)
    assert item(elder_id).owner_id == person("liuyang").user_id


def test_who_stands_in_settles_what_is_found_meanwhile(elder_id: str) -> None:
    away, instead = visitor("钱小红"), visitor("周小兰")
    give(away, elder_id, first=ago(30))
    standing_in.begin(person("heping"), VILLAGE, StandIn(away, instead, ago(1), ago(-7)))
    visited(elder_id, **DANGEROUS)
    assert item(elder_id).owner_id == instead
    loses_role(instead, today() - timedelta(days=1))
    visited(elder_id, visited_on="2025-03-10", house_safety="dangerous")
    assert items(elder_id)[1].owner_id == away


def test_the_same_danger_is_not_doubled_but_noted_again(elder_id: str) -> None:
    visited(elder_id, **DANGEROUS)
    second = visited(elder_id, visited_on="2025-03-10", **DANGEROUS)
    found = item(elder_id)
    assert actions(found) == ["open", "found_again"]
    assert chain(found)[-1].facts == {"record": second, "day": "2025-03-10"}


def test_what_was_settled_and_is_found_once_more_is_opened_once_more(elder_id: str) -> None:
    visited(elder_id, **DANGEROUS)
    do("liuyang", item(elder_id), "close", result="换了插座")
    visited(elder_id, visited_on="2025-03-10", **DANGEROUS)
    assert [one.state for one in items(elder_id)] == ["closed", "open"]


def again(record_id: str, **more: str) -> None:
    """The author takes a record back and hands it in once more."""
    act(person("liuyang"), record_id, "withdraw")
    resubmit(person("liuyang"), record_id, visit_pairs(**more))


def test_a_corrected_answer_takes_back_what_nobody_acted_on(elder_id: str) -> None:
    record_id = visited(elder_id, **DANGEROUS)
    again(record_id, appliance_safety="safe", house_safety="dangerous")
    first, second = items(elder_id)
    assert (first.state, actions(first), first.result != "") == ("gone", ["open", "taken_back"], True)
    assert (second.state, second.finding) == ("open", "house_unsafe")
    again(record_id, **DANGEROUS)
    first, second = items(elder_id)
    assert (first.state, actions(first)[-1], first.result) == ("open", "found_again", "")
    assert (second.state, sound()) == ("gone", [])


def test_a_corrected_answer_leaves_what_somebody_acted_on_with_a_note(elder_id: str) -> None:
    record_id = visited(elder_id, **DANGEROUS)
    do("liuyang", item(elder_id), "note", note="约了电工")
    again(record_id)
    assert (item(elder_id).state, actions(item(elder_id))) == ("open", ["open", "note", "not_any_more"])
    again(record_id, **DANGEROUS)
    assert actions(item(elder_id))[-1] == "found_again"


def test_handing_in_the_same_again_changes_nothing(elder_id: str) -> None:
    record_id = visited(elder_id, **DANGEROUS)
    again(record_id, **DANGEROUS)
    assert actions(item(elder_id)) == ["open"]
    do("liuyang", item(elder_id), "close", result="换了插座")
    again(record_id, **DANGEROUS)
    assert [one.state for one in items(elder_id)] == ["closed"]


def test_what_two_visits_found_stays_where_one_of_them_is_corrected(elder_id: str) -> None:
    first = visited(elder_id, **DANGEROUS)
    visited(elder_id, visited_on="2025-03-10", **DANGEROUS)
    again(first)
    assert (item(elder_id).state, actions(item(elder_id))[-1]) == ("open", "not_any_more")


def test_what_two_visits_found_is_taken_back_with_the_second_of_them(elder_id: str) -> None:
    first = visited(elder_id, **DANGEROUS)
    second = visited(elder_id, visited_on="2025-03-10", **DANGEROUS)
    again(first)
    again(second)
    assert (item(elder_id).state, actions(item(elder_id))[-1]) == ("gone", "taken_back")
    again(first, **DANGEROUS)
    assert (item(elder_id).state, sound()) == ("open", [])


def test_neither_a_move_nor_a_merge_is_somebodys_doing_about_it(elder_id: str) -> None:
    record_id, kept = visited(elder_id, **DANGEROUS), second_file()
    decide("chenjie", asks_move(elder_id))
    decide("chenjie", asks_move(kept))
    merge(kept, elder_id, by="zhaomin")
    assert actions(item(kept)) == ["open", "move", "refile"]
    again(record_id)
    assert item(kept).state == "gone"


def test_a_terminated_visit_takes_its_findings_back(elder_id: str) -> None:
    record_id = visited(elder_id, **DANGEROUS, house_safety="dangerous")
    do("liuyang", items(elder_id)[0], "note", note="约了电工")
    act(person("zhaomin"), record_id, "terminate", "填错了人")
    assert [one.state for one in items(elder_id)] == ["open", "gone"]


def test_a_correction_given_up_brings_back_what_the_approved_visit_found(elder_id: str) -> None:
    record_id = visited(elder_id, **DANGEROUS)
    approve_fully(record_id)
    act(person("liuyang"), record_id, "correct", "看错了")
    resubmit(person("liuyang"), record_id, visit_pairs())
    assert item(elder_id).state == "gone"
    act(person("zhaomin"), record_id, "terminate", "没有看错")
    assert item(elder_id).state == "open"
    assert sound() == []


def test_nothing_is_opened_for_somebody_who_is_gone(elder_id: str) -> None:
    record_id = visited(elder_id)
    leaves(elder_id)
    again(record_id, **DANGEROUS)
    assert items(elder_id) == []


def test_what_is_open_moves_along_with_the_person(elder_id: str) -> None:
    visited(elder_id, **DANGEROUS, house_safety="dangerous")
    do("liuyang", items(elder_id)[1], "close", result="修好了")
    decide("chenjie", asks_move(elder_id))
    first, second = items(elder_id)
    assert (first.village_code, first.owner_id) == (NEXT_VILLAGE, person("chenjie").user_id)
    assert (second.village_code, actions(second)[-1]) == (VILLAGE, "close")
    assert sound() == []


def test_what_is_followed_up_goes_with_a_merged_file_and_comes_back(elder_id: str) -> None:
    kept, other = second_file(), elder_id
    visited(other, **DANGEROUS)
    merge(kept, other)
    assert [one.finding for one in items(kept)] == ["electric_unsafe"]
    visited(kept, visited_on="2025-03-10", house_safety="dangerous")
    file_merging.unmerge(person("heping"), kept, other, fresh(kept, other), "原来是姐妹")
    assert [one.finding for one in items(other)] == ["electric_unsafe"]
    assert [one.finding for one in items(kept)] == ["house_unsafe"]
    assert sound() == []


def test_what_was_found_again_while_two_files_were_one_is_followed_up_with_whose_visit_it_was(elder_id: str) -> None:
    kept, other = second_file(), elder_id
    visited(other, **DANGEROUS)
    merge(kept, other)
    again_found = visited(kept, visited_on="2025-03-10", **DANGEROUS)
    assert actions(item(kept)) == ["open", "refile", "found_again"]
    file_merging.unmerge(person("heping"), kept, other, fresh(kept, other), "原来是姐妹")
    assert (item(other).state, actions(item(other))[-2:]) == ("open", ["refile", "anothers"])
    assert (item(kept).record_id, item(kept).state, actions(item(kept))) == (again_found, "open", ["open"])
    assert sound() == []


def test_a_correction_of_the_others_visit_goes_back_with_it(elder_id: str) -> None:
    kept, other = second_file(), elder_id
    first = visited(other)
    merge(kept, other)
    visited(kept, visited_on="2025-03-10", **DANGEROUS)
    again(first, **DANGEROUS)
    assert actions(item(kept)) == ["open", "found_again"]
    file_merging.unmerge(person("heping"), kept, other, fresh(kept, other), "原来是姐妹")
    assert actions(item(kept)) == ["open", "found_again", "anothers"]
    assert (item(other).record_id, item(other).state) == (first, "open")
    assert sound() == []


def test_what_only_a_visit_of_the_other_said_is_taken_back(elder_id: str) -> None:
    kept, other = second_file(), elder_id
    first = visited(other, **DANGEROUS)
    merge(kept, other)
    second = visited(kept, visited_on="2025-03-10", **DANGEROUS)
    again(first)
    file_merging.unmerge(person("heping"), kept, other, fresh(kept, other), "原来是姐妹")
    assert (item(other).state, item(other).result) == ("gone", "档案已分开，这里没有这个问题，自动撤销。")
    assert (item(kept).state, item(kept).record_id) == ("open", second)
    assert sound() == []


def test_a_row_or_an_act_changed_behind_the_chain_is_found(elder_id: str) -> None:
    visited(elder_id, **DANGEROUS)
    assert sound() == []
    db.session.execute(text("UPDATE follow_ups SET state = 'closed'"))
    db.session.commit()
    assert sound() == ["跟进事项现在的“state”不是最后一次办理的样子"]


def test_the_acts_cannot_be_changed(elder_id: str) -> None:
    visited(elder_id, **DANGEROUS)
    with pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE follow_up_events SET note = 'x'"))
    db.session.rollback()


def test_only_what_the_scope_shows_is_found(elder_id: str) -> None:
    visited(elder_id, **DANGEROUS)
    found = item(elder_id)
    for name in ("liuyang", "heping", "zhaomin", "wangfang"):
        assert follow_ups.get(person(name).scope, found.id).id == found.id
    sought = follow_ups.Sought()
    for name in ("chenjie", "xulei"):
        assert follow_ups.list_for(person(name).scope, sought).rows == []
