"""Acting on records: the way up and back, corrections, who may not, and two people at once; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from formserver.errors import ActConflict, NotFound, RemarkRequired, StaleRevision, TransitionNotAllowed
from formserver.extensions import db
from formserver.forms import entry
from formserver.services import approval, filling, looking, sealing
from formserver.store import drafts, elders, identities, journal, records
from tests.factories import (
    COUNTY,
    VISIT,
    act,
    approve_fully,
    ask,
    furnish,
    hand_in,
    identity_number,
    person,
    register,
    registration_pairs,
    resubmit,
    visit_pairs,
)


@pytest.fixture
def record_id(storage: Flask) -> str:
    """A registration of 李桂芳 that 刘洋 handed in and that waits for the township."""
    furnish()
    return register(person("liuyang"))


def state_of(record_id: str) -> str:
    record = records.find(COUNTY, record_id)
    assert record is not None
    return record.state


def stored(record_id: str) -> dict[str, object]:
    record = records.find(COUNTY, record_id)
    assert record is not None
    return sealing.data_of(record)


def test_a_record_goes_up_through_the_township_to_the_county(record_id: str) -> None:
    assert state_of(record_id) == "at:township"
    act(person("zhaomin"), record_id, "approve")
    assert state_of(record_id) == "at:county"
    act(person("wangfang"), record_id, "approve", "同意")
    assert state_of(record_id) == "approved"


def test_a_sent_back_record_returns_to_its_author_with_what_he_wrote(record_id: str) -> None:
    act(person("zhaomin"), record_id, "send_back", "请补填联系方式")
    assert state_of(record_id) == "returned"
    view = looking.view(person("liuyang"), record_id)
    assert view.draft_id is not None
    opened = filling.opened(person("liuyang"), view.draft_id)
    assert entry.to_data(opened.part, opened.pairs) == stored(record_id)


def test_the_author_corrects_and_the_record_goes_up_again(record_id: str) -> None:
    act(person("zhaomin"), record_id, "send_back", "备注不清楚")
    resubmit(person("liuyang"), record_id, registration_pairs(remarks="住在村部旁边。"))
    approve_fully(record_id)
    record = records.find(COUNTY, record_id)
    assert record is not None
    assert (record.state, record.revision_number, record.approved_revision) == ("approved", 2, 2)
    assert stored(record_id)["remarks"] == "住在村部旁边。"


def test_the_next_reader_sees_what_changed_since(record_id: str) -> None:
    act(person("zhaomin"), record_id, "send_back", "备注不清楚")
    resubmit(person("liuyang"), record_id, registration_pairs(remarks="住在村部旁边。"))
    changes = looking.view(person("zhaomin"), record_id).changes
    assert [(change.label, change.before, change.after) for change in changes] == [
        ("备注", "住在村小学旁边。", "住在村部旁边。")
    ]


def test_sending_back_without_a_remark_is_refused_and_changes_nothing(record_id: str) -> None:
    with pytest.raises(RemarkRequired):
        act(person("zhaomin"), record_id, "send_back", "  ")
    assert state_of(record_id) == "at:township"


@pytest.mark.parametrize(("target", "state"), [("previous", "at:township"), ("author", "returned")])
def test_the_county_sends_back_to_the_township_or_to_the_author(record_id: str, target: str, state: str) -> None:
    act(person("zhaomin"), record_id, "approve")
    act(person("wangfang"), record_id, "send_back", "请核实住址", target)
    assert state_of(record_id) == state


def test_a_correction_leaves_the_approved_revision_valid_until_it_is_approved(record_id: str) -> None:
    approve_fully(record_id)
    act(person("liuyang"), record_id, "correct", "电话换了")
    resubmit(person("liuyang"), record_id, registration_pairs(phone="10000000009"))
    record = records.find(COUNTY, record_id)
    assert record is not None
    assert (record.revision_number, record.approved_revision) == (2, 1)
    approve_fully(record_id)
    elder = elders.find(COUNTY, record.elder_id or "")
    assert elder is not None
    assert (record.approved_revision, elders.phone_of(elder)) == (2, "10000000009")


def test_a_correction_given_up_restores_the_approved_data(record_id: str) -> None:
    approve_fully(record_id)
    approved = stored(record_id)
    act(person("liuyang"), record_id, "correct", "电话换了")
    resubmit(person("liuyang"), record_id, registration_pairs(phone="10000000009"))
    act(person("zhaomin"), record_id, "terminate", "电话没有换")
    assert (state_of(record_id), stored(record_id)) == ("approved", approved)


def test_a_correction_by_the_village_lead_given_up_leaves_the_record_with_its_author(record_id: str) -> None:
    approve_fully(record_id)
    act(person("heping"), record_id, "correct", "住址要改")
    act(person("heping"), record_id, "terminate", "不用改了")
    assert records.get(person("liuyang").scope, record_id).author_id == person("liuyang").user_id
    assert drafts.of_record(COUNTY, person("heping").user_id, record_id) is None


def test_who_handed_a_record_in_still_sees_it_while_somebody_else_corrects_it(record_id: str) -> None:
    approve_fully(record_id)
    act(person("heping"), record_id, "correct", "住址要改")
    assert records.get(person("liuyang").scope, record_id).author_id == person("heping").user_id


def test_the_author_takes_an_untouched_record_back(record_id: str) -> None:
    done = act(person("liuyang"), record_id, "withdraw")
    assert state_of(record_id) == "returned"
    assert done.draft_id == looking.view(person("liuyang"), record_id).draft_id


def test_nothing_is_taken_back_once_the_township_has_acted(record_id: str) -> None:
    act(person("zhaomin"), record_id, "approve")
    with pytest.raises(TransitionNotAllowed):
        act(person("liuyang"), record_id, "withdraw")


def test_a_registration_given_up_before_approval_frees_the_identity_number(record_id: str) -> None:
    act(person("liuyang"), record_id, "withdraw")
    act(person("liuyang"), record_id, "terminate", "登记错了村")
    assert identities.find(identity_number()) is None
    again = records.find(COUNTY, register(person("chenjie")))
    assert again is not None


def test_of_two_approvers_at_once_exactly_one_wins(record_id: str) -> None:
    first, second = (ask(person(name), record_id, "approve") for name in ("zhaomin", "sunli"))
    approval.act(person("zhaomin"), record_id, first)
    with pytest.raises(StaleRevision):
        approval.act(person("sunli"), record_id, second)
    approvals = [entry for entry in journal.entries(COUNTY, record_id) if entry.action == "approve"]
    assert [entry.user_name for entry in approvals] == ["赵敏"]


def at_once(app: Flask, *acts: tuple[str, approval.Request], record_id: str) -> list[str]:
    """Do acts in threads that begin together; gives what came of each, sorted."""
    db.session.remove()
    ready = Barrier(len(acts))

    def do(user_name: str, request: approval.Request) -> str:
        with app.app_context():
            actor = person(user_name)
            db.session.rollback()
            ready.wait()
            try:
                done = approval.act(actor, record_id, request)
            except StaleRevision:
                return "too late"
            return "again" if done.again else "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(lambda one: do(*one), acts))


def test_of_two_threads_exactly_one_approves(storage: Flask, record_id: str) -> None:
    both = [(name, ask(person(name), record_id, "approve")) for name in ("zhaomin", "sunli")]
    assert at_once(storage, *both, record_id=record_id) == ["done", "too late"]
    assert len(journal.entries(COUNTY, record_id)) == 2


def test_an_act_sent_twice_at_once_is_done_once_and_answered_twice(storage: Flask, record_id: str) -> None:
    one = ("zhaomin", ask(person("zhaomin"), record_id, "approve"))
    assert at_once(storage, one, one, record_id=record_id) == ["again", "done"]
    assert len(journal.entries(COUNTY, record_id)) == 2


def test_the_same_act_twice_gives_the_first_answer(record_id: str) -> None:
    request = ask(person("zhaomin"), record_id, "approve")
    first = approval.act(person("zhaomin"), record_id, request)
    again = approval.act(person("zhaomin"), record_id, request)
    assert (again.record_id, again.state, again.again) == (first.record_id, first.state, True)
    assert len(journal.entries(COUNTY, record_id)) == 2


def test_the_same_act_with_another_remark_is_a_conflict(record_id: str) -> None:
    request = ask(person("zhaomin"), record_id, "approve", "同意")
    approval.act(person("zhaomin"), record_id, request)
    changed = approval.Request("approve", request.act_id, request.revision_number, request.state, "不同意")
    with pytest.raises(ActConflict):
        approval.act(person("zhaomin"), record_id, changed)


def test_nobody_approves_what_he_submitted(storage: Flask) -> None:
    furnish()
    both = person("heping")
    record_id = register(both)
    township = person("zhaomin")
    as_township = type(both)(both.user_id, both.name, COUNTY, both.grants + township.grants)
    with pytest.raises(TransitionNotAllowed) as refused:
        act(as_township, record_id, "approve")
    assert "自己提交" in str(refused.value)


@pytest.mark.parametrize("name", ["xulei", "chenjie", "linqing", "qianhao"])
def test_a_record_of_another_place_does_not_exist(record_id: str, name: str) -> None:
    request = ask(person("zhaomin"), record_id, "approve")
    with pytest.raises(NotFound):
        approval.act(person(name), record_id, request)


def test_another_county_does_not_find_the_record_under_its_own_address(record_id: str) -> None:
    request = ask(person("zhaomin"), record_id, "approve")
    with pytest.raises(NotFound):
        approval.act(person("linqing", "350581"), record_id, request)


def test_every_act_is_chained(record_id: str) -> None:
    act(person("zhaomin"), record_id, "send_back", "备注不清楚")
    resubmit(person("liuyang"), record_id, registration_pairs(remarks="住在村部旁边。"))
    approve_fully(record_id)
    act(person("liuyang"), record_id, "correct", "电话换了")
    act(person("liuyang"), record_id, "terminate", "没有换")
    db.session.expire_all()
    assert journal.verify(COUNTY, record_id) == []
    actions = [entry.action for entry in journal.entries(COUNTY, record_id)]
    assert actions == ["submit", "send_back", "submit", "approve", "approve", "correct", "terminate"]


def test_the_register_keeps_the_address_in_the_order_of_its_tiers(record_id: str) -> None:
    approve_fully(record_id)
    record = records.find(COUNTY, record_id)
    assert record is not None
    elder = elders.find(COUNTY, record.elder_id or "")
    assert elder is not None
    assert (elder.state, elder.residence) == (elders.REGISTERED, "段店三江")


def test_a_visit_is_approved_like_a_registration(record_id: str) -> None:
    approve_fully(record_id)
    elder_id = records.get(person("liuyang").scope, record_id).elder_id
    visit_id = hand_in(person("liuyang"), VISIT, visit_pairs(), elder_id=elder_id)
    approve_fully(visit_id)
    assert state_of(visit_id) == "approved"
