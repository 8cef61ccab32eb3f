"""A township begins a form of its own, in each of the three ways, and publishes it; nobody else's place is taken."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from formserver.errors import Forbidden
from formserver.models import Grant
from formserver.services import (
    catalog,
    deriving,
    design_ending,
    design_view,
    designing,
    draft_view,
    edition_drafts,
    editions,
    form_desk,
    from_paper,
    ownership,
)
from formserver.services.edition_drafts import Offer
from formserver.services.from_paper import Source
from formserver.services.person import Person
from formserver.store import designs, forms
from formserver.store import edition_drafts as stored
from tests import factories
from tests.factories import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, person
from tests.offering import own_form

OWN = "registration/own"
PAPER = "走访登记表\n姓名\t\t性别\t□男 □女\n"


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def brought_in(who: Person, region: str = "") -> str:
    """A new form, from a document."""
    return edition_drafts.offer_new(who, Offer(own_form(), region=region))


def from_pasted(who: Person, region: str = "") -> str:
    """A new form, from a paper."""
    return from_paper.offer(who, Source(PAPER, code=OWN, region=region))


def designed(who: Person, region: str = "") -> str:
    """A new form, from a blank sheet."""
    design_id = designing.start_new(who, "registration", "走访登记表", "基本情况", region=region)
    assert designs.get(COUNTY, design_id).region_code == (region or TOWNSHIP)
    return design_ending.hand_in(who, design_id, 0, "第一版")


WAYS = pytest.mark.parametrize("way", [brought_in, from_pasted, designed])
Way = Callable[..., str]


@WAYS
def test_a_township_begins_a_form_and_it_belongs_to_it(way: Way) -> None:
    maying = person("maying")
    draft_id = way(maying)
    seen = draft_view.view(maying, draft_id, two_persons=False)
    assert (seen.place, seen.may_publish, seen.may_withdraw) == ("段店镇", True, True)
    assert [line.draft.id for line in form_desk.waiting(maying)] == [draft_id]
    assert form_desk.count_waiting(maying) == 1
    edition_drafts.publish(maying, draft_id, "第一版", two_persons=False)
    code = stored.get(COUNTY, draft_id).form_code
    assert forms.get(code).owner_region == TOWNSHIP
    [line] = catalog.forms_beside(maying, [])
    assert (line.code, line.place) == (code, "段店镇")
    assert set(form_desk.desk(maying, code).places) == {TOWNSHIP}


@WAYS
@pytest.mark.parametrize("region", [COUNTY, OTHER_TOWNSHIP, "350581", "350581101", "段店"])
def test_a_township_begins_forms_for_itself_alone(way: Way, region: str) -> None:
    with pytest.raises(Forbidden):
        way(person("maying"), region)
    assert stored.waiting(COUNTY) == []
    assert designs.unpublished(COUNTY) == []


@WAYS
def test_the_county_begins_one_for_a_township_which_publishes_it(way: Way) -> None:
    draft_id = way(person("gaofei"), TOWNSHIP)
    assert [line.draft.id for line in form_desk.waiting(person("maying"))] == [draft_id]
    edition_drafts.publish(person("maying"), draft_id, "第一版", two_persons=True)
    assert forms.get(stored.get(COUNTY, draft_id).form_code).owner_region == TOWNSHIP


def test_the_county_begins_one_for_itself_where_it_says_nothing() -> None:
    assert stored.get(COUNTY, brought_in(person("gaofei"))).region_code == COUNTY
    assert list(ownership.places_of_new(person("gaofei"))) == [COUNTY, OTHER_TOWNSHIP, TOWNSHIP]
    assert ownership.may_begin(person("gaofei"))


def test_who_edits_no_forms_of_a_whole_place_begins_none() -> None:
    held = Grant(user_id="-", role_name="form_admin", region_code=VILLAGE, valid_from=factories.LONG_AGO)
    for who in (person("wangfang"), Person("-", "村里的", COUNTY, (held,))):
        assert not ownership.may_begin(who)
        with pytest.raises(Forbidden):
            ownership.places_of_new(who)
        with pytest.raises(Forbidden):
            brought_in(who)


def test_what_a_township_has_begun_is_the_county_s_to_see_and_no_other_township_s() -> None:
    design_id = designing.start_new(person("maying"), "registration", "走访登记表", "基本情况")
    draft_id = brought_in(person("maying"))
    assert [one.id for one in design_view.waiting(person("gaofei"))] == [design_id]
    other = Person("x", "外", COUNTY, ())
    assert design_view.waiting(other) == []
    for deed in (edition_drafts.compare_again, designing.start_from_draft):
        with pytest.raises(Forbidden):
            deed(other, draft_id)
    with pytest.raises(Forbidden):
        designing.opened(other, design_id)


def test_a_county_s_draft_is_not_decided_by_a_township_though_its_form_is_not_there_yet() -> None:
    draft_id = brought_in(person("gaofei"))
    maying = person("maying")
    assert form_desk.waiting(maying) == []
    with pytest.raises(Forbidden):
        edition_drafts.publish(maying, draft_id, "第一版", two_persons=False)
    with pytest.raises(Forbidden):
        edition_drafts.decline(maying, draft_id, "不好")


def test_a_township_s_draft_stays_its_own_when_somebody_took_the_code_before() -> None:
    mine = brought_in(person("maying"))
    edition_drafts.publish(person("gaofei"), brought_in(person("gaofei"), COUNTY), "第一版", two_persons=False)
    with pytest.raises(edition_drafts.CodeTaken):
        edition_drafts.publish(person("maying"), mine, "第一版", two_persons=False)
    edition_drafts.withdraw(person("maying"), mine)
    assert form_desk.waiting(person("maying")) == []


def test_a_design_of_a_township_s_draft_goes_on_as_the_township_s() -> None:
    design_id = designing.start_from_draft(person("maying"), brought_in(person("maying")))
    assert designs.get(COUNTY, design_id).region_code == TOWNSHIP


def test_a_township_s_new_form_follows_none_of_another_township() -> None:
    forms.get(factories.REGISTRATION).owner_region = OTHER_TOWNSHIP
    upper = {"form": factories.REGISTRATION, "edition": "1.0"}
    text = json.dumps(json.loads(own_form()) | {"x-upper": upper}, ensure_ascii=False)
    with pytest.raises(ownership.OwnedElsewhere):
        edition_drafts.offer_new(person("maying"), Offer(text))


def test_what_a_township_published_is_used_there_alone() -> None:
    maying = person("maying")
    edition_drafts.publish(maying, brought_in(maying), "第一版", two_persons=False)
    with pytest.raises(ownership.OwnedElsewhere):
        editions.adopt(COUNTY, OWN)
    editions.adopt(TOWNSHIP, OWN)
    assert OWN in {line.code for line in catalog.forms_in_use(person("liuyang"))}


def test_the_county_s_form_that_gave_way_to_the_township_s_is_told_as_used_elsewhere() -> None:
    ownership.take_over(person("gaofei"), factories.REGISTRATION)
    maying = person("maying")
    deriving.derive_for(maying, factories.REGISTRATION, "registration/duandian", TOWNSHIP)
    [own, county] = catalog.forms_beside(maying, [])
    assert (county.code, county.place, county.is_elsewhere) == (factories.REGISTRATION, "", True)
    assert (own.code, own.place, own.is_elsewhere) == ("registration/duandian", "段店镇", False)
    assert form_desk.desk(maying, own.code).may_move
    assert not form_desk.desk(maying, county.code).may_move
