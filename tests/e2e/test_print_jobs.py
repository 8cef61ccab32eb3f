"""Printing a list in a real browser, with a real worker beside the site: with scripts and without, on a phone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.extensions import db
from formserver.resources import root
from tests import factories
from tests.databases import sqlite_url, variables
from tests.e2e.site import opened, press, serving, sign_in
from tests.e2e.test_reading_and_reach import TOO_FINE, TOO_SMALL, TOO_WIDE, violations
from tests.factories import COUNTY
from tests.paper.reading import Sheet

pytestmark = pytest.mark.e2e

WORKER = [sys.executable, "-c", "from formserver.cli import main; main()", "jobs", "run"]
PRINTED_MS = 90_000


@dataclass(frozen=True)
class PrintingSite:
    """A running site without a worker, and the settings with which one can be started."""

    url: str
    environ: dict[str, str]


@pytest.fixture(scope="module")
def printing(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintingSite]:
    folder = tmp_path_factory.mktemp("jobs")

    def furnish(app: Flask, stored: str) -> None:
        with app.app_context():
            factories.furnish()
            factories.hire("zhaomin", password=stored)
            factories.register(factories.person("liuyang"))
            db.session.remove()

    with serving(sqlite_template, folder, furnish) as (url, _):
        environ = os.environ | variables(sqlite_url(folder / "formserver.db"), folder) | {"PYTHONPATH": str(root())}
        yield PrintingSite(url, environ)


@contextmanager
def worker(printing: PrintingSite) -> Iterator[None]:
    process = subprocess.Popen(WORKER, env=printing.environ, cwd=root(), stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def enter(page: Page, printing: PrintingSite, path: str) -> None:
    """Sign 赵敏 of the township in and open a page."""
    page.goto(f"{printing.url}/sign-in")
    sign_in(page, "zhaomin")
    page.goto(f"{printing.url}/{COUNTY}{path}")


def expect_easy(page: Page) -> None:
    """Nothing is too small, too wide, or silent."""
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate(TOO_FINE) == []
    assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_list_is_printed_while_its_page_follows_by_itself(
    browser: Browser, printing: PrintingSite, scripts: bool
) -> None:
    with opened(browser, scripts=scripts) as page, worker(printing):
        enter(page, printing, "/records")
        press(page.get_by_role("link", name="打印本列表"))
        press(page.get_by_role("button", name="开始打印"))
        link = page.get_by_role("link", name="打开文件（PDF）")
        expect(link).to_be_visible(timeout=PRINTED_MS)
        content = page.request.get(urljoin(printing.url, link.get_attribute("href") or "")).body()
        assert "李桂芳" in Sheet(content).pages[1]


def test_the_pages_of_printing_are_easy_to_read_and_to_hit(browser: Browser, printing: PrintingSite) -> None:
    with opened(browser) as page:
        enter(page, printing, "/jobs")
        expect_easy(page)
        press(page.get_by_role("link", name="成批打印").first)
        expect_easy(page)
        press(page.get_by_role("button", name="开始打印"))
        expect(page.locator("#job")).to_contain_text("等待处理")
        expect_easy(page)
        press(page.get_by_role("button", name="取消任务"))
        expect(page.locator("#job")).to_contain_text("已取消")
        expect_easy(page)
        page.goto(f"{printing.url}/{COUNTY}/jobs/new?month=2019-01")
        expect_easy(page)


def test_sheets_to_write_on_for_a_list_of_persons_are_easy_to_ask_for(browser: Browser, printing: PrintingSite) -> None:
    with opened(browser) as page:
        enter(page, printing, "/elders")
        press(page.get_by_role("link", name="打印纸质表"))
        expect(page.get_by_role("alert")).to_contain_text("请选择要打印哪张表。")
        expect_easy(page)
        page.get_by_label("表", exact=True).select_option("visit_record/ezhou")
        press(page.get_by_role("button", name="看看有多少"))
        expect(page.get_by_role("main")).to_contain_text("1人，每人一张")
        expect_easy(page)
        press(page.get_by_role("button", name="开始打印"))
        expect(page.locator("#job")).to_contain_text("等待处理")
        press(page.get_by_role("button", name="取消任务"))
        expect(page.locator("#job")).to_contain_text("已取消")
