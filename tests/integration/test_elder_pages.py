"""服务对象: who is listed for whom, and what the page of a person leads to."""

import pytest
from flask import Flask

from formserver.services import prefilled
from tests.department_files import row, taken, xlsx
from tests.factories import (
    COUNTY,
    NEXT_VILLAGE,
    VISIT,
    VISIT_WITH_CARE,
    Village,
    act,
    identity_number,
    looking_as,
    person,
    register,
    settle,
)
from tests.follow_ups import endangered
from tests.pages import CheckingClient, parse, words
from tests.storage_app import queries

LIST = f"/{COUNTY}/elders"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def names(client: CheckingClient, query: str = "") -> list[str]:
    page = parse(client.get(f"{LIST}?{query}").get_data(as_text=True))
    return [words(node) for node in page.iter("th") if node.get("scope") == "row"]


def test_two_characters_of_a_name_are_enough(site: Flask, village: Village) -> None:
    with site.app_context():
        register(person("chenjie"), "吴秀英", identity_number(2))
    client = looking_as(site, "wangfang")
    assert names(client, "name=秀英") == ["吴秀英"]
    assert names(client, f"place={NEXT_VILLAGE}") == ["吴秀英"]


def test_the_state_of_a_person_follows_the_registration(site: Flask, village: Village) -> None:
    with site.app_context():
        waiting = register(person("liuyang"), "周德顺", identity_number(2))
        given_up = register(person("liuyang"), "吴秀英", identity_number(3))
        act(person("zhaomin"), given_up, "terminate", "登记错了")
    client = looking_as(site, "zhaomin")
    assert waiting
    assert [names(client, f"state={state}") for state in ("registered", "pending", "left")] == [
        ["李桂芳"],
        ["周德顺"],
        ["吴秀英"],
    ]


def test_whoever_lives_elsewhere_is_not_listed(site: Flask, village: Village) -> None:
    assert names(looking_as(site, "chenjie")) == []
    assert looking_as(site, "chenjie").get(f"{LIST}/{village.elder_id}").status_code == 404


def test_an_empty_register_names_a_next_step(site: Flask, village: Village) -> None:
    page = parse(looking_as(site, "chenjie").get(LIST).get_data(as_text=True))
    empty = next(node for node in page.iter("div") if node.get("class") == "empty")
    assert [link.get("href") for link in empty.iter("a")] == [f"/{COUNTY}/fill"]


def test_the_page_of_a_person_hides_number_and_phone(site: Flask, village: Village) -> None:
    page = looking_as(site, "wangfang").get(f"{LIST}/{village.elder_id}").get_data(as_text=True)
    assert identity_number() not in page
    assert "999***********" in page
    assert "10000000002" not in page


def test_the_page_of_a_person_leads_to_registration_and_visits(site: Flask, village: Village) -> None:
    page = looking_as(site, "liuyang").get(f"{LIST}/{village.elder_id}").get_data(as_text=True)
    assert f'href="/{COUNTY}/records/{village.registration_id}"' in page
    assert f'href="/{COUNTY}/records/{village.visit_id}"' in page


def test_a_visitor_begins_a_visit_from_the_page_of_the_person(site: Flask, village: Village) -> None:
    page = parse(looking_as(site, "liuyang").get(f"{LIST}/{village.elder_id}").get_data(as_text=True))
    forms = [form for form in page.iter("form") if form.get("action") == f"/{COUNTY}/fill"]
    posted = [
        {node.get("name"): node.get("value") for node in form.iter("input") if node.get("name") != "_csrf"}
        for form in forms
    ]
    assert posted == [
        {"form": VISIT, "part": "main", "elder_id": village.elder_id},
        {"form": VISIT_WITH_CARE, "part": "visit", "elder_id": village.elder_id},
    ]


def test_who_only_approves_is_not_offered_to_fill_in(site: Flask, village: Village) -> None:
    page = looking_as(site, "zhaomin").get(f"{LIST}/{village.elder_id}").get_data(as_text=True)
    assert f"/{COUNTY}/fill" not in page


def test_what_is_asked_for_a_person_is_read_once_beside_what_waits_for_the_reader(
    site: Flask, village: Village
) -> None:
    client = looking_as(site, "zhaomin")
    with site.app_context(), queries() as seen:
        client.get(f"{LIST}/{village.elder_id}")
    assert sum("FROM elder_requests" in statement for statement, _ in seen) == 2


@pytest.mark.parametrize("user_name", ["wangfang", "zhaomin", "heping", "liuyang"])
def test_a_file_with_all_its_parts_is_read_in_few_queries(site: Flask, user_name: str) -> None:
    """With a visit and its hazard, a line of a department, and a sheet to be typed in."""
    elder_id = endangered(site)
    with site.app_context():
        taken(xlsx([row("李桂芳", 1)]))
        prefilled.print_for(person("liuyang"), elder_id, VISIT, "main", site="")
    client = looking_as(site, user_name)
    client.get(f"{LIST}/{elder_id}")
    with site.app_context(), queries() as seen:
        page = client.get(f"{LIST}/{elder_id}").get_data(as_text=True)
    assert "部门名单" in page
    assert len(seen) <= 25, "\n".join(statement for statement, _ in seen)


@pytest.mark.parametrize("user_name", ["wangfang", "zhaomin", "liuyang"])
def test_the_number_of_queries_does_not_grow_with_the_register(site: Flask, village: Village, user_name: str) -> None:
    with site.app_context():
        for serial in range(2, 12):
            register(person("liuyang"), f"周德{serial}", identity_number(serial))
    client = looking_as(site, user_name)
    client.get("/about")
    client.most_queries = 8
    assert len(names(client)) == 11
