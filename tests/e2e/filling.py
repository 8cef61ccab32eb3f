"""Filling in a paper in a browser: the site with every paper, and what tests do on its entry pages."""

import io
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from flask import Flask
from PIL import Image
from playwright.sync_api import Error, FilePayload, Page, expect

from tests import factories
from tests.e2e.site import begin_registration
from tests.entry_site import Office, open_office
from tests.factories import COUNTY

SAVED: Final = "已保存"
COPIES: Final = "Object.keys(localStorage).filter(name => name.startsWith('formserver-copy:'))"


@dataclass(frozen=True)
class Served:
    """A running site."""

    url: str
    office: Office


def furnish(app: Flask, password: str) -> Office:
    """Furnish the site with papers, elders, the visitor 刘洋 and his colleague 范宇, who types papers."""
    office = open_office(app, password)
    with app.app_context():
        factories.hire("fanyu", password=password)
    return office


def begin(page: Page, served: Served, code: str) -> None:
    """Open a new draft of a paper; its scripts have run."""
    if not code.startswith("visit"):
        begin_registration(page, f"{served.url}/{COUNTY}", code)
        return
    elder = served.office.jiangsu_elder_id if "jiangsu" in code else served.office.elder_id
    page.goto(f"{served.url}/{COUNTY}/fill?form={code}&elder={elder}")
    page.click(".paper-list button")
    page.wait_for_url("**/drafts/*")


def leave(page: Page, selector: str, text: str) -> None:
    """Type into a field, leave it, and wait until it is saved."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill(selector, text)
        page.locator(selector).blur()


def photo() -> FilePayload:
    """A picture as a camera makes it."""
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), "seagreen").save(buffer, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def until(page: Page, expression: str) -> None:
    """Wait until an expression of the page is true; its policy forbids the browser's own way of waiting for one."""
    for _ in range(100):
        with suppress(Error):  # the page is just being replaced by another one
            if page.evaluate(expression):
                return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def wait_for_copy(page: Page) -> None:
    """Wait until what is typed has its sealed copy in the browser."""
    until(page, f"{COPIES}.length > 0 && window.entryPage.isCopied()")


def copies(page: Page) -> list[str]:
    """The names of the copies the browser holds."""
    found: list[str] = page.evaluate(COPIES)
    return found


def expect_brought_back(page: Page) -> None:
    """The page says that it brought something back, and holds no copy any more."""
    expect(page.locator("#notices")).to_contain_text("已恢复上次没来得及保存的内容")
    until(page, f"{COPIES}.length === 0")
