"""The pages on which a township begins a form: for which place it is chosen, or said, and stands again."""

import pytest
from flask import Flask

from formserver.store import designs
from formserver.store import edition_drafts as drafts
from tests.factories import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, Village, looking_as, settle
from tests.offering import own_form
from tests.pages import CheckingClient, parse, words

BEGINNINGS = ("editions/new", "editions/from-paper", "designs/new")
POSTED = {
    "editions/new": {"text": own_form()},
    "editions/from-paper": {"text": "走访登记表\n姓名\t\t性别\t□男 □女\n"},
    "designs/new": {"category": "registration", "title": "走访登记表", "section": "基本情况"},
}


@pytest.fixture(autouse=True)
def village(site: Flask) -> Village:
    """A county at work."""
    return settle(site)


@pytest.fixture
def maying(site: Flask) -> CheckingClient:
    return looking_as(site, "maying")


def page(client: CheckingClient, url: str) -> str:
    return client.get(f"/{COUNTY}/{url}").get_data(as_text=True)


def text_of(client: CheckingClient, url: str) -> str:
    return words(next(parse(client.get(url).get_data(as_text=True)).iter("main")))


def test_the_forms_lead_a_township_to_each_beginning(maying: CheckingClient) -> None:
    found = page(maying, "forms")
    assert all(f"/{COUNTY}/{url}" in found for url in BEGINNINGS)


@pytest.mark.parametrize("url", BEGINNINGS)
def test_one_place_is_said_and_of_several_one_is_chosen(
    gaofei: CheckingClient, maying: CheckingClient, url: str
) -> None:
    mine, theirs = page(maying, url), page(gaofei, url)
    assert f'<input type="hidden" name="region" value="{TOWNSHIP}">' in mine
    assert "段店镇" in mine
    assert "葛店镇" not in mine
    assert '<select class="form-select" id="region" name="region">' in theirs
    assert all(f'value="{code}"' in theirs for code in (COUNTY, TOWNSHIP, OTHER_TOWNSHIP))


@pytest.mark.parametrize("url", BEGINNINGS)
def test_what_is_begun_is_the_chosen_place_s(site: Flask, gaofei: CheckingClient, url: str) -> None:
    answer = gaofei.send(f"/{COUNTY}/{url}", POSTED[url] | {"region": TOWNSHIP})
    assert answer.status_code == 303
    with site.app_context():
        offered = [one.region_code for one in drafts.waiting(COUNTY)]
        assert offered + [one.region_code for one in designs.unpublished(COUNTY)] == [TOWNSHIP]


@pytest.mark.parametrize("url", BEGINNINGS)
def test_the_place_stands_again_beside_what_is_wrong(gaofei: CheckingClient, url: str) -> None:
    wrong = {"text": "", "title": "", "region": OTHER_TOWNSHIP}
    answer = gaofei.send(f"/{COUNTY}/{url}", POSTED[url] | wrong)
    assert answer.status_code == 422
    assert f'<option value="{OTHER_TOWNSHIP}" selected>' in answer.get_data(as_text=True)


@pytest.mark.parametrize("url", BEGINNINGS)
def test_nobody_begins_a_form_for_a_place_of_others(maying: CheckingClient, url: str) -> None:
    assert maying.send(f"/{COUNTY}/{url}", POSTED[url] | {"region": OTHER_TOWNSHIP}).status_code == 403


def test_the_draft_says_whose_it_is(maying: CheckingClient) -> None:
    answer = maying.send(f"/{COUNTY}/editions/new", POSTED["editions/new"])
    assert "段店镇的新表" in text_of(maying, answer.headers["Location"])


def test_the_next_edition_of_a_form_asks_for_no_place(site: Flask, gaofei: CheckingClient) -> None:
    form = f"/{COUNTY}/forms/registration/ezhou"
    gaofei.send(form, {"_action": "take_over"})
    assert 'name="region"' not in page(gaofei, "editions/new?form=registration/ezhou")
