"""Sessions on the server: what the cookie says, when a session ends, what the database keeps."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, Response, flash
from sqlalchemy import select

from formserver.app import create_app
from formserver.config import Settings
from formserver.extensions import db
from formserver.models import User, UserSession
from formserver.web.guard import public
from formserver.web.pages import see_other
from tests.databases import settings_for
from tests.pages import COOKIE, COUNTY, PASSWORD, CheckingClient, add_person, client_of, enter, watch

NOTICES = f"{COOKIE}-notices"
START = datetime(2025, 1, 8, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def cookie_of(client: CheckingClient) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def is_signed_in(client: CheckingClient) -> bool:
    return client.get("/account/password").status_code == 200


def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(client: CheckingClient) -> None:
    header = client.get("/sign-in").headers["Set-Cookie"]
    assert re.fullmatch(r"formserver=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax", header)


def test_in_production_the_cookie_is_bound_to_the_host_and_to_https(site_settings: Settings) -> None:
    production = settings_for(
        site_settings.database_url,
        site_settings.instance,
        FORMSERVER_ENV="production",
        FORMSERVER_TRUSTED_HOSTS="localhost",
    )
    app = create_app(production)
    watch(app)
    header = client_of(app).get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert re.fullmatch(r"__Host-formserver=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", header)


def test_the_database_holds_no_id_that_could_be_used(reader: CheckingClient, site: Flask) -> None:
    reader.get("/about")
    with site.app_context():
        kept = [f"{row.id_hash}{row.data}" for row in db.session.scalars(select(UserSession))]
    assert kept
    assert not any(cookie_of(reader) in row for row in kept)


def test_the_id_changes_at_sign_in_and_the_old_one_is_dead(client: CheckingClient, site: Flask, wangfang: str) -> None:
    client.get("/sign-in")
    before = cookie_of(client)
    client.send("/sign-in", {"user_name": "wangfang", "password": PASSWORD})
    assert is_signed_in(client)
    assert cookie_of(client) != before
    planted = client_of(site)
    planted.set_cookie(COOKIE, before)
    assert not is_signed_in(planted)


def test_a_made_up_id_is_nobody(client: CheckingClient, wangfang: str) -> None:
    client.set_cookie(COOKIE, "a" * 43)
    assert not is_signed_in(client)


def test_a_session_ends_when_nothing_was_done_for_long(
    clock: time_machine.Traveller, client: CheckingClient, site_settings: Settings, wangfang: str
) -> None:
    enter(client, wangfang)
    clock.shift(timedelta(minutes=site_settings.session_idle_minutes + 1))
    assert not is_signed_in(client)


def test_a_session_in_use_goes_on(
    clock: time_machine.Traveller, client: CheckingClient, site_settings: Settings, wangfang: str
) -> None:
    enter(client, wangfang)
    for _ in range(3):
        clock.shift(timedelta(minutes=site_settings.session_idle_minutes * 0.45))
        assert is_signed_in(client)


def test_a_session_in_use_ends_all_the_same_after_its_longest_time(
    clock: time_machine.Traveller, client: CheckingClient, site_settings: Settings, wangfang: str
) -> None:
    enter(client, wangfang)
    end = START + timedelta(hours=site_settings.session_hours)
    while datetime.now(UTC) < end - timedelta(minutes=20):
        clock.shift(timedelta(minutes=20))
        assert is_signed_in(client)
    clock.shift(timedelta(minutes=21))
    assert not is_signed_in(client)


def test_a_clock_set_back_ends_no_session(clock: time_machine.Traveller, client: CheckingClient, wangfang: str) -> None:
    enter(client, wangfang)
    clock.shift(timedelta(hours=-2))
    assert is_signed_in(client)


def test_a_form_open_for_hours_can_still_be_sent(
    clock: time_machine.Traveller, client: CheckingClient, wangfang: str
) -> None:
    enter(client, wangfang)
    page = client.get("/about").get_data(as_text=True)
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found
    for _ in range(8):
        clock.shift(timedelta(minutes=20))
        client.get("/no-work")
    assert client.post("/sign-out", data={"_csrf": found[1]}).status_code == 303


def test_a_closed_account_is_out_at_its_next_request(reader: CheckingClient, site: Flask, wangfang: str) -> None:
    assert is_signed_in(reader)
    with site.app_context():
        user = db.session.get(User, wangfang)
        assert user is not None
        user.active = False
        db.session.commit()
    assert not is_signed_in(reader)


def test_most_requests_write_nothing(clock: time_machine.Traveller, reader: CheckingClient, site: Flask) -> None:
    reader.get("/no-work")
    seen, _ = site.extensions["test_watch"]
    clock.shift(timedelta(seconds=30))
    reader.get("/no-work")
    assert [statement for statement in seen.statements if not statement.startswith("SELECT")] == []


@pytest.fixture
def leaving(site: Flask) -> str:
    """The address of a view that leaves a sentence for the next page."""

    @public
    def leave() -> Response:
        flash("已记下。")
        return see_other("/about")

    site.add_url_rule("/leave", "leave", leave)
    return "/leave"


def test_a_sentence_for_the_next_page_is_shown_once_and_costs_no_write(
    leaving: str, reader: CheckingClient, site: Flask
) -> None:
    reader.get("/about")
    seen, _ = site.extensions["test_watch"]
    reader.get(leaving)
    assert "已记下。" in reader.get("/about").get_data(as_text=True)
    assert [statement for statement in seen.statements if not statement.startswith("SELECT")] == []
    assert "已记下。" not in reader.get("/about").get_data(as_text=True)


@pytest.mark.parametrize("ending", ["", "x"])
def test_a_sentence_left_for_somebody_else_or_changed_is_not_shown(
    leaving: str, reader: CheckingClient, site: Flask, ending: str
) -> None:
    reader.get(leaving)
    left = reader.get_cookie(NOTICES)
    assert left is not None
    other = client_of(site) if not ending else reader
    other.set_cookie(NOTICES, left.value + ending)
    assert "已记下。" not in other.get("/about").get_data(as_text=True)


def test_the_health_page_asks_the_database_nothing(client: CheckingClient, site: Flask) -> None:
    seen, _ = site.extensions["test_watch"]
    assert client.get("/healthz").get_data(as_text=True) == "ok\n"
    assert seen.statements == []


def test_signing_in_and_out_works_on_every_database(app: Flask, password_hash: str) -> None:
    watch(app)
    person = add_person(app, "wangfang", password=password_hash, grants={"county_approver": COUNTY})
    browser = client_of(app)
    assert browser.send("/sign-in", {"user_name": "wangfang", "password": PASSWORD}).status_code == 303
    assert is_signed_in(browser)
    assert browser.send("/sign-out").status_code == 303
    assert not is_signed_in(browser)
    with app.app_context():
        assert db.session.scalar(select(UserSession).where(UserSession.user_id == person)) is None
