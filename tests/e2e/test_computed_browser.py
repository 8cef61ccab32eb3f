"""Computed values on an open page in a real browser: there as soon as it is saved, the caret stays where it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.services import editions
from tests.compute_zoo import CODE, ability
from tests.e2e.site import chromium, opened, press, serving, sign_in
from tests.entry_site import Office, open_office
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e


def furnish(app: Flask, password: str) -> Office:
    office = open_office(app, password)
    with app.app_context():
        editions.load_shipped([ability()], [])
        editions.adopt(COUNTY, CODE)
    return office


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Office]]:
    with serving(sqlite_template, tmp_path_factory.mktemp("computed"), furnish) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, served: tuple[str, Office], scripts: bool) -> Iterator[Page]:
    """A new assessment on the phone of 刘洋, with and without scripts."""
    url, office = served
    with opened(browser, scripts=scripts) as made:
        made.goto(f"{url}/sign-in")
        sign_in(made)
        made.goto(f"{url}/{COUNTY}/fill?form={CODE}&elder={office.elder_id}")
        made.click(".paper-list button")
        yield made
        made.locator("details.discard summary").click()
        made.get_by_role("button", name="删除草稿").click()
        made.wait_for_url(lambda address: "drafts/" not in address)


def test_a_score_follows_the_ticks_and_nobody_loses_his_place(page: Page, scripts: bool) -> None:
    expect(page.locator("#f-adl_total-in")).to_have_text("（自动算出）")
    for line, option in {"eating": "alone", "bathing": "helped", "dressing": "unable"}.items():
        page.check(f"input[name='adl.{line}'][value={option}]")
    if scripts:
        page.locator("#f-share-in").focus()
    else:
        press(page.get_by_role("button", name="暂存").last)
    expect(page.locator("#f-adl_total-in")).to_have_text("15分")
    expect(page.locator("#f-adl_grade-in")).to_have_text("中度失能")
    if scripts:
        expect(page.locator("#f-share-in")).to_be_focused()


def test_a_row_counts_into_the_sentence_and_the_sum(page: Page, scripts: bool) -> None:
    page.fill("[name='services.0.price']", "12.5")
    page.fill("[name='services.0.times']", "3")
    if scripts:
        page.locator("#f-services-0-times-in").blur()
    else:
        press(page.get_by_role("button", name="暂存").last)
    expect(page.locator("#f-services-0-cost-in")).to_have_text("37.5元")
    expect(page.locator("#f-plan-visits-in")).to_have_text("3")
    expect(page.locator("#f-monthly-in")).to_have_text("37.5元")
