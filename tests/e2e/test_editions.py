"""A new edition on its whole way through the pages, with and without scripts: imported, tried, published by another
person, filled in, and taken back."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.resources import root
from formserver.services import ownership
from tests import factories
from tests.e2e.site import DESK, PHONE, begin_registration, chromium, opened, press, serving, sign_in
from tests.factories import COUNTY, REGISTRATION, person
from tests.offering import Json, later

pytestmark = pytest.mark.e2e

RECORDS: Final = 3
PRESSED: Final = (".btn", "summary", "td a", ".record-list a", ".related a")
FORM: Final = f"/{COUNTY}/forms/{REGISTRATION}"


@dataclass(frozen=True)
class People:
    """A window of each person who takes part, signed in; `scripts`: whether scripts run in them."""

    url: str
    scripts: bool
    gaofei: Page
    luoying: Page
    liuyang: Page


def furnish(app: Flask, password: str) -> None:
    """A county with registrations, and the people of this journey."""
    with app.app_context():
        factories.furnish()
        for user_name in ("liuyang", "gaofei", "luoying"):
            factories.hire(user_name, password=password)
        for serial in range(1, RECORDS + 1):
            factories.register(person("liuyang"), "李桂芳", factories.identity_number(serial))
        ownership.take_over(person("gaofei"), REGISTRATION)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def people(request: pytest.FixtureRequest, browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[People]:
    settings = {"FORMSERVER_PUBLISH_TWO_PERSONS": "1"}
    with serving(sqlite_template, tmp_path, furnish, **settings) as (url, _), ExitStack() as windows:
        sizes = {"gaofei": DESK, "luoying": PHONE, "liuyang": PHONE}
        pages = {}
        for user_name, size in sizes.items():
            pages[user_name] = windows.enter_context(opened(browser, scripts=request.param, size=size))
            pages[user_name].goto(f"{url}/sign-in")
            sign_in(pages[user_name], user_name)
        yield People(url, request.param, **pages)


def changed(part: Json) -> None:
    """A new question, a shorter limit."""
    part["properties"]["nickname"] = {"title": "小名", "x-kind": "text"}
    (part["x-sections"][0]["fields"] if "x-sections" in part else part["x-order"]).append("nickname")
    part["properties"]["remarks"]["maxLength"] = 3


def printed(source: Json) -> None:
    """The new question on the paper."""
    source["x-paper"]["blocks"].append({"part": "main", "line": ["小名：{nickname}"]})


def is_fine(people: People, page: Page) -> None:
    """Nothing sticks out of the window, nothing to press is too small, and axe finds nothing to mend."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    pressed = page.locator(", ".join(f"main {one}:visible" for one in PRESSED))
    assert pressed.evaluate_all("all => all.filter(one => one.offsetHeight < 44).map(one => one.innerText)") == []
    if people.scripts:
        page.evaluate(next(root().glob("tests/vendor/axe-core@*/axe.min.js")).read_text("utf-8"))
        assert page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.help)") == []


def offer(people: People, file: Path) -> None:
    """高飞 brings the edition in, after one with a fault."""
    page = people.gaofei
    page.goto(people.url + FORM)
    press(page.get_by_role("link", name="导入新版本"))
    page.fill("#text", later(lambda part: part["properties"]["remarks"].update({"x-kind": "maybe"})))
    press(page.get_by_role("button", name="检查并导入"))
    expect(page.locator("#problems")).to_contain_text("maybe")
    is_fine(people, page)
    file.write_text(later(changed, printed), "utf-8")
    page.set_input_files("#file", file)
    page.fill("#comment", "增加小名，备注最多3个字")
    press(page.get_by_role("button", name="检查并导入"))
    expect(page.locator("#changes")).to_contain_text("小名：增加这一项")
    expect(page.locator("#rehearsal")).to_contain_text(f"已全部试过，共{RECORDS}份。")
    expect(page.locator("#acts")).to_contain_text("等另一位表单管理员看过以后发布：罗英。")
    is_fine(people, page)


def publish(people: People, number: str) -> None:
    """罗英 finds it waiting and publishes it."""
    page = people.luoying
    page.goto(f"{people.url}/{COUNTY}/forms")
    press(page.locator("#waiting a"))
    is_fine(people, page)
    press(page.get_by_role("button", name=f"发布为 {number} 版"))
    expect(page.locator("main")).to_contain_text("已发布。")
    page.goto(people.url + FORM)
    expect(page.locator("#editions")).to_contain_text(f"{number} 现行")
    is_fine(people, page)


def test_a_new_edition_is_imported_tried_published_used_and_taken_back(people: People, tmp_path: Path) -> None:
    offer(people, tmp_path / "later.json")
    people.luoying.goto(people.gaofei.url)
    expect(people.luoying.locator("#rehearsal")).to_contain_text(f"需要更正 {RECORDS}")
    publish(people, "2.0")
    visitor = people.liuyang
    begin_registration(visitor, f"{people.url}/{COUNTY}", REGISTRATION)
    expect(visitor.get_by_label("小名")).to_be_visible()
    people.gaofei.goto(people.url + FORM)
    press(people.gaofei.get_by_role("button", name="恢复这一版"))
    expect(people.gaofei.locator("#changes")).to_contain_text("小名：不再询问")
    publish(people, "3.0")
    visitor.reload()
    expect(visitor.get_by_label("小名")).to_be_visible()  # what was begun goes on as it was


def test_a_text_too_large_to_be_taken_is_still_there_behind_the_back_of_the_browser(people: People) -> None:
    page, text = people.gaofei, "文" * 800_000
    page.goto(f"{people.url}/{COUNTY}/editions/new")
    page.fill("#text", text)
    press(page.get_by_role("button", name="检查并导入"))
    expect(page.get_by_role("heading", level=1)).to_have_text("粘贴的文字太多", timeout=60_000)
    page.go_back()
    expect(page.locator("#text")).to_have_value(text, timeout=60_000)
