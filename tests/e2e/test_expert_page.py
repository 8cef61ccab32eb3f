"""The expert's page in a browser: an editor with lines, folding, search and problems; a cell and its line; saving."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, expect

from formserver.resources import root
from tests.e2e.design_desk import Desk, desk_at, furnish
from tests.e2e.site import press, serving

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("expert"), furnish) as (url, _):
        yield url


@pytest.fixture
def desk(browser: Browser, site: str) -> Iterator[Desk]:
    with desk_at(site, browser, scripts=True) as made:
        yield made


@pytest.fixture
def complaints(desk: Desk) -> Iterator[list[str]]:
    """What the browser complains of, nothing at the end."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("warning", "error") and "422" not in message.text:
            said.append(message.text)

    desk.page.on("console", note)
    yield said
    assert said == []


def at_line_of(page: Page, words: str) -> None:
    """Put the caret at the end of the first line with these words."""
    page.locator(".cm-line", has_text=words).first.click()
    page.keyboard.press("End")


def retype(page: Page, line: str, before: str, after: str) -> None:
    """Write one text in the place of another that ends a line but for its last signs."""
    at_line_of(page, line)
    for _ in line.rpartition(before)[2]:
        page.keyboard.press("ArrowLeft")
    for _ in before:
        page.keyboard.press("Backspace")
    page.keyboard.type(after)


def lines(page: Page) -> str:
    return str(page.locator(".cm-content").inner_text())


@pytest.mark.usefixtures("complaints")
def test_a_cell_leads_to_its_line_and_back_and_a_save_keeps_the_place(desk: Desk) -> None:
    page = desk.page
    desk.begin("独居老人走访表")
    desk.add("0-1-1", "电话", "联系电话")
    press(page.get_by_role("link", name="在专家页里看这里"))
    expect(page.locator(".cm-editor")).to_be_visible()
    expect(page.locator(".cm-activeLine").last).to_contain_text('"item_')
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".cm-activeLine").last).to_contain_text('"title": "联系电话"')
    page.keyboard.press("End")
    for _ in '",':
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("（手机）")
    press(page.get_by_role("button", name="检查并保存"))
    expect(page.locator(".cm-activeLine").last).to_contain_text('"title": "联系电话（手机）"')
    expect(page.locator(".cm-content")).to_be_focused()
    page.set_viewport_size({"width": 390, "height": 844})
    desk.is_fine()
    press(page.get_by_role("link", name="回到设计页"))
    expect(page.locator("#panel h2")).to_contain_text("“联系电话（手机）”")
    desk.saved("在专家页里改了整份文件。")


def test_every_problem_is_marked_at_its_line_and_nothing_typed_is_lost(desk: Desk) -> None:
    page = desk.page
    desk.begin("独居老人走访表")
    press(page.get_by_role("link", name="专家页"))
    retype(page, '"x-kind": "text",', "text", "nonsense")
    at_line_of(page, '"title": "独居老人走访表"')
    page.keyboard.press("Backspace")
    expect(page.locator("#text-state")).to_contain_text("写法不对")
    expect(page.locator(".cm-lint-marker-error").first).to_be_visible()
    page.keyboard.type(",")
    expect(page.locator("#text-state")).to_have_text("")
    press(page.get_by_role("button", name="检查并保存"))
    problem = page.locator("#problems a")
    expect(problem).to_have_count(1)
    expect(problem).to_contain_text("“nonsense”不在允许的值之中")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    desk.is_fine()
    problem.click()
    expect(page.locator(".cm-activeLine").last).to_contain_text('"x-kind": "nonsense"')
    retype(page, '"x-kind": "nonsense",', "nonsense", "phone")
    press(page.get_by_role("button", name="检查并保存"))
    expect(page.locator("#problems")).to_have_count(0)


@pytest.mark.usefixtures("complaints")
def test_it_is_searched_and_folded_in_chinese_and_leaving_unsaved_asks(desk: Desk) -> None:
    page = desk.page
    desk.begin("独居老人走访表")
    press(page.get_by_role("link", name="专家页"))
    page.get_by_role("button", name="折起各节").click()
    expect(page.locator(".cm-foldPlaceholder").first).to_be_visible()
    page.get_by_role("button", name="全部展开").click()
    expect(page.locator(".cm-foldPlaceholder")).to_have_count(0)
    page.get_by_role("button", name="查找", exact=True).click()
    page.get_by_placeholder("查找").fill("x-concept")
    page.get_by_role("button", name="下一处", exact=True).click()
    expect(page.locator(".cm-searchMatch-selected")).to_have_text("x-concept")
    page.evaluate(next(root().glob("tests/vendor/axe-core@*/axe.min.js")).read_text("utf-8"))
    assert page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.help)") == []
    page.get_by_role("button", name="关闭").click()
    at_line_of(page, '"title": "独居老人走访表"')
    page.keyboard.type(" ")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    with page.expect_event("dialog"):
        page.get_by_role("link", name="回到设计页").click()
    assert asked == ["beforeunload"]
    expect(page.locator(".cm-content")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    assert "独居老人走访表" in lines(page)
