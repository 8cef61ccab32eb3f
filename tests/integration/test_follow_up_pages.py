"""跟进事项 as pages: listed, shown, acted on, refused without losing anything; the card, notices, and photos."""

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from formserver.ids import new_id
from formserver.services import integrity
from formserver.services.follow_ups import evidence
from formserver.store import files
from tests.comings import ago
from tests.factories import (
    COUNTY,
    OTHER_COUNTY,
    VILLAGE,
    act,
    looking_as,
    person,
)
from tests.follow_ups import LIST, actions, do, endangered, form_of, hidden, item, opened, text_of, url_of
from tests.pages import CheckingClient, parse, words


@pytest.fixture
def elder_id(site: Flask) -> str:
    """李桂芳, in a county at work, with dangerous appliances found by 刘洋."""
    return endangered(site)


@pytest.fixture
def url(site: Flask, elder_id: str) -> str:
    """The page of what was found."""
    return url_of(site, elder_id)


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 84), "white").save(buffer, "JPEG")
    return buffer.getvalue()


def press(client: CheckingClient, url: str, action: str, **typed: Any) -> TestResponse:
    """Open what is to be done, fill it in and send it."""
    page = text_of(client, f"{url}?do={action}")
    kind = {"content_type": "multipart/form-data"} if "file" in typed else {}
    return client.send(f"{url}/acts", {**hidden(form_of(page, "/acts")), "_action": action, **typed}, **kind)


def badge(client: CheckingClient) -> str:
    links = parse(text_of(client, f"/{COUNTY}/elders")).iter("a")
    return next(words(link) for link in links if "跟进事项" in words(link)).replace(" ", "")


def test_what_was_found_stands_in_the_lists_of_those_who_settle_it(site: Flask, elder_id: str, url: str) -> None:
    for name, seen in (("liuyang", True), ("heping", True), ("zhaomin", True), ("chenjie", False), ("xulei", False)):
        client = looking_as(site, name)
        assert ("用电不安全" in text_of(client, LIST)) == seen
        assert client.get(url).status_code == (200 if seen else 404)
    assert [badge(looking_as(site, name)) for name in ("liuyang", "zhaomin", "chenjie")] == [
        *("跟进事项1", "跟进事项1", "跟进事项")
    ]


def test_it_is_given_to_somebody_else_than_who_has_it(site: Flask, url: str) -> None:
    owner = next(one for one in parse(text_of(looking_as(site, "heping"), f"{url}?do=assign")).iter("select"))
    assert [words(one) for one in owner.iter("option")] == ["请选择", "何平"]


def test_what_is_wrong_is_told_in_the_order_of_the_page(site: Flask, url: str) -> None:
    refused = press(looking_as(site, "heping"), url, "close", result="长" * 501, satisfaction="unknown")
    told = next(one for one in parse(refused.get_data(as_text=True)).iter("div") if one.get("id") == "problems")
    assert [one.get("href") for one in told.iter("a")] == ["#result", "#satisfaction"]


def test_the_list_is_narrowed_by_its_address(site: Flask, url: str) -> None:
    client = looking_as(site, "heping")
    assert "用电不安全" in text_of(client, f"{LIST}?kind=hazard&late=1&owner=&place={VILLAGE}&after=x")
    page = text_of(client, f"{LIST}?kind=referral")
    assert "没有符合条件的事项" in page
    assert "清除条件" in page


def test_the_pages_take_as_many_queries_for_one_as_for_many(site: Flask, elder_id: str) -> None:
    client = looking_as(site, "heping")
    seen = site.extensions["test_watch"][0].statements
    for _ in range(2):  # the first page looks up more
        text_of(client, LIST)
    before = len(seen)
    with site.app_context():
        for number in range(8):
            opened(elder_id, title=f"第{number}件")
    text_of(client, LIST)
    assert len(seen) == before


def test_nothing_is_closed_without_a_result_and_what_was_typed_stays(site: Flask, elder_id: str, url: str) -> None:
    client = looking_as(site, "liuyang")
    refused = press(client, url, "close", result=" ", satisfaction="fair")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "请写明办理结果，没有结果不能办结" in page
    ticked = [one.get("value") for one in parse(page).iter("input") if one.get("checked") is not None]
    assert ticked == ["fair"]
    assert press(client, url, "close", result="换了插座", satisfaction="fair").status_code == 303
    assert "换了插座" in text_of(client, url)
    assert "用电不安全" not in text_of(client, LIST)
    assert "用电不安全" in text_of(client, f"{LIST}?state=closed")


def test_a_photo_comes_with_the_result_and_is_there_even_where_that_is_refused(
    site: Flask, elder_id: str, url: str
) -> None:
    client = looking_as(site, "liuyang")
    sent = {"file": (io.BytesIO(jpeg()), "现场.jpg")}
    assert press(client, url, "close", result="", satisfaction="", **sent).status_code == 422
    page = text_of(client, url)
    [small] = [one.get("src") or "" for one in parse(page).iter("img")]
    assert client.get(small).mimetype == "image/jpeg"
    assert looking_as(site, "zhaomin").get(small).status_code == 200
    for stranger in ("chenjie", "xulei"):
        assert looking_as(site, stranger).get(small).status_code == 404
    assert looking_as(site, "linqing").get(small.replace(COUNTY, OTHER_COUNTY)).status_code == 404
    assert press(client, url, "close", result="换了插座", satisfaction="").status_code == 303
    with site.app_context():
        assert actions(item(elder_id)) == ["open", "add_photo", "close"]
        assert list(integrity.verify()) == []


def test_what_is_no_picture_is_refused_and_the_words_stay(site: Flask, elder_id: str, url: str) -> None:
    client = looking_as(site, "liuyang")
    refused = press(client, url, "note", note="约了电工", file=(io.BytesIO(b"no picture"), "x.jpg"))
    assert refused.status_code in (415, 422)
    assert "约了电工" in refused.get_data(as_text=True)
    with site.app_context():
        assert actions(item(elder_id)) == ["open"]


def test_sent_twice_the_photo_and_the_act_are_kept_once(site: Flask, elder_id: str, url: str) -> None:
    client = looking_as(site, "liuyang")
    posted = hidden(form_of(text_of(client, f"{url}?do=note"), "/acts")) | {"_action": "note", "note": "约了电工"}
    for _ in range(2):
        sent = {**posted, "file": (io.BytesIO(jpeg()), "现场.jpg")}
        assert client.send(f"{url}/acts", sent, content_type="multipart/form-data").status_code == 303
    with site.app_context():
        assert actions(item(elder_id)) == ["open", "add_photo", "note"]


def test_there_is_room_for_a_few_photos_and_one_takes_back_ones_own(site: Flask, elder_id: str, url: str) -> None:
    client = looking_as(site, "liuyang")
    for number in range(evidence.MOST):
        sent = {"file": (io.BytesIO(jpeg()), "现场.jpg")}
        assert press(client, url, "note", note=f"第{number}次", **sent).status_code == 303
    posted = hidden(form_of(text_of(client, f"{url}?do=note"), "/acts")) | {"_action": "note", "note": "再来一张"}
    seventh: dict[str, Any] = {**posted, "file": (io.BytesIO(jpeg()), "现场.jpg")}
    refused = client.send(f"{url}/acts", seventh, content_type="multipart/form-data")
    assert (refused.status_code, "最多 6 张照片" in refused.get_data(as_text=True)) == (422, True)
    with site.app_context():
        first = files.of_follow_up(COUNTY, item(elder_id).id)[0].id
    assert looking_as(site, "heping").send(f"{url}/photos/{first}/remove").status_code == 404
    assert client.send(f"{url}/photos/{first}/remove").status_code == 303
    assert client.get(f"/{COUNTY}/files/{first}").status_code == 404
    with site.app_context():
        assert len(files.of_follow_up(COUNTY, item(elder_id).id)) == evidence.MOST - 1
        assert list(integrity.verify()) == []


def test_a_page_of_yesterday_is_told_and_shows_what_stands(site: Flask, elder_id: str, url: str) -> None:
    client = looking_as(site, "liuyang")
    posted = hidden(form_of(text_of(client, f"{url}?do=note"), "/acts"))
    with site.app_context():
        do("heping", item(elder_id), "note", note="看过了")
    stale = client.send(f"{url}/acts", {**posted, "_action": "note", "note": "约了电工"})
    page = stale.get_data(as_text=True)
    assert (stale.status_code, "这件事已有变化" in page, "约了电工" in page) == (409, True, True)


def test_whoever_may_not_is_refused(site: Flask, elder_id: str, url: str) -> None:
    with site.app_context():
        do("heping", item(elder_id), "take_over")
        revision = str(item(elder_id).revision)
    body = {"_act": new_id(), "_seen": revision, "_action": "close", "result": "好了", "satisfaction": ""}
    assert looking_as(site, "liuyang").send(f"{url}/acts", body).status_code == 403
    for name in ("chenjie", "xulei"):
        assert looking_as(site, name).send(f"{url}/acts", body | {"_act": new_id()}).status_code == 404
    assert looking_as(site, "heping").send(f"{url}/acts", body | {"_action": "burn"}).status_code == 403
    foreign = url.replace(COUNTY, OTHER_COUNTY)
    assert looking_as(site, "linqing").send(f"{foreign}/acts", body | {"_act": new_id()}).status_code == 404
    assert looking_as(site, "linqing").get(foreign).status_code == 404


def test_what_the_page_offers_can_be_opened(site: Flask, elder_id: str, url: str) -> None:
    for name in ("liuyang", "heping", "zhaomin", "wangfang"):
        client = looking_as(site, name)
        links = [str(link.get("href")) for link in parse(text_of(client, url)).iter("a")]
        notices = [link for link in links if "/notice?" in link]
        assert [client.get(link).status_code for link in notices] == ([] if name == "wangfang" else [200]), name


def test_the_township_looks_at_a_page_at_once(site: Flask, elder_id: str) -> None:
    client = looking_as(site, "zhaomin")
    page = text_of(client, f"{LIST}?kind=hazard")
    fields = [(one.get("name"), one.get("value")) for one in form_of(page, "/seen").iter("input")]
    assert ("kind", "hazard") in fields
    ids = [value for name, value in fields if name == "id"]
    assert client.send(f"{LIST}/seen", {"id": ids, "kind": "hazard"}).location == f"{LIST}?kind=hazard"
    assert "本页都看过了" not in text_of(client, LIST)
    assert badge(client) == "跟进事项"
    assert client.get(f"{LIST}/seen").location == LIST
    assert client.get(f"{LIST}/{new_id()}/acts").status_code == 303


def test_the_file_of_who_left_takes_no_more(site: Flask, elder_id: str, url: str) -> None:
    with site.app_context():
        record_id = item(elder_id).record_id or ""
        act(person("zhaomin"), record_id, "terminate", "填错了人")
    client = looking_as(site, "liuyang")
    page = text_of(client, url)
    assert "已撤销" in page
    assert "重新跟进" in page
    assert press(client, url, "reopen", day=ago(-20), note="还在漏电").status_code == 303
