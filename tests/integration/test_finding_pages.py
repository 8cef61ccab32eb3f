"""The page before every registration: what it answers leads on, what was typed stays, numbers stand in no address."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import delete

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Adoption
from tests.factories import (
    COUNTY,
    NEXT_VILLAGE,
    REGISTRATION,
    VILLAGE,
    Village,
    identity_number,
    looking_as,
    person,
    settle,
)
from tests.pages import CheckingClient, parse, words

FIND = f"/{COUNTY}/fill/find"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳 of 三江村, and the staff of two villages."""
    made = settle(site)
    with site.app_context():
        for name in ("liuyang", "chenjie", "zhaomin", "wangfang"):
            person(name)
    return made


def look(client: CheckingClient, village: str = VILLAGE, **typed: str) -> str:
    """Ask, as the page does."""
    posted = {"form": REGISTRATION, "village": village, "identity": "", "name": "", "year": "", **typed}
    answer = client.send(FIND, posted)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def forms(page: str, url: str) -> Iterator[dict[str, str]]:
    """What the forms that lead to an address hold."""
    for form in parse(page).iter("form"):
        if form.get("action") == url:
            yield {name: text for name, text in inputs(form) if name != "_csrf"}


def inputs(form: Element) -> Iterator[tuple[str, str]]:
    for one in form.iter("input"):
        yield one.get("name") or "", one.get("value") or ""


def links(page: str) -> set[str]:
    return {link.get("href") or "" for link in parse(page).iter("a")}


def test_a_registration_begins_with_looking(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    page = client.get(f"/{COUNTY}/fill").get_data(as_text=True)
    assert {"form": REGISTRATION} in list(forms(page, FIND))
    assert "先查一查" in client.get(f"{FIND}?form={REGISTRATION}").get_data(as_text=True)


def test_whoever_is_there_leads_to_the_file_and_what_comes_next(site: Flask, village: Village) -> None:
    page = look(looking_as(site, "liuyang"), identity=identity_number())
    assert {
        f"/{COUNTY}/elders/{village.elder_id}",
        f"/{COUNTY}/fill?elder={village.elder_id}",
        f"/{COUNTY}/records/{village.registration_id}",
    } <= links(page)
    assert list(forms(page, f"{FIND}/begin")) == []


def test_whoever_is_nowhere_is_registered_with_what_was_typed(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    page = look(client, identity=identity_number(2), name="周德顺")
    [posted] = forms(page, f"{FIND}/begin")
    begun = client.send(f"{FIND}/begin", posted)
    assert begun.status_code == 303
    draft = client.get(str(begun.location)).get_data(as_text=True)
    assert 'value="周德顺"' in draft
    assert identity_number(2) in draft


def test_whoever_lives_elsewhere_is_asked_over(site: Flask, village: Village) -> None:
    client = looking_as(site, "chenjie")
    page = look(client, NEXT_VILLAGE, identity=identity_number())
    assert "已在段店镇三江村登记" in page
    assert "李桂芳" not in page
    [posted] = forms(page, f"{FIND}/move")
    refused = client.send(f"{FIND}/move", {**posted, "day": "", "note": "搬到女儿家"})
    assert refused.status_code == 422
    again = refused.get_data(as_text=True)
    assert "搬到女儿家" in again
    [posted] = forms(again, f"{FIND}/move")
    done = client.send(f"{FIND}/move", {**posted, "day": "2025-03-01", "note": "搬到女儿家"})
    assert done.status_code == 303
    shown = client.get(str(done.location)).get_data(as_text=True)
    assert "李桂芳" not in shown
    assert identity_number() not in shown


def test_who_may_be_the_same_is_shown_with_numbers_hidden(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    page = look(client, name="李贵芳", year="1948")
    assert "姓名同音" in page
    assert identity_number() not in page
    [posted] = forms(page, f"{FIND}/begin")
    assert posted["refused"] == village.elder_id
    assert client.send(f"{FIND}/begin", posted).status_code == 303


def test_what_is_wrong_is_named_and_stays(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    answer = client.send(FIND, {"form": REGISTRATION, "village": VILLAGE, "identity": "12345", "name": "周德顺"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="12345"' in page
    assert 'value="周德顺"' in page
    assert any("身份证号不对" in words(link) for link in parse(page).iter("a"))
    assert client.send(f"{FIND}/begin", {"form": REGISTRATION, "village": VILLAGE, "_act": new_id()}).status_code == 422


def test_who_asks_without_end_is_stopped_politely(site: Flask, village: Village) -> None:
    client = looking_as(site, "chenjie")
    typed = {"form": REGISTRATION, "village": NEXT_VILLAGE, "identity": identity_number(), "name": "", "year": ""}
    statuses = [client.send(FIND, typed).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    moving = {**typed, "_act": "019a2169-0000-7000-8000-000000000000", "day": "", "note": "搬"}
    assert client.send(f"{FIND}/move", moving).status_code == 429


def test_a_county_without_a_registration_has_no_such_page(site: Flask, village: Village) -> None:
    with site.app_context():
        db.session.execute(delete(Adoption))
        db.session.commit()
    assert looking_as(site, "liuyang").get(FIND).status_code == 404
