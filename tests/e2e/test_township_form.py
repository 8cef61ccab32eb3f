"""A township adds a section of its own to the county's paper, which locks some of it, and takes in what the county
changes afterwards; filled in between."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.services import documents, ownership, publishing
from formserver.store import forms
from tests import factories
from tests.e2e import journeys
from tests.e2e.journeys import SLOW, Drawing, Office, is_fine_everywhere
from tests.e2e.site import chromium, press, serving
from tests.factories import COUNTY, REGISTRATION, person

pytestmark = pytest.mark.e2e

UPPER: Final = f"/{COUNTY}/forms/{REGISTRATION}"
OWN: Final = f"/{COUNTY}/forms/registration/duandian"


def furnish(app: Flask, password: str) -> None:
    """A county whose registration locks the name and is open everywhere else, and the people of this journey."""
    journeys.furnish(app, password)
    with app.app_context():
        factories.hire("maying", password=password)
        ownership.take_over(person("gaofei"), REGISTRATION)
        source = in_force()
        main = source["properties"]["main"]
        main["properties"]["name"]["x-locked"] = True
        main["x-open"] = True
        publishing.publish(documents.read(json.dumps(source, ensure_ascii=False), file="x"), comment="锁定姓名")


def in_force() -> dict[str, Any]:
    return dict(json.loads(forms.active_edition(REGISTRATION).source))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def office(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    settings = {"FORMSERVER_PUBLISH_TWO_PERSONS": "1"}
    with serving(sqlite_template, tmp_path, furnish, **settings) as (url, _), ExitStack() as windows:
        yield Office(url, browser, True, windows)


def derive(office: Office) -> Page:
    """马莹 derives the township's paper from that of the county."""
    page = office.window("maying")
    page.goto(office.url + UPPER)
    expect(page.get_by_role("link", name="记录换用新版本")).to_have_count(0)  # the county's records are none of hers
    page.locator("#deriving summary").click()
    page.fill("#deriving [name=name]", "duandian")
    press(page.get_by_role("button", name="派生", exact=True))
    expect(page.locator("main")).to_contain_text("上级锁定的项不能改")
    return page


def cell_of(page: Page, words: str) -> str:
    """The key of the cell that prints these words."""
    found = page.locator("[id^='c-']", has_text=words).first.get_attribute("id") or ""
    return found.removeprefix("c-").replace("-", ".")


def draw(page: Page) -> str:
    """A question in a section of its own."""
    press(page.get_by_role("button", name="设计新版本"))
    drawing = Drawing(page)
    drawing.choose(cell_of(page, "备注"))
    drawing.add(cell_of(page, "备注"), "text", "赶集日")
    drawing.send(drawing.unfold("order").locator("form", has=page.locator("#section-title")), title="段店镇另外了解的")
    return drawing.hand_in("增加本镇的一节")


def change_upper(office: Office) -> None:
    """The county calls a question otherwise: 高飞 imports, 罗英 publishes."""
    page = office.window("gaofei")
    page.goto(office.url + UPPER)
    answer = page.request.get(office.url + UPPER + "/editions/1.1")
    source = answer.json()
    source["properties"]["main"]["properties"]["phone"]["title"] = "联系电话"
    press(page.get_by_role("link", name="导入新版本"))
    page.fill("#text", json.dumps(source, ensure_ascii=False))
    page.fill("#comment", "改名称")
    press(page.get_by_role("button", name="检查并导入"))
    publish(office, page.url, "1.2")


def publish(office: Office, draft: str, number: str) -> None:
    page = office.window("luoying")
    page.goto(draft)
    press(page.get_by_role("button", name=f"发布为 {number} 版"))
    expect(page.locator(".notice-good")).to_contain_text("已发布。")


def fill_in(office: Office) -> None:
    """刘洋 answers the township's question."""
    page = office.fill("registration/duandian")
    typed = factories.registration_pairs()
    for name in ("name", "identity_number", "phone"):
        page.fill(f"[name={name}]", next(text for code, text in typed.items() if code == name))
    expect(page.locator("main")).to_contain_text("段店镇另外了解的")
    page.get_by_label("赶集日").fill("逢五逢十")
    page.goto(office.submit())
    expect(page.locator(".sheet")).to_contain_text("逢五逢十")


def test_a_township_has_a_section_of_its_own_and_follows_the_county(office: Office) -> None:
    page = derive(office)
    draft = draw(page)
    expect(page.locator("#changes")).to_contain_text("赶集日：增加这一项")
    publish(office, draft, "2.0")
    page.goto(office.url + OWN)
    is_fine_everywhere(page)
    page.select_option("#workflow", "village_township")
    press(page.get_by_role("button", name="启用这张表"))
    fill_in(office)
    change_upper(office)
    page.goto(office.url + OWN)
    press(page.get_by_role("link", name="看一看并合并"))
    is_fine_everywhere(page)
    press(page.get_by_role("button", name="生成草稿"))
    expect(page.locator("#changes")).to_contain_text("名称由“联系方式”改为“联系电话”", timeout=SLOW)
    expect(page.locator("#changes")).not_to_contain_text("赶集日")
    publish(office, page.url, "2.1")
    page.goto(office.url + OWN)
    expect(page.locator("#editions")).to_contain_text("2.1 现行")
    expect(page.locator("#editions tr", has_text="2.0 已停用")).to_contain_text("办理中的记录 1")
