"""Saving while typing: what the page says when network or server are in trouble, and when two windows are open."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import factories
from tests.e2e.filling import SAVED, Served, begin, copies, leave
from tests.e2e.site import opened, press
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e

EZHOU, FUJIAN = "registration/ezhou", "registration/fujian"
NAME, STATE = "#entry [name=name]", "#entry-state"


def on_saves(page: Page, act: Callable[[Route], None]) -> None:
    """Treat the saves of the open page as ``act`` does; everything else passes."""
    page.route(
        "**/drafts/*",
        lambda route: act(route) if route.request.headers.get("hx-request") == "true" else route.continue_(),
    )


def type_name(page: Page, text: str = "陈秀兰") -> None:
    page.fill(NAME, text)
    page.locator(NAME).blur()


@pytest.mark.parametrize(
    ("status", "words"),
    [(500, "系统暂时不能保存"), (503, "系统暂时不能保存"), (413, "填写的内容太多"), (422, "系统没有受理")],
)
def test_the_page_says_why_a_save_was_not_kept(page: Page, served: Served, status: int, words: str) -> None:
    begin(page, served, EZHOU)
    on_saves(page, lambda route: route.fulfill(status=status, body="-"))
    type_name(page)
    expect(page.locator(STATE)).to_contain_text(words)
    expect(page.locator("#notices")).to_be_empty()
    expect(page.locator(NAME)).to_have_value("陈秀兰")


def test_after_trouble_on_the_server_the_page_saves_by_itself(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    failures = iter([True])
    on_saves(page, lambda route: route.fulfill(status=500, body="-") if next(failures, False) else route.continue_())
    type_name(page)
    expect(page.locator(STATE)).to_contain_text("系统暂时不能保存")
    expect(page.locator(STATE)).to_contain_text(SAVED, timeout=15_000)


def test_a_slow_save_is_said_to_be_on_its_way(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    held: list[Route] = []
    on_saves(page, held.append)
    type_name(page)
    expect(page.locator(STATE)).to_contain_text("正在保存…")
    held[0].continue_()
    expect(page.locator(STATE)).to_contain_text(SAVED)


def test_a_lost_answer_is_no_other_window(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    lost = iter([True])

    def lose_the_first(route: Route) -> None:
        if next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    on_saves(page, lose_the_first)
    type_name(page)
    expect(page.locator(STATE)).to_contain_text("未保存")
    page.fill(NAME, "陈秀兰二")
    expect(page.locator(STATE)).to_contain_text(SAVED, timeout=15_000)
    expect(page.locator("#entry-stale")).to_be_hidden()
    page.reload()
    expect(page.locator(NAME)).to_have_value("陈秀兰二")


def test_submitting_while_something_is_unsaved_saves_it_first(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    page.fill(NAME, "陈秀兰")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator(NAME)).to_have_value("陈秀兰")
    assert copies(page) == []


# two windows ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def beside(page: Page, served: Served) -> Page:
    """A second window of the draft that ``page`` has open."""
    begin(page, served, EZHOU)
    second = page.context.new_page()
    second.goto(page.url)
    return second


def test_the_second_window_is_told_as_it_opens(page: Page, beside: Page) -> None:
    expect(beside.locator("#entry-also-open")).to_be_visible()
    expect(page.locator("#entry-also-open")).to_be_hidden()
    beside.get_by_role("button", name="知道了").click()
    expect(beside.locator("#entry-also-open")).to_be_hidden()


def test_a_window_that_was_overtaken_can_show_what_is_new(page: Page, beside: Page) -> None:
    leave(beside, NAME, "周桂兰")
    expect(page.locator("#entry-overtaken")).to_be_visible()
    page.get_by_role("link", name="显示新的内容").click()
    expect(page.locator(NAME)).to_have_value("周桂兰")


@pytest.mark.parametrize(("choice", "name"), [("以本页为准，保存", "陈秀兰"), ("用另一个窗口的内容", "周桂兰")])
def test_of_two_versions_side_by_side_one_is_chosen(page: Page, beside: Page, choice: str, name: str) -> None:
    leave(beside, NAME, "周桂兰")
    type_name(page)
    page.get_by_role("button", name="看两边的不同，选用一边").click()
    expect(page.locator(".diff tbody tr")).to_contain_text("姓名")
    expect(page.locator(".diff tbody tr")).to_contain_text("周桂兰")
    expect(page.locator(".diff tbody tr")).to_contain_text("陈秀兰")
    page.locator("#problems .actions").get_by_text(choice).click()
    expect(page.locator("#problems")).to_have_count(0)
    expect(page.locator(NAME)).to_have_value(name)
    assert copies(page) == []


@pytest.mark.parametrize(("choice", "name"), [("以本页为准，保存", "陈秀兰"), ("用另一个窗口的内容", "周桂兰")])
def test_one_of_two_versions_is_chosen_without_scripts(
    browser: Browser, cookies: object, served: Served, choice: str, name: str
) -> None:
    with opened(browser, cookies=cookies, scripts=False) as page:
        begin(page, served, EZHOU)
        second = page.context.new_page()
        second.goto(page.url)
        for window, text in ((second, "周桂兰"), (page, "陈秀兰")):
            window.fill(NAME, text)
            press(window.locator(".savebar").get_by_role("button", name="暂存"))
        press(page.locator("#problems .actions").get_by_text(choice))
        expect(page.locator(NAME)).to_have_value(name)


# without scripts ------------------------------------------------------------------------------------------------------
def test_a_registration_with_rows_is_filled_in_and_submitted_without_scripts(
    browser: Browser, cookies: object, served: Served
) -> None:
    with opened(browser, cookies=cookies, scripts=False) as page:
        begin(page, served, FUJIAN)
        page.fill(NAME, "陈秀兰")
        page.fill("[name=identity_number]", factories.identity_number(21))
        page.locator("[name=care_level][value=key]").check()
        page.fill("[name='family.0.name']", "周小红")
        press(page.locator("#f-family .row-add button"))
        page.fill("[name='family.1.name']", "周明")
        press(page.locator("#f-family-0 .row-remove"))
        expect(page.locator("#f-family .row-card")).to_have_count(1)
        press(page.get_by_role("button", name="提交"))
        assert page.locator("#problems a").all_inner_texts() == []
        assert f"/{COUNTY}/records/" in page.url
        expect(page.locator("main")).to_contain_text("周明")
