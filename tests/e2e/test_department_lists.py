"""A department's list in a real browser, with a real worker: from the file to the door and back, on a phone."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from formserver.extensions import db
from formserver.resources import root
from tests import factories
from tests.databases import sqlite_url, variables
from tests.department_files import row, xlsx
from tests.e2e.site import DESK, PHONE, opened, press, serving, sign_in
from tests.e2e.test_print_jobs import PRINTED_MS, PrintingSite, expect_easy, worker
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Lists:
    """A running site, and what a department gave: 李桂芳 is registered, 周德顺 is not, and his row has a fault."""

    site: PrintingSite
    file: Path


@pytest.fixture
def lists(sqlite_template: Path, tmp_path: Path) -> Iterator[Lists]:
    def furnish(app: Flask, stored: str) -> None:
        with app.app_context():
            factories.furnish()
            for user_name in ("wangfang", "liuyang", "luoyan"):
                factories.hire(user_name, password=stored)
            factories.approve_fully(factories.register(factories.person("liuyang")))
            db.session.remove()

    file = tmp_path / "名单.xlsx"
    file.write_bytes(xlsx([row("李桂芳", 1), row("周德顺", 2, "不详", "四房")], title="段店镇残疾人名单"))
    with serving(sqlite_template, tmp_path, furnish) as (url, _):
        environ = os.environ | variables(sqlite_url(tmp_path / "formserver.db"), tmp_path) | {"PYTHONPATH": str(root())}
        yield Lists(PrintingSite(url, environ), file)


def enter(page: Page, lists: Lists, user_name: str, path: str) -> None:
    page.goto(f"{lists.site.url}/sign-in")
    sign_in(page, user_name)
    page.goto(f"{lists.site.url}/{COUNTY}/{path}")


def bring(page: Page, file: Path) -> None:
    """Fill in the page of a new list, and confirm its columns."""
    page.get_by_label("哪个部门的名单").select_option(label="残联 · 残疾人名单")
    page.get_by_label("名单是哪一天的").fill("2025-01-08")
    page.get_by_label("文件", exact=True).set_input_files(file)
    press(page.get_by_role("button", name="上传"))
    expect(page.get_by_label("残疾等级")).to_have_value("disability_grade")
    press(page.get_by_role("button", name="核对名单"))


def corrected(page: Page, folder: Path) -> Path:
    """The rows with problems, downloaded and put right."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载有问题的行").click()
    file = folder / "改好.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    book.worksheets[0]["E2"].value = "三级"
    book.save(file)
    return file


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_list_goes_from_the_file_to_the_door_and_back(
    browser: Browser, lists: Lists, scripts: bool, tmp_path: Path
) -> None:
    with opened(browser, scripts=scripts) as page, worker(lists.site):
        enter(page, lists, "wangfang", "lists/new")
        bring(page, lists.file)
        expect(page.get_by_role("heading", name="有问题的行", exact=True)).to_be_visible(timeout=PRINTED_MS)
        first = page.url
        file = corrected(page, tmp_path)
        press(page.get_by_role("button", name="不导入这1行"))
        expect(page.get_by_role("heading", name="核实情况")).to_be_visible(timeout=PRINTED_MS)
        page.goto(f"{lists.site.url}/{COUNTY}/lists/new")
        bring(page, file)
        take = page.get_by_role("button", name="导入1行")
        expect(take).to_be_visible(timeout=PRINTED_MS)
        press(take)
        undo = page.get_by_role("button", name="撤回这份名单")
        expect(undo).to_be_visible(timeout=PRINTED_MS)
        press(undo)
        expect(page.get_by_role("heading", name="已撤回")).to_be_visible(timeout=PRINTED_MS)
        _verify(browser, lists)
        page.goto(first)
        expect(page.get_by_role("button", name="撤回这份名单")).to_have_count(0)
        expect(page.locator("dl.facts")).to_contain_text("属实")


def _verify(browser: Browser, lists: Lists) -> None:
    """刘洋 finds at the door that it is so."""
    with opened(browser) as page:
        enter(page, lists, "liuyang", "work")
        press(page.get_by_role("link", name="去核实"))
        press(page.get_by_role("link", name="核实", exact=True))
        page.get_by_label("属实", exact=True).check()
        press(page.get_by_role("button", name="保存核实结果"))
        expect(page.locator("#departments")).to_contain_text("属实")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_lists_are_easy_to_read_and_to_hit(
    browser: Browser, lists: Lists, size: dict[str, int], tmp_path: Path
) -> None:
    with opened(browser, size=size) as page, worker(lists.site):
        enter(page, lists, "wangfang", "lists/new")
        expect_easy(page)
        bring(page, lists.file)
        expect(page.get_by_role("heading", name="有问题的行", exact=True)).to_be_visible(timeout=PRINTED_MS)
        expect_easy(page)
        page.goto(f"{page.url}?columns=1")
        expect_easy(page)
        page.goto(page.url.partition("?")[0])
        press(page.get_by_role("button", name="不导入这1行"))
        expect(page.get_by_role("heading", name="核实情况")).to_be_visible(timeout=PRINTED_MS)
        expect_easy(page)
        page.goto(f"{lists.site.url}/{COUNTY}/lists")
        expect_easy(page)
    with opened(browser, size=size) as page:
        enter(page, lists, "liuyang", "verify")
        expect_easy(page)
        press(page.get_by_role("link", name="核实", exact=True))
        expect_easy(page)
    with opened(browser, size=size) as page:
        enter(page, lists, "luoyan", "department")
        expect_easy(page)
