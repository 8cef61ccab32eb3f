"""Typing much at once in the designer, with scripts and without: nothing typed is lost on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.design_desk import Desk, desk_at, furnish
from tests.e2e.site import press, serving

pytestmark = pytest.mark.e2e
SLOW = 30_000


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("typing"), furnish) as (url, _):
        yield url


@pytest.fixture(params=["scripts", "no scripts"])
def desk(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Desk]:
    """A new design."""
    with desk_at(site, browser, scripts=request.param == "scripts") as made:
        made.begin("走访表")
        yield made


def test_options_are_pasted_one_a_line_told_what_is_there_and_undone_in_one_step(desk: Desk) -> None:
    page = desk.page
    desk.add("0-1-1", "多选", "病史")
    labels = page.locator("#options .designer-options .form-control")
    desk.unfold("several-options")
    page.fill("#several-options-text", "高血压\n糖尿病\n\n冠心病\n高血压")
    page.get_by_role("button", name="都加上").click()
    desk.saved("给“病史”写了3个；重复的没有再写：高血压。")
    expect(labels).to_have_count(3)
    expect(labels.nth(2)).to_have_value("冠心病")
    desk.unfold("several-options")
    expect(page.locator("#several-options-text")).to_have_value("")
    page.set_viewport_size({"width": 390, "height": 844})
    page.fill("#several-options-text", "痛风\n" + "长" * 201)
    page.get_by_role("button", name="都加上").click()
    expect(page.locator("#several-options-text-refused")).to_have_text("第2行写得太长，最多200个字。", timeout=SLOW)
    expect(page.locator("#several-options-text")).to_have_value("痛风\n" + "长" * 201)
    desk.is_fine()
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(labels).to_have_count(2, timeout=SLOW)
    expect(labels.nth(0)).to_have_value("选项一")


def test_lines_pasted_where_one_is_asked_go_where_several_are(site: str, browser: Browser) -> None:
    with desk_at(site, browser) as desk:
        page = desk.page
        desk.begin("走访表")
        desk.add("0-1-1", "单选", "等级")
        page.locator("#new-options").evaluate(
            """input => {
              const data = new DataTransfer();
              data.setData('text/plain', '轻\\n中\\n重\\n');
              input.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
            }"""
        )
        expect(page.locator("#several-options-text")).to_have_value("轻\n中\n重")
        expect(page.locator("#several-options-text")).to_be_focused()
        page.get_by_role("button", name="都加上").click()
        desk.saved("给“等级”写了3个。")
        expect(page.locator("#options .designer-options .form-control")).to_have_count(3)


def test_without_a_chosen_cell_what_comes_from_the_library_stands_at_the_end(desk: Desk) -> None:
    page = desk.page
    desk.unfold("add-last")
    press(page.get_by_role("link", name="从资料库添加"))
    press(page.locator(".record-list a", has_text="婚姻状况").first)
    expect(page.locator("#take")).to_contain_text("会加在表的最后")
    page.set_viewport_size({"width": 390, "height": 844})
    desk.is_fine()
    press(page.get_by_role("button", name="加进这张表"))
    desk.saved("从资料库加了“婚姻状况”。")
    expect(page.locator("#c-0-2-0")).to_contain_text("婚姻状况")


def test_what_was_typed_in_one_form_is_kept_when_another_one_is_sent(desk: Desk) -> None:
    page = desk.page
    desk.add("0-1-1", "多选", "病史")
    page.set_viewport_size({"width": 390, "height": 844})
    page.fill("#p-label", "既往病史")
    page.locator("#options .designer-options .form-control").first.fill("高血压")
    desk.unfold("order")
    page.fill("#section-title", "健康情况")
    desk.unfold("whole")
    page.fill("#title", "独居老人走访表")
    if desk.scripts:
        page.keyboard.press("Tab")
    else:
        page.keyboard.press("Enter")
    desk.saved("把标题改为“独居老人走访表”。")
    expect(page.locator("#p-label")).to_have_value("既往病史", timeout=SLOW)
    expect(page.locator("#options .designer-options .form-control").first).to_have_value("高血压")
    expect(page.locator("#section-title")).to_have_value("健康情况")
    if not desk.scripts:
        expect(page.locator(".notice")).to_contain_text("还有写了没有加上的")
    desk.is_fine()
    page.get_by_role("button", name="另起一节", exact=True).click()
    desk.saved("从“既往病史”起另起一节“健康情况”。")
    page.reload()
    expect(page.locator("#p-label")).to_have_value("既往病史")
    expect(page.locator("#options .designer-options .form-control").first).to_have_value("高血压")
    expect(page.locator(".sheet-title")).to_have_text("独居老人走访表")
