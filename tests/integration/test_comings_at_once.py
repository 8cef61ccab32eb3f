"""What two do with files at the same moment: one of it comes about, the other is told; on both databases."""

import pytest
from flask import Flask

from formserver.services import file_merging, integrity, requesting
from tests.at_once import Deed, at_once
from tests.comings import (
    CHECKED,
    DIED,
    LEAD,
    actions,
    asks_exit,
    asks_move,
    at_work,
    first_file,
    fresh,
    second_file,
)
from tests.factories import (
    COUNTY,
    person,
)


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    at_work()


@pytest.fixture
def kept() -> str:
    """李桂芳, registered, with a phone of her own."""
    return first_file()


@pytest.fixture
def other() -> str:
    """The same person once more, under another number, called 李贵芳."""
    return second_file()


def is_sound(*elder_ids: str) -> bool:
    faults = [fault for elder_id in elder_ids for fault in integrity.file_faults(COUNTY, elder_id)]
    return faults + list(integrity.verify()) == []


def test_of_two_merges_at_once_one_is_done(storage: Flask, kept: str, other: str) -> None:
    lead, page, back = person(LEAD), fresh(kept, other), fresh(other, kept)
    came = at_once(
        storage,
        lambda: file_merging.merge(lead, kept, other, page, CHECKED, "是同一人"),
        lambda: file_merging.merge(lead, other, kept, back, CHECKED, "是同一人"),
    )
    assert came == ["StaleFile", "done"]
    assert sorted([len(actions(kept)), len(actions(other))]) == [1, 1]
    assert is_sound(kept, other)


def test_of_a_move_and_an_exit_at_once_one_is_asked(storage: Flask, kept: str) -> None:
    came = at_once(storage, lambda: asks_move(kept), lambda: asks_exit(kept, DIED, by=LEAD))
    assert came in (["AlreadyAsked", "done"], ["StaleFile", "done"])
    assert len(actions(kept)) == 1


def test_of_two_who_decide_at_once_one_does(storage: Flask, kept: str) -> None:
    request_id, pages = asks_exit(kept).id, {"zhaomin": fresh(kept), "sunli": fresh(kept)}
    person("sunli")

    def agrees(name: str) -> Deed:
        return lambda: requesting.act(person(name), request_id, pages[name], "agree", "")

    came = at_once(storage, agrees("zhaomin"), agrees("sunli"))
    assert came in (["AlreadyDecided", "done"], ["StaleFile", "done"])
    assert actions(kept) == ["ask_exit", "exit"]
