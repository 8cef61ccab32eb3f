"""Pages: a township derives a form, takes it into use, its visitors are offered it, and it is used no longer."""

import pytest
from flask import Flask

from formserver.clock import today
from formserver.extensions import db
from formserver.services import documents, editions
from formserver.store import forms
from tests.factories import COUNTY, OTHER_COUNTY, REGISTRATION, TOWNSHIP, VISIT, Village, looking_as, settle
from tests.offering import administrator, later, worded
from tests.pages import CheckingClient, parse, words

LIST = f"/{COUNTY}/forms"
OWN = f"{LIST}/registration/duandian"
DERIVED = {"_action": "derive", "region": TOWNSHIP, "name": "duandian"}
USED = {"_action": "adopt", "region": TOWNSHIP, "workflow": "village_township", "day": today().isoformat()}


@pytest.fixture(autouse=True)
def village(site: Flask) -> Village:
    """A county at work."""
    return settle(site)


@pytest.fixture
def maying(site: Flask) -> CheckingClient:
    return looking_as(site, "maying")


def said(client: CheckingClient, url: str) -> str:
    return words(next(parse(client.get(url).get_data(as_text=True)).iter("main")))


def pressed(client: CheckingClient, url: str, typed: dict[str, str]) -> str:
    return client.send(url, typed, follow_redirects=True).get_data(as_text=True)


def test_a_township_derives_a_form_and_takes_it_into_use(site: Flask, maying: CheckingClient) -> None:
    page = pressed(maying, f"{LIST}/{REGISTRATION}", DERIVED)
    for words_of_it in (
        "本地版本已建好",
        "段店镇。版本由段店镇或县（区）的表单管理员修改、发布",
        "由《鄂州市华容区留守老人",
    ):
        assert words_of_it in page
    assert "registration/duandian" in said(maying, LIST)
    assert "已启用。" in pressed(maying, OWN, USED)
    assert "只在段店镇使用" in said(maying, LIST)
    fill = looking_as(site, "liuyang").get(f"/{COUNTY}/fill").get_data(as_text=True)
    assert "registration/duandian" in fill
    assert REGISTRATION not in fill


def test_what_cannot_be_is_said_where_it_was_asked_with_what_was_typed(maying: CheckingClient) -> None:
    refused = maying.send(f"{LIST}/{REGISTRATION}", DERIVED | {"name": "段店"})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert 'id="name-problem"' in page
    assert 'value="段店"' in page
    pressed(maying, f"{LIST}/{REGISTRATION}", DERIVED)
    wrong = maying.send(OWN, USED | {"last_day": "2020-01-01"})
    assert (wrong.status_code, "停用前的最后一天" in wrong.get_data(as_text=True)) == (422, True)
    assert 'value="2020-01-01"' in wrong.get_data(as_text=True)
    assert maying.send(OWN, USED | {"region": COUNTY}).status_code == 422


def test_it_is_used_until_a_day(site: Flask, maying: CheckingClient) -> None:
    pressed(maying, f"{LIST}/{REGISTRATION}", DERIVED)
    page = parse(pressed(maying, OWN, USED))
    [adoption] = {str(node.get("value")) for node in page.iter("input") if node.get("name") == "adoption"}
    stop = {"_action": "stop", "adoption": adoption}
    refused = maying.send(OWN, stop | {"until": "2020-01-01"})
    assert (refused.status_code, f"until-{adoption}-problem" in refused.get_data(as_text=True)) == (422, True)
    page = parse(pressed(maying, OWN, stop | {"until": today().isoformat()}))
    assert "已改好启用日期" in words(page)
    assert "段店镇：用到" in words(page)
    assert looking_as(site, "liuyang").send(OWN, stop | {"until": today().isoformat()}).status_code == 403


def test_a_shipped_form_waits_to_be_taken_into_use(site: Flask) -> None:
    gaofei = looking_as(site, "gaofei")
    assert "系统提供的表，还没有启用" in said(gaofei, LIST)
    url = f"{LIST}/visit_record/fujian"
    assert "还没有启用这张表" in said(gaofei, url)
    assert "已启用。" in pressed(gaofei, url, USED | {"region": COUNTY})
    assert "系统提供的表" not in said(looking_as(site, "liuyang"), LIST)


def test_a_newer_edition_of_the_program_becomes_a_draft_by_one_button(site: Flask) -> None:
    with site.app_context():
        administrator()
        older()
    gaofei, url = looking_as(site, "gaofei"), f"{LIST}/{REGISTRATION}"
    assert "系统现在提供这张表的 1.0 版" in said(gaofei, url)
    draft = pressed(gaofei, f"{url}/shipped", {})
    assert "系统提供的 1.0 版" in draft
    assert "待发布" in draft
    assert "系统现在提供" not in said(gaofei, url)
    assert "系统没有这张表更新的版本。" in pressed(gaofei, f"{url}/shipped", {})


def test_a_form_that_nobody_looks_after_says_how_to_get_its_newer_edition(site: Flask) -> None:
    with site.app_context():
        older()
    gaofei, url = looking_as(site, "gaofei"), f"{LIST}/{REGISTRATION}"
    assert "先在“由谁管理”里改为由本县（区）管理" in said(gaofei, url)
    with site.app_context():
        editions.adopt(OTHER_COUNTY, REGISTRATION)
    assert "由系统管理员用命令 formserver forms publish 统一换用" in said(gaofei, url)


def older() -> None:
    """The program shipped other words of the registration then."""
    edition = forms.latest_edition(REGISTRATION)
    once = documents.read(later(worded), file="ezhou.json")
    edition.source, edition.bundled = once.text, once.bundled_text
    db.session.commit()
    documents.form_document.cache_clear()


def test_a_form_that_is_as_it_was_shipped_has_no_news(site: Flask) -> None:
    with site.app_context():
        administrator()
    assert "系统提供了新版本" not in said(looking_as(site, "gaofei"), f"{LIST}/{REGISTRATION}")


def test_a_pasted_text_that_is_too_large_is_told_what_to_do_instead(site: Flask) -> None:
    gaofei = looking_as(site, "gaofei")
    assert "文件最大512 KB" in said(gaofei, f"/{COUNTY}/editions/new")
    answer = gaofei.send(f"/{COUNTY}/editions/new", {"text": "x" * (2 * 1024 * 1024 + 1)})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert "粘贴的文字超过2 MB" in page
    assert "粘贴的文字还在" in page
    assert "用“选择文件”上传" in page


def test_a_visit_on_a_paper_of_elsewhere_leads_to_the_one_used_here(
    site: Flask, maying: CheckingClient, village: Village
) -> None:
    pressed(maying, f"{LIST}/{VISIT}", {"_action": "derive", "region": TOWNSHIP, "name": "duandian"})
    pressed(maying, f"{LIST}/visit_record/duandian", USED)
    answer = looking_as(site, "liuyang").send(f"/{COUNTY}/fill", {"form": VISIT, "elder_id": village.elder_id})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "请选择它现在用的表" in page) == (422, True)
    assert 'value="visit_record/duandian"' in page
