"""Without scripts too, what was typed survives an ended session, a wrong token and a busy database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from formserver import clock
from formserver.config import Settings
from formserver.extensions import db
from formserver.models import User
from formserver.services import drafting, filling, looking
from tests.acting import form_of, url_of
from tests.databases import opened, settings_for
from tests.factories import COUNTY, REGISTRATION, VILLAGE, Village, looking_as, person, settle
from tests.pages import COOKIE, PASSWORD, CheckingClient, client_of, enter, parse, token, words

OURS = {"Sec-Fetch-Site": "same-origin"}
REMARK = "请补填“服务地点”，\n并核对电话 <第2栏>。"


@pytest.fixture
def site_settings(site_settings: Settings, tmp_path: Path) -> Settings:
    """A database for which nobody waits long."""
    return settings_for(site_settings.database_url, tmp_path, FORMSERVER_BUSY_SECONDS="1")


@pytest.fixture
def village(site: Flask, password_hash: str) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township; everybody's password is `PASSWORD`."""
    made = settle(site)
    with site.app_context():
        db.session.execute(update(User).values(password=password_hash))
        db.session.commit()
    return made


@pytest.fixture
def approver(site: Flask, village: Village) -> CheckingClient:
    return looking_as(site, "zhaomin")


@pytest.fixture
def visitor(site: Flask, village: Village) -> CheckingClient:
    return looking_as(site, "liuyang")


def remark_on(client: CheckingClient, village: Village) -> tuple[str, dict[str, str]]:
    """The address and the pairs of a record's page on which somebody typed why it is sent back, with its token."""
    drawn = client.get(url_of(village.visit_id)).get_data(as_text=True)
    return f"{url_of(village.visit_id)}/acts", form_of(drawn, "send_back") | {
        "remark": REMARK,
        "_csrf": token(client),
    }


def draft_of(site: Flask, client: CheckingClient) -> tuple[str, dict[str, str]]:
    """The address of an open draft and what its page posts."""
    with site.app_context():
        draft = drafting.start(person("liuyang"), REGISTRATION, None, village_code=VILLAGE)
        draft_id, revision = draft.id, draft.revision
    typed = {"_action": "save", "_revision": str(revision), "name": "周秀英", "remarks": REMARK}
    return f"/{COUNTY}/drafts/{draft_id}", typed | {"_csrf": token(client)}


def form_in(response: TestResponse, action: str) -> list[tuple[str, str]]:
    """The hidden pairs of the form that posts to the address, as a browser reads them."""
    found = [form for form in main_of(response).iter("form") if form.get("action") == action]
    assert len(found) == 1
    return [(node.get("name") or "", node.get("value") or "") for node in found[0].iter("input") if is_hidden(node)]


def is_hidden(node: Element) -> bool:
    return node.get("type") == "hidden"


def main_of(response: TestResponse) -> Element:
    return next(parse(response.get_data(as_text=True)).iter("main"))


def again(client: CheckingClient, response: TestResponse, url: str) -> TestResponse:
    """Press 重新提交 on the page."""
    assert "重新提交" in words(main_of(response))
    return client.post(url, data=dict(form_in(response, url)), headers=OURS)


def sign_in_on(client: CheckingClient, response: TestResponse, user_name: str, password: str) -> TestResponse:
    """Fill in the sign-in form of the page."""
    typed = dict(form_in(response, "/sign-in")) | {"user_name": user_name, "password": password}
    return client.post("/sign-in", data=typed, headers=OURS)


def last_remark(site: Flask, village: Village) -> str:
    with site.app_context():
        return looking.view(person("liuyang"), village.visit_id).timeline[-1].entry.remark.replace("\r\n", "\n")


def remarks_in_draft(site: Flask, url: str) -> str:
    with site.app_context():
        return filling.opened(person("liuyang"), url.rpartition("/")[2]).pairs.raw("remarks").replace("\r\n", "\n")


@contextmanager
def busy(settings: Settings) -> Iterator[None]:
    """Somebody else writes, and takes his time, when the reader's last request is long enough ago to be noted."""
    later = clock.now() + timedelta(minutes=5)
    with time_machine.travel(later), opened(settings) as engine, engine.begin():
        yield


def test_a_remark_survives_an_ended_session(site: Flask, village: Village, approver: CheckingClient) -> None:
    url, typed = remark_on(approver, village)
    approver.delete_cookie(COOKIE)
    refused = approver.post(url, data=typed, headers=OURS)
    assert refused.status_code == 401
    mistyped = sign_in_on(approver, refused, "zhaomin", "not the password")
    entered = sign_in_on(approver, mistyped, "zhaomin", PASSWORD)
    assert (mistyped.status_code, entered.status_code) == (422, 200)
    assert again(approver, entered, url).status_code == 303
    assert last_remark(site, village) == REMARK


def test_a_draft_survives_an_ended_session(site: Flask, village: Village, visitor: CheckingClient) -> None:
    url, typed = draft_of(site, visitor)
    visitor.delete_cookie(COOKIE)
    entered = sign_in_on(visitor, visitor.post(url, data=typed, headers=OURS), "liuyang", PASSWORD)
    assert again(visitor, entered, url).location == url
    assert remarks_in_draft(site, url) == REMARK


def test_a_remark_survives_a_wrong_token(site: Flask, village: Village, approver: CheckingClient) -> None:
    url, typed = remark_on(approver, village)
    refused = approver.post(url, data=typed | {"_csrf": "of yesterday"}, headers=OURS)
    assert refused.status_code == 400
    assert again(approver, refused, url).status_code == 303
    assert last_remark(site, village) == REMARK


def test_a_draft_survives_a_wrong_token(site: Flask, village: Village, visitor: CheckingClient) -> None:
    url, typed = draft_of(site, visitor)
    refused = visitor.post(url, data=typed | {"_csrf": "of yesterday"}, headers=OURS)
    assert again(visitor, refused, url).location == url
    assert remarks_in_draft(site, url) == REMARK


def test_a_remark_survives_a_busy_database(
    site: Flask, site_settings: Settings, village: Village, approver: CheckingClient
) -> None:
    url, typed = remark_on(approver, village)
    with busy(site_settings):
        refused = approver.post(url, data=typed, headers=OURS)
    assert refused.status_code == 503
    assert again(approver, refused, url).status_code == 303
    assert last_remark(site, village) == REMARK


def test_a_draft_survives_a_busy_database(
    site: Flask, site_settings: Settings, village: Village, visitor: CheckingClient
) -> None:
    url, typed = draft_of(site, visitor)
    with busy(site_settings):
        refused = visitor.post(url, data=typed, headers=OURS)
    assert refused.status_code == 503
    assert again(visitor, refused, url).location == url
    assert remarks_in_draft(site, url) == REMARK


def test_a_page_is_read_while_the_database_is_busy(
    site_settings: Settings, village: Village, approver: CheckingClient
) -> None:
    approver.get("/about")
    with busy(site_settings):
        assert approver.get(url_of(village.visit_id)).status_code == 200


def test_who_signed_in_in_another_window_posts_again_with_its_token(
    site: Flask, village: Village, approver: CheckingClient
) -> None:
    url, typed = remark_on(approver, village)
    approver.delete_cookie(COOKIE)
    refused = approver.post(url, data=typed, headers=OURS)
    with site.app_context():
        user_id = person("zhaomin").user_id
    enter(approver, user_id)
    shown = sign_in_on(approver, refused, "zhaomin", PASSWORD)
    assert shown.status_code == 400
    assert again(approver, shown, url).status_code == 303


def test_nothing_typed_goes_into_an_address_or_a_cookie(village: Village, approver: CheckingClient) -> None:
    url, typed = remark_on(approver, village)
    approver.delete_cookie(COOKIE)
    refused = approver.post(url, data=typed, headers=OURS)
    entered = sign_in_on(approver, refused, "zhaomin", PASSWORD)
    for response in (refused, entered):
        addresses = [node.get("href") or node.get("action") or "" for node in main_of(response).iter()]
        assert not [text for text in [*addresses, str(response.headers)] if "remark" in text or "补填" in text]
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Referer": "http://[/"}])
def test_what_no_page_of_ours_posted_gets_no_button(
    village: Village, approver: CheckingClient, headers: dict[str, str]
) -> None:
    url, typed = remark_on(approver, village)
    refused = approver.post(url, data=typed | {"_csrf": ""}, headers=headers)
    assert refused.status_code == 400
    assert "补填" not in refused.get_data(as_text=True)


def test_a_browser_that_says_only_its_origin_is_believed(village: Village, approver: CheckingClient) -> None:
    url, typed = remark_on(approver, village)
    refused = approver.post(url, data=typed | {"_csrf": ""}, headers={"Origin": "http://localhost"})
    assert "补填" in refused.get_data(as_text=True)


def test_a_password_never_comes_back(site: Flask, village: Village, approver: CheckingClient) -> None:
    typed = {"password": PASSWORD, "new_password": PASSWORD, "again": PASSWORD, "_csrf": ""}
    for client in (approver, client_of(site)):
        for url in ("/account/password", "/sign-in"):
            assert PASSWORD not in client.post(url, data=typed, headers=OURS).get_data(as_text=True)


def test_htmx_keeps_its_page_and_is_sent_none(village: Village, approver: CheckingClient) -> None:
    url, typed = remark_on(approver, village)
    refused = approver.post(url, data=typed | {"_csrf": ""}, headers=OURS | {"HX-Request": "true"})
    assert "补填" not in refused.get_data(as_text=True)
