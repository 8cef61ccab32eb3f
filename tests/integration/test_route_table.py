"""Who gets in where: every route x every role, in the own county and in a foreign one, against one table."""

from collections.abc import Iterator
from typing import Final

import pytest
from flask import Flask
from werkzeug.routing import Rule

from formserver.ids import new_id
from formserver.web.guard import policy_of
from tests.factories import COUNTY, OTHER_COUNTY, Village, looking_as, settle
from tests.pages import CheckingClient, client_of, token
from tests.routes import HOLDERS, TABLE

# What each person gets of the visit to 李桂芳 in 三江村: own or foreign place and role together.
ANSWERS: Final = {
    "liuyang": 200,  # wrote it
    "fanyu": 404,  # same village, but sees only what he typed himself
    "chenjie": 404,  # another village
    "heping": 200,
    "zhaomin": 200,
    "xulei": 404,  # another township
    "wangfang": 200,
    "linqing": 404,  # another county
    "gaofei": 403,
    "qianhao": 403,
    "tangyu": 403,
    "luoyan": 403,
    "yangfan": 403,
}


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def county_rules(site: Flask) -> Iterator[tuple[str, Rule]]:
    """Every route below a county, as the table names it."""
    for rule in site.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if "county" in rule.arguments:
                yield f"{method} {rule.endpoint}", rule


def address(site: Flask, rule: Rule, county: str) -> str:
    """The rule's address in a county; whatever else it names does not exist."""
    adapter = site.url_map.bind("localhost")
    values = {name: county if name == "county" else new_id() for name in rule.arguments}
    return adapter.build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def status(client: CheckingClient, method: str, url: str, csrf_token: str) -> int:
    data = {"_csrf": csrf_token} if method == "POST" else None
    return client.open(url, method=method, data=data).status_code


def test_every_route_of_a_county_stands_in_the_table(site: Flask) -> None:
    assert {name for name, _ in county_rules(site)} == set(TABLE)


def test_every_route_has_a_policy(site: Flask) -> None:
    assert [name for name, view in site.view_functions.items() if policy_of(view) is None] == []


@pytest.mark.parametrize("role", HOLDERS)
def test_each_role_gets_in_where_the_table_says(site: Flask, village: Village, role: str) -> None:
    client = looking_as(site, HOLDERS[role])
    csrf_token = token(client)
    let_in = {
        name
        for name, rule in county_rules(site)
        if status(client, name.split()[0], address(site, rule, COUNTY), csrf_token) != 403
    }
    assert let_in == {name for name, roles in TABLE.items() if role in roles}


@pytest.mark.parametrize("role", HOLDERS)
def test_a_county_without_a_role_in_it_does_not_exist(site: Flask, village: Village, role: str) -> None:
    client = looking_as(site, HOLDERS[role])
    csrf_token = token(client)
    answers = {
        name: status(client, name.split()[0], address(site, rule, OTHER_COUNTY), csrf_token)
        for name, rule in county_rules(site)
    }
    assert answers == dict.fromkeys(TABLE, 404)


def test_a_stranger_is_led_to_the_sign_in_page(site: Flask) -> None:
    client = client_of(site)
    csrf_token = token(client)
    answers = {
        name: status(client, name.split()[0], address(site, rule, COUNTY), csrf_token)
        for name, rule in county_rules(site)
    }
    assert answers == {name: 303 if name.startswith("GET") else 401 for name in TABLE}


@pytest.mark.parametrize("user_name", ANSWERS)
def test_place_and_role_together_decide_who_sees_a_record(site: Flask, village: Village, user_name: str) -> None:
    client = looking_as(site, user_name)
    assert client.get(f"/{COUNTY}/records/{village.visit_id}").status_code == ANSWERS[user_name]


@pytest.mark.parametrize("user_name", ["zhaomin", "xulei", "chenjie", "linqing", "gaofei"])
def test_seeing_and_printing_follow_the_same_rule(site: Flask, village: Village, user_name: str) -> None:
    client = looking_as(site, user_name)
    url = f"/{COUNTY}/records/{village.visit_id}"
    assert client.send(f"{url}/prints").status_code == client.get(url).status_code


@pytest.mark.parametrize(
    ("user_name", "answer"), [("fanyu", 200), ("chenjie", 404), ("xulei", 404), ("wangfang", 200), ("tangyu", 403)]
)
def test_a_person_of_the_register_belongs_to_the_village(
    site: Flask, village: Village, user_name: str, answer: int
) -> None:
    client = looking_as(site, user_name)
    assert client.get(f"/{COUNTY}/elders/{village.elder_id}").status_code == answer
