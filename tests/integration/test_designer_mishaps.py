"""The designer when something goes wrong: a place that is gone, an ended session, posts no page of ours sends."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from formserver import clock
from formserver.extensions import db
from formserver.models import User
from tests.factories import COUNTY, TOWNSHIP, Village
from tests.integration.test_designer_joined import Window, together
from tests.integration.test_designer_pages import NEW, begun, chosen, main_of, refused, revision, said, step
from tests.pages import COOKIE, PASSWORD, CheckingClient, parse, token, words

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def passwords(site: Flask, village: Village, password_hash: str) -> None:
    """Everybody's password is `PASSWORD`."""
    with site.app_context():
        db.session.execute(update(User).values(password=password_hash))
        db.session.commit()


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


def hidden(form: Element) -> dict[str, Any]:
    """What a form sends that nobody sees."""
    inputs = (one for one in form.iter("input") if one.get("type") == "hidden")
    return {**together([(one.get("name") or "", one.get("value") or "") for one in inputs])}


def test_what_a_window_without_scripts_sends_survives_an_ended_session(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    window = Window(gaofei, f"{url}?field=main.item_1")
    window.type(window.name("change", "to.label"), "老人姓名")
    window.type(window.name("title", "title"), "走访登记表")
    data: dict[str, Any] = {**together(window.pairs), "_csrf": token(gaofei)}
    gaofei.delete_cookie(COOKIE)
    answer = gaofei.post(f"{url}?_go=s.title~", data=data, headers=OURS)
    form = next(one for one in parse(answer.get_data(as_text=True)).iter("form") if one.get("action") == "/sign-in")
    pairs = hidden(form) | {"user_name": "gaofei", "password": PASSWORD}
    answer = gaofei.post("/sign-in", data=pairs, headers=OURS)
    forms = parse(answer.get_data(as_text=True)).iter("form")
    form = next(one for one in forms if (one.get("action") or "").startswith(url))
    answer = gaofei.post(str(form.get("action")), data=hidden(form), headers=OURS)
    assert answer.status_code == 303
    page = said(gaofei, url)
    assert "已保存：把标题改为“走访登记表”。" in page
    assert "把“姓名”的名称改为“老人姓名”。" in page


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


def test_what_was_read_of_a_paper_leads_to_the_designer_first(gaofei: CheckingClient) -> None:
    for table, leads in (("走访表\n姓名\t\n身体\t□好 □差", "在设计页里改 去办理"), ("走访表\n姓名\t", "去办理")):
        answer = gaofei.send(f"/{COUNTY}/editions/from-paper", {"text": table})
        page = said(gaofei, answer.headers["Location"].partition("#")[0])
        assert leads in page


def test_a_form_that_is_published_for_the_first_time_has_to_be_taken_into_use(gaofei: CheckingClient) -> None:
    at = handed_in(gaofei, begun(gaofei))
    page = main_of(
        gaofei.send(at, {"_action": "publish", "remark": "第一版"}, follow_redirects=True).get_data(as_text=True)
    )
    assert "已发布。还要启用，才能填写。" in page
    assert "还没有启用，现在不能填写。" in page


def test_what_is_changed_after_it_was_handed_in_is_still_being_designed(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    with time_machine.travel(clock.now(), tick=False) as moved:
        at = handed_in(gaofei, url)
        moved.shift(1)
        step(gaofei, url, "title", title="走访登记表")
        gaofei.send(at, {"_action": "publish", "remark": "第一版"})
        assert "正在设计 1 走访登记表" in said(gaofei, f"/{COUNTY}/forms")
        at = handed_in(gaofei, url)
        moved.shift(1)
        gaofei.send(at, {"_action": "publish", "remark": "第二版"})
        assert "正在设计" not in said(gaofei, f"/{COUNTY}/forms")


def handed_in(client: CheckingClient, url: str) -> str:
    """Hand the design in; gives the address of the draft."""
    return step(client, url, "hand_in", comment="新的表")
