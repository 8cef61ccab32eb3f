"""What people will see, in the designer itself: on a phone, on a wide screen, on paper; drawn anew after each step."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.design_desk import Desk, desk_at, furnish
from tests.e2e.site import serving

pytestmark = pytest.mark.e2e

_SLOW = 60_000


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    with serving(sqlite_template, tmp_path, furnish) as (url, _), desk_at(url, browser) as made:
        made.begin("走访表")
        yield made


def test_what_people_will_see_follows_each_step(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("button", name="手机上").click()
    frame = page.frame_locator(".designer-frame:not(.is-coming)")
    expect(frame.get_by_label("姓名")).not_to_have_value("", timeout=_SLOW)
    assert frame.locator("html").evaluate("() => window.innerWidth") == 388  # 390 with its border
    page.click("#fields > summary")
    page.locator(".designer-order a").click()
    page.fill("#p-label", "老人姓名")
    page.keyboard.press("Tab")
    expect(frame.get_by_label("老人姓名")).to_be_visible(timeout=_SLOW)
    desk.is_fine()
    page.get_by_role("button", name="空白", exact=True).click()
    expect(frame.get_by_label("老人姓名")).to_have_value("", timeout=_SLOW)
    page.get_by_role("button", name="宽屏上").click()
    expect(frame.get_by_label("老人姓名")).to_be_visible(timeout=_SLOW)
    assert frame.locator("html").evaluate("() => window.innerWidth") > 1000
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_response("**/sheet.pdf?*", timeout=_SLOW) as printed:
        page.get_by_role("button", name="打印").click()
    assert printed.value.status == 200
    page.get_by_role("button", name="表", exact=True).click()
    expect(page.locator("#c-0-1-1")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="手机上").click()
    expect(frame.get_by_label("老人姓名")).to_be_visible(timeout=_SLOW)
    desk.is_fine()
