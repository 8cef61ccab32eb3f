"""离册: asked by the village, agreed to by the township, undone; who left is not filled in for; on both databases."""

from collections.abc import Mapping

import pytest
from flask import Flask

from formserver.errors import ActConflict, Forbidden, NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Grant
from formserver.services import drafting, integrity, leaving, requesting, submission
from formserver.services.acting import Incomplete, StaleFile
from formserver.services.asking import AlreadyAsked
from formserver.services.drafting import ElderGone
from formserver.services.leaving import Exit, NotLeaving, NotReturning
from formserver.services.registering import IdentityTaken
from formserver.services.requesting import AlreadyDecided
from formserver.store import drafts, elders, identities, records, users
from tests.comings import DIED, actions, ago, asks_exit, comes_back, decide, file_of, fresh, history, leaves, registered
from tests.factories import (
    COUNTY,
    LONG_AGO,
    TOWNSHIP,
    VISIT,
    act,
    approve_fully,
    furnish,
    hand_in,
    identity_number,
    person,
    register,
    registration_pairs,
    resubmit,
    visit_pairs,
)


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    furnish()
    person("sunli"), person("zhaomin"), person("wangfang")


def test_the_township_lets_a_person_leave_the_register() -> None:
    elder_id = registered()
    request = asks_exit(elder_id)
    assert file_of(elder_id).state == elders.REGISTERED
    decide("zhaomin", request, note="已看死亡证明")
    found = file_of(elder_id)
    assert (found.state, found.left_reason, found.left_on) == ("left", "death", "2025-03-01")
    assert (request.state, request.decided_by, request.decision_note) == (
        "agreed",
        person("zhaomin").user_id,
        "已看死亡证明",
    )
    assert actions(elder_id) == ["ask_exit", "exit"]
    assert list(integrity.file_faults(COUNTY, elder_id)) == []


def test_it_waits_for_the_township_and_for_nobody_else() -> None:
    asks_exit(registered())
    waits = {
        name: requesting.waiting_count(person(name)) for name in ("zhaomin", "sunli", "wangfang", "heping", "xulei")
    }
    assert waits == {"zhaomin": 1, "sunli": 1, "wangfang": 0, "heping": 0, "xulei": 0}
    [view] = requesting.waiting(person("zhaomin"))
    assert (view.name, view.request.facts["label"], list(view.waits_for)) == ("李桂芳", "死亡", ["孙丽", "赵敏"])


def test_nobody_agrees_to_what_he_asked_himself() -> None:
    request = asks_exit(registered(), by="zhaomin")
    with pytest.raises(Forbidden):
        decide("zhaomin", request)
    decide("sunli", request)


def test_where_a_township_has_nobody_else_the_county_decides() -> None:
    elder_id = registered("吴秀英", identity_number(2))
    sunli = users.by_username("sunli")
    assert sunli is not None
    sunli.active = False
    db.session.commit()
    request = asks_exit(elder_id, by="zhaomin")
    assert [requesting.waiting_count(person(name)) for name in ("zhaomin", "wangfang")] == [0, 1]
    decide("wangfang", request)
    assert file_of(elder_id).state == elders.LEFT


@pytest.mark.parametrize(
    ("what", "lacking"),
    [
        (Exit("", "", ""), {"reason", "day"}),
        (Exit("death", "2025-2-30"), {"day"}),
        (Exit("death", "2025-02-30"), {"day"}),
        (Exit("death", "2999-01-01"), {"day"}),
        (Exit("error", "2025-03-01"), {"note"}),
        (Exit("death", "2025-03-01", "长" * 501), {"note"}),
    ],
)
def test_what_is_missing_or_wrong_is_named(what: Exit, lacking: set[str]) -> None:
    elder_id = registered()
    with pytest.raises(Incomplete) as refused:
        asks_exit(elder_id, what)
    assert refused.value.problems.keys() == lacking
    assert actions(elder_id) == []


def test_declining_needs_a_reason_and_changes_nothing() -> None:
    elder_id = registered()
    request = asks_exit(elder_id)
    with pytest.raises(Incomplete):
        decide("zhaomin", request, "decline")
    decide("zhaomin", request, "decline", "人还住在村里")
    assert (file_of(elder_id).state, request.state) == (elders.REGISTERED, "declined")
    assert [event.note for event in history(elder_id)][-1] == "人还住在村里"
    assert asks_exit(elder_id).state == "asked"


def test_only_who_asked_withdraws() -> None:
    request = asks_exit(registered())
    with pytest.raises(Forbidden):
        decide("heping", request, "withdraw")
    decide("liuyang", request, "withdraw")
    with pytest.raises(AlreadyDecided):
        decide("zhaomin", request)
    with pytest.raises(Forbidden):
        decide("zhaomin", request, "forget")


def test_one_thing_is_asked_at_a_time() -> None:
    elder_id = registered()
    asks_exit(elder_id)
    with pytest.raises(AlreadyAsked):
        asks_exit(elder_id, by="heping")


def test_whoever_waits_for_the_county_does_not_leave() -> None:
    waiting = records.get(person("liuyang").scope, register(person("liuyang"))).elder_id or ""
    with pytest.raises(NotLeaving):
        asks_exit(waiting)


def test_a_stranger_finds_neither_person_nor_request() -> None:
    elder_id = registered()
    request = asks_exit(elder_id)
    for name in ("chenjie", "xulei"):
        with pytest.raises(NotFound):
            leaving.ask(person(name), elder_id, fresh(elder_id), DIED)
        with pytest.raises(NotFound):
            requesting.view(person(name), request.id)


def test_who_reads_without_acting_asks_nothing() -> None:
    elder_id = registered()
    reader = person("tangyu")
    users.grant(
        Grant(id=new_id(), user_id=reader.user_id, role_name="form_admin", region_code=TOWNSHIP, valid_from=LONG_AGO)
    )
    for deed in (
        lambda: leaving.ask(person("tangyu"), elder_id, fresh(elder_id), DIED),
        lambda: comes_back(person("liuyang"), elder_id),
    ):
        with pytest.raises((Forbidden, NotFound)):
            deed()


def test_the_same_act_is_done_once_and_belongs_to_one_person() -> None:
    elder_id, asked = registered(), fresh()
    first = leaving.ask(person("liuyang"), elder_id, asked, DIED)
    assert leaving.ask(person("liuyang"), elder_id, asked, DIED).id == first.id
    with pytest.raises(ActConflict):
        leaving.ask(person("heping"), elder_id, asked, DIED)
    agreeing = fresh(elder_id)
    for _ in range(2):
        requesting.act(person("zhaomin"), first.id, agreeing, "agree", "")
    assert actions(elder_id) == ["ask_exit", "exit"]
    back = fresh(elder_id)
    for _ in range(2):
        leaving.come_back(person("zhaomin"), elder_id, back, {"why": "returned", "day": ago(0), "note": ""})
    assert actions(elder_id) == ["ask_exit", "exit", "return"]


def test_a_page_from_before_the_last_act_is_refused() -> None:
    elder_id = registered()
    page = fresh(elder_id)
    decide("liuyang", asks_exit(elder_id), "withdraw")
    with pytest.raises(StaleFile):
        leaving.ask(person("liuyang"), elder_id, page, DIED)


def test_for_whom_has_left_nothing_is_begun_and_nothing_handed_in() -> None:
    elder_id = registered()
    author = person("liuyang")
    draft = drafting.start(author, VISIT, elder_id=elder_id)
    leaves(elder_id)
    with pytest.raises(ElderGone):
        submission.submit(author, draft.id, visit_pairs(place="家中"), revision=1, act_id=new_id())
    assert ("place", "家中") in drafts.pairs_of(drafts.get(COUNTY, author.user_id, draft.id))
    with pytest.raises(ElderGone):
        drafting.start(author, VISIT, elder_id=elder_id)


def test_what_was_recorded_of_whom_has_left_is_still_corrected() -> None:
    elder_id = registered()
    author = person("liuyang")
    visit = hand_in(author, VISIT, visit_pairs(), elder_id=elder_id)
    approve_fully(visit)
    registration = file_of(elder_id).registration_record_id or ""
    leaves(elder_id)
    for record_id, pairs in ((visit, visit_pairs(place="村口")), (registration, registration_pairs("李桂芬"))):
        act(author, record_id, "correct", "写错了")
        resubmit(author, record_id, pairs)
        approve_fully(record_id)
    found = file_of(elder_id)
    assert (found.state, found.name) == (elders.LEFT, "李桂芬")


def test_a_number_is_free_again_only_after_a_mistake() -> None:
    for serial, reason, is_free in ((1, "error", True), (2, "death", False)):
        elder_id = registered("李桂芳", identity_number(serial))
        leaves(elder_id, Exit(reason, "2025-03-01", "重复登记"))
        assert (identities.find(identity_number(serial)) is None) == is_free


@pytest.mark.parametrize(("why", "note"), [("mistake", "认错了人"), ("returned", "")])
def test_a_person_comes_back_as_he_was(why: str, note: str) -> None:
    elder_id = registered()
    leaves(elder_id, Exit("error", "2025-03-01", "重复登记"))
    with pytest.raises(Forbidden):
        comes_back(person("liuyang"), elder_id)
    comes_back(person("zhaomin"), elder_id, why, note)
    found = file_of(elder_id)
    assert (found.state, found.left_reason, found.left_on) == (elders.REGISTERED, None, None)
    holder = identities.find(identity_number())
    assert holder is not None
    assert holder.elder_id == elder_id
    assert list(integrity.file_faults(COUNTY, elder_id)) == []


@pytest.mark.parametrize(
    ("typed", "lacking"),
    [
        ({"why": "", "day": ""}, {"why", "day"}),
        ({"why": "mistake", "day": "2025-03-02"}, {"note"}),
        ({"why": "returned", "day": "2025-02-28"}, {"day"}),
    ],
)
def test_coming_back_is_explained(typed: Mapping[str, str], lacking: set[str]) -> None:
    elder_id = registered()
    leaves(elder_id)
    with pytest.raises(Incomplete) as refused:
        leaving.come_back(person("zhaomin"), elder_id, fresh(elder_id), {"note": "", **typed})
    assert refused.value.problems.keys() == lacking


def test_nobody_comes_back_whose_number_is_somebody_elses_by_now() -> None:
    elder_id = registered()
    leaves(elder_id, Exit("error", "2025-03-01", "重复登记"))
    registered("周德顺")
    with pytest.raises(IdentityTaken):
        comes_back(person("zhaomin"), elder_id)
    db.session.rollback()
    assert file_of(elder_id).state == elders.LEFT


def test_who_never_left_by_an_exit_does_not_come_back() -> None:
    record_id = register(person("liuyang"))
    act(person("zhaomin"), record_id, "terminate", "登记错了")
    elder_id = records.get(person("liuyang").scope, record_id).elder_id or ""
    with pytest.raises(NotReturning):
        comes_back(person("zhaomin"), elder_id)
