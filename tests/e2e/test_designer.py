"""A paper from an empty sheet to the first page filled in, by mouse and keyboard, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.design_desk import Desk, desk_at, furnish
from tests.e2e.site import begin_registration, press, serving
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("designer"), furnish) as (url, _):
        yield url


@pytest.fixture(params=["scripts", "no scripts"])
def desk(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Desk]:
    with desk_at(site, browser, scripts=request.param == "scripts") as made:
        yield made


def build(desk: Desk) -> None:
    """姓名, 身体情况 with a blank, 残疾证号 on a condition, 走访日期, 签字, a growing table, a side label."""
    page = desk.page
    desk.begin("独居老人走访表")
    desk.add("0-1-1", "多选", "身体情况")
    options = page.locator("#options .form-control")
    options.nth(0).fill("健康")
    options.nth(1).fill("残疾（____级）")
    page.fill("#new-options", "患病")
    page.click("#add-options")
    desk.saved("给“身体情况”加了“患病”。")
    desk.add("0-2-1", "一行文字", "残疾证号")
    desk.unfold("conditions")
    page.select_option("#on", label="身体情况")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("残疾（____级）").check()
    page.get_by_role("button", name="加上条件").click()
    desk.saved("“残疾证号”看“身体情况”才显示。")
    desk.add("0-3-1", "日期", "走访日期")
    desk.add("0-4-1", "签字", "走访人签字")
    desk.add("0-5-1", "可增行的表格", "家庭成员")
    desk.rename("1-1-1", "第一列", "成员姓名")
    desk.rename("1-1-2", "第二列", "关系")
    desk.choose("0-1-0")
    desk.unfold("grid")
    page.fill("#side-text", "老人")
    page.fill("#side-rows", "3")
    page.get_by_role("button", name="加在左边").click()
    desk.saved("在左边加了“老人”，占3行。")


def test_a_paper_is_built_from_an_empty_sheet_tried_published_and_filled_in(desk: Desk) -> None:
    page = desk.page
    build(desk)
    desk.is_fine()
    expect(page.locator("#left")).to_contain_text("没有了。")
    page.click("#b-undo")
    desk.saved("把“第二列”的名称改为“关系”。")
    page.click("#b-redo")
    desk.saved("在左边加了“老人”，占3行。")
    page.set_viewport_size({"width": 390, "height": 844})
    desk.is_fine()
    desk.unfold("others")
    desk.is_fine()
    press(page.get_by_role("link", name="填入示例数据试填"))
    expect(page.get_by_label("走访日期")).not_to_have_value("")
    desk.is_fine()
    press(page.get_by_role("link", name="专家页"))
    desk.is_fine()
    press(page.get_by_role("link", name="设计", exact=True))
    page.fill("#comment", "新的走访表")
    press(page.get_by_role("button", name="交去发布"))
    press(page.get_by_role("button", name="发布为 1.0 版"))
    press(page.get_by_role("link", name="看这张表"))
    press(page.get_by_role("button", name="启用这张表"))
    visitor = desk.visitor
    begin_registration(visitor, f"{desk.url}/{COUNTY}", page.url.partition("/forms/")[2].partition("?")[0])
    expect(visitor.get_by_label("走访日期", exact=True)).to_be_visible()
    if desk.scripts:
        expect(visitor.get_by_label("残疾证号")).to_be_hidden()


@pytest.mark.parametrize("desk", ["scripts"], indirect=True)
def test_the_keyboard_keeps_its_place(desk: Desk) -> None:
    page = desk.page
    desk.begin("走访表")
    page.focus("#c-0-1-1")
    page.keyboard.press("Enter")
    expect(page.locator("#c-0-1-1")).to_have_attribute("aria-current", "true")
    expect(page.locator("#c-0-1-1")).to_be_focused()
    desk.add("0-1-1", "电话", "电话")
    desk.choose("0-2-1")
    desk.unfold("grid")
    page.focus("#b-move_row-up")
    page.keyboard.press("Enter")
    desk.saved("把第3行往上移了。")
    expect(page.locator("#b-move_row-up")).to_be_focused()


@pytest.mark.parametrize("desk", ["scripts"], indirect=True)
def test_a_second_window_is_told_and_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.page
    desk.begin("走访表")
    other = page.context.new_page()
    other.goto(page.url)
    desk.add("0-1-1", "电话", "电话")
    other.click("#c-0-1-1")
    expect(other.locator("#c-0-1-1")).to_have_attribute("aria-current", "true")
    desk.add("0-1-1", "日期", "走访日期")
    other.fill("#p-help", "写身份证上的名字")
    other.keyboard.press("Tab")
    expect(other.get_by_role("alert")).to_contain_text("这张表刚刚在别处改过")
    expect(other.locator("#p-help")).to_have_value("写身份证上的名字")
    expect(other.locator("#c-0-2-1")).to_be_visible()
    other.close()
