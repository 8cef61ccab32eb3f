"""从资料库添加 in a browser, and a design that takes in what a newer edition changed: chosen side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.e2e.design_desk import Desk, desk_at, furnish
from tests.e2e.site import press, serving
from tests.factories import COUNTY
from tests.integration.test_design_merging import designed

pytestmark = pytest.mark.e2e


def behind(app: Flask, password: str) -> None:
    """Besides, a design of the registration, which got another edition meanwhile."""
    furnish(app, password)
    with app.app_context():
        designed(help="写特别的情况")


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("library"), behind) as (url, _):
        yield url


@pytest.fixture(params=["scripts", "no scripts"])
def desk(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Desk]:
    with desk_at(site, browser, scripts=request.param == "scripts") as made:
        yield made


def test_an_entry_is_looked_up_looked_at_taken_in_and_made_ones_own(desk: Desk) -> None:
    page = desk.page
    desk.begin("独居老人走访表")
    desk.choose("0-1-1")
    desk.unfold("add")
    press(page.get_by_role("link", name="从资料库添加"))
    page.fill("[name=q]", "丧偶 单选")
    press(page.get_by_role("button", name="查找"))
    press(page.locator(".record-list a", has_text="婚姻状况"))
    desk.is_fine()
    page.set_viewport_size({"width": 390, "height": 844})
    desk.is_fine()
    page.fill("[name=label]", "婚否")
    press(page.get_by_role("button", name="加进这张表"))
    desk.saved("从资料库加了“婚否”。")
    expect(page.locator("#borrowed")).to_contain_text("来自资料库：婚姻状况（第1版）。")
    expect(page.locator("#options")).to_have_count(0)
    page.get_by_role("button", name="改成本表自己的").click()
    desk.saved("把“婚否”改成了本表自己的。")
    expect(page.locator("#options")).to_be_visible()


def test_a_newer_edition_comes_into_the_design_as_chosen(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.url}/{COUNTY}/forms")
    press(page.locator("#designs li", has_text="新版本").locator("a"))
    press(page.get_by_role("link", name="看现行版本改了什么，并入这份设计"))
    desk.is_fine()
    press(page.get_by_role("button", name="按选定的并入"))
    expect(page.get_by_role("alert")).to_contain_text("还有1处要先选定或改好")
    page.set_viewport_size({"width": 390, "height": 844})
    desk.is_fine()
    page.get_by_label("用这份设计的").check()
    press(page.get_by_role("button", name="按选定的并入"))
    desk.saved("并入了现行2.0版的改动。")
    page.click("#b-undo")
    expect(page.locator(".notice-warning")).to_contain_text("发布了别的版本", timeout=30_000)
