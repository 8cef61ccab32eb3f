"""A township has a form of its own and looks after it; where it is used, from when to when; who is offered what."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from formserver.clock import today
from formserver.errors import Forbidden, NotFound
from formserver.ids import new_id
from formserver.services import (
    adopting,
    catalog,
    choosing,
    deriving,
    drafting,
    edition_drafts,
    editions,
    form_desk,
    looking,
    moving_many,
    ownership,
    submission,
    usage,
)
from formserver.services.adopting import Use
from formserver.services.edition_drafts import Offer
from formserver.store import adoptions, form_events, forms, records
from formserver.store.moves import Picked
from tests import factories
from tests.factories import (
    COUNTY,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    OTHER_TOWNSHIP_VILLAGE,
    REGISTRATION,
    TOWNSHIP,
    VILLAGE,
    VISIT,
    VISIT_WITH_CARE,
    person,
)
from tests.offering import demanding

OWN = "registration/duandian"


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def derived() -> None:
    """The township's form administrator derives a form for it."""
    deriving.derive_for(person("maying"), REGISTRATION, OWN, TOWNSHIP)


def used(region: str = TOWNSHIP, code: str = OWN, last: str = "") -> None:
    """It is taken into use today."""
    adopting.take_into_use(person("maying"), code, Use(region, "village_township", today().isoformat(), last))


def demanded(code: str) -> str:
    """The form in force with one question that must be answered."""
    source = json.loads(forms.latest_edition(code).source)
    demanding(source["properties"]["main"])
    return json.dumps(source, ensure_ascii=False)


def offered_in(village: str) -> set[str]:
    found = usage.offered_at(COUNTY, village)
    assert found == usage.by_place(COUNTY, [village])[village]
    return {one.code for one in found if one.category == "registration"}


# whom it belongs to ---------------------------------------------------------------------------------------------------
def test_a_township_edits_and_publishes_its_form_and_the_county_may_too() -> None:
    derived()
    assert forms.get(OWN).owner_region == TOWNSHIP
    desk = form_desk.desk(person("maying"), OWN)
    assert (desk.is_owned, desk.owner, desk.may_edit, desk.may_retire) == (True, "段店镇", True, True)
    draft_id = edition_drafts.offer(person("maying"), OWN, Offer(demanded(OWN), "备注必填"))
    assert [line.draft.id for line in form_desk.waiting(person("maying"))] == [draft_id]
    assert form_desk.count_waiting(person("maying")) == 1
    done = edition_drafts.publish(person("gaofei"), draft_id, "备注必填", two_persons=True)
    assert done is not None
    assert done.edition == (2, 0)


def test_the_county_of_a_township_sees_nothing_of_another_and_the_township_not_of_its_county() -> None:
    derived()
    with pytest.raises(NotFound):
        form_desk.desk(person("linqing", OTHER_COUNTY), OWN)
    ownership.take_over(person("gaofei"), REGISTRATION)
    draft_id = edition_drafts.offer(person("gaofei"), REGISTRATION, Offer(demanded(REGISTRATION), "备注必填"))
    assert form_desk.waiting(person("maying")) == []
    assert not form_desk.desk(person("maying"), REGISTRATION).may_edit
    for deed in (edition_drafts.withdraw, edition_drafts.compare_again):
        with pytest.raises(Forbidden):
            deed(person("maying"), draft_id)
    with pytest.raises(Forbidden):
        edition_drafts.offer(person("maying"), REGISTRATION, Offer(demanded(REGISTRATION), "备注必填"))
    with pytest.raises(Forbidden):
        moving_many.plan(person("maying"), REGISTRATION, Picked())
    assert moving_many.plan(person("maying"), OWN, Picked()).title


@pytest.mark.parametrize("region", [COUNTY, OTHER_TOWNSHIP, "350581101", "", "段店"])
def test_a_township_derives_for_itself_alone(region: str) -> None:
    with pytest.raises(Forbidden):
        deriving.derive_for(person("maying"), REGISTRATION, OWN, region)
    assert forms.find(OWN) is None


def test_a_form_of_a_township_is_derived_from_only_there() -> None:
    derived()
    with pytest.raises(ownership.OwnedElsewhere):
        deriving.derive(OWN, "registration/gedian", OTHER_TOWNSHIP)
    assert deriving.derive(OWN, "registration/again", TOWNSHIP).upper_code == OWN


# where it is used -----------------------------------------------------------------------------------------------------
def test_the_township_gets_its_form_in_the_place_of_the_one_above() -> None:
    derived()
    assert offered_in(VILLAGE) == {REGISTRATION}
    used()
    assert offered_in(VILLAGE) == {OWN}
    assert offered_in(OTHER_TOWNSHIP_VILLAGE) == {REGISTRATION}
    assert {one.code for one in choosing.papers(person("liuyang"))} == {OWN, VISIT, VISIT_WITH_CARE}
    assert OWN in {one.code for one in choosing.papers_at(person("liuyang"), VILLAGE)}
    everywhere = usage.offered_to(person("gaofei"), person("gaofei").regions)
    assert {OWN, REGISTRATION} <= {one.code for one in everywhere}


def test_what_a_form_is_derived_from_through_another_gives_way_too() -> None:
    deriving.derive(REGISTRATION, "registration/huarong", COUNTY)
    deriving.derive("registration/huarong", OWN, TOWNSHIP)
    used()
    assert offered_in(VILLAGE) == {OWN}


def test_a_form_that_follows_none_stands_beside_the_county_s() -> None:
    used(code="registration/fujian")
    assert offered_in(VILLAGE) == {REGISTRATION, "registration/fujian"}
    assert offered_in(OTHER_TOWNSHIP_VILLAGE) == {REGISTRATION}


def test_its_records_go_the_township_s_way_and_those_elsewhere_the_county_s() -> None:
    derived()
    used()
    record_id = factories.hand_in(person("liuyang"), OWN, factories.registration_pairs())
    assert looking.view(person("zhaomin"), record_id).flow.code == "village_township"
    with pytest.raises(drafting.FormElsewhere):
        drafting.start(person("liuyang"), REGISTRATION, village_code=VILLAGE)
    used(code="registration/fujian")
    editions.adopt(COUNTY, "registration/fujian")
    assert adoptions.is_used(COUNTY, "registration/fujian", today())


def test_who_fills_in_for_several_townships_is_offered_each_village_by_its_paper() -> None:
    derived()
    used()
    found = choosing.villages_by_paper(factories.person("wangfang"))
    assert found == {}  # fills in nothing
    editions.adopt(COUNTY, "registration/shuren")
    near = choosing.villages_by_paper(person("liuyang"))
    assert {code: [place.code for place in places] for code, places in near.items() if "registration" in code} == {
        OWN: [VILLAGE],
        "registration/shuren": [VILLAGE],
    }


def test_a_place_is_asked_for_that_is_the_owner_s_and_the_person_s() -> None:
    derived()
    for who, region in (("gaofei", COUNTY), ("gaofei", OTHER_TOWNSHIP), ("maying", COUNTY), ("gaofei", "")):
        with pytest.raises(adopting.PlaceUnfit):
            adopting.take_into_use(person(who), OWN, Use(region, "village_township", today().isoformat()))
    with pytest.raises(adopting.PlaceUnfit):
        used(COUNTY, REGISTRATION)
    assert set(form_desk.desk(person("maying"), REGISTRATION).places) == {TOWNSHIP}
    assert set(form_desk.desk(person("gaofei"), OWN).places) == {TOWNSHIP}
    assert set(form_desk.desk(person("gaofei"), REGISTRATION).places) == {COUNTY, TOWNSHIP, OTHER_TOWNSHIP}


def test_a_shipped_form_is_found_and_taken_into_use_by_those_in_charge_alone() -> None:
    code = "registration/fujian"
    assert code in {form.code for form in catalog.forms_on_offer(person("gaofei"))}
    with pytest.raises(NotFound):
        catalog.view(person("heping"), code, at_rest=True)
    assert catalog.view(person("gaofei"), code, at_rest=True).line.adopted is None
    adopting.take_into_use(person("gaofei"), code, Use(COUNTY, "village_township", today().isoformat()))
    assert code not in {form.code for form in catalog.forms_on_offer(person("gaofei"))}
    assert code in {line.code for line in catalog.forms_in_use(person("liuyang"))}


# from when to when ----------------------------------------------------------------------------------------------------
def day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def test_a_use_ends_on_its_last_day_and_another_may_follow() -> None:
    derived()
    used(last=day(3))
    for first, last in ((0, ""), (3, day(9)), (1, day(2))):
        with pytest.raises(adopting.AlreadyUsed):
            adopting.take_into_use(person("maying"), OWN, Use(TOWNSHIP, "village_township", day(first), last))
    adopting.take_into_use(person("maying"), OWN, Use(TOWNSHIP, "village_township_county", day(4)))
    lines = form_desk.desk(person("maying"), OWN).uses
    assert [(line.is_to_come, line.may_stop) for line in lines] == [(False, True), (True, True)]
    line = form_desk.desk(person("maying"), OWN).events[0]
    assert (line.place, line.days) == ("段店镇", [today() + timedelta(days=4)])


@pytest.mark.parametrize("last", ["明天", "2020-01-01", day(-1), "2999-01-01"])
def test_the_last_day_is_not_over_and_not_far(last: str) -> None:
    derived()
    with pytest.raises(adopting.LastDayUnfit):
        used(last=last)
    assert offered_in(VILLAGE) == {REGISTRATION}


def test_who_stops_says_the_last_day_and_what_was_begun_is_finished() -> None:
    derived()
    used()
    [use] = form_desk.desk(person("maying"), OWN).uses
    for text in ("", day(-1), day(5000)):
        with pytest.raises(adopting.LastDayUnfit):
            adopting.stop_using(person("maying"), OWN, use.adoption.id, text)
    with pytest.raises(Forbidden):
        adopting.stop_using(person("liuyang"), OWN, use.adoption.id, day(0))
    with pytest.raises(NotFound):
        adopting.stop_using(person("maying"), REGISTRATION, use.adoption.id, day(0))
    adopting.stop_using(person("maying"), OWN, use.adoption.id, day(0))
    assert offered_in(VILLAGE) == {OWN}
    draft = drafting.start(person("liuyang"), OWN, village_code=VILLAGE)
    use.adoption.valid_from = use.adoption.valid_to = today() - timedelta(days=1)
    assert offered_in(VILLAGE) == {REGISTRATION}
    posted = factories.registration_pairs()
    done = submission.submit(person("liuyang"), draft.id, posted, revision=draft.revision, act_id=new_id())
    assert records.get(person("zhaomin").scope, done.record_id).form_code == OWN


def test_a_use_to_come_is_taken_back_whole() -> None:
    derived()
    adopting.take_into_use(person("maying"), OWN, Use(TOWNSHIP, "village_township", day(4)))
    [use] = form_desk.desk(person("maying"), OWN).uses
    adopting.stop_using(person("maying"), OWN, use.adoption.id, "")
    assert form_desk.desk(person("maying"), OWN).uses == []
    assert [one.action for one in form_events.newest(OWN, 2)] == ["stopped", "adopted"]
