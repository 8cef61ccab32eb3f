"""Entry pages for eyes, thumbs and keyboards: nothing moves by itself, everything can be reached, read and heard."""

from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from formserver.resources import root
from tests import factories
from tests.e2e.filling import SAVED, Served, begin, leave
from tests.e2e.site import DESK, PHONE, opened

pytestmark = pytest.mark.e2e

EZHOU, FUJIAN = "registration/ezhou", "registration/fujian"
PAPERS: Final = [
    f"{path.parent.name}/{path.name.split('.')[0]}"
    for folder in ("registration", "visit_record")
    for path in sorted((root() / "schemas" / folder).glob("*.v1.json"))
]
NUMBER: Final = "#f-identity_number-in"
SHIFTS: Final = """
window.shifts = [];
const named = ({node}) => node && (node.id || node.className);
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) { window.shifts.push(entry.value + ' ' + entry.sources.map(named)); }
})).observe({type: 'layout-shift', buffered: true});
"""
# What a finger may have to hit, with the label that is tapped with it; links inside a sentence are read, not hit.
TOO_SMALL: Final = """
() => [...document.querySelectorAll('#main a, #main button, #main input, #main select, #main textarea, #main summary')]
  .filter(one => one.offsetParent && !one.disabled && one.type !== 'hidden' && one.className !== 'enter-saves')
  .map(one => [one, one.type === 'file' ? one.labels[0] : one.closest('label') || one.closest('.option') || one])
  .map(([one, tapped]) => [one, tapped.getBoundingClientRect()])
  .filter(([one, box]) => box.height < 44 || box.width < 44)
  .map(([one, box]) => `${one.tagName} ${one.id || one.className || one.textContent} ${box.width}x${box.height}`)
"""
TOO_FINE: Final = """
() => [...document.querySelectorAll('input, select, textarea, .field-label, .option-text, .btn, .problem')]
  .filter(one => one.closest('#main') && one.offsetParent && !one.closest('.as-table'))
  .filter(one => !['radio', 'checkbox', 'hidden'].includes(one.type) && parseFloat(getComputedStyle(one).fontSize) < 18)
  .map(one => one.tagName + ' ' + (one.id || one.className) + ' ' + getComputedStyle(one).fontSize)
"""
# Badges, hints and whatever else is beside the text, in the frame of the page, too.
TINY: Final = """
() => [...document.querySelectorAll('body *')]
  .filter(one => one.offsetParent && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
  .filter(one => parseFloat(getComputedStyle(one).fontSize) < 16)
  .map(one => one.tagName + ' ' + one.className + ' ' + getComputedStyle(one).fontSize)
"""
# What reaches over the right edge; boxes that scroll by themselves may hold more than they show.
TOO_WIDE: Final = """
() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map(one => `${one.tagName} ${one.id || one.className} ${one.getBoundingClientRect().right}`)
"""


def violations(page: Page) -> list[str]:
    """What axe finds to mend on the page that is open."""
    page.evaluate(next(root().glob("tests/vendor/axe-core@*/axe.min.js")).read_text("utf-8"))
    found: list[str] = page.evaluate(
        "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))"
    )
    return found


def submit_as_it_is(page: Page) -> None:
    page.locator(".savebar .btn-main").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("mode", ["phone", "desk", "large", "english"])
@pytest.mark.parametrize("code", PAPERS)
def test_axe_finds_nothing_to_mend(browser: Browser, cookies: object, served: Served, code: str, mode: str) -> None:
    with opened(browser, cookies=cookies, size=DESK if mode == "desk" else PHONE) as page:
        if mode in ("large", "english"):
            page.goto(f"{served.url}/about")
            page.locator("[name=lang][value=en]" if mode == "english" else ".site-head [name=text]").click()
            page.wait_for_load_state()
        begin(page, served, code)
        assert violations(page) == []
        submit_as_it_is(page)
        if page.locator("#problems").count():
            assert violations(page) == []


@pytest.mark.parametrize("code", PAPERS)
def test_every_target_and_every_letter_is_large_enough(page: Page, served: Served, code: str) -> None:
    begin(page, served, code)
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate(TOO_FINE) == []
    assert page.evaluate(TINY) == []


@pytest.mark.parametrize("code", PAPERS)
@pytest.mark.parametrize("width", [390, 195], ids=["large", "twice"])
def test_nothing_has_to_be_scrolled_sideways(
    browser: Browser, cookies: object, served: Served, code: str, width: int
) -> None:
    """On a phone in large text, and at 200 %, where a phone is half as wide."""
    with opened(browser, cookies=cookies, size={"width": width, "height": 844}) as page:
        if width == 390:
            page.goto(f"{served.url}/about")
            page.locator(".site-head [name=text]").click()
            page.wait_for_load_state()
        begin(page, served, code)
        assert page.evaluate(TOO_WIDE) == []


def test_nothing_moves_when_problems_and_the_saved_state_appear(page: Page, served: Served) -> None:
    page.add_init_script(SHIFTS)
    begin(page, served, EZHOU)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(700)  # later than the moves a browser takes for an answer to the finger
        route.continue_()

    page.route("**/drafts/*", lambda route: slowly(route) if route.request.method == "POST" else route.continue_())
    leave(page, NUMBER, "12345")
    expect(page.locator("#f-identity_number-problem")).to_contain_text("应为18位")
    leave(page, NUMBER, factories.identity_number(9))
    expect(page.locator("#f-identity_number-problem")).to_be_empty()
    leave(page, "#f-filled_on-in", "不知道")
    expect(page.locator("#f-filled_on-problem")).not_to_be_empty()
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    assert page.evaluate("window.shifts") == []


def test_the_caret_stays_in_the_word_while_the_page_is_saved(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    page.fill("#f-name-in", "陈兰")
    page.evaluate("document.querySelector('#f-name-in').setSelectionRange(1, 1)")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.insert_text("秀")
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    page.keyboard.insert_text("玉")
    expect(page.locator("#f-name-in")).to_have_value("陈秀玉兰")


# keys -----------------------------------------------------------------------------------------------------------------
def test_enter_goes_on_to_the_next_question(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    url = page.url
    page.locator("#f-filled_on-in").press("Enter")
    expect(page.locator("#f-serial-in")).to_be_focused()
    page.locator("#f-serial-in").press("Enter")
    expect(page.locator("#f-name-in")).to_be_focused()
    page.locator("#f-name-in").press("Enter")
    expect(page.locator("[name=poor_household]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[name=sex]").first).to_be_focused()
    assert page.url == url


def test_ctrl_s_saves_where_one_is(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    page.locator("#f-name-in").press_sequentially("陈秀兰")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Control+s")
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    expect(page.locator("#f-name-in")).to_be_focused()


def test_the_first_open_question_is_always_one_tap_away(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    expect(page.locator("#entry-next")).to_be_in_viewport()
    page.click("#entry-next")
    expect(page.locator("#f-serial-in")).to_be_focused()
    leave(page, "#f-serial-in", "1")
    expect(page.locator("#entry-next")).to_have_attribute("href", "#f-name")


# numbers in boxes, long lists, wheels ---------------------------------------------------------------------------------
def test_an_identity_number_is_pasted_with_spaces_and_a_small_x(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    page.locator(NUMBER).focus()
    page.keyboard.insert_text("999999 19480316 0０１x")
    expect(page.locator(NUMBER)).to_have_value("99999919480316001X")


def test_eighteen_signs_stand_in_their_boxes_without_scrolling(page: Page, served: Served) -> None:
    begin(page, served, EZHOU)
    page.fill(NUMBER, factories.identity_number(9))
    page.locator(NUMBER).press("End")
    assert page.evaluate("document.querySelector('#f-identity_number-in').scrollLeft") == 0
    assert page.evaluate("(i => i.scrollWidth <= i.clientWidth)(document.querySelector('#f-identity_number-in'))")


def test_a_long_list_is_searched_and_chosen_from_by_keys(page: Page, served: Served) -> None:
    begin(page, served, "registration/zaozhuang")
    search = page.locator("[data-searches]").first
    listed = page.locator("select[data-searched]").first
    search.fill("土")
    expect(page.locator(".list-found").first).to_have_text("找到 2 项")
    search.press("Enter")
    expect(listed).to_be_focused()
    assert "土" in str(listed.evaluate("list => list.selectedOptions[0].text"))
    search.fill("没有这个")
    expect(page.locator(".list-found").first).to_have_text("没有找到，请换一个字")
    assert "土" in str(listed.evaluate("list => list.selectedOptions[0].text"))


def test_a_wheel_writes_into_the_line_beside_it(page: Page, served: Served) -> None:
    begin(page, served, "registration/jiangsu")
    wheel = page.locator("[data-writes='f-file-birth_month-in']")
    expect(wheel).to_have_attribute("type", "month")
    wheel.fill("1948-03")
    expect(page.locator("#f-file-birth_month-in")).to_have_value("1948-03")
