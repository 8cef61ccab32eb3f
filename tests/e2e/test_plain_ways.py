"""The designer without a mouse, and without scripts: from the empty page or the paper to a form that is handed in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from formserver.services import documents
from tests.e2e.journeys import SLOW, Drawing, Office, is_fine_everywhere, office
from tests.e2e.site import press
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e

PAPER: Final = "高龄津贴登记表\n姓名\t\n籍贯\t\n身体\t□好 □差\n电话\t"
TABS: Final = 400  # of one page at most


@pytest.fixture(params=["scripts", "no scripts"])
def made(request: pytest.FixtureRequest, browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    with office(browser, sqlite_template, tmp_path, scripts=request.param == "scripts") as one:
        yield one


# without scripts ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("made", ["no scripts"], indirect=True)
def test_without_scripts_a_paper_is_brought_in_changed_moved_downloaded_and_published(made: Office) -> None:
    page = made.window("gaofei")
    drawing = Drawing(page, scripts=False)
    page.goto(f"{made.url}/{COUNTY}/editions/from-paper")
    is_fine_everywhere(page, scripts=False)
    page.fill("#text", PAPER)
    press(page.locator("main form button[type=submit]").last)
    is_fine_everywhere(page, scripts=False)
    press(page.locator("form[action$='/designs/new'] button"))
    drawing.choose("0.1.1")
    drawing.press("b-confirm-2")
    drawing.write(page.locator(".designer-properties"), **{"to.label": "籍贯（省、县）"})
    expect(page.locator("#c-0-1-0")).to_contain_text("籍贯（省、县）")
    drawing.grid("0.3.1", "b-move_row-up")
    expect(page.locator("#c-0-2-0")).to_contain_text("电话")
    drawing.choose("0.3.1")
    drawing.send(drawing.unfold("retype").locator("form"), kind="multi_choice")
    drawing.press("b-undo")
    drawing.press("b-redo")
    is_fine_everywhere(page, scripts=False)
    press(page.locator("a[href*='/preview']").first)
    is_fine_everywhere(page, scripts=False)
    page.go_back()
    draft = drawing.hand_in("从纸质表来的表")
    is_fine_everywhere(page, scripts=False)
    (part,) = documents.read(downloaded(page), file="draft").parts.values()
    told = [(field.title, field.kind) for field in part.group.fields.values()]
    assert ("籍贯（省、县）", "text") in told
    assert ("身体", "multi_choice") in told
    visitor = made.fill(made.publish(draft))
    expect(visitor.get_by_label("籍贯（省、县）")).to_be_visible()


def downloaded(page: Page) -> str:
    """The document that the link of the draft's page gives out."""
    link = page.locator("a[href$='/file.json']").get_attribute("href")
    origin = page.evaluate("location.origin")
    return page.request.get(f"{origin}{link}").text()


# without a mouse ------------------------------------------------------------------------------------------------------
def reach(target: Locator) -> None:
    """Go to something by the Tab key."""
    page, way = target.page, "Tab"
    if target.evaluate("one => Boolean(one.compareDocumentPosition(document.activeElement) & 4)"):
        way = "Shift+Tab"
    for _ in range(TABS):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press(way)
    raise AssertionError(target)


def go(target: Locator) -> None:
    """Follow a link, or press a button, that brings a whole page."""
    reach(target)
    with target.page.expect_navigation(timeout=SLOW):
        target.page.keyboard.press("Enter")


def typed(target: Locator, text: str) -> None:
    """Type over what stands in an input."""
    reach(target)
    target.page.keyboard.press("Control+a")
    target.page.keyboard.insert_text(text)


def stored(drawing: Drawing, target: Locator) -> None:
    """Press a button that stores something."""
    reach(target)
    before = drawing.sheet.get_attribute("data-revision") or ""
    target.page.keyboard.press("Enter")
    expect(drawing.sheet).not_to_have_attribute("data-revision", before, timeout=SLOW)
    drawing.rest()


def add(drawing: Drawing, key: str, kind: str, label: str) -> None:
    """Add a field at a cell."""
    page = drawing.page
    cell = page.locator(f"#c-{key.replace('.', '-')}")
    reach(cell)
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-current", "true", timeout=SLOW)
    if page.locator("#add[open]").count() == 0:
        reach(page.locator("#add > summary"))
        page.keyboard.press("Enter")
    typed(page.locator("#add [name=label]"), label)
    stored(drawing, page.locator(f"#add button[value={kind}]"))


@pytest.mark.parametrize("made", ["scripts"], indirect=True)
def test_by_keys_alone_a_paper_is_drawn_and_handed_in(made: Office) -> None:
    page = made.window("gaofei")
    drawing = Drawing(page)
    page.goto(f"{made.url}/{COUNTY}/forms")
    go(page.locator("a[href$='/designs/new']").first)
    is_fine_everywhere(page)
    typed(page.locator("#title"), "走访表")
    go(page.locator("main form button[type=submit]"))
    add(drawing, "0.1.1", "single_choice", "身体情况")
    inputs = page.locator("#options [name^='labels.']")
    for number, label in enumerate(("健康", "患病：____")):
        typed(inputs.nth(number), label)
        page.keyboard.press("Tab")
        drawing.rest()
    typed(page.locator("#new-options"), "失能")
    stored(drawing, page.locator("#add-options"))
    add(drawing, "0.2.1", "date", "走访日期")
    stored(drawing, page.locator("#b-undo"))
    stored(drawing, page.locator("#b-redo"))
    expect(page.locator("#left .count")).to_have_count(0)
    typed(page.locator("#comment"), "新的走访表")
    go(page.locator("#ending form", has=page.locator("[value=hand_in]")).locator("button"))
    is_fine_everywhere(page)
    (part,) = documents.read(downloaded(page), file="draft").parts.values()
    assert [field.title for field in part.group.fields.values()] == ["姓名", "身体情况", "走访日期"]
    assert [option["label"][:2] for option in part.group.fields[list(part.group.fields)[1]].spec["x-options"]] == [
        *("健康", "患病", "失能")
    ]
