"""Exporting a list in a real browser, with a real worker beside the site: with scripts and without, on a phone."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.e2e.site import opened, press
from tests.e2e.test_print_jobs import PRINTED_MS, PrintingSite, enter, expect_easy, printing, worker

__all__ = ["printing"]
pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_list_is_exported_and_its_file_opens(
    browser: Browser, printing: PrintingSite, scripts: bool, tmp_path: Path
) -> None:
    with opened(browser, scripts=scripts) as page, worker(printing):
        enter(page, printing, "/records")
        press(page.get_by_role("link", name="导出本列表"))
        press(page.get_by_role("button", name="开始导出"))
        link = page.get_by_role("link", name="下载文件（Excel）")
        expect(link).to_be_visible(timeout=PRINTED_MS)
        with page.expect_download() as download:
            link.click()
        download.value.save_as(tmp_path / "list.xlsx")
        assert download.value.suggested_filename.endswith(".xlsx")
        assert load_workbook(tmp_path / "list.xlsx").worksheets[0]["B2"].value == "李桂芳"


def test_the_pages_of_exports_are_easy_to_read_and_to_hit(browser: Browser, printing: PrintingSite) -> None:
    with opened(browser) as page:
        enter(page, printing, "/exports/new")
        expect_easy(page)
        page.goto(f"{page.url}?month=2019-01")
        expect_easy(page)
        page.goto(page.url.replace("/new?month=2019-01", ""))
        expect_easy(page)
