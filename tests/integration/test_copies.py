"""The key of the copies in the browser: the reader's own, the same at every sign-in, gone with his other sessions."""

import pytest
from flask import Flask

from tests.pages import PASSWORD, CheckingClient, add_person, client_of, enter

ADDRESS = "/account/copy-key"


@pytest.fixture
def person(site: Flask, password_hash: str) -> str:
    return add_person(site, "wangfang", password=password_hash)


@pytest.fixture
def reader(site: Flask, person: str) -> CheckingClient:
    made = client_of(site)
    enter(made, person)
    return made


def key_of(client: CheckingClient) -> str:
    return str(client.get(ADDRESS).get_json()["key"])


def test_the_same_person_gets_the_same_key_at_every_sign_in(site: Flask, person: str, reader: CheckingClient) -> None:
    again = client_of(site)
    enter(again, person)
    assert key_of(again) == key_of(reader)


def test_another_person_gets_another_key_and_another_name_for_it(site: Flask, reader: CheckingClient) -> None:
    other = client_of(site)
    enter(other, add_person(site, "zhaomin"))
    mine, yours = reader.get(ADDRESS).get_json(), other.get(ADDRESS).get_json()
    assert {mine["key"], mine["owner"]}.isdisjoint({yours["key"], yours["owner"]})


def test_a_changed_password_makes_the_old_copies_unreadable(reader: CheckingClient) -> None:
    before = key_of(reader)
    new = "a long new sentence 9"
    reader.send("/account/password", {"password": PASSWORD, "new_password": new, "again": new})
    assert key_of(reader) != before


def test_nobody_gets_a_key_without_signing_in(site: Flask) -> None:
    response = client_of(site).get(ADDRESS)
    assert response.status_code == 303
    assert "sign-in" in str(response.location)


def test_no_cache_keeps_the_key(reader: CheckingClient) -> None:
    assert reader.get(ADDRESS).headers["Cache-Control"] == "no-store"


def test_every_page_names_the_owner_of_its_copies(reader: CheckingClient) -> None:
    owner = reader.get(ADDRESS).get_json()["owner"]
    assert f'<meta name="copy-owner" content="{owner}">' in reader.get("/account/password").get_data(as_text=True)


def test_signing_out_has_the_browser_forget_what_it_stored(reader: CheckingClient) -> None:
    assert reader.send("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
