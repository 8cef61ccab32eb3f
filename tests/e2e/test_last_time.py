"""与上次相同 and reasons in a browser: carried over, changed, explained, seen by the approver; without scripts too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.extensions import db
from formserver.store import users
from tests import factories
from tests.e2e.filling import SAVED, Served, begin
from tests.e2e.site import DESK, opened, press, serving, sign_in
from tests.entry_site import Office, open_office
from tests.factories import VISIT, visit_pairs

pytestmark = pytest.mark.e2e

LAST = {"place": "家中", "daily_supplies": "fair", "hygiene": "good", "risk_grade": "low", "visited_on": "2025-02-10"}
REASON = "女儿提前到家。"


def furnish(app: Flask, password: str) -> Office:
    office = open_office(app, password)
    with app.app_context():
        visit = factories.hand_in(factories.person("liuyang"), VISIT, visit_pairs(**LAST), elder_id=office.elder_id)
        factories.approve_fully(visit)
        approver = users.by_username("zhaomin")
        assert approver is not None
        approver.password = password
        db.session.commit()
    return office


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(sqlite_template, tmp_path_factory.mktemp("last"), furnish) as (address, office):
        yield Served(address, office)


def carry_all(page: Page) -> None:
    page.click("button[value='carry:*']")
    expect(page.locator("#f-hygiene-last")).to_contain_text("已沿用上次")


def test_the_last_visit_is_carried_over_changed_explained_and_seen_by_the_approver(
    page: Page, browser: Browser, served: Served
) -> None:
    begin(page, served, VISIT)
    expect(page.locator("#f-risk_grade-last")).to_have_text("上次（2025-02-10）：低风险")
    page.check("input[name=daily_supplies][value=complete]")
    carry_all(page)
    expect(page.locator("input[name=hygiene][value=good]")).to_be_checked()
    expect(page.locator("input[name=daily_supplies][value=complete]")).to_be_checked()
    expect(page.locator("input[name=risk_grade]:checked")).to_have_count(0)
    page.click("#f-place button[value='uncarry:place']")
    expect(page.locator("#f-place-in")).to_have_value("")
    page.click("#f-place button[value='carry:place']")
    expect(page.locator("#f-place-in")).to_have_value("家中")
    page.fill("#f-visited_on-in", "2025-03-01")
    page.fill("#f-returned_home_on-in", "2025-03-02")
    page.locator("#f-returned_home_on-in").blur()
    expect(page.locator("#f-returned_home_on-problem")).to_contain_text("不应晚于")
    page.fill("#f-returned_home_on-reason-in", REASON)
    page.locator("#f-returned_home_on-reason-in").blur()
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    page.click(".savebar button[value=submit]")
    page.wait_for_url("**/records/*")
    with opened(browser, size=DESK) as desk:
        desk.goto(f"{served.url}/sign-in")
        sign_in(desk, "zhaomin")
        desk.goto(page.url)
        expect(desk.locator(".sheet")).to_contain_text("沿用上次 2 项")
        expect(desk.locator(".reason-why")).to_contain_text(REASON)


def test_a_carried_choice_has_one_way_back(page: Page, served: Served) -> None:
    begin(page, served, VISIT)
    page.check("input[name=daily_supplies][value=complete]")
    carry_all(page)
    expect(page.locator("#f-daily_supplies [data-clears]")).to_be_visible()
    expect(page.locator("#f-hygiene [data-clears]")).to_be_hidden()
    page.click("#f-hygiene button[value='uncarry:hygiene']")
    expect(page.locator("input[name=hygiene]:checked")).to_have_count(0)


def test_all_of_it_works_without_scripts(browser: Browser, cookies: object, served: Served) -> None:
    with opened(browser, cookies=cookies, scripts=False) as page:
        begin(page, served, VISIT)
        carry_all(page)
        expect(page.locator("input[name=hygiene][value=good]")).to_be_checked()
        page.fill("[name=visited_on]", "2025-04-01")
        page.fill("[name=returned_home_on]", "2025-04-02")
        page.click(".savebar button[value=submit]")
        expect(page.locator("#problems")).to_contain_text("如不修改，请写明原因")
        page.fill("#f-returned_home_on-reason-in", REASON)
        page.click(".savebar button[value=submit]")
        page.wait_for_url("**/records/*")
        expect(page.locator(".reason-why")).to_contain_text(REASON)


def test_one_section_is_carried_over_and_no_other(page: Page, served: Served) -> None:
    begin(page, served, VISIT)
    for name in ("place", "hygiene"):  # the draft may be one that another test went on with
        if page.locator(f"button[value='uncarry:{name}']").count():
            page.click(f"button[value='uncarry:{name}']")
            expect(page.locator(f"button[value='carry:{name}']")).to_be_visible()
    page.click("#s-1 button[value='carry:*1']")
    expect(page.locator("#f-hygiene-last")).to_contain_text("已沿用上次")
    expect(page.locator("#f-place-last")).not_to_contain_text("已沿用上次")


def test_one_section_is_carried_over_without_scripts(browser: Browser, cookies: object, served: Served) -> None:
    with opened(browser, cookies=cookies, scripts=False) as page:
        begin(page, served, VISIT)
        if page.locator("button[value='uncarry:hygiene']").count():
            press(page.locator("button[value='uncarry:hygiene']"))
        press(page.locator("button[value='carry:*1']"))
        assert page.url.endswith("#s-1")
        expect(page.locator("#f-hygiene-last")).to_contain_text("已沿用上次")


@pytest.mark.parametrize("width", [390, 1280])
def test_last_answers_leave_the_page_as_wide_as_it_is(
    browser: Browser, cookies: object, served: Served, width: int
) -> None:
    with opened(browser, cookies=cookies, size={"width": width, "height": 900}) as page:
        begin(page, served, VISIT)
        expect(page.locator("#f-hygiene-last")).to_contain_text("上次（2025-02-10）：很好")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
