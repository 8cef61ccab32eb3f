"""可能重复: who is listed as possibly one person, and for how long; on both databases."""

import pytest
from flask import Flask

from formserver.errors import Forbidden
from formserver.services import duplicates
from formserver.services.duplicates import SAME_BIRTH, SAME_PHONE
from tests.comings import LEAD, actions, at_work, file_of, first_file, fresh, merge, registered, second_file
from tests.factories import (
    identity_number,
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


def names(place: str = "", by: str = "zhaomin") -> list[tuple[str, str, str]]:
    return [(pair.one.elder.name, pair.other.elder.name, pair.why) for pair in duplicates.pairs(person(by), place).rows]


def test_same_names_and_same_phones_are_listed_until_somebody_looked(kept: str) -> None:
    same = registered("李桂芳", identity_number(3), phone="10000000005")
    registered("周秀英", identity_number(5), phone="10000000005")
    registered("周德顺", identity_number(2), phone="10000000005")  # a man: not the same person
    registered("李桂芳", identity_number(7, "19520316"))
    assert names() == [("李桂芳", "李桂芳", SAME_BIRTH), ("李桂芳", "周秀英", SAME_PHONE)]
    assert names("420703101") == []
    assert names(by="xulei") == []
    page = fresh(kept, same)
    for _ in range(2):
        duplicates.tell_apart(person(LEAD), kept, same, page)
    assert names() == [("李桂芳", "周秀英", SAME_PHONE)]
    assert [actions(kept), actions(same)] == [["not_same"], ["not_same"]]
    with pytest.raises(Forbidden):
        duplicates.tell_apart(person("liuyang"), kept, same, fresh(kept, same))


def test_many_phones_are_not_compared_at_once(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "_MOST_PHONES", 0)
    assert not duplicates.pairs(person("zhaomin"), "").has_phones


def test_names_alike_are_found_for_one_person(kept: str, other: str) -> None:
    far = registered("李桂芳", identity_number(5), by="chenjie")
    assert [pair.other.elder.id for pair in duplicates.alike(person("zhaomin"), file_of(kept))] == [far, other]
    assert [pair.other.elder.id for pair in duplicates.alike(person(LEAD), file_of(kept))] == [other]
    merge(kept, other)
    assert duplicates.alike(person(LEAD), file_of(kept)) == []
