"""The file of a person in a browser: a refusal asked again after a year, a review in which two sections changed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.clock import today
from formserver.extensions import db
from formserver.store import records
from tests import factories
from tests.e2e.journeys import is_fine_everywhere
from tests.e2e.site import opened, press, serving, sign_in
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e

WAIT_MS = 60_000


@pytest.fixture
def person_page(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """The address of 李桂芳's page, whose registration was approved long ago."""

    def furnish(app: Flask, stored: str) -> str:
        with app.app_context():
            factories.furnish()
            factories.hire("heping", password=stored)
            record_id = factories.register(
                factories.person("liuyang"), guardian_name="李强", guardian_phone="10000000077"
            )
            factories.approve_fully(record_id)
            elder_id = records.get(factories.person("liuyang").scope, record_id).elder_id
            db.session.remove()
        return f"/{COUNTY}/elders/{elder_id}"

    with serving(sqlite_template, tmp_path, furnish) as (url, path):
        yield f"{url}{path}"


def enter(page: Page, address: str) -> None:
    """何平, who leads the village, opens the page."""
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{address.partition(f'/{COUNTY}')[0]}/sign-in")
    sign_in(page, "heping")
    page.goto(address)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_refusal_of_last_year_is_asked_again(browser: Browser, person_page: str, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        enter(page, person_page)
        press(page.get_by_role("link", name="记下本人的意愿"))
        page.get_by_label("不愿意", exact=True).check()
        press(page.get_by_role("button", name="保存"))
        expect(page.locator("#problems")).to_contain_text("请写明原因")
        expect(page.get_by_label("不愿意", exact=True)).to_be_checked()
        is_fine_everywhere(page, scripts=scripts)
        page.fill("#consent_reason", "和儿子同住")
        page.get_by_label("家庭成员").check()
        page.fill("#consent_day", (today() - timedelta(days=400)).isoformat())
        press(page.get_by_role("button", name="保存"))
        expect(page.locator("main")).to_contain_text("该再问一次是否愿意接受探访")
        is_fine_everywhere(page, scripts=scripts)
        press(page.get_by_role("link", name="记下这次的答复"))
        page.get_by_label("愿意", exact=True).check()
        press(page.get_by_role("button", name="保存"))
        expect(page.locator("main")).not_to_contain_text("该再问一次是否愿意接受探访")
        press(page.get_by_role("button", name="撤销这次变动").first)
        expect(page.locator("main")).to_contain_text("该再问一次是否愿意接受探访")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_review_in_which_two_sections_changed(browser: Browser, person_page: str, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        enter(page, person_page)
        press(page.get_by_role("link", name="开始核对"))
        is_fine_everywhere(page, scripts=scripts)
        for section in ("paper", "categories", "consent"):
            page.locator(f"#{section}_same").get_by_label("没有变化").check()
        for section in ("contacts", "agreement"):
            page.locator(f"#{section}_same").get_by_label("有变化，在下面改").check()
            page.locator(f"section:has(#{section}_same) summary").click()
        page.fill("#first_name", "李梅")
        for name, text in (("obligor", "李强"), ("carer", "王婶"), ("from", "2025-01-08"), ("filed", "2025-01-09")):
            page.fill(f"#agreement_{name}", text)
        press(page.get_by_role("button", name="核对完成"))
        expect(page.locator("#contacts")).to_contain_text("李梅")
        expect(page.locator("#file")).to_contain_text("李强委托王婶照顾")
        expect(page.locator("main")).not_to_contain_text("档案该核对了")
        expect(page.locator("#history .timeline > li").first).to_contain_text("由“李强”改为“李梅”")
        is_fine_everywhere(page, scripts=scripts)
