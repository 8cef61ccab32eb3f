"""A form's way through the browser, as people go it: brought in or drawn by one, published by another, filled in,
approved, printed. What the tests of whole journeys share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from formserver.resources import root
from formserver.services import editions
from formserver.workflow import definition
from formserver.workflow.definition import Workflow
from tests import factories
from tests.e2e.filling import until
from tests.e2e.site import DESK, PHONE, begin_registration, opened, press, serving, sign_in
from tests.factories import COUNTY

PRESSED: Final = (".btn", "summary", "td a", ".record-list a", ".designer-tabs a", "[role=tab]")
SLOW: Final = 60_000  # ms that a step may take on a busy machine
# The shipped way over three levels, with a look at it in the village before.
THREE_LOOKS: Final = "three_looks"


def three_looks() -> Workflow:
    """A workflow of three opinions."""
    shipped = json.loads((root() / "workflows" / "village_township_county.v1.json").read_text("utf-8"))
    author, township, county = shipped["steps"]
    looks = {**township, "code": "check", "title": "村（社区）审核", "tier": "village", "roles": ["village_lead"]}
    text = {
        **shipped,
        "code": THREE_LOOKS,
        "title": "村审核、乡镇审核、县审批",
        "steps": [author, looks, township, county],
    }
    return definition.load(json.dumps(text), file=THREE_LOOKS)


def furnish(app: Flask, password: str) -> None:
    """A county at work, and everybody of the journeys."""
    with app.app_context():
        factories.furnish()
        editions.load_shipped((), [three_looks()])
        editions.adopt(COUNTY, "registration/fujian", THREE_LOOKS)
        for user_name in ("liuyang", "heping", "zhaomin", "wangfang", "gaofei", "luoying"):
            factories.hire(user_name, password=password)


@dataclass
class Office:
    """The windows of those who take part, signed in as they are needed; `scripts`: whether scripts run in them."""

    url: str
    browser: Browser
    scripts: bool
    windows: ExitStack
    pages: dict[str, Page] = field(default_factory=dict)

    def window(self, user_name: str) -> Page:
        """The window of one of them: the visitor has a phone, all others a desk."""
        if user_name not in self.pages:
            size = PHONE if user_name == "liuyang" else DESK
            page = self.windows.enter_context(opened(self.browser, scripts=self.scripts, size=size))
            page.set_default_timeout(SLOW)
            page.goto(f"{self.url}/sign-in")
            sign_in(page, user_name)
            self.pages[user_name] = page
        return self.pages[user_name]

    # from hand to hand ------------------------------------------------------------------------------------------------
    def publish(self, draft: str, workflow: str = "village_township_county") -> str:
        """罗英 publishes the draft at that address and takes the form into use with a workflow; gives its code."""
        page = self.window("luoying")
        page.goto(draft)
        press(page.get_by_role("button", name=re.compile("^发布为")))
        press(page.get_by_role("link", name="看这张表"))
        code = page.url.partition("/forms/")[2].partition("?")[0]
        page.select_option("#workflow", workflow)
        press(page.get_by_role("button", name="启用这张表"))
        return code

    def fill(self, code: str) -> Page:
        """刘洋 begins to fill in a form without a person of the register; gives his window."""
        page = self.window("liuyang")
        begin_registration(page, f"{self.url}/{COUNTY}", code)
        return page

    def submit(self) -> str:
        """He submits what is open; gives the address of the record."""
        page = self.window("liuyang")
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.locator("#notices")).to_contain_text("已提交", timeout=SLOW)
        return page.url

    def approve(self, user_name: str, record: str, remark: str) -> None:
        """Somebody lets the record pass with an opinion."""
        page = self.window(user_name)
        page.goto(record)
        page.fill("#remark", remark)
        page.get_by_role("button", name="通过", exact=True).click()
        expect(page.locator("#notices")).to_contain_text("已办理：通过。", timeout=SLOW)

    def printed(self, record: str) -> bytes:
        """The PDF of the record that 刘洋 prints."""
        page = self.window("liuyang")
        page.goto(record)
        form = page.locator(".print-form")
        token = form.locator("[name='_csrf']").input_value()
        answer = page.request.post(urljoin(page.url, form.get_attribute("action") or ""), form={"_csrf": token})
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()


@contextmanager
def office(browser: Browser, template: Path, folder: Path, *, scripts: bool = True) -> Iterator[Office]:
    """A site of which one person's form is published by another one."""
    settings = {"FORMSERVER_PUBLISH_TWO_PERSONS": "1"}
    with serving(template, folder, furnish, **settings) as (url, _), ExitStack() as windows:
        yield Office(url, browser, scripts, windows)


def is_fine(page: Page, *, scripts: bool = True) -> None:
    """Nothing sticks out of the window, nothing to press is too small, and axe finds nothing to mend."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    pressed = page.locator(", ".join(f"main {one}:visible" for one in PRESSED))
    assert pressed.evaluate_all("all => all.filter(one => one.offsetHeight < 44).map(one => one.innerText)") == []
    if scripts:
        page.evaluate(next(root().glob("tests/vendor/axe-core@*/axe.min.js")).read_text("utf-8"))
        found = "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join())"
        assert page.evaluate(found) == []


def is_fine_everywhere(page: Page, *, scripts: bool = True) -> None:
    """So it is on a phone and at a desk; the window ends as that of a desk."""
    for size in (PHONE, DESK):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        is_fine(page, scripts=scripts)


# the designer ---------------------------------------------------------------------------------------------------------
def named(name: str) -> str:
    """The inputs of that name; without scripts the mark of their form stands before it."""
    return f"[name='{name}'], [name$='~{name}']"


@dataclass(frozen=True)
class Drawing:
    """The designer in one window. Whatever is done waits until the page shows what came of it."""

    page: Page
    scripts: bool = True

    @property
    def sheet(self) -> Locator:
        """The whole designer; it says which state it was drawn from."""
        return self.page.locator("#designer")

    def begin(self, url: str, category: str, title: str, section: str) -> None:
        """Begin with an empty paper."""
        self.page.goto(f"{url}/{COUNTY}/forms")
        press(self.page.locator("a[href$='/designs/new']").first)
        self.page.locator(f"[name=category][value={category}]").check()
        self.page.fill("#title", title)
        self.page.fill("#section", section)
        press(self.page.locator("main form button[type=submit]"))
        expect(self.sheet).to_be_visible()

    def step(self, button: Locator) -> None:
        """Press a button that stores something."""
        if not self.scripts:
            press(button)
            return
        before = self.sheet.get_attribute("data-revision") or ""
        button.click()
        expect(self.sheet).not_to_have_attribute("data-revision", before, timeout=SLOW)
        self.rest()

    def rest(self) -> None:
        """Wait until everything that was done is stored and shown."""
        if self.scripts:
            until(self.page, "window.designerPage.isIdle()")

    def choose(self, key: str) -> None:
        """Choose a cell by its key: block, row and cell, from 0."""
        cell = self.page.locator(f"#c-{key.replace('.', '-')}")
        if cell.get_attribute("aria-current") is None:
            cell.click()
            expect(cell).to_have_attribute("aria-current", "true", timeout=SLOW)

    def unfold(self, name: str) -> Locator:
        """Open a group of the page; gives it."""
        group = self.page.locator(f"#{name}")
        if group.get_attribute("open") is None:
            group.locator("summary").first.click()
        return group

    def press(self, name: str) -> None:
        """Press a button that is a step of its own, by its id."""
        self.step(self.page.locator(f"#{name}"))

    def write(self, form: Locator, **values: str) -> None:
        """Type into inputs of a form, by their names, and choose in its lists; all of it is saved in the end."""
        for name, value in values.items():
            control = form.locator(named(name)).last
            if control.evaluate("one => one.nodeName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
                control.blur()
        if self.scripts:
            self.rest()
        else:
            press(form.locator("button[type=submit]:visible").first)

    def send(self, form: Locator, **values: str) -> None:
        """Type into a form that is sent by its button, and press that."""
        for name, value in values.items():
            control = form.locator(named(name)).last
            if control.evaluate("one => one.nodeName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
        self.step(form.locator("button[type=submit]:visible").first)

    def ask(self, form: Locator, **values: str) -> None:
        """Choose in a form that only asks for the next question, and go on to it."""
        for name, value in values.items():
            form.locator(named(name)).last.select_option(value)
        if self.scripts:
            form.locator("button[type=submit]").click()
            self.rest()
        else:
            press(form.locator("button[type=submit]"))

    def follow(self, link: Locator) -> None:
        """Follow a link that shows something else of the designer."""
        if self.scripts:
            link.click()
            self.rest()
        else:
            press(link)

    def add(self, key: str, kind: str, label: str) -> None:
        """Add a field of a kind at a cell."""
        self.choose(key)
        group = self.unfold("add")
        group.locator(named("label")).fill(label)
        self.step(group.locator(f"button[value={kind}]"))

    def words(self, key: str, text: str, **more: str) -> None:
        """What a cell prints, and how."""
        self.choose(key)
        self.write(self.unfold("words").locator("form"), text=text, **more)

    def grid(self, key: str, *buttons: str) -> None:
        """Press buttons of the group of cells and rows, by their ids."""
        self.choose(key)
        self.unfold("grid")
        for button in buttons:
            self.press(button)

    def options(self, *labels: str) -> None:
        """The options of the choice that is open, which has two so far."""
        group = self.unfold("options")
        inputs = group.locator("[name^='labels.'], [name*='~labels.']")
        for number, label in enumerate(labels[:2]):
            inputs.nth(number).fill(label)
            inputs.nth(number).blur()
            self.rest()
        for label in labels[2:]:
            group.locator(named("new")).fill(label)
            self.step(group.locator("#add-options"))

    def hand_in(self, comment: str) -> str:
        """Hand the form in; gives the address of its draft."""
        self.rest()
        self.page.fill("#comment", comment)
        press(self.page.locator("#ending form", has=self.page.locator("[value=hand_in]")).locator("button"))
        return self.page.url
