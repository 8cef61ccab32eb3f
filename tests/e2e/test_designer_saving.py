"""Saving in the designer at once: what is typed is a step when it is left; nothing typed is lost on the way."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests.e2e.design_desk import Desk, desk_at, furnish
from tests.e2e.site import serving, sign_in

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("saving"), furnish) as (url, _):
        yield url


@pytest.fixture
def desk(site: str, browser: Browser) -> Iterator[Desk]:
    """A new design, with the first answer chosen."""
    with desk_at(site, browser) as made:
        made.begin("走访表")
        made.choose("0-1-1")
        yield made


class Held:
    """Holds the posts of a page back until they are let go."""

    def __init__(self, page: Page) -> None:
        self._held: list[Route] | None = []
        page.route("**/designs/*", self._hold)

    def _hold(self, route: Route) -> None:
        if self._held is not None and route.request.method == "POST":
            self._held.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        """Let those on the way and all later ones through."""
        held, self._held = self._held, None
        for route in held or ():
            route.continue_()


def test_two_quick_changes_are_both_kept_and_who_goes_on_typing_stays_where_he_is(desk: Desk) -> None:
    page = desk.page
    held = Held(page)
    page.fill("#p-label", "老人姓名")
    page.keyboard.press("Tab")
    page.fill("#p-longest", "20")
    page.keyboard.press("Tab")
    page.fill("#p-help", "写身份证上的")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".designer-bar [role=status]")).to_have_text("正在保存…")
    held.let_go()
    desk.saved("把“老人姓名”的最多几个字改为“20”。")
    expect(page.locator("#c-0-1-0")).to_contain_text("老人姓名")
    expect(page.locator("#p-help")).to_be_focused()
    expect(page.locator("#p-help")).to_have_value("写身份证上的")
    assert page.locator("#p-help").evaluate("one => one.selectionStart") == len("写身份证上的") - 1
    page.keyboard.type("名字")
    page.keyboard.press("Tab")
    desk.saved("把“老人姓名”的填写说明改为“写身份证上名字的”。")
    page.reload()
    expect(page.locator("#p-help")).to_have_value("写身份证上名字的")
    expect(page.locator("#p-longest")).to_have_value("20")


def test_a_refused_value_stays_with_the_reason_beside_it_and_others_are_saved(desk: Desk) -> None:
    page = desk.page
    page.fill("#p-longest", "很多")
    page.keyboard.press("Tab")
    reason = page.locator("#p-longest-refused")
    expect(reason).to_be_visible()
    expect(page.get_by_text("要写整数")).to_have_count(1)
    expect(page.locator("#p-longest")).to_have_value("很多")
    expect(page.locator("#p-longest")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#p-longest")).to_have_accessible_description(re.compile("要写整数"))
    page.fill("#p-help", "写全名")
    page.keyboard.press("Tab")
    desk.saved("把“姓名”的填写说明改为“写全名”。")
    expect(reason).to_be_visible()
    page.fill("#p-longest", "30")
    page.keyboard.press("Tab")
    desk.saved("把“姓名”的最多几个字改为“30”。")
    expect(reason).to_have_count(0)
    expect(page.locator("#p-longest")).not_to_have_attribute("aria-invalid", "true")
    desk.is_fine()


def test_what_is_refused_of_a_button_is_told_at_the_input_it_is_about(desk: Desk) -> None:
    page = desk.page
    desk.unfold("grid")
    page.fill("#side-text", "情况")
    page.fill("#side-rows", "9")
    page.get_by_role("button", name="加在左边").click()
    reason = page.locator("#side-rows-refused")
    expect(reason).to_be_visible(timeout=30_000)
    expect(page.locator("#side-rows")).to_have_accessible_description(re.compile("从这一行往下只有1行"))
    expect(page.locator("#side-text")).to_have_value("情况")
    page.get_by_role("link", name="看是哪一处").click()
    expect(reason).to_be_in_viewport()
    desk.is_fine()
    page.fill("#side-rows", "1")
    page.get_by_role("button", name="加在左边").click()
    desk.saved("在左边加了“情况”，占1行。")
    expect(reason).to_have_count(0)
    expect(page.locator("#side-rows")).not_to_have_attribute("aria-invalid", "true")


def test_who_is_refused_sees_it_before_another_cell_is_shown(desk: Desk) -> None:
    page = desk.page
    page.fill("#p-longest", "很多")
    page.click("#c-0-0-0")
    expect(page.locator("#p-longest-refused")).to_be_visible()
    expect(page.locator("#c-0-1-1")).to_have_attribute("aria-current", "true")
    page.click("#c-0-0-0")
    expect(page.locator("#c-0-0-0")).to_have_attribute("aria-current", "true")
    expect(page.locator("#p-longest-refused")).to_have_count(0)


def test_options_are_named_added_by_the_enter_key_and_moved_twice_by_two_quick_presses(desk: Desk) -> None:
    page = desk.page
    desk.add("0-1-1", "多选", "身体情况")
    labels = page.locator("#options .designer-options .form-control")
    labels.nth(0).fill("健康")
    labels.nth(1).fill("患病")
    page.fill("#new-options", "残疾")
    page.keyboard.press("Enter")
    desk.saved("给“身体情况”加了“残疾”。")
    expect(page.locator("#new-options")).to_be_focused()
    expect(page.locator("#new-options")).to_have_value("")
    page.keyboard.type("其他")
    page.keyboard.press("Enter")
    expect(labels).to_have_count(4)
    held = Held(page)
    page.click("#options [aria-label='上移：其他']")
    page.click("#options [aria-label='上移：其他']")
    held.let_go()
    expect(labels.nth(1)).to_have_value("其他")
    alone = page.get_by_label("不能与别的同选").first
    alone.check()
    desk.saved("改了“身体情况”的选项。")
    page.reload()
    expect(alone).to_be_checked()


def test_a_row_that_is_moved_by_two_quick_presses_moves_two_rows(desk: Desk) -> None:
    page = desk.page
    desk.add("0-1-1", "电话", "电话")
    desk.add("0-2-1", "日期", "走访日期")
    desk.unfold("grid")
    held = Held(page)
    page.click("#b-move_row-up")
    page.click("#b-move_row-up")
    held.let_go()
    expect(page.locator("#c-0-1-0")).to_contain_text("走访日期")


def test_without_a_network_what_is_typed_stays_and_is_saved_later(desk: Desk) -> None:
    page = desk.page
    page.route("**/designs/*", lambda route: route.abort())
    page.fill("#p-help", "写全名")
    page.keyboard.press("Tab")
    expect(page.locator(".designer-bar [role=status]")).to_contain_text("有改动没有保存")
    expect(page.get_by_role("alert")).to_contain_text("没有连上服务器")
    expect(page.locator("#p-help")).to_have_value("写全名")
    page.unroute("**/designs/*")
    page.locator(".designer-properties").get_by_role("button", name="保存").click()
    desk.saved("把“姓名”的填写说明改为“写全名”。")
    expect(page.locator(".designer-properties .designer-save")).to_be_hidden()


def test_who_leaves_with_something_unsaved_is_asked(desk: Desk) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.page.on("dialog", answer)
    desk.page.fill("#p-help", "写全名")
    desk.page.close(run_before_unload=True)
    desk.visitor.wait_for_function("true")
    assert asked == ["beforeunload"]


def test_who_signs_in_again_in_another_window_saves_what_was_typed(desk: Desk) -> None:
    page = desk.page
    page.context.clear_cookies()
    page.fill("#p-label", "老人姓名")
    page.keyboard.press("Tab")
    expect(page.locator(".designer-bar [role=status]")).to_contain_text("有改动没有保存", timeout=30_000)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in(opened.value, "gaofei")
    page.locator(".designer-properties").get_by_role("button", name="保存").click()
    desk.saved("把“姓名”的名称改为“老人姓名”。")
