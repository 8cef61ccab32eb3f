"""The kinds that need the server while a page is filled in: sums of tables, and persons of the register."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.services import editions
from tests.e2e.site import begin_registration, chromium, opened, press, serving, sign_in
from tests.entry_site import open_office
from tests.factories import COUNTY
from tests.zoo import CODE, zoo

pytestmark = pytest.mark.e2e


def furnish(app: Flask, password: str) -> None:
    """An office that uses the paper with every kind."""
    open_office(app, password)
    with app.app_context():
        editions.load_shipped([zoo()], [])
        editions.adopt(COUNTY, CODE)


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("kinds"), furnish) as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@dataclass(frozen=True)
class Window:
    """A page on which answers are saved by leaving a field, or by the button where there are no scripts."""

    page: Page
    scripts: bool

    def answer(self, give: Callable[[], None], leave: Callable[[], None] = lambda: None) -> None:
        """Give an answer, and wait until it is saved; without scripts, until the page saved last is there."""
        if self.scripts:
            with self.page.expect_response(lambda answer: answer.request.method == "POST"):
                give()
                leave()
        else:
            give()
            press(self.page.locator(".savebar").get_by_role("button", name="暂存"))

    def fill(self, name: str, text: str) -> None:
        place = self.page.locator(f"[name='{name}']")
        self.answer(lambda: place.fill(text), place.blur)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def window(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Window]:
    """The paper, opened by 刘洋."""
    with opened(browser, scripts=request.param) as page:
        page.goto(f"{address}/sign-in")
        sign_in(page)
        begin_registration(page, f"{address}/{COUNTY}", CODE)
        yield Window(page, request.param)


def test_sums_follow_what_is_typed(window: Window) -> None:
    window.fill("a_grid.grain.year_0", "0.1")
    window.fill("a_grid.fruit.year_0", "0.2")
    sums = window.page.locator("#f-a_grid-live div")
    expect(sums.filter(has_text="合计 当年")).to_have_text("合计 当年0.3")
    expect(sums.filter(has_text="粮食 小计")).to_have_text("粮食 小计0.1")


def test_a_person_is_found_by_a_part_of_the_name_and_chosen(window: Window) -> None:
    window.fill("a_person.name", "李")
    window.answer(window.page.get_by_label("李桂芳").check)
    window.page.reload()
    expect(window.page.locator("[name='a_person.name']")).to_have_value("李桂芳")
    expect(window.page.get_by_label("李桂芳")).to_be_checked()


def test_a_long_list_is_searched_by_further_words_of_its_items(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(f"{address}/sign-in")
        sign_in(page)
        begin_registration(page, f"{address}/{COUNTY}", "registration/zaozhuang")
        search = page.locator("#f-ethnic_group input[type='search']")
        search.fill("weiwuer")
        search.press("Enter")
        expect(page.locator("[name='ethnic_group']")).to_have_value("05")
