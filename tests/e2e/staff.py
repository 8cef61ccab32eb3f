"""A window of each person who takes part in a story, signed in; and what every page of it must be like."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask
from playwright.sync_api import Browser, Locator, Page

from formserver.resources import root
from tests.e2e.site import opened, serving, sign_in
from tests.factories import COUNTY

_PRESSED: Final = (".btn", "summary", ".option", "td a")


@dataclass(frozen=True)
class Staff:
    """A window of each person who takes part, signed in."""

    url: str
    scripts: bool
    windows: dict[str, Page]

    def at(self, user_name: str, path: str) -> Page:
        """Somebody's window, at a page of the county."""
        page = self.windows[user_name]
        page.goto(f"{self.url}/{COUNTY}/{path}")
        return page

    def is_fine(self, page: Page, name: str) -> None:
        """Nothing sticks out of the window, nothing to press is too small, and axe finds nothing to mend."""
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        pressed = page.locator(", ".join(f"main {one}:visible" for one in _PRESSED))
        assert pressed.evaluate_all("all => all.filter(one => one.offsetHeight < 44).map(one => one.innerText)") == []
        if self.scripts:
            page.evaluate(next(root().glob("tests/vendor/axe-core@*/axe.min.js")).read_text("utf-8"))
            found = "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join())"
            assert page.evaluate(found) == [], name


@contextmanager
def at_work(
    browser: Browser,
    template: Path,
    folder: Path,
    furnish: Callable[[Flask, str], Any],
    people: Mapping[str, dict[str, int]],
    *,
    scripts: bool,
) -> Iterator[Staff]:
    """A site made by ``furnish``, and its ``people`` (user name -> size of the window) signed in to it."""
    with serving(template, folder, furnish) as (url, _), ExitStack() as windows:
        pages = {}
        for user_name, size in people.items():
            pages[user_name] = windows.enter_context(opened(browser, scripts=scripts, size=size))
            pages[user_name].goto(f"{url}/sign-in")
            sign_in(pages[user_name], user_name)
        yield Staff(url, scripts, pages)


def button(page: Page, name: str) -> Locator:
    """The button of that name."""
    return page.get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    """The link of that name."""
    return page.get_by_role("link", name=name, exact=True)
