"""Printing in a browser: the button brings the PDF, with and without scripts, and the page of a print is for phones."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response, expect

from formserver.extensions import db
from formserver.services import prefilled, prints
from formserver.services.prints import Wish
from formserver.store import elders, users
from tests import factories
from tests.e2e.site import DESK, PHONE, opened, press, serving, sign_in
from tests.e2e.test_reading_and_reach import TOO_FINE, TOO_SMALL, TOO_WIDE, violations
from tests.factories import COUNTY, VISIT, Village, person
from tests.pages import PASSWORD

pytestmark = pytest.mark.e2e

SIZES: Final = {"phone": PHONE, "desk": DESK}
each_size = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)


@dataclass(frozen=True)
class Printed:
    """A running site, the papers of a village, the address of a print and its number."""

    url: str
    village: Village
    proof: str
    number: str
    sheet: str


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    with serving(sqlite_template, tmp_path_factory.mktemp("printing"), _furnish) as (url, made):
        village, code, number, sheet = made
        yield Printed(url, village, f"{url}/v/{code}", number, f"{url}/p/{sheet}")


def _furnish(app: Flask, password: str) -> tuple[Village, str, str, str]:
    village = factories.settle(app)
    with app.app_context():
        for user_name in ("liuyang", "zhaomin", "fanyu"):
            users.get(person(user_name).user_id).password = password
        printout = prints.prepare(person("liuyang"), village.registration_id, Wish(), site="")
        prints.note(person("liuyang"), printout)
        db.session.commit()
        prefilled.print_for(person("liuyang"), village.elder_id, VISIT, "main", site="")
        [sheet] = prefilled.open_sheets(person("liuyang"), elders.get(person("liuyang").scope, village.elder_id))
        return village, printout.proof.code, printout.marks.number, sheet.code


def record_page(page: Page, site: Printed, user_name: str) -> None:
    page.goto(f"{site.url}/sign-in")
    sign_in(page, user_name)
    page.goto(f"{site.url}/{COUNTY}/records/{site.village.registration_id}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_button_brings_the_paper_beside_the_page(browser: Browser, site: Printed, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        record_page(page, site, "liuyang")
        answers: list[Response] = []
        page.context.on("response", lambda answer: answers.append(answer))
        with page.context.expect_event("response", lambda answer: answer.url.endswith("/prints")):
            page.locator(".print-form button").click()
        [answer] = [one for one in answers if one.url.endswith("/prints")]
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        expect(page.locator("h1")).to_contain_text("李桂芳")


@pytest.mark.parametrize(("user_name", "told"), [("zhaomin", "打印记录"), ("liuyang", "签字的纸质表")])
@each_size
def test_the_choices_of_printing_are_for_every_thumb_and_eye(
    browser: Browser, site: Printed, size: dict[str, int], user_name: str, told: str
) -> None:
    with opened(browser, size=size) as page:
        record_page(page, site, user_name)
        expect(page.locator("#print")).to_contain_text("附审批单")
        expect(page.locator("main")).to_contain_text(told)
        assert violations(page) == []
        assert page.evaluate(TOO_WIDE) == []
        if size is PHONE:
            assert [one for one in page.evaluate(TOO_SMALL) if "option" in one or "btn" in one] == []
            assert page.evaluate(TOO_FINE) == []


@each_size
def test_a_stranger_reads_what_stands_behind_a_print(browser: Browser, site: Printed, size: dict[str, int]) -> None:
    with opened(browser, size=size, scripts=True) as page:
        for address in (site.proof, f"{site.url}/v/7K3M9QTX2ABCDEF0", f"{site.url}/v/"):
            page.goto(address)
            assert violations(page) == []
            assert page.evaluate(TOO_WIDE) == []
            if size is PHONE:
                assert page.evaluate(TOO_SMALL) == []
                assert page.evaluate(TOO_FINE) == []


def test_number_and_code_are_typed_without_scripts(browser: Browser, site: Printed) -> None:
    with opened(browser, scripts=False) as page:
        page.goto(f"{site.url}/about")
        page.get_by_role("link", name="查验打印件").click()
        page.fill("#number", site.number)
        press(page.get_by_role("button", name="查验"))
        expect(page.locator("#code-problem")).to_be_visible()
        page.fill("#code", site.proof.rpartition("/")[2].lower())
        press(page.get_by_role("button", name="查验"))
        expect(page.locator("h1")).to_have_text("这份打印件有效")


@each_size
def test_the_pages_around_a_sheet_of_paper_are_for_every_thumb_and_eye(
    browser: Browser, site: Printed, size: dict[str, int]
) -> None:
    with opened(browser, size=size) as page:
        record_page(page, site, "fanyu")
        elder = f"{site.url}/{COUNTY}/elders/{site.village.elder_id}"
        for address in (elder, f"{site.url}/p/", f"{site.url}/p/?code=1", site.sheet):
            page.goto(address)
            assert violations(page) == []
            assert page.evaluate(TOO_WIDE) == []
            if size is PHONE:
                assert page.evaluate(TOO_SMALL) == []
                assert page.evaluate(TOO_FINE) == []


def test_a_sheet_is_typed_in_without_scripts(browser: Browser, site: Printed) -> None:
    with opened(browser, scripts=False) as page:
        page.goto(site.sheet)
        page.fill("#user_name", "fanyu")
        page.fill("#password", PASSWORD)
        press(page.locator("button.btn-block"))
        press(page.get_by_role("button", name="开始录入"))
        expect(page.locator("main")).to_contain_text("请选择或填写是谁去探访的")
        page.get_by_label("刘洋").check()
        press(page.get_by_role("button", name="开始录入"))
        expect(page.locator("main")).to_contain_text("录入纸质表，探访人：刘洋")
        page.goto(site.sheet)
        expect(page.get_by_role("link", name="继续录入")).to_be_visible()
