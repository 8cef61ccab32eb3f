"""Signing in and out by user name, and changing one's password."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from formserver.extensions import db
from formserver.models import LoginThrottle, User
from tests.pages import COUNTY, PASSWORD, CheckingClient, client_of

NEW = "weathered boat 31"


def sign_in(client: CheckingClient, user_name: str = "wangfang", password: str = PASSWORD, **more: str) -> int:
    return client.send("/sign-in", {"user_name": user_name, "password": password, **more}).status_code


def test_a_stranger_is_led_to_the_sign_in_page(client: CheckingClient) -> None:
    response = client.get("/")
    assert (response.status_code, response.location) == (303, "/sign-in")


def test_the_right_password_leads_to_the_work_of_the_county(client: CheckingClient, wangfang: str) -> None:
    assert sign_in(client) == 303
    assert client.get("/").location == f"/{COUNTY}/work"


@pytest.mark.parametrize(("user_name", "password"), [("", ""), (" ", PASSWORD), ("wangfang", "")])
def test_who_leaves_a_line_empty_is_told_to_fill_it_in_and_loses_no_attempt(
    client: CheckingClient, site: Flask, wangfang: str, user_name: str, password: str
) -> None:
    answer = client.send("/sign-in", {"user_name": user_name, "password": password})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "请填写用户名和口令" in page, "请检查大小写" in page) == (422, True, False)
    with site.app_context():
        assert db.session.query(LoginThrottle).count() == 0


def test_signing_in_notes_when(client: CheckingClient, site: Flask, wangfang: str) -> None:
    sign_in(client)
    with site.app_context():
        user = db.session.get(User, wangfang)
        assert user is not None
        assert user.last_login_at is not None


def test_a_user_name_typed_in_capitals_and_full_width_is_the_same_name(client: CheckingClient, wangfang: str) -> None:
    assert sign_in(client, " ＷＡＮＧfang ") == 303


def test_signing_in_goes_on_to_the_page_that_was_wanted(client: CheckingClient, wangfang: str) -> None:
    wanted = client.get("/account/password").location
    assert wanted == "/sign-in?next=/account/password"
    data = {"user_name": "wangfang", "password": PASSWORD, "next": "/account/password"}
    assert client.send("/sign-in", data).location == "/account/password"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(client: CheckingClient, wangfang: str, wanted: str) -> None:
    data = {"user_name": "wangfang", "password": PASSWORD, "next": wanted}
    assert client.send("/sign-in", data).location == "/"


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client: CheckingClient, wangfang: str) -> None:
    pages = []
    for name in ("wangfang", "nobody"):
        response = client.send("/sign-in", {"user_name": name, "password": "not the right one"})
        assert response.status_code == 422
        pages.append(response.get_data(as_text=True).replace(name, ""))
    assert "用户名或口令不对" in pages[0]
    assert _without_tokens(pages[0]) == _without_tokens(pages[1])


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line]


def test_a_closed_account_gets_the_answer_of_a_wrong_password(
    client: CheckingClient, site: Flask, wangfang: str
) -> None:
    with site.app_context():
        user = db.session.get(User, wangfang)
        assert user is not None
        user.active = False
        db.session.commit()
    assert sign_in(client) == 422


def test_after_five_wrong_passwords_even_the_right_one_must_wait(client: CheckingClient, wangfang: str) -> None:
    with time_machine.travel(datetime(2025, 1, 8, 1, tzinfo=UTC), tick=False):
        answers = [sign_in(client, password="wrong") for _ in range(5)]
        assert answers == [422] * 5
        assert sign_in(client) == 429
    with time_machine.travel(datetime(2025, 1, 8, 1, 5, 1, tzinfo=UTC), tick=False):
        assert sign_in(client) == 303


def test_attempts_are_counted_in_the_database_and_not_in_the_process(client: CheckingClient, site: Flask) -> None:
    sign_in(client, "nobody", "wrong")
    with site.app_context():
        keys = {row.key for row in db.session.query(LoginThrottle)}
    assert keys == {"user:nobody", "address:127.0.0.1"}


def test_signing_in_without_the_token_of_the_page_is_refused(client: CheckingClient, wangfang: str) -> None:
    response = client.post("/sign-in", data={"user_name": "wangfang", "password": PASSWORD})
    assert response.status_code == 400
    assert "打开得太久" in response.get_data(as_text=True)


def test_htmx_gets_only_the_form_back(client: CheckingClient, wangfang: str) -> None:
    data = {"user_name": "wangfang", "password": "wrong"}
    response = client.send("/sign-in", data, headers={"HX-Request": "true"})
    assert response.get_data(as_text=True).lstrip().startswith("<form")


def test_signing_out_ends_the_session_on_the_server(reader: CheckingClient, site: Flask) -> None:
    cookie = reader.get_cookie("formserver")
    assert cookie is not None
    assert reader.send("/sign-out").status_code == 303
    thief = client_of(site)
    thief.set_cookie("formserver", cookie.value)
    assert thief.get("/account/password").status_code == 303


def test_who_signed_in_already_need_not_again(reader: CheckingClient) -> None:
    assert reader.get("/sign-in").status_code == 303


def change(reader: CheckingClient, new: str = NEW, again: str | None = None, password: str = PASSWORD) -> str:
    data = {"password": password, "new_password": new, "again": new if again is None else again}
    response = reader.send("/account/password", data)
    return response.get_data(as_text=True) if response.status_code == 422 else str(response.status_code)


def test_a_changed_password_is_the_one_that_counts(reader: CheckingClient, site: Flask) -> None:
    assert change(reader) == "303"
    assert sign_in(client_of(site), password=PASSWORD) == 422
    assert sign_in(client_of(site), password=NEW) == 303


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(
    client: CheckingClient, site: Flask, wangfang: str
) -> None:
    sign_in(client)
    other = client_of(site)
    sign_in(other)
    assert change(client) == "303"
    assert client.get("/account/password").status_code == 200
    assert other.get("/account/password").status_code == 303


def test_a_password_is_not_changed_without_the_present_one(reader: CheckingClient) -> None:
    assert "现在的口令不对" in change(reader, password="a guess of mine")


@pytest.mark.parametrize(
    ("new", "reason"),
    [("short", "个字符"), ("1234567890", "太常见"), ("aaaaaaaaaaaa", "太常见"), ("my-WangFang-pass", "不要有用户名")],
)
def test_a_weak_new_password_is_refused_with_the_reason(reader: CheckingClient, new: str, reason: str) -> None:
    assert reason in change(reader, new)


def test_the_new_password_must_be_typed_twice_alike(reader: CheckingClient) -> None:
    assert "两次输入的新口令不一样" in change(reader, again="another thing 12")
