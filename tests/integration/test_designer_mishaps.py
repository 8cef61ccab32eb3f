"""The designer when something goes wrong: a place that is gone, an ended session, posts no page of ours sends."""

import re

import pytest
from flask import Flask
from sqlalchemy import update

from formserver.extensions import db
from formserver.models import User
from tests.factories import COUNTY, TOWNSHIP, Village, looking_as, settle
from tests.integration.test_designer_pages import NEW, begun, chosen, main_of, refused, revision, said, step
from tests.offering import administrator
from tests.pages import COOKIE, PASSWORD, CheckingClient, parse, token, words

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def village(site: Flask, password_hash: str) -> Village:
    """A county at work that looks after its registration; everybody's password is `PASSWORD`."""
    made = settle(site)
    with site.app_context():
        administrator()
        db.session.execute(update(User).values(password=password_hash))
        db.session.commit()
    return made


@pytest.fixture
def gaofei(site: Flask) -> CheckingClient:
    return looking_as(site, "gaofei")


def late(client: CheckingClient, url: str, **given: str) -> str:
    """A step on the first state, which is not the newest any more; gives the page."""
    answer = client.send(url, {"_revision": "0", **given})
    assert answer.status_code == 422
    return main_of(answer.get_data(as_text=True))


def test_what_was_typed_of_a_field_that_is_gone_is_told(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="text", label="病史"))
    typed = {"do": "change", "field": place, "cell": "0.2.1", "to.label": "既往病史", "to.required": "1"}
    assert "您写的在这里" not in late(gaofei, url, **typed)
    step(gaofei, url, "remove", field=place)
    assert "您写的在这里，要用可以复制：既往病史 " in late(gaofei, url, **typed)
    assert "您写的在这里，要用可以复制：病历 " in late(gaofei, url, do="words", cell="0.2.1", text="病历")
    assert "您写的在这里" not in late(gaofei, url, do="title", title="走访登记表")


def test_posts_no_page_of_ours_sends_are_refused_in_words(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    for pairs in ({"to": "x", "to.label": "甲"}, {"to.label": "甲", "to": "x"}):
        answer = gaofei.send(url, {"_revision": revision(gaofei, url), "do": "change", "field": "main.item_1", **pairs})
        assert answer.status_code in (303, 422)
    assert "这一步没有做成" in refused(gaofei, url, "nothing", cell="9" * 5000)


def test_nothing_to_undo_is_no_button(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    assert "b-undo" not in gaofei.get(url).get_data(as_text=True)
    step(gaofei, url, "title", title="走访登记表")
    assert "b-undo" in gaofei.get(url).get_data(as_text=True)


def test_a_blank_of_a_sentence_leads_to_its_sentence(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="sentence", label="补贴"))
    page = gaofei.get(f"{url}?field={place}").get_data(as_text=True)
    blank = next(one for one in re.findall(r"\?field=([a-z0-9_.]+)", page) if one.startswith(f"{place}."))
    page = said(gaofei, f"{url}?field={blank}")
    assert "这是“补贴”里的一个空" in page
    assert "改“补贴”" in page
    assert "删除这一项" not in page
    assert "这是“补贴”里的一个空" in refused(gaofei, url, "remove", field=blank)


def test_a_step_survives_an_ended_session(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    typed = {"_revision": "0", "do": "change", "field": "main.item_1", "to.label": "老人姓名", "_csrf": token(gaofei)}
    gaofei.delete_cookie(COOKIE)
    answer = gaofei.post(url, data=typed, headers=OURS)
    assert answer.status_code == 401
    form = next(one for one in parse(answer.get_data(as_text=True)).iter("form") if one.get("action") == "/sign-in")
    pairs = {one.get("name") or "": one.get("value") or "" for one in form.iter("input") if one.get("type") == "hidden"}
    answer = gaofei.post("/sign-in", data=pairs | {"user_name": "gaofei", "password": PASSWORD}, headers=OURS)
    form = next(one for one in parse(answer.get_data(as_text=True)).iter("form") if one.get("action") == url)
    pairs = {one.get("name") or "": one.get("value") or "" for one in form.iter("input") if one.get("type") == "hidden"}
    assert gaofei.post(url, data=pairs, headers=OURS).status_code == 303
    assert "把“姓名”的名称改为“老人姓名”。" in said(gaofei, url)


def test_with_scripts_one_signs_in_beside_the_page(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    gaofei.delete_cookie(COOKIE)
    [link] = parse(gaofei.get(url, headers={"HX-Request": "true"}).get_data(as_text=True)).iter("a")
    assert (words(link), link.get("target"), link.get("href")) == ("在新窗口登录", "_blank", "/sign-in")


def test_a_design_for_a_township_says_so(gaofei: CheckingClient) -> None:
    begun(gaofei)
    assert "段店镇 新表" not in said(gaofei, f"/{COUNTY}/forms")
    gaofei.send(NEW, {"category": "registration", "title": "走访表", "section": "情况", "region": TOWNSHIP})
    assert "走访表 段店镇 新表" in said(gaofei, f"/{COUNTY}/forms")
