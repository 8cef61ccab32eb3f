"""The designer in a browser: the windows of who designs and of who fills in, and what one does at the desk."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.resources import root
from tests import factories
from tests.e2e.site import DESK, PHONE, opened, press, sign_in
from tests.factories import COUNTY

PRESSED: Final = (".designer-grip", ".btn", "summary", "td a", ".record-list a", ".designer-tabs a")


def furnish(app: Flask, password: str) -> None:
    """A county at work, and the people of this journey."""
    with app.app_context():
        factories.furnish()
        for user_name in ("liuyang", "gaofei"):
            factories.hire(user_name, password=password)


@dataclass(frozen=True)
class Desk:
    """The window of 高飞 on the designer, and that of 刘洋; `scripts`: whether scripts run in them."""

    url: str
    scripts: bool
    page: Page
    visitor: Page

    def begin(self, title: str) -> None:
        """Begin a new form."""
        self.page.goto(f"{self.url}/{COUNTY}/forms")
        press(self.page.get_by_role("link", name="从空白表开始设计"))
        self.page.fill("#title", title)
        press(self.page.get_by_role("button", name="开始设计"))
        expect(self.page.locator("#panel h2")).to_have_text("先点表上的一格")

    def choose(self, key: str) -> None:
        """Choose a cell."""
        if self.page.locator(f"#c-{key}[aria-current]").count():
            return  # pressed once more, the same page would come after what is typed next
        self.page.click(f"#c-{key}")
        expect(self.page.locator(f"#c-{key}")).to_have_attribute("aria-current", "true", timeout=30_000)

    def unfold(self, name: str) -> None:
        """Open a group of the panel."""
        if not self.page.locator(f"#{name}[open]").count():
            self.page.click(f"#{name} > summary")

    def save(self, form: str) -> None:
        """What was typed last in a form is saved: with scripts when the input is left, else by its button."""
        if self.scripts:
            self.page.keyboard.press("Tab")
        else:
            self.page.locator(f"{form} .designer-save .btn").click()

    def saved(self, sentence: str) -> None:
        """What the last step was, as the page says it."""
        expect(self.page.locator(".designer-bar [role=status]")).to_have_text(f"已保存：{sentence}", timeout=30_000)

    def add(self, key: str, kind: str, label: str) -> None:
        """Add a field below a cell."""
        self.choose(key)
        self.unfold("add")
        self.page.fill("#add-label", label)
        self.page.get_by_role("button", name=kind, exact=True).click()
        self.saved(f"加了一项“{label}”。")

    def rename(self, key: str, before: str, label: str) -> None:
        """Give a field another name."""
        self.choose(key)
        self.page.fill("#p-label", label)
        self.save(".designer-properties")
        self.saved(f"把“{before}”的名称改为“{label}”。")

    def is_fine(self) -> None:
        """Nothing sticks out of the window, nothing to press is too small, and axe finds nothing to mend."""
        page = self.page
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        pressed = page.locator(", ".join(f"main {one}:visible" for one in PRESSED))
        assert pressed.evaluate_all("all => all.filter(one => one.offsetHeight < 44).map(one => one.innerText)") == []
        if self.scripts:
            page.evaluate(next(root().glob("tests/vendor/axe-core@*/axe.min.js")).read_text("utf-8"))
            assert page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.help)") == []


@contextmanager
def desk_at(url: str, browser: Browser, *, scripts: bool = True) -> Iterator[Desk]:
    """A desk at which both have signed in."""
    with ExitStack() as windows:
        pages = [windows.enter_context(opened(browser, scripts=scripts, size=size)) for size in (DESK, PHONE)]
        for page, user_name in zip(pages, ("gaofei", "liuyang"), strict=True):
            page.goto(f"{url}/sign-in")
            sign_in(page, user_name)
        yield Desk(url, scripts, *pages)
