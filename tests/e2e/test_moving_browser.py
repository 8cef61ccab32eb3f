"""A demonstration at work gets another edition of a paper: many records move, one comes back, drafts choose."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.demo import build, cast
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.services import drafting, filling
from formserver.services.person import Person
from formserver.store import users
from tests.e2e.site import PHONE, chromium, opened, press, serving, sign_in
from tests.e2e.test_reading_and_reach import TOO_FINE, TOO_SMALL, TOO_WIDE, violations
from tests.factories import REGISTRATION
from tests.later_edition import GUARDIAN, publish, reworked, with_guardian

pytestmark = pytest.mark.e2e

COUNTY: Final = cast.COUNTIES[0]
MANY: Final = f"/{COUNTY.code}/forms/{REGISTRATION}/records"


@dataclass(frozen=True)
class Site:
    """The address of the demonstration, and two drafts of a visitor that were begun before the edition came."""

    url: str
    drafts: tuple[str, str]

    def draft(self, place: int) -> str:
        return f"{self.url}/{COUNTY.code}/drafts/{self.drafts[place]}"


def furnish(app: Flask, _: str) -> tuple[str, str]:
    """Build the demonstration, begin two drafts, publish an edition in which not all answers have a place."""
    with app.app_context():
        build.build()
        user = users.by_username(f"{COUNTY.prefix}-visitor")
        assert user is not None
        person = Person(user.id, user.full_name, COUNTY.code, tuple(users.grants_of(user.id)))
        made = begun(person, 801), begun(person, 802)
        publish(reworked)
        db.session.commit()
        return made


def begun(person: Person, serial: int) -> str:
    """A draft about somebody new."""
    draft = drafting.start(person, REGISTRATION, None, village_code=person.filling_regions[0])
    # Each about somebody of his own: the page goes on with an untouched draft.
    typed = with_guardian("周桂兰", serial)
    filling.keep(person, draft.id, Pairs(typed.items()), revision=draft.revision)
    return draft.id


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(sqlite_template, tmp_path_factory.mktemp("moving"), furnish) as (url, drafts):
        yield Site(url, drafts)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def enter(page: Page, site: Site, role: str) -> None:
    page.goto(f"{site.url}/sign-in")
    sign_in(page, f"{COUNTY.prefix}-{role}", cast.PASSWORD)


def looked_at(page: Page) -> None:
    """Nothing to mend for eyes, thumbs and readers."""
    assert violations(page) == []
    for fault in (TOO_SMALL, TOO_FINE, TOO_WIDE):
        assert page.evaluate(fault) == []


def test_ten_records_move_and_one_comes_back(browser: Browser, site: Site) -> None:
    with opened(browser, size=PHONE) as page:
        enter(page, site, "forms")
        page.goto(site.url + MANY)
        expect(page.locator(".facts").first).to_contain_text("可以换的记录")
        boxes = page.locator("input[name=record]")
        for place in range(10):
            boxes.nth(place).check()
        press(page.locator("button[value=ticked]"))
        expect(page.locator(".notice-good")).to_contain_text("10条已换用新版本")
        made = page.locator("#made li")
        expect(made).to_have_count(10)
        looked_at(page)
        press(made.nth(3).locator("button"))
        expect(page.locator(".notice-good")).to_contain_text("已恢复原来的版本")
        expect(page.locator("#made li").nth(3)).to_contain_text("已恢复")
        expect(page.locator("#made button[value^=revert]")).to_have_count(9)


def test_a_record_moves_from_its_page_with_a_preview(browser: Browser, site: Site) -> None:
    with opened(browser, size=PHONE) as page:
        enter(page, site, "county")
        page.goto(f"{site.url}/{COUNTY.code}/records?form={REGISTRATION}")
        links = page.locator("main table a")
        places = [links.nth(place).get_attribute("href") or "" for place in range(links.count())]
        for place in dict.fromkeys(places):
            page.goto(site.url + place)
            if page.locator("#edition a.btn").count():
                break
        press(page.locator("#edition a.btn"))
        looked_at(page)
        press(page.locator("button[value=upgrade]"))
        expect(page.locator("#edition")).to_contain_text("由1.0版换到2.0版")
        looked_at(page)
        page.locator("#edition summary").click()
        press(page.locator("button[value=revert]"))
        expect(page.locator("#edition")).to_contain_text("由2.0版恢复到1.0版")


def test_a_draft_goes_on_in_the_edition_it_was_begun_in(browser: Browser, site: Site) -> None:
    with opened(browser, size=PHONE) as page:
        enter(page, site, "visitor")
        page.goto(site.draft(0))
        expect(page.locator(".notice").first).to_contain_text("这张表已有新版本（2.0版）")
        looked_at(page)
        page.fill("textarea[name=remarks]", "照旧填完")
        press(page.locator(".savebar .btn-main").last)
        expect(page.locator(".record-line")).to_contain_text("版本 1.0")
        expect(page.locator(".sheet")).to_contain_text("照旧填完")


def test_a_draft_takes_the_new_edition_with_all_that_is_typed(browser: Browser, site: Site) -> None:
    with opened(browser, size=PHONE) as page:
        enter(page, site, "visitor")
        page.goto(site.draft(1))
        page.fill("textarea[name=remarks]", "刚刚写的")
        press(page.locator("button[value='take:newer']"))
        expect(page.locator("input[name=telephone]")).to_have_value("10000000002")
        expect(page.locator("textarea[name=remarks]")).to_have_value("刚刚写的")
        page.locator(".set-aside summary").click()
        expect(page.locator(".set-aside")).to_contain_text(GUARDIAN)
        looked_at(page)
        page.locator(".edition-back summary").click()
        press(page.locator("button[value='take:earlier']"))
        expect(page.locator("input[name=guardian_phone]")).to_have_value(GUARDIAN)
        expect(page.locator("textarea[name=remarks]")).to_have_value("刚刚写的")
        press(page.locator("button[value='take:newer']"))
        press(page.locator(".savebar .btn-main").last)
        expect(page.locator(".record-line")).to_contain_text("版本 2.0")
        page.locator(".set-aside summary").click()
        expect(page.locator(".set-aside")).to_contain_text(GUARDIAN)
