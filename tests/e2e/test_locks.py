"""Answers that become read-only while the page is open: what was typed meanwhile is told, never lost in silence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from formserver.services import editions
from tests import factories
from tests.e2e.filling import SAVED, Served, begin, furnish
from tests.e2e.site import press, serving
from tests.entry_site import Office
from tests.unit.forms.making import holder, loaded, spec, written

CODE = "registration/sample"
LOCKED = {"x-when": {"read_only": {"field": "agreed", "is": "yes"}}}
ROW = holder(
    {"who": spec("text", **{"x-when": {"read_only": {"field": "^agreed", "is": "yes"}}}), "age": spec("integer")}
)
FIELDS = {
    "agreed": spec("yes_no", title="是否同意"),
    "number": spec("text", title="编号", **LOCKED),
    "way": spec(
        "single_choice", title="方式", x_options=[{"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}], **LOCKED
    ),
    "people": spec("table", title="家人", items=ROW),
}
WHY = "是否同意选了“是”时不能改。"


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site whose county uses a paper with answers that lock."""

    def furnished(app: Flask, password: str) -> Office:
        office = furnish(app, password)
        with app.app_context():
            editions.load_shipped([loaded(written(FIELDS))], [])
            editions.adopt(factories.COUNTY, CODE)
        return office

    with serving(sqlite_template, tmp_path_factory.mktemp("locks"), furnished) as (address, office):
        yield Served(address, office)


class Held:
    """Saves that are kept on their way to the server until they are let go."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._saves: list[Route] = []
        self._is_open = False
        page.route("**/drafts/*", lambda route: self._take(route))

    def _take(self, route: Route) -> None:
        self._saves.append(route)
        if self._is_open:
            route.continue_()

    def wait(self, count: int = 1) -> None:
        """Until there were so many."""
        for _ in range(200):
            if len(self._saves) >= count:
                return
            self._page.wait_for_timeout(50)
        raise AssertionError(len(self._saves))

    def let_go(self) -> None:
        self._is_open = True
        for route in self._saves:
            route.continue_()


def saved(page: Page) -> None:
    expect(page.locator("#entry-state")).to_contain_text(SAVED)


def test_what_is_typed_into_an_answer_that_just_locks_is_shown_beside_it(page: Page, served: Served) -> None:
    begin(page, served, CODE)
    page.fill("#f-number-in", "甲一")
    page.locator("#f-number-in").blur()
    page.check("[name=way][value=a]")
    saved(page)
    held = Held(page)
    page.check("[name=agreed][value=yes]")
    held.wait()
    page.fill("#f-number-in", "乙二")
    page.check("[name=way][value=b]")
    held.let_go()
    expect(page.locator("#f-number-in")).to_be_disabled()
    expect(page.locator("#f-number-in")).to_have_value("甲一")
    expect(page.locator("#f-number")).to_contain_text(WHY)
    expect(page.locator("#f-number [role=status]")).to_have_text("“乙二”没有保存：这一项现在不能改了。")
    expect(page.locator("[name=way][value=a]")).to_be_checked()
    expect(page.locator("[data-clears=way]")).to_be_hidden()
    expect(page.locator("#f-way [role=status]")).to_contain_text("“乙”没有保存")
    saved(page)
    page.reload()
    expect(page.locator("#f-number-in")).to_have_value("甲一")


def test_what_is_typed_after_taking_the_lock_back_is_saved(page: Page, served: Served) -> None:
    begin(page, served, CODE)
    held = Held(page)
    page.check("[name=agreed][value=yes]")
    held.wait()
    page.check("[name=agreed][value=no]")
    page.fill("#f-number-in", "乙二")
    page.locator("#f-number-in").blur()
    held.let_go()
    held.wait(3)  # the save that locks, the one that takes the lock back, and the one that brings what was typed
    expect(page.locator("#f-number-in")).to_be_enabled()
    expect(page.locator("#f-number-in")).to_have_value("乙二")
    saved(page)
    page.reload()
    expect(page.locator("#f-number-in")).to_have_value("乙二")


def test_a_row_keeps_what_is_locked_in_it_when_it_is_removed(page: Page, served: Served) -> None:
    begin(page, served, CODE)
    page.fill("#f-people-0-who-in", "李明")
    page.fill("#f-people-0-age-in", "9")
    page.check("[name=agreed][value=yes]")
    expect(page.locator("#f-people-0-who-in")).to_be_disabled()
    page.locator("[value='remove:people:0']").click()
    expect(page.locator("#f-people-0-age-in")).to_have_value("")
    expect(page.locator("#f-people-0-who-in")).to_have_value("李明")
    expect(page.locator("#f-people-0-who-in")).to_be_disabled()
    expect(page.locator("#f-people-0-who")).to_contain_text(WHY)
    press(page.get_by_role("button", name="暂存").last)
    expect(page.locator("#f-people-0-who-in")).to_have_value("李明")
