"""The head of every page: which county it belongs to, the way to the reader's others, and large text."""

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Grant, Role
from formserver.store import users
from tests import factories
from tests.factories import COUNTY, OTHER_COUNTY, looking_as, settle
from tests.pages import CheckingClient, add_person, enter, parse, words


@pytest.fixture
def county(site: Flask) -> None:
    """A county at work."""
    settle(site)


def also(site: Flask, user_name: str, role: str, region: str) -> None:
    """Give one of PEOPLE a further role."""
    with site.app_context():
        user_id = factories.person(user_name).user_id
        grant = Grant(id=new_id(), user_id=user_id, role_name=role, region_code=region, valid_from=factories.LONG_AGO)
        users.grant(grant)
        db.session.commit()


def place_of(client: CheckingClient, url: str) -> tuple[str, dict[str, str | None]]:
    """What the head says of the county, and the links beside it."""
    page = parse(client.get(url).get_data(as_text=True))
    [place] = [node for node in page.iter("p") if node.get("class") == "site-place"]
    return words(next(place.iter("span"))), {words(link): link.get("href") for link in place.iter("a")}


@pytest.mark.usefixtures("county")
def test_every_page_names_its_county(site: Flask) -> None:
    assert place_of(looking_as(site, "liuyang"), f"/{COUNTY}/work") == ("华容区", {})


@pytest.mark.usefixtures("county")
def test_who_works_in_two_counties_goes_from_one_to_the_other(site: Flask) -> None:
    also(site, "wangfang", "county_approver", OTHER_COUNTY)
    client = looking_as(site, "wangfang")
    assert place_of(client, f"/{COUNTY}/work") == ("华容区", {"石狮市": f"/{OTHER_COUNTY}/work"})
    assert place_of(client, f"/{OTHER_COUNTY}/work") == ("石狮市", {"华容区": f"/{COUNTY}/work"})


@pytest.mark.usefixtures("county")
def test_a_county_that_only_wants_looking_after_comes_behind_one_with_work(site: Flask) -> None:
    also(site, "wangfang", "system_admin", OTHER_COUNTY)
    assert looking_as(site, "wangfang").get("/").location == f"/{COUNTY}/work"


@pytest.mark.usefixtures("county")
def test_a_county_in_which_a_role_gives_no_right_is_no_way_in(site: Flask) -> None:
    with site.app_context():
        db.session.add(Role(name="guest", description="来访", permissions=[]))
        db.session.commit()
    also(site, "wangfang", "guest", OTHER_COUNTY)
    client = looking_as(site, "wangfang")
    assert client.get("/").location == f"/{COUNTY}/work"
    assert place_of(client, f"/{COUNTY}/work") == ("华容区", {})


@pytest.mark.usefixtures("county")
def test_the_page_for_those_without_work_sends_others_to_their_work(site: Flask) -> None:
    assert looking_as(site, "liuyang").get("/no-work").location == "/"


def test_who_has_no_work_is_told_so_and_not_sent_in_circles(site: Flask, client: CheckingClient) -> None:
    enter(client, add_person(site, "zhaomin"))
    assert client.get("/").location == "/no-work"
    assert client.get("/no-work").status_code == 200


def test_large_text_is_chosen_in_the_head_and_the_page_stays(client: CheckingClient) -> None:
    page = parse(client.get("/about?lang=zh_Hans_CN").get_data(as_text=True))
    [form] = [form for head in page.iter("header") for form in head.iter("form")]
    sent = {node.get("name") or "": node.get("value") or "" for node in form.iter("input")}
    [button] = form.iter("button")
    assert words(button) == "大字版"
    answer = client.post(form.get("action") or "", data=sent | {"text": button.get("value") or ""})
    assert answer.location == "/about?lang=zh_Hans_CN"
    assert 'class="large-text"' in client.get("/about").get_data(as_text=True)


def test_the_guide_promises_only_what_is_there(client: CheckingClient) -> None:
    page = client.get("/about").get_data(as_text=True)
    assert "统计汇总" not in page
    assert "页面最上方和最下方都有“大字版”" in page


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("address", ["/v/%00", "/v/%1b"])
def test_an_address_with_characters_no_page_may_hold_is_not_written_into_it(site: Flask, address: str) -> None:
    page = parse(looking_as(site, "liuyang").get(address).get_data(as_text=True))
    assert [node.get("value") for node in page.iter("input") if node.get("name") == "next"] == ["/"]
