"""From a record to why a question is not shown, and back: with scripts and without, on a phone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.site import opened, press
from tests.e2e.test_print_jobs import PrintingSite, enter, expect_easy, printing

__all__ = ["printing"]
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_record_says_why_a_question_is_not_shown(browser: Browser, printing: PrintingSite, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        enter(page, printing, "/records")
        press(page.get_by_role("link", name="李桂芳"))
        press(page.get_by_role("link", name="未显示的项目"))
        expect(page.locator("main")).to_contain_text("身体情况选了“残疾”时填写。")
        expect(page.locator("main")).to_contain_text("还不能判断")
        if scripts:
            expect_easy(page)
        press(page.get_by_role("link", name="回到记录"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("李桂芳")
