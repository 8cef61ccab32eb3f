"""Whom somebody has to see: in what order, with what, counted in the navigation; on both databases."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.services.visiting import this_week
from formserver.services.visiting.assigning import NOBODY
from formserver.services.visiting.cards import Card
from formserver.services.visiting.this_week import Asked, Week
from formserver.store import elders
from formserver.store.visit_lists import DONE, EXCUSED, LATER, OVERDUE, REFUSED, THIS_WEEK
from tests.factories import COUNTY, NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE, TOWNSHIP, VILLAGE, furnish, person
from tests.visitors import explain, give, opened, served, visitor, visits, with_levels

FIRST = "2026-03-01T02:00:00Z"
WEDNESDAY = "2026-03-11T02:00:00Z"
MONDAY_LATE = "2026-03-23T02:00:00Z"


@pytest.fixture
def county(storage: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county at work on the first of March, nobody in the register yet."""
    with_levels(monkeypatch)
    furnish()
    for name in ("liuyang", "heping", "zhaomin", "wangfang", "fanyu"):
        person(name)


@pytest.fixture(autouse=True)
def march() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(FIRST, tick=True) as traveller:
        yield traveller


def look(by: str = "liuyang", **asked: str) -> Week:
    db.session.expire_all()
    return this_week.look(person(by), Asked(**asked))


def names(week: Week) -> list[str]:
    return [card.elder.name for card in week.cards.rows]


def card_of(name: str, tab: str = "todo", by: str = "liuyang") -> Card:
    return next(card for card in look(by, tab=tab).cards.rows if card.elder.name == name)


@pytest.mark.usefixtures("county")
def test_the_most_urgent_stand_first_by_day_risk_and_name(march: time_machine.Traveller) -> None:
    served("王秀英", care_level="ordinary")
    served("李桂芳", care_level="ordinary", risk="high")
    served("张德福", care_level="key")
    served("赵玉兰", care_level="key", risk="high")
    opened("2026-03-01")
    march.move_to(WEDNESDAY)
    assert [(card.elder.name, card.group, card.due) for card in look().cards.rows] == [
        ("赵玉兰", THIS_WEEK, "2026-03-15"),
        ("张德福", THIS_WEEK, "2026-03-15"),
        ("李桂芳", LATER, "2026-03-31"),
        ("王秀英", LATER, "2026-03-31"),
    ]
    march.move_to(MONDAY_LATE)
    assert [card.group for card in look().cards.rows] == [OVERDUE, OVERDUE, LATER, LATER]


@pytest.mark.usefixtures("county")
def test_pages_are_turned_without_losing_or_doubling_anybody() -> None:
    for number in range(32):
        served(f"王{number:02}", risk="high" if number % 3 else None)
    opened("2026-03-01")
    first = look()
    second = look(after=first.cards.next or "")
    found = [card.elder.id for card in (*first.cards.rows, *second.cards.rows)]
    assert (len(first.cards.rows), len(second.cards.rows), second.cards.next) == (20, 12, None)
    assert len(set(found)) == 32 == first.counts["todo"]
    assert names(look(after="nonsense")) == names(first)


@pytest.mark.usefixtures("county")
def test_a_telephone_call_does_not_fill_a_duty_at_the_door(march: time_machine.Traveller) -> None:
    elder = served("张德福", care_level="key")
    opened("2026-03-01")
    march.move_to(WEDNESDAY)
    visits(elder, "2026-03-10", "phone")
    (owed,) = card_of("张德福").owed
    assert owed.ways == ("home",)
    assert owed.told is not None
    assert (owed.told.way, owed.told.happened_on) == ("phone", "2026-03-10")
    visits(elder, "2026-03-11", "home")
    (owed,) = card_of("张德福").owed
    assert (owed.told, owed.next and owed.next.last.isoformat()) == (None, "2026-03-31")


@pytest.mark.usefixtures("county")
def test_a_window_that_passed_is_named_and_the_next_one_is_due(march: time_machine.Traveller) -> None:
    served("张德福", care_level="key")
    opened("2026-03-01")
    march.move_to(MONDAY_LATE)
    card = card_of("张德福")
    (owed,) = card.owed
    assert ([one.last.day for one in owed.missed], owed.next and owed.next.last.day) == ([15], 31)
    assert card.group == OVERDUE


@pytest.mark.usefixtures("county")
def test_who_was_visited_refused_or_is_new_stands_under_his_own_heading(march: time_machine.Traveller) -> None:
    done, _, left = served("王秀英"), served("李桂芳", consent="unwilling"), served("赵玉兰")
    opened("2026-03-01")
    march.move_to(WEDNESDAY)
    visits(done, "2026-03-09", "phone")
    explain(left, "hospital")
    tabs = {tab: [(card.elder.name, card.group) for card in look(tab=tab).cards.rows] for tab in this_week.TABS}
    assert tabs == {
        "todo": [],
        "explained": [],
        "done": [("王秀英", DONE)],
        "refused": [("李桂芳", REFUSED)],
        "excused": [("赵玉兰", EXCUSED)],
    }
    assert look().counts == {"todo": 0, "explained": 0, "done": 1, "refused": 1, "excused": 1}
    assert card_of("赵玉兰", "excused").owed[0].reason == "住院"


@pytest.mark.usefixtures("county")
def test_a_visitor_sees_his_own_and_whom_nobody_has() -> None:
    zhou = visitor("周敏")
    liu = person("liuyang").user_id
    own, other, _ = served("李桂芳"), served("王秀英"), served("张德福")
    served("赵玉兰", NEXT_VILLAGE)
    give(liu, own, first="2026-03-01")
    give(zhou, other, first="2026-03-01")
    opened("2026-03-01")
    assert names(look()) == ["李桂芳", "张德福"]
    whole = look("heping", place=VILLAGE)
    assert sorted(card.visitor for card in whole.cards.rows) == ["", "刘洋", "周敏"]
    assert names(look("heping", place=VILLAGE, visitor=zhou)) == ["王秀英"]
    assert names(look("heping", place=VILLAGE, visitor=NOBODY)) == ["张德福"]


@pytest.mark.usefixtures("county")
def test_a_place_that_is_not_looked_after_does_not_exist() -> None:
    for by, place in (
        ("liuyang", VILLAGE),
        ("heping", NEXT_VILLAGE),
        ("heping", TOWNSHIP),
        ("zhaomin", OTHER_TOWNSHIP_VILLAGE),
        ("wangfang", "42070310"),
    ):
        with pytest.raises(NotFound):
            look(by, place=place)


@pytest.mark.usefixtures("county")
def test_a_township_sees_its_villages_and_a_county_its_townships() -> None:
    served("李桂芳")
    served("王秀英", OTHER_TOWNSHIP_VILLAGE)
    opened("2026-03-01")
    township, county = look("zhaomin"), look("wangfang")
    assert [(line.name, line.counts) for line in township.places] == [("三江村", {LATER: 1}), ("四房村", {})]
    assert [(line.name, line.counts) for line in county.places] == [("葛店镇", {LATER: 1}), ("段店镇", {LATER: 1})]
    assert names(look("wangfang", place=VILLAGE)) == ["李桂芳"]
    assert names(look("fanyu", place=VILLAGE)) == ["李桂芳"]


@pytest.mark.usefixtures("county")
def test_the_navigation_counts_persons_who_are_overdue_or_due_this_week(march: time_machine.Traveller) -> None:
    zhou, other = visitor("周敏"), served("李桂芳", care_level="key")
    served("张德福", care_level="key")
    served("王秀英")
    give(zhou, other, first="2026-03-01")
    opened("2026-03-01")
    counted = []
    for day in (FIRST, WEDNESDAY, MONDAY_LATE, "2026-03-31T02:00:00Z", "2026-04-01T02:00:00Z"):
        march.move_to(day)
        counted.append(this_week.count_urgent(person("liuyang")))
    assert counted == [0, 1, 1, 2, 0]
    assert this_week.count_urgent(person("wangfang")) == 0


@pytest.mark.usefixtures("county")
def test_a_period_is_opened_by_who_may_and_others_are_told_whom_to_ask() -> None:
    served("李桂芳")
    with pytest.raises(Forbidden):
        this_week.open_running(person("liuyang"))
    before = look()
    assert (before.times.is_open, before.times.may_open, before.times.ask) == (False, False, ["何平", "赵敏"])
    for _ in range(2):
        this_week.open_running(person("heping"))
    assert (look().times.is_open, names(look())) == (True, ["李桂芳"])


@pytest.mark.usefixtures("county")
def test_who_was_missed_last_period_is_shown_until_it_is_handed_in(march: time_machine.Traveller) -> None:
    missed, done = served("李桂芳"), served("王秀英")
    opened("2026-03-01")
    visits(done, "2026-03-01")
    march.move_to("2026-04-20T15:59:00Z")  # the 20th, 23:59 in Shanghai
    opened("2026-04-20")
    assert look().missing == 1
    past = look(period="2026-03")
    assert (past.times.is_past, names(past), past.cards.rows[0].group) == (True, ["李桂芳"], OVERDUE)
    explain(missed, "away")
    assert look().missing == 0
    explain(missed, "")
    march.move_to("2026-04-20T16:00:00Z")
    assert look().missing == 0


@pytest.mark.usefixtures("county")
def test_a_card_says_whom_to_call_first() -> None:
    served("李桂芳", file={"first_contact": {"name": "王强", "relation": "子"}, "village_contact": {"name": "何平"}})
    served("王秀英", file={"village_contact": {"name": "何平"}})
    served("张德福")
    opened("2026-03-01")
    contacts = {card.elder.name: card.contact and (card.contact.title, card.contact.name) for card in look().cards.rows}
    assert contacts == {"李桂芳": ("第一联系人", "王强"), "王秀英": ("村（社区）联系人", "何平"), "张德福": None}


@pytest.mark.usefixtures("county")
def test_numbers_are_shown_to_who_calls_and_hidden_from_others() -> None:
    elder = elders.find(COUNTY, served("李桂芳"))
    assert elder is not None
    elders.set_phone(elder, "10000000009")
    db.session.commit()
    opened("2026-03-01")
    own, seen = look().cards.rows[0].contact, look("zhaomin", place=VILLAGE).cards.rows[0].contact
    assert own is not None
    assert (own.title, own.tel, seen) == ("本人", "10000000009", None)
