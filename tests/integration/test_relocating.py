"""迁移: both villages say so; what was done stays where it was done; on both databases."""

import pytest
from flask import Flask

from formserver.errors import Forbidden, NotFound
from formserver.ids import new_id
from formserver.services import drafting, integrity, relocating, requesting, submission
from formserver.services.acting import Incomplete
from formserver.services.relocating import Move, NotMoving
from formserver.store import elder_events, records
from tests.comings import actions, asks_move, decide, file_of, fresh, leaves, registered
from tests.factories import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_COUNTY_VILLAGE,
    OTHER_TOWNSHIP_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    VISIT,
    furnish,
    hand_in,
    person,
    visit_pairs,
)

ASKED_FOR = "李桂芳"


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    furnish()
    for name in ("liuyang", "chenjie", "zhaomin", "xulei", "wangfang"):
        person(name)


@pytest.fixture
def elder_id() -> str:
    """李桂芳 of 三江村."""
    return registered()


def test_the_file_goes_to_the_village_that_takes_it(elder_id: str) -> None:
    request = asks_move(elder_id)
    assert [requesting.waiting_count(person(name)) for name in ("chenjie", "liuyang", "zhaomin")] == [1, 0, 0]
    decide("chenjie", request)
    found = file_of(elder_id)
    assert (found.village_code, found.township_code, found.village_name) == (NEXT_VILLAGE, TOWNSHIP, "四房村")
    assert actions(elder_id) == ["ask_move", "move"]
    assert list(integrity.file_faults(COUNTY, elder_id)) == []


def test_what_was_done_stays_where_it_was_done(elder_id: str) -> None:
    author = person("liuyang")
    before = hand_in(author, VISIT, visit_pairs(), elder_id=elder_id)
    draft_id = drafting.start(author, VISIT, elder_id=elder_id).id
    decide("chenjie", asks_move(elder_id))
    late = submission.submit(author, draft_id, visit_pairs(), revision=1, act_id=new_id()).record_id
    after = hand_in(person("chenjie"), VISIT, visit_pairs(), elder_id=elder_id)
    found = [records.find(COUNTY, record_id) for record_id in (before, late, after)]
    assert [record.village_code for record in found if record] == [VILLAGE, VILLAGE, NEXT_VILLAGE]
    with pytest.raises(NotFound):
        drafting.start(author, VISIT, elder_id=elder_id)


def test_history_tells_where_a_person_was_on_a_day(elder_id: str) -> None:
    decide("chenjie", asks_move(elder_id, NEXT_VILLAGE, "2025-03-01"))
    decide("xulei", asks_move(elder_id, OTHER_TOWNSHIP_VILLAGE, "2025-06-10", by="chenjie"))
    found = file_of(elder_id)
    where = {
        day: elder_events.village_on(found, day) for day in ("2025-02-28", "2025-03-01", "2025-06-09", "2025-06-10")
    }
    assert where == {
        "2025-02-28": VILLAGE,
        "2025-03-01": NEXT_VILLAGE,
        "2025-06-09": NEXT_VILLAGE,
        "2025-06-10": OTHER_TOWNSHIP_VILLAGE,
    }


def test_a_village_without_people_is_spoken_for_by_its_township(elder_id: str) -> None:
    request = asks_move(elder_id, OTHER_TOWNSHIP_VILLAGE)
    assert [view.name for view in requesting.waiting(person("xulei"))] == [ASKED_FOR]
    decide("xulei", request)
    assert file_of(elder_id).township_code == OTHER_TOWNSHIP_VILLAGE[:9]
    back = asks_move(elder_id, VILLAGE, "2025-04-01", by="xulei")
    decide("liuyang", back)
    assert file_of(elder_id).village_code == VILLAGE


def test_a_township_does_not_speak_for_a_village_that_has_people(elder_id: str) -> None:
    with pytest.raises(Forbidden):
        asks_move(elder_id, by="zhaomin")
    request = asks_move(elder_id)
    with pytest.raises(Forbidden):
        decide("zhaomin", request)


def test_the_new_village_asks_for_somebody_it_does_not_see(elder_id: str) -> None:
    asking = person("chenjie")
    what = Move(NEXT_VILLAGE, "2025-03-01", "搬到女儿家")
    request = relocating.ask(asking, elder_id, fresh(), what, called="李**")
    assert request.place_code == VILLAGE
    mine = requesting.view(asking, request.id)
    assert (mine.name, mine.open_id, mine.may_withdraw) == ("李**", "", True)
    theirs = requesting.view(person("liuyang"), request.id)
    assert (theirs.name, theirs.open_id, theirs.may_decide) == (ASKED_FOR, elder_id, True)
    assert theirs.where == {"from": "段店镇三江村", "to": "段店镇四房村"}
    decide("liuyang", request)
    assert requesting.view(asking, request.id).name == ASKED_FOR


def test_nobody_asks_for_a_village_that_is_not_his(elder_id: str) -> None:
    for name, to in (("chenjie", OTHER_TOWNSHIP_VILLAGE), ("xulei", NEXT_VILLAGE)):
        with pytest.raises(Forbidden):
            relocating.ask(person(name), elder_id, fresh(), Move(to, "2025-03-01", "搬家"), called="李**")


@pytest.mark.parametrize(
    ("what", "lacking"),
    [
        (Move("", "", ""), {"to", "day", "note"}),
        (Move("420703", "2025-03-01", "搬家"), {"to"}),
        (Move("420703103999", "2025-03-01", "搬家"), {"to"}),
        (Move(OTHER_COUNTY_VILLAGE, "2025-03-01", "搬家"), {"to"}),
        (Move(VILLAGE, "2025-03-01", "搬家"), {"to"}),
        (Move(NEXT_VILLAGE, "2999-03-01", "搬家"), {"day"}),
    ],
)
def test_what_is_missing_or_wrong_is_named(elder_id: str, what: Move, lacking: set[str]) -> None:
    with pytest.raises(Incomplete) as refused:
        relocating.ask(person("liuyang"), elder_id, fresh(elder_id), what)
    assert refused.value.problems.keys() == lacking


def test_moves_are_agreed_to_in_the_order_they_happened(elder_id: str) -> None:
    decide("chenjie", asks_move(elder_id, NEXT_VILLAGE, "2025-03-01"))
    with pytest.raises(Incomplete) as refused:
        asks_move(elder_id, VILLAGE, "2025-02-28", by="chenjie")
    assert refused.value.problems.keys() == {"day"}


def test_who_left_does_not_move(elder_id: str) -> None:
    leaves(elder_id)
    with pytest.raises(NotMoving):
        asks_move(elder_id)


def test_the_same_act_is_done_once(elder_id: str) -> None:
    asked, what = fresh(elder_id), Move(NEXT_VILLAGE, "2025-03-01", "搬家")
    first = relocating.ask(person("liuyang"), elder_id, asked, what)
    assert relocating.ask(person("liuyang"), elder_id, asked, what).id == first.id
