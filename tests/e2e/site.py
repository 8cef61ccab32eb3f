"""A real server and a real browser: what the tests that open pages in a browser share."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar
from urllib.request import urlopen

from flask import Flask
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from formserver.app import create_app
from formserver.extensions import db
from formserver.resources import root
from formserver.services import passwords
from tests.databases import settings_for, sqlite_url, variables
from tests.pages import PASSWORD

PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 900}

Made = TypeVar("Made")


@contextmanager
def serving(
    template: Path, folder: Path, furnish: Callable[[Flask, str], Made], **more: str
) -> Iterator[tuple[str, Made]]:
    """Serve a copy of the ``template`` database from ``folder``; gives the address and what ``furnish`` made.

    ``furnish`` gets the app and the stored hash of PASSWORD, for the accounts it makes; ``more``: further settings.
    """
    shutil.copy(template, folder / "formserver.db")
    url = sqlite_url(folder / "formserver.db")
    app = create_app(settings_for(url, folder))
    with app.app_context():
        stored = passwords.hashed(PASSWORD)
    made = furnish(app, stored)
    with app.app_context():
        db.engine.dispose()
    with _gunicorn(variables(url, folder) | more) as address:
        yield address, made


@contextmanager
def _gunicorn(settings: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "--no-control-socket", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    environment = os.environ | settings | {"PYTHONPATH": str(root())}
    process = subprocess.Popen(
        [sys.executable, *command, "--log-level", "warning", "formserver.app:create_app()"],
        env=environment,
        cwd=root(),
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    """Until a worker answers: the port is open long before, and a busy machine keeps pages waiting in vain."""
    for _ in range(240):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(port)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield made
        made.close()


@contextmanager
def opened(
    browser: Browser, *, cookies: object = None, scripts: bool = True, size: dict[str, int] = PHONE
) -> Iterator[Page]:
    """A window of its own, with the ``cookies`` of another if given; in the end no script may have failed in it."""
    context = browser.new_context(viewport=size, storage_state=cookies, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    context.close()
    assert faults == []


def press(button: Locator) -> None:
    """Press a button whose form brings a whole page, and wait until that page is there."""
    with button.page.expect_navigation():
        button.click()


def sign_in(page: Page, user_name: str = "liuyang", password: str = PASSWORD) -> None:
    """Fill in the sign-in page that is open."""
    page.fill("#user_name", user_name)
    page.fill("#password", password)
    page.click("button.btn-block")
    page.wait_for_url(lambda url: "sign-in" not in url)


def begin_registration(page: Page, url: str, code: str) -> None:
    """Open a new draft of a registration as the page that looks for the person first does when nobody was found, with
    nothing filled in."""
    page.goto(f"{url}/fill/find?form={code}")
    token = page.locator("[name=_csrf]").first.get_attribute("value")
    page.goto(page.request.post(f"{url}/fill", form={"_csrf": str(token), "form": code}).url)
