"""A county's own form takes a new edition of the upper form in, on a phone and at a desk, with and without scripts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.resources import root
from formserver.services import deriving, documents, publishing
from formserver.store import forms
from tests import factories
from tests.e2e.site import DESK, PHONE, chromium, opened, press, serving, sign_in
from tests.factories import COUNTY, REGISTRATION

pytestmark = pytest.mark.e2e

OWN: Final = "registration/huarong"


def publish(code: str, **titles: str) -> None:
    """Publish the edition in force with other titles of some fields."""
    source: dict[str, Any] = json.loads(forms.active_edition(code).source)
    for field, title in titles.items():
        source["properties"]["main"]["properties"][field]["title"] = title
    publishing.publish(documents.read(json.dumps(source, ensure_ascii=False), file="x"), comment="改名")


def furnish(app: Flask, password: str) -> None:
    """A county whose form, and the form above it, were both changed."""
    with app.app_context():
        factories.furnish()
        factories.hire("gaofei", password=password)
        deriving.derive(REGISTRATION, OWN, COUNTY)
        publish(OWN, phone="手机", serial="档案号")
        publish(REGISTRATION, phone="电话", remarks="需要说明的")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("merging"), furnish) as (address, _):
        yield address


def is_fine(page: Page, *, scripts: bool) -> None:
    """Nothing sticks out of the window, nothing to press is too small, and axe finds nothing to mend."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = page.locator("main :is(.btn, label.option):visible")
    assert small.evaluate_all("all => all.filter(one => one.offsetHeight < 44).length") == 0
    if scripts:
        page.evaluate(next(root().glob("tests/vendor/axe-core@*/axe.min.js")).read_text("utf-8"))
        assert page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.help)") == []


@pytest.mark.parametrize(("scripts", "size"), [(True, DESK), (False, PHONE)], ids=["desk", "phone without scripts"])
def test_both_sides_are_looked_at_and_one_is_chosen(
    browser: Browser, url: str, scripts: bool, size: dict[str, int]
) -> None:
    with opened(browser, scripts=scripts, size=size) as page:
        page.goto(f"{url}/sign-in")
        sign_in(page, "gaofei")
        page.goto(f"{url}/{COUNTY}/forms/{OWN}")
        expect(page.locator("#upper")).to_contain_text("上级的表有新版本：1.1")
        is_fine(page, scripts=scripts)
        press(page.get_by_role("link", name="看一看并合并"))
        is_fine(page, scripts=scripts)
        press(page.get_by_role("button", name="按选定的生成草稿"))
        expect(page.locator("main")).to_contain_text("还有1处要先选定或改好")
        page.get_by_role("radio", name="用本地的").check()
        press(page.get_by_role("button", name="按选定的生成草稿"))
        expect(page.locator("main")).to_contain_text("名称由“备注”改为“需要说明的”")
        expect(page.locator("main")).not_to_contain_text("名称由“手机”")
