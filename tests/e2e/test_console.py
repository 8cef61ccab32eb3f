"""The browser has nothing to complain of: no refused style, no missing place, whatever is pressed on an entry page."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.e2e.filling import SAVED, Served, begin, leave

pytestmark = pytest.mark.e2e


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser has complained of so far."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            said.append(message.text)

    page.on("console", note)
    return said


def test_rows_come_and_go_without_a_complaint(page: Page, served: Served, complaints: list[str]) -> None:
    begin(page, served, "registration/fujian")
    page.click("button[value='add:family']")
    expect(page.locator("#f-family .row-card")).to_have_count(2)
    leave(page, "#f-family-1-name-in", "周明")
    # as a browser does with a text box that is drawn larger
    page.locator("#f-family-1").evaluate("card => { card.style.width = '100%'; }")
    page.click("button[value='remove:family:0']")
    expect(page.locator("#f-family .row-card")).to_have_count(1)
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    assert complaints == []


def test_a_page_of_every_kind_of_change_without_a_complaint(page: Page, served: Served, complaints: list[str]) -> None:
    begin(page, served, "registration/zaozhuang")
    leave(page, "#f-identity_number-in", "999")
    expect(page.locator("#f-identity_number-problem")).to_contain_text("18")
    page.locator(".list-search input").first.fill("zang")
    page.check("input[name=sex][value=male]")
    page.click("button[value='add:children']")
    expect(page.locator("#f-children .row-card")).to_have_count(2)
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    assert complaints == []
