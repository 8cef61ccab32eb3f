"""A paper from an empty sheet to the first page filled in, by mouse and keyboard, with and without scripts."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.resources import root
from tests import factories
from tests.e2e.site import DESK, PHONE, chromium, opened, press, serving, sign_in
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e

PRESSED: Final = (".btn", "summary", "td a", ".record-list a", ".designer-tabs a")


def furnish(app: Flask, password: str) -> None:
    """A county at work, and the people of this journey."""
    with app.app_context():
        factories.furnish()
        for user_name in ("liuyang", "gaofei"):
            factories.hire(user_name, password=password)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@dataclass(frozen=True)
class Desk:
    """The window of 高飞 on the designer, and that of 刘洋; `scripts`: whether scripts run in them."""

    url: str
    scripts: bool
    page: Page
    visitor: Page

    def begin(self, title: str) -> None:
        """Begin a new form."""
        self.page.goto(f"{self.url}/{COUNTY}/forms")
        press(self.page.get_by_role("link", name="从空白表开始设计"))
        self.page.fill("#title", title)
        press(self.page.get_by_role("button", name="开始设计"))
        expect(self.page.locator("#panel h2")).to_have_text("先点表上的一格")

    def choose(self, key: str) -> None:
        """Choose a cell."""
        if self.page.locator(f"#c-{key}[aria-current]").count():
            return  # pressed once more, the same page would come after what is typed next
        self.page.click(f"#c-{key}")
        expect(self.page.locator(f"#c-{key}")).to_have_attribute("aria-current", "true")

    def unfold(self, name: str) -> None:
        """Open a group of the panel."""
        if not self.page.locator(f"#{name}[open]").count():
            self.page.click(f"#{name} > summary")

    def saved(self, sentence: str) -> None:
        """What the last step was, as the page says it."""
        expect(self.page.locator(".designer-bar [role=status]")).to_have_text(f"已保存：{sentence}")

    def add(self, key: str, kind: str, label: str) -> None:
        """Add a field below a cell."""
        self.choose(key)
        self.unfold("add")
        self.page.fill("#add-label", label)
        self.page.get_by_role("button", name=kind, exact=True).click()
        self.saved(f"加了一项“{label}”。")

    def rename(self, key: str, before: str, label: str) -> None:
        """Give a field another name."""
        self.choose(key)
        self.page.fill("#p-label", label)
        self.page.locator(".designer-properties").get_by_role("button", name="保存").click()
        self.saved(f"把“{before}”的名称改为“{label}”。")

    def is_fine(self) -> None:
        """Nothing sticks out of the window, nothing to press is too small, and axe finds nothing to mend."""
        page = self.page
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        pressed = page.locator(", ".join(f"main {one}:visible" for one in PRESSED))
        assert pressed.evaluate_all("all => all.filter(one => one.offsetHeight < 44).map(one => one.innerText)") == []
        if self.scripts:
            page.evaluate(next(root().glob("tests/vendor/axe-core@*/axe.min.js")).read_text("utf-8"))
            assert page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.help)") == []


@pytest.fixture(params=["scripts", "no scripts"])
def desk(request: pytest.FixtureRequest, browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    scripts = request.param == "scripts"
    with serving(sqlite_template, tmp_path, furnish) as (url, _), ExitStack() as windows:
        pages = [windows.enter_context(opened(browser, scripts=scripts, size=size)) for size in (DESK, PHONE)]
        for page, user_name in zip(pages, ("gaofei", "liuyang"), strict=True):
            page.goto(f"{url}/sign-in")
            sign_in(page, user_name)
        yield Desk(url, scripts, *pages)


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
    press(page.get_by_role("link", name="填入示例数据试填"))
    expect(page.get_by_label("走访日期")).not_to_have_value("")
    desk.is_fine()
    press(page.get_by_role("link", name="回到设计页"))
    press(page.get_by_role("link", name="专家页"))
    desk.is_fine()
    page.go_back()
    page.fill("#comment", "新的走访表")
    press(page.get_by_role("button", name="交去发布"))
    press(page.get_by_role("button", name="发布为 1.0 版"))
    press(page.get_by_role("link", name="看这张表"))
    press(page.get_by_role("button", name="启用这张表"))
    visitor = desk.visitor
    visitor.goto(f"{desk.url}/{COUNTY}/fill?form={page.url.partition('/forms/')[2].partition('?')[0]}")
    press(visitor.locator(".paper-list button").first)
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
    other.fill("#p-help", "写身份证上的名字")
    desk.add("0-1-1", "日期", "走访日期")
    other.locator(".designer-properties").get_by_role("button", name="保存").click()
    expect(other.get_by_role("alert")).to_contain_text("这张表刚刚在别处改过")
    expect(other.locator("#p-help")).to_have_value("写身份证上的名字")
    expect(other.locator("#c-0-2-1")).to_be_visible()
    other.close()
