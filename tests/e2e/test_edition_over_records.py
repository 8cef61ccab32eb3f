"""An edition that is not compatible, over two hundred records: read what it would do, published by a second person, ten
records moved and one moved back, and a draft that was begun before goes on as it was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.forms.pairs import Pairs
from formserver.resources import root
from formserver.services import drafting, filling, ownership
from tests import factories
from tests.e2e.site import DESK, PHONE, chromium, opened, press, serving, sign_in
from tests.factories import COUNTY, REGISTRATION, VILLAGE, identity_number, person, registration_pairs
from tests.later_edition import demanding, registered

pytestmark = pytest.mark.e2e

RECORDS: Final = 200
TOO_LONG: Final = 20
"""So many of them have remarks for which the new edition has no room."""

FORM: Final = f"/{COUNTY}/forms/{REGISTRATION}"
PATIENT: Final = 60_000


@dataclass(frozen=True)
class Site:
    """The address, and a draft that was begun before the edition came."""

    url: str
    draft_id: str


def furnish(app: Flask, password: str) -> str:
    """Two hundred records, half of them of persons with a guardian, whose number the new edition does not ask."""
    with app.app_context():
        factories.furnish()
        for user_name in ("liuyang", "gaofei", "luoying"):
            factories.hire(user_name, password=password)
        ownership.take_over(person("gaofei"), REGISTRATION)
        for serial in range(RECORDS):
            typed = {"remarks": "住在村小学旁边。" if serial < TOO_LONG else "无"}
            if serial % 2:
                registered("李桂芳", serial, **typed)
            else:
                factories.register(person("liuyang"), "王秀英", identity_number(serial), **typed)
        draft = drafting.start(person("liuyang"), REGISTRATION, village_code=VILLAGE)
        half: Pairs = registration_pairs("周桂兰", identity_number(RECORDS), remarks="住在村小学旁边。")
        filling.keep(person("liuyang"), draft.id, half, revision=draft.revision)
        return draft.id


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = {"FORMSERVER_PUBLISH_TWO_PERSONS": "1"}
    with serving(sqlite_template, tmp_path_factory.mktemp("over"), furnish, **settings) as (url, draft_id):
        yield Site(url, draft_id)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def entered(page: Page, site: Site, user_name: str) -> Page:
    page.set_default_timeout(PATIENT)
    page.goto(f"{site.url}/sign-in")
    sign_in(page, user_name)
    return page


def offer(page: Page, site: Site, file: Path) -> None:
    """高飞 imports the edition and reads what it would do to what is there."""
    source = json.loads((root() / "schemas" / f"{REGISTRATION}.v1.json").read_text("utf-8"))
    demanding(source)
    file.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    page.goto(f"{site.url}/{COUNTY}/editions/new?form={REGISTRATION}")
    page.set_input_files("#file", file)
    page.fill("#comment", "监护人电话不再询问，备注最多3个字")
    press(page.get_by_role("button", name="检查并导入"))
    expect(page.locator("#changes")).to_contain_text("不再询问，已填的另行保存")
    found = page.locator("#rehearsal")
    expect(found).to_contain_text(f"已全部试过，共{RECORDS + 1}份。", timeout=PATIENT)
    expect(found.get_by_role("heading", name="需要更正")).to_have_text(f"需要更正 {TOO_LONG}")
    expect(found.get_by_role("heading", name="有回答不再询问")).to_have_text(
        f"有回答不再询问 {(RECORDS - TOO_LONG) // 2}"
    )


def publish(page: Page, address: str) -> None:
    """罗英 publishes it."""
    page.goto(address)
    expect(page.locator("#rehearsal")).to_contain_text(f"共{RECORDS + 1}份。")
    press(page.get_by_role("button", name="发布为 2.0 版"))
    expect(page.locator(".notice-good")).to_contain_text("已发布。")


def move_ten(page: Page, site: Site) -> None:
    """高飞 moves ten records that lose nothing, and one of them back."""
    page.goto(site.url + FORM)
    press(page.get_by_role("link", name="记录换用新版本"))
    expect(page.locator(".facts").first).to_contain_text(f"{RECORDS}条")
    fit = page.locator("tr", has_text="照样有效").locator("input[name=record]")
    for place in range(10):
        fit.nth(place).check()
    press(page.locator("button[value=ticked]"))
    expect(page.locator(".notice-good")).to_contain_text("10条已换用新版本")
    expect(page.locator("#made li")).to_have_count(10)
    press(page.locator("#made li").nth(3).locator("button"))
    expect(page.locator(".notice-good")).to_contain_text("已恢复原来的版本")
    expect(page.locator("#made button[value^=revert]")).to_have_count(9)
    page.goto(site.url + FORM)
    row = page.locator("#editions tr", has_text="2.0 现行")
    expect(row).to_contain_text("办理中的记录 9")


def go_on(page: Page, site: Site) -> None:
    """刘洋 is told, and hands in what was begun, in the edition it was begun in."""
    page.goto(f"{site.url}/{COUNTY}/drafts/{site.draft_id}")
    expect(page.locator(".notice").first).to_contain_text("这张表已有新版本（2.0版）")
    expect(page.locator("[name=remarks]")).to_have_value("住在村小学旁边。")
    press(page.locator(".savebar .btn-main").last)
    expect(page.locator(".record-line")).to_contain_text("版本 1.0")
    expect(page.locator(".sheet")).to_contain_text("住在村小学旁边。")


def test_an_edition_that_is_not_compatible_goes_over_two_hundred_records(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    with (
        opened(browser, size=DESK) as gaofei,
        opened(browser, size=PHONE) as luoying,
        opened(browser, size=PHONE) as liuyang,
    ):
        offer(entered(gaofei, site, "gaofei"), site, tmp_path / "later.json")
        publish(entered(luoying, site, "luoying"), gaofei.url)
        move_ten(gaofei, site)
        go_on(entered(liuyang, site, "liuyang"), site)
