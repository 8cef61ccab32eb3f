"""The sealed copy in the browser: whatever ends a page, what was typed comes back, and to nobody else."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from tests.e2e.filling import COPIES, SAVED, Served, begin, copies, expect_brought_back, leave, until, wait_for_copy
from tests.e2e.site import opened, sign_in
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e

EZHOU, FUJIAN = "registration/ezhou", "registration/fujian"
NAME = "#f-name-in"


def cut_off(context: BrowserContext) -> None:
    """From now on no save of an open page reaches the server."""
    context.route("**/drafts/*", lambda route: route.abort() if is_save(route) else route.continue_())


def is_save(route: Route) -> bool:
    return route.request.headers.get("hx-request") == "true"


def connect(context: BrowserContext) -> None:
    context.unroute("**/drafts/*")


@pytest.fixture
def cut(page: Page, served: Served) -> Page:
    """A registration in which 陈秀兰 was typed and could not be saved."""
    begin(page, served, EZHOU)
    cut_off(page.context)
    page.fill(NAME, "陈秀兰")
    wait_for_copy(page)
    return page


def test_what_was_not_saved_is_there_after_a_reload(cut: Page) -> None:
    cut.reload()
    expect_brought_back(cut)
    expect(cut.locator(NAME)).to_have_value("陈秀兰")


def test_what_was_brought_back_is_saved(cut: Page) -> None:
    cut.reload()
    expect_brought_back(cut)
    cut.reload()
    expect(cut.locator(NAME)).to_have_value("陈秀兰")


def test_a_closed_window_loses_nothing(cut: Page) -> None:
    url, context = cut.url, cut.context
    cut.close(run_before_unload=False)  # which tries to save once more, and may or may not get through
    again = context.new_page()
    again.goto(url)
    expect(again.locator(NAME)).to_have_value("陈秀兰")
    until(again, f"{COPIES}.length === 0")


def test_a_crash_loses_nothing(cut: Page) -> None:
    url, context = cut.url, cut.context
    with pytest.raises(Error):
        cut.goto("chrome://crash", timeout=2000)
    again = context.new_page()
    again.goto(url)
    expect_brought_back(again)
    expect(again.locator(NAME)).to_have_value("陈秀兰")


def test_rows_the_server_never_saw_come_back(page: Page, served: Served) -> None:
    begin(page, served, FUJIAN)
    page.click("#f-family .row-add button")
    expect(page.locator("#f-family .row-card")).to_have_count(2)
    cut_off(page.context)
    page.fill("#f-family-1-name-in", "周小红")
    wait_for_copy(page)
    page.reload()
    expect_brought_back(page)
    expect(page.locator("#f-family .row-card")).to_have_count(2)
    expect(page.locator("#f-family-1-name-in")).to_have_value("周小红")


def test_the_copy_goes_as_soon_as_the_server_has_the_content(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    leave(page, NAME, "陈秀兰")
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    assert copies(page) == []


def test_a_lost_answer_brings_nothing_back_twice(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)

    def lose(route: Route) -> None:
        if is_save(route):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.context.route("**/drafts/*", lose)
    page.fill(NAME, "陈秀兰")
    page.locator(NAME).blur()
    expect(page.locator("#entry-state")).to_contain_text("未保存（没有网络）")
    wait_for_copy(page)
    connect(page.context)
    page.reload()
    until(page, "window.entryPage")
    expect(page.locator(NAME)).to_have_value("陈秀兰")
    expect(page.locator("#notices")).to_be_empty()
    assert copies(page) == []


def test_a_page_drawn_before_the_last_save_came_in_is_put_right(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    drawn = page.request.get(page.url).text()
    held: list[Route] = []
    page.route("**/drafts/*", lambda route: held.append(route) if len(held) < 2 else route.continue_())
    page.fill(NAME, "陈秀兰")
    wait_for_copy(page)
    page.keyboard.press("Control+s")
    page.evaluate("() => { location.reload(); }")
    while len(held) < 2:
        page.wait_for_timeout(50)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        held[0].continue_()
    held[1].fulfill(body=drawn, content_type="text/html; charset=utf-8")
    expect(page.locator(NAME)).to_have_value("陈秀兰")
    until(page, f"{COPIES}.length === 0")


def test_the_copy_says_nothing_of_what_was_typed(cut: Page) -> None:
    stored: str = cut.evaluate("JSON.stringify(localStorage)")
    assert "陈秀兰" not in stored
    assert "name" not in stored


def test_who_was_signed_out_finds_it_after_signing_in_again(cut: Page) -> None:
    url = cut.url
    cut.context.clear_cookies()
    cut.goto(url)
    sign_in(cut)
    cut.goto(url)
    expect_brought_back(cut)
    expect(cut.locator(NAME)).to_have_value("陈秀兰")


def test_signing_out_leaves_nothing_in_the_browser(browser: Browser, served: Served) -> None:
    with opened(browser) as page:
        page.goto(f"{served.url}/sign-in")
        sign_in(page)
        begin(page, served, EZHOU)
        cut_off(page.context)
        page.fill(NAME, "陈秀兰")
        wait_for_copy(page)
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="退出登录").click()
        page.wait_for_url("**/sign-in")
        assert page.evaluate("localStorage.length") == 0


def test_signing_out_in_one_window_clears_the_copies_of_the_others(browser: Browser, served: Served) -> None:
    with opened(browser) as page:
        page.goto(f"{served.url}/sign-in")
        sign_in(page)
        begin(page, served, EZHOU)
        cut_off(page.context)
        page.fill(NAME, "陈秀兰")
        wait_for_copy(page)
        other = page.context.new_page()
        other.goto(f"{served.url}/{COUNTY}/work")
        other.get_by_role("button", name="退出登录").click()
        other.wait_for_url("**/sign-in")
        page.fill(NAME, "陈秀兰之二")
        page.wait_for_timeout(400)  # longer than a copy takes
        assert copies(other) == []


def test_the_next_person_at_the_computer_finds_no_copy(cut: Page, served: Served) -> None:
    cut.context.clear_cookies()
    other = cut.context.new_page()
    other.goto(f"{served.url}/sign-in")
    sign_in(other, "fanyu")
    assert copies(other) == []


def test_a_copy_that_cannot_be_opened_goes_silently(cut: Page) -> None:
    cut.evaluate(
        """() => Object.keys(localStorage).forEach(name => localStorage.setItem(name,
             JSON.stringify({...JSON.parse(localStorage.getItem(name)), text: btoa('x'.repeat(64))})))"""
    )
    cut.reload()
    until(cut, "Object.keys(localStorage).length === 0")
    expect(cut.locator("#notices")).to_be_empty()
    expect(cut.locator(".state-line")).to_contain_text(SAVED)
    expect(cut.locator(NAME)).to_be_editable()


def test_a_copy_of_an_older_state_is_shown_beside_the_newer_one(cut: Page) -> None:
    other = cut.context.new_page()
    url = cut.url
    cut.close(run_before_unload=False)
    # Somebody goes on from another device, which has no copy.
    other.context.clear_cookies()
    connect(other.context)
    with opened(other.context.browser, cookies=None) as device:  # type: ignore[arg-type]
        device.goto(url)
        sign_in(device)
        device.goto(url)
        leave(device, NAME, "周桂兰")
        expect(device.locator("#entry-state")).to_contain_text(SAVED)
    other.goto(url)
    sign_in(other)
    other.goto(url)
    expect(other.locator(".diff")).to_contain_text("周桂兰")
    expect(other.locator(".diff")).to_contain_text("陈秀兰")
    # Who opens the page once more without having chosen has both before him again.
    wait_for_copy(other)
    other.reload()
    expect(other.locator(".diff")).to_contain_text("周桂兰")
    wait_for_copy(other)
    other.goto(url)
    expect(other.locator(".diff")).to_contain_text("周桂兰")
    wait_for_copy(other)
    expect(other.locator(NAME)).to_have_value("陈秀兰")
    other.get_by_role("button", name="以本页为准，保存").click()
    expect(other.locator("#notices")).to_contain_text("已暂存")
    until(other, "Object.keys(localStorage).length === 0")
    expect(other.locator(NAME)).to_have_value("陈秀兰")


def test_without_a_secure_address_the_page_works_and_promises_nothing(page: Page, served: Served) -> None:
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})")
    begin(page, served, EZHOU)
    cut_off(page.context)
    page.fill(NAME, "陈秀兰")
    page.locator(NAME).blur()
    expect(page.locator("#entry-state")).to_contain_text("请不要关闭本页")
    assert "留底" not in page.locator("#entry-state").inner_text()
    assert copies(page) == []
    connect(page.context)
    expect(page.locator("#entry-state")).to_contain_text(SAVED)


def test_while_the_copy_holds_everything_the_page_says_so(cut: Page) -> None:
    cut.locator(NAME).blur()
    expect(cut.locator("#entry-state")).to_contain_text("内容已在本机加密留底")
