"""为什么没显示？ of a record and of a draft: the rule in its own words, what is true of it, the way there and back."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from formserver.forms.pairs import Pairs
from formserver.services import drafting, filling
from tests.factories import COUNTY, REGISTRATION, VILLAGE, furnish, looking_as, person, register
from tests.pages import CheckingClient, parse, words
from tests.three_editions import PHONE, three_editions


@pytest.fixture
def furnished(site: Flask) -> Flask:
    with site.app_context():
        furnish()
    return site


def text_of(page: TestResponse) -> str:
    return words(next(parse(page.get_data(as_text=True)).iter("main")))


def link_to(page: TestResponse, label: str) -> str:
    anchors = parse(page.get_data(as_text=True)).iter("a")
    return next(link.get("href") or "" for link in anchors if words(link).startswith(label))


def registered(site: Flask, **more: str) -> str:
    with site.app_context():
        return register(person("liuyang"), **more)


def page_of(client: CheckingClient, record_id: str) -> TestResponse:
    """The page behind the quiet link of a record."""
    address = link_to(client.get(f"/{COUNTY}/records/{record_id}"), "未显示的项目（")
    return client.get(address)


def test_a_record_leads_to_the_rules_that_hide_its_questions(furnished: Flask) -> None:
    record_id = registered(furnished, physical_condition="healthy")
    client = looking_as(furnished, "liuyang")
    page = page_of(client, record_id)
    said = text_of(page)
    assert "残疾类别 身体情况选了“残疾”时填写。 不成立身体情况：健康" in said
    assert "没有填写（" in said
    assert link_to(page, "回到记录") == f"/{COUNTY}/records/{record_id}"


def test_an_open_question_leaves_it_open(furnished: Flask) -> None:
    record_id = registered(furnished)
    assert "还不能判断身体情况：没有填写" in text_of(page_of(looking_as(furnished, "liuyang"), record_id))


def test_the_number_beside_the_link_is_that_of_the_page(furnished: Flask) -> None:
    record_id = registered(furnished, physical_condition="healthy")
    client = looking_as(furnished, "liuyang")
    shown = client.get(f"/{COUNTY}/records/{record_id}")
    page = client.get(link_to(shown, "未显示的项目（"))
    number = words(next(a for a in parse(shown.get_data(as_text=True)).iter("a") if "未显示" in words(a)))
    items = [*parse(page.get_data(as_text=True)).iter("h3")]
    others = text_of(page).partition("没有填写（")[2].partition("项")[0]
    assert number == f"未显示的项目（{len(items) + int(others)}）"


def test_a_record_out_of_reach_has_no_such_page(furnished: Flask) -> None:
    record_id = registered(furnished)
    for user_name in ("chenjie", "xulei", "linqing"):
        assert looking_as(furnished, user_name).get(f"/{COUNTY}/records/{record_id}/unseen").status_code == 404


def test_a_record_of_an_old_edition_says_what_newer_ones_ask(furnished: Flask) -> None:
    with furnished.app_context():
        ids = three_editions()
    client = looking_as(furnished, "zhaomin")
    old = text_of(page_of(client, ids["1.0"]))
    assert "按1.0版填写" in old
    assert "现行的是3.0版。 微信号" in old
    assert "本人电话" not in old  # renamed, not new
    assert "这一版里没有的项目" not in text_of(page_of(client, ids["3.0"]))


def test_a_draft_is_judged_by_what_was_saved_last(furnished: Flask) -> None:
    with furnished.app_context():
        author = person("liuyang")
        draft = drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
        address = f"/{COUNTY}/drafts/{draft.id}"
        typed = [("name", "周桂兰"), ("phone", PHONE), ("physical_condition", "ill")]
        filling.keep(author, draft.id, Pairs(typed), revision=draft.revision)
    client = looking_as(furnished, "liuyang")
    page = client.get(link_to(client.get(address), "为什么没显示？"))
    said = text_of(page)
    assert "按上次保存的内容判断" in said
    assert "残疾类别 身体情况选了“残疾”时填写。 不成立身体情况：患病" in said
    assert link_to(page, "回到草稿") == address
    assert looking_as(furnished, "heping").get(f"{address}/unseen").status_code == 404
