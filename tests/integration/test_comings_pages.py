"""Leaving, moving and coming back, as pages: asked, decided, refused without losing what was typed."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.comings import file_of, registered
from tests.factories import COUNTY, NEXT_VILLAGE, identity_number, looking_as, person, settle
from tests.pages import CheckingClient, parse, words

STAFF = ("liuyang", "chenjie", "heping", "zhaomin", "sunli", "wangfang")


@pytest.fixture
def elder_id(site: Flask) -> str:
    """李桂芳 of 三江村, in a county where everybody is at work."""
    village = settle(site)
    with site.app_context():
        for name in STAFF:
            person(name)
    return village.elder_id


def address(elder_id: str, page: str = "") -> str:
    return f"/{COUNTY}/elders/{elder_id}" + (f"/{page}" if page else "")


def form_at(page: str, url: str) -> Element:
    return next(form for form in parse(page).iter("form") if form.get("action") == url)


def hidden(page: str, url: str) -> dict[str, str]:
    inputs = form_at(page, url).iter("input")
    return {one.get("name") or "": one.get("value") or "" for one in inputs if one.get("type") == "hidden"}


def post(client: CheckingClient, url: str, typed: Mapping[str, str]) -> TestResponse:
    """Open the page and send its form with what is typed."""
    page = client.get(url).get_data(as_text=True)
    posted = hidden(page, url)
    posted.pop("_csrf")
    return client.send(url, {**posted, **typed})


def asks(site: Flask, elder_id: str, by: str = "liuyang", reason: str = "death") -> str:
    """Ask for an exit; gives the address of the request."""
    typed = {"reason": reason, "day": "2025-03-01", "note": "病故"}
    answer = post(looking_as(site, by), address(elder_id, "exit"), typed)
    assert answer.status_code == 303
    return str(answer.location)


def test_an_exit_is_asked_shown_to_the_township_and_agreed_to(site: Flask, elder_id: str) -> None:
    request = asks(site, elder_id)
    township = looking_as(site, "zhaomin")
    work = township.get(f"/{COUNTY}/work").get_data(as_text=True)
    assert "有1件离册或迁移申请等您办理" in work
    assert f'href="{request}"' in township.get(f"/{COUNTY}/requests").get_data(as_text=True)
    assert f'href="{request}"' in township.get(address(elder_id)).get_data(as_text=True)
    assert post(township, request, {"_action": "agree", "note": ""}).status_code == 303
    assert "申请等您办理" not in township.get(f"/{COUNTY}/work").get_data(as_text=True)
    page = looking_as(site, "liuyang").get(address(elder_id)).get_data(as_text=True)
    assert "2025年3月1日离册：死亡。" in page
    assert "填写留守老人服务记录" not in page


def test_the_badge_counts_requests_too(site: Flask, elder_id: str) -> None:
    client = looking_as(site, "sunli")
    assert badge(client) == "我的工作1"  # the visit of `settle`
    asks(site, elder_id)
    assert badge(client) == "我的工作2"


def badge(client: CheckingClient) -> str:
    links = parse(client.get(f"/{COUNTY}/elders").get_data(as_text=True)).iter("a")
    return next(words(link) for link in links if "我的工作" in words(link)).replace(" ", "")


def test_what_was_typed_stands_on_the_page_that_refuses(site: Flask, elder_id: str) -> None:
    client = looking_as(site, "liuyang")
    refused = post(client, address(elder_id, "exit"), {"reason": "error", "day": "2999-01-01", "note": ""})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert {"日期不能晚于今天", "请写明原因"} <= {words(link) for link in parse(page).iter("a")}
    assert 'value="2999-01-01"' in page
    assert 'value="error" checked' in page
    moved = post(client, address(elder_id, "move"), {"to": NEXT_VILLAGE, "day": "", "note": "随女儿"})
    assert moved.status_code == 422
    assert f'value="{NEXT_VILLAGE}" selected' in moved.get_data(as_text=True)
    assert "随女儿" in moved.get_data(as_text=True)


def test_a_page_from_before_is_told_and_keeps_what_was_typed(site: Flask, elder_id: str) -> None:
    client, url = looking_as(site, "liuyang"), address(elder_id, "exit")
    posted = hidden(client.get(url).get_data(as_text=True), url)
    posted.pop("_csrf")
    asks(site, elder_id, by="heping")
    refused = client.send(url, {**posted, "reason": "death", "day": "2025-03-02", "note": "在医院去世"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "档案已有变化" in page
    assert "李桂芳已有一件离册申请在办" in page
    assert "在医院去世" in page


def test_a_move_is_confirmed_by_the_other_village(site: Flask, elder_id: str) -> None:
    typed = {"to": NEXT_VILLAGE, "day": "2025-03-01", "note": "随女儿居住"}
    answer = post(looking_as(site, "liuyang"), address(elder_id, "move"), typed)
    request, other = str(answer.location), looking_as(site, "chenjie")
    assert other.get(address(elder_id)).status_code == 404
    shown = other.get(request).get_data(as_text=True)
    assert "同意以后，李桂芳的档案从2025年3月1日起归段店镇四房村" in shown
    refused = post(other, request, {"_action": "decline", "note": ""})
    assert (refused.status_code, "请写明原因" in refused.get_data(as_text=True)) == (422, True)
    assert post(other, request, {"_action": "agree", "note": "已见到本人"}).status_code == 303
    assert other.get(address(elder_id)).status_code == 200
    done = looking_as(site, "liuyang").get(request).get_data(as_text=True)
    assert "已见到本人" in done
    with site.app_context():
        assert file_of(elder_id).village_code == NEXT_VILLAGE


def test_a_request_is_withdrawn_by_who_asked(site: Flask, elder_id: str) -> None:
    request = asks(site, elder_id)
    client = looking_as(site, "liuyang")
    mine = client.get(f"/{COUNTY}/requests").get_data(as_text=True)
    assert "您提出的" in mine
    assert post(client, request, {"_action": "withdraw"}).status_code == 303
    township = looking_as(site, "zhaomin")
    page = township.get(request).get_data(as_text=True)
    assert "已撤回" in page
    assert "<form" not in page.partition("<main")[2]


def test_a_person_is_taken_back_by_the_township(site: Flask, elder_id: str) -> None:
    township = looking_as(site, "zhaomin")
    post(township, asks(site, elder_id), {"_action": "agree"})
    assert "/return" not in looking_as(site, "liuyang").get(address(elder_id)).get_data(as_text=True)
    assert address(elder_id, "return") in township.get(address(elder_id)).get_data(as_text=True)
    refused = post(township, address(elder_id, "return"), {"why": "", "day": "2025-03-02", "note": "又来了"})
    assert refused.status_code == 422
    typed = {"why": "returned", "day": "2025-03-02", "note": "又来了"}
    assert post(township, address(elder_id, "return"), typed).status_code == 303
    with site.app_context():
        assert file_of(elder_id).state == "registered"


def test_a_post_without_an_act_is_no_act(site: Flask, elder_id: str) -> None:
    client = looking_as(site, "liuyang")
    assert client.send(address(elder_id, "exit"), {"reason": "death", "day": "2025-03-01"}).status_code == 400


def test_nothing_waits_where_nothing_is_asked(site: Flask, elder_id: str) -> None:
    page = looking_as(site, "heping").get(f"/{COUNTY}/requests").get_data(as_text=True)
    assert "没有离册和迁移申请" in page
    assert f"/{COUNTY}/elders" in page


def test_a_stranger_sees_no_request(site: Flask, elder_id: str) -> None:
    request = asks(site, elder_id)
    assert looking_as(site, "chenjie").get(request).status_code == 404


@pytest.mark.parametrize("user_name", ["zhaomin", "liuyang"])
def test_the_queries_do_not_grow_with_the_requests(site: Flask, elder_id: str, user_name: str) -> None:
    with site.app_context():
        others = [registered(f"周德{serial}", identity_number(serial)) for serial in range(2, 5)]
    for one in (elder_id, *others):
        asks(site, one)
    client = looking_as(site, user_name)
    client.get("/about")
    client.most_queries = 11
    assert client.get(f"/{COUNTY}/work").status_code == 200
