"""The site, the browser and the signed-in phone of the tests of entry pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from formserver.resources import root
from tests.e2e.filling import Served, furnish
from tests.e2e.site import chromium, opened, serving, sign_in


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(sqlite_template, tmp_path_factory.mktemp("entry"), furnish) as (address, office):
        yield Served(address, office)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def ajv(browser: Browser) -> Iterator[Page]:
    """An empty page with Ajv; it carries no policy, because Ajv compiles schemas to functions."""
    with opened(browser) as made:
        made.add_script_tag(path=root() / "tests" / "vendor" / "ajv@8.20.0" / "ajv2020.min.js")
        yield made


@pytest.fixture(scope="module")
def cookies(browser: Browser, served: Served) -> object:
    """The cookies of 刘洋, who signed in once."""
    page = browser.new_page()
    page.goto(f"{served.url}/sign-in")
    sign_in(page)
    kept = page.context.storage_state()
    page.close()
    return kept


@pytest.fixture
def page(browser: Browser, cookies: object) -> Iterator[Page]:
    """A phone on which 刘洋 has signed in."""
    with opened(browser, cookies=cookies) as made:
        yield made
