"""What somebody saw is opened by hand, family is told, and the card says whom to call; on both databases."""

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
from formserver.services.follow_ups import emergency, notices, opening
from formserver.store import duty_phones
from tests.comings import fresh as fresh_file
from tests.comings import history
from tests.factories import COUNTY, OTHER_COUNTY, TOWNSHIP, VILLAGE, person
from tests.follow_ups import actions, at_work, chain, item, items, opened, visited


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


# by hand --------------------------------------------------------------------------------------------------------------
def test_what_somebody_saw_is_opened_by_hand(elder_id: str) -> None:
    found = opened(elder_id, title="屋后电线老化", kind="hazard", note="在厨房后面")
    assert (found.finding, found.owner_id, found.tier) == ("", person("liuyang").user_id, "village")
    assert (chain(found)[0].note, found.seen_by_township) == ("在厨房后面", False)
    assert list(integrity.verify()) == []


@pytest.mark.parametrize(
    ("typed", "lacking"),
    [
        ({"kind": "", "title": ""}, {"kind", "title"}),
        ({"title": "长" * 121}, {"title"}),
        ({"note": "长" * 501}, {"note"}),
        ({"owner": "x"}, {"owner"}),
        ({"tier": "county"}, {"tier"}),
        ({"day": "2020-01-01"}, {"day"}),
        ({"day": "明天"}, {"day"}),
    ],
)
def test_what_is_missing_of_it_is_named(elder_id: str, typed: dict[str, str], lacking: set[str]) -> None:
    with pytest.raises(Incomplete) as refused:
        opened(elder_id, **typed)
    assert refused.value.problems.keys() == lacking
    assert items(elder_id) == []


def test_opening_is_done_once_and_only_where_one_works(elder_id: str) -> None:
    asked = Asked(new_id(), "")
    what = {"kind": "hazard", "title": "电线", "day": day(1), "tier": "township", "owner": "", "note": ""}
    first = opening.open_by_hand(person("liuyang"), elder_id, "", what, asked)
    assert opening.open_by_hand(person("liuyang"), elder_id, "", what, asked).id == first.id
    with pytest.raises(ActConflict):
        opening.open_by_hand(person("heping"), elder_id, "", what, asked)
    for name in ("chenjie", "xulei"):
        with pytest.raises(NotFound):
            opening.open_by_hand(person(name), elder_id, "", what, Asked(new_id(), ""))
    with pytest.raises(NotFound):
        opening.open_by_hand(person("liuyang"), elder_id, new_id(), what, Asked(new_id(), ""))


# notices and the card -------------------------------------------------------------------------------------------------
TOLD = {"to": "李强", "relation": "儿子", "day": "2025-02-11", "way": "phone", "note": "家里电线老化，请尽快回来修"}


def test_a_notice_to_the_family_is_kept_with_the_file_and_with_what_it_was_about(
    danger: FollowUp, elder_id: str
) -> None:
    asked = fresh_file(elder_id)
    for _ in range(2):
        notices.note(person("liuyang"), elder_id, danger.id, TOLD, asked)
    event = history(elder_id)[-1]
    assert (event.action, event.note) == ("notice", "2025年2月11日，电话通知李强（儿子）：家里电线老化，请尽快回来修")
    assert event.facts["follow_up"] == danger.id
    assert (actions(danger), chain(danger)[-1].note) == (["open", "notice"], event.note)
    notices.note(person("heping"), elder_id, "", TOLD | {"relation": ""}, fresh_file(elder_id))
    assert "通知李强：" in history(elder_id)[-1].note


def test_what_is_missing_of_a_notice_is_named(danger: FollowUp, elder_id: str) -> None:
    for typed, lacking in (
        (dict.fromkeys(TOLD, ""), {"to", "day", "way", "note"}),
        (TOLD | {"note": "长" * 401, "to": "长" * 41, "relation": "长" * 21}, {"to", "relation", "note"}),
        (TOLD | {"day": day(1), "way": "drum"}, {"day", "way"}),
    ):
        with pytest.raises(Incomplete) as refused:
            notices.note(person("liuyang"), elder_id, "", typed, fresh_file(elder_id))
        assert refused.value.problems.keys() == lacking
        said = refused.value.problems.values()
        assert len({*said}) == len(said)  # each says which it is: the list above the page has them without their labels
        db.session.rollback()
    with pytest.raises(NotFound):
        notices.note(person("liuyang"), elder_id, new_id(), TOLD, fresh_file(elder_id))


def test_the_card_shows_numbers_to_the_village_and_masks_above(elder_id: str) -> None:
    near, above = (emergency.card(person(name), elder_id) for name in ("liuyang", "zhaomin"))
    assert [one.number for one in near.public] == ["120", "110", "119", "12345"]
    assert [one.tel for one in near.contacts] == ["10000000002"]
    assert ([one.tel for one in above.contacts], above.may_unmask) == ([""], True)
    emergency.unmask(person("liuyang"), elder_id)
    assert "unmask" not in [event.action for event in history(elder_id)]
    emergency.unmask(person("zhaomin"), elder_id)
    assert history(elder_id)[-1].action == "unmask"
    for name in ("chenjie", "xulei"):
        with pytest.raises(NotFound):
            emergency.unmask(person(name), elder_id)


def test_the_number_on_duty_is_set_by_who_leads_the_place(elder_id: str) -> None:
    phone = {"phone": "027-60000001", "label": "村委会值班室"}
    emergency.set_duty(person("heping"), VILLAGE, phone)
    emergency.set_duty(person("zhaomin"), TOWNSHIP, phone | {"phone": "60000002"})
    assert [one.phone for one in emergency.card(person("liuyang"), elder_id).duty] == ["027-60000001", "60000002"]
    for name, place in (("liuyang", VILLAGE), ("heping", TOWNSHIP), ("xulei", TOWNSHIP), ("linqing", VILLAGE)):
        with pytest.raises((Forbidden, NotFound)):
            emergency.set_duty(person(name, OTHER_COUNTY if name == "linqing" else COUNTY), place, phone)
    for bad in ({"phone": "打我", "label": ""}, {"phone": "1", "label": ""}, {"phone": "", "label": "长" * 61}):
        with pytest.raises(Incomplete):
            emergency.set_duty(person("heping"), VILLAGE, bad)
    with pytest.raises(NotFound):
        emergency.set_duty(person("wangfang"), "420703999", phone)
    emergency.set_duty(person("heping"), VILLAGE, {"phone": "", "label": ""})
    assert duty_phones.find(COUNTY, VILLAGE) is None
