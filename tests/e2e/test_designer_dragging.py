"""Dragging in the designer, by mouse and by finger: cells, rows, options, kinds; and the same by keys alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.e2e.design_desk import Desk, desk_at, furnish
from tests.e2e.site import PHONE, serving

pytestmark = pytest.mark.e2e

DRAGGING = re.compile("designer-dragging")


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("dragging"), furnish) as (url, _):
        yield url


@pytest.fixture
def desk(site: str, browser: Browser) -> Iterator[Desk]:
    with desk_at(site, browser) as made:
        made.begin("走访表")
        yield made


Point = tuple[float, float]


class Hand(Protocol):
    """What drags: goes down on a point and holds on until something is dragged, moves, lets go."""

    def hold(self, at: Point) -> None: ...

    def move(self, at: Point) -> None: ...

    def let_go(self) -> None: ...


class Mouse:
    """The mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def hold(self, at: Point) -> None:
        self._page.mouse.move(*at)
        self._page.mouse.down()
        self._page.mouse.move(at[0] + 9, at[1] + 1)
        expect(self._page.locator("html")).to_have_class(DRAGGING, timeout=30_000)

    def move(self, at: Point) -> None:
        self._page.mouse.move(*at, steps=4)

    def let_go(self) -> None:
        self._page.mouse.up()


class Finger:
    """A finger on the screen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._screen: CDPSession = page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: Point) -> None:
        """What the screen tells: touchStart, touchMove, touchEnd."""
        touched = [{"x": x, "y": y} for x, y in points]
        self._screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    def hold(self, at: Point) -> None:
        self.touch("touchStart", at)
        expect(self._page.locator("html")).to_have_class(DRAGGING, timeout=30_000)

    def move(self, at: Point) -> None:
        self.touch("touchMove", at)

    def let_go(self) -> None:
        self.touch("touchEnd")


def middle(of: Locator, *, up: float = 0.5) -> Point:
    """A point of an element: half of its width, and that share of its height."""
    of.scroll_into_view_if_needed()
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * up


def cell(page: Page, key: str) -> Locator:
    return page.locator(f"td[data-cell='{key}']")


def drag(hand: Hand, start: Locator, end: Locator, *, up: float = 0.5, chip: str = "") -> None:
    """Drag one element to a point of another one; `chip`: what the page says it will do there."""
    page = start.page
    from_here, to = middle(start), middle(end, up=up)
    hand.hold(middle(start) if middle(start) != from_here else from_here)
    hand.move(to)
    expect(page.locator(".designer-chip")).to_have_text(chip, timeout=30_000)
    hand.let_go()
    expect(page.locator(".designer-chip")).to_have_count(0)


def labels(page: Page) -> list[str]:
    """The printed labels of the rows below the heading."""
    found = page.locator(".designer-grid tr td:first-child a").all_inner_texts()
    return [text.partition("（")[0].strip() for text in found][1:]


@contextmanager
def on_touch_screen(desk: Desk, browser: Browser) -> Iterator[Page]:
    """The design on a phone of the same person."""
    cookies = desk.page.context.storage_state()
    context = browser.new_context(viewport=PHONE, storage_state=cookies, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(desk.page.url)
    yield page
    context.close()


def build(desk: Desk) -> None:
    for label in ("备注", "性别", "电话"):
        desk.add("0-1-1", "一行文字", label)


def test_a_cell_goes_into_an_empty_one_and_changes_places_with_a_full_one(desk: Desk) -> None:
    build(desk)
    page, mouse = desk.page, Mouse(desk.page)
    drag(mouse, cell(page, "0.2.0"), cell(page, "0.4.0"), chip="与这一格对调")
    desk.saved("把第3行第1格与第5行第1格对调了。")
    assert labels(page) == ["姓名", "备注", "性别", "电话"]
    page.click("#b-undo")
    desk.saved("加了一项“电话”。")
    desk.choose("0-4-1")
    desk.unfold("grid")
    page.click("#b-add_row")
    desk.saved("在第5行下面加了一行。")
    drag(mouse, cell(page, "0.4.1"), cell(page, "0.5.1"), chip="放到这一格")
    desk.saved("把“备注”移到了别的格。")
    expect(page.locator("#c-0-5-0")).to_contain_text("备注")
    expect(page.locator("#c-0-5-1")).to_have_attribute("aria-current", "true")


def test_a_row_goes_between_two_others_and_the_escape_key_calls_it_off(desk: Desk) -> None:
    build(desk)
    page, mouse = desk.page, Mouse(desk.page)
    mouse.hold(middle(cell(page, "0.4.1")))
    mouse.move(middle(cell(page, "0.1.1"), up=0.05))
    expect(page.locator(".designer-chip")).to_have_text("整行移到这里")
    page.keyboard.press("Escape")
    expect(page.locator(".designer-chip")).to_have_count(0)
    mouse.let_go()
    assert labels(page) == ["姓名", "电话", "性别", "备注"]
    drag(mouse, cell(page, "0.4.1"), cell(page, "0.1.1"), up=0.05, chip="整行移到这里")
    desk.saved("把第5行移成了第2行。")
    assert labels(page) == ["备注", "姓名", "电话", "性别"]
    assert page.locator(".designer-order a").all_text_contents() == ["备注", "姓名", "电话", "性别"]


def test_a_kind_is_dropped_on_a_cell_and_named_afterwards(desk: Desk) -> None:
    page, mouse = desk.page, Mouse(desk.page)
    kind = page.get_by_role("button", name="日期", exact=True)
    drag(mouse, kind, cell(page, "0.1.1"), chip="加在这一行下面")
    desk.saved("加了一项“日期”。")
    expect(page.locator("#p-label")).to_be_focused()
    page.keyboard.type("走访日期")
    page.keyboard.press("Tab")
    desk.saved("把“日期”的名称改为“走访日期”。")
    desk.is_fine()


def test_options_and_questions_are_put_in_order_by_their_grips(desk: Desk) -> None:
    build(desk)
    page, mouse = desk.page, Mouse(desk.page)
    desk.add("0-1-1", "单选", "居住")
    options = page.locator("#options .designer-options > li")
    drag(mouse, options.nth(0).locator(".designer-grip"), options.nth(1), up=0.9, chip="移到这里")
    desk.saved("移动了“居住”的“选项一”。")
    expect(options.nth(1).locator(".form-control")).to_have_value("选项一")
    desk.unfold("fields")
    items = page.locator(".designer-order > li")
    drag(mouse, items.nth(4).locator(".designer-grip"), items.nth(0), up=0.1, chip="移到这里")
    desk.saved("把“备注”移到了填写次序的别处。")
    assert page.locator(".designer-order a").all_text_contents()[:2] == ["备注", "姓名"]


def test_a_finger_drags_what_it_has_held_for_a_moment(desk: Desk, browser: Browser) -> None:
    build(desk)
    with on_touch_screen(desk, browser) as page:
        finger = Finger(page)
        drag(finger, cell(page, "0.2.0"), cell(page, "0.3.0"), chip="与这一格对调")
        expect(page.locator(".designer-bar [role=status]")).to_contain_text("对调了。", timeout=30_000)
        assert labels(page)[1:3] == ["性别", "电话"]


def test_a_finger_that_moves_at_once_scrolls(desk: Desk, browser: Browser) -> None:
    build(desk)
    with on_touch_screen(desk, browser) as page:
        page.clock.install()
        page.reload()
        page.clock.pause_at(datetime.now() + timedelta(hours=1))
        page.evaluate("window.addEventListener('touchmove', event => { window.isPrevented = event.defaultPrevented; })")
        finger, (x, y) = Finger(page), middle(cell(page, "0.2.0"))
        finger.touch("touchStart", (x, y))
        for way in (20, 40):
            finger.touch("touchMove", (x, y - way))
        page.clock.run_for(2000)
        expect(page.locator("html")).not_to_have_class(DRAGGING)
        finger.touch("touchMove", (x, y - 60))
        assert page.evaluate("window.isPrevented") is False
        finger.touch("touchEnd")


def test_a_paper_is_built_and_mended_by_keys_alone(desk: Desk) -> None:
    page, keys = desk.page, desk.page.keyboard
    page.focus("#c-0-0-0")
    keys.press("ArrowDown")
    expect(page.locator("#c-0-1-0")).to_be_focused()
    keys.press("ArrowRight")
    keys.press("Enter")
    expect(page.locator("#c-0-1-1")).to_have_attribute("aria-current", "true", timeout=30_000)
    keys.press("Enter")
    expect(page.locator("#panel input:focus")).to_have_count(1)
    page.focus("#add > summary")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("电话")
    keys.press("Enter")
    desk.saved("加了一项“电话”。")
    page.focus("#p-label")
    keys.press("Control+a")
    keys.type("联系电话")
    keys.press("Enter")
    desk.saved("把“电话”的名称改为“联系电话”。")
    keys.press("Escape")
    expect(page.locator("#c-0-2-1")).to_be_focused()
    keys.press("Alt+ArrowUp")
    desk.saved("把第3行往上移了。")
    expect(page.locator("#c-0-1-1")).to_be_focused()
    keys.press("Alt+ArrowLeft")
    desk.saved("把第2行第2格与第2行第1格对调了。")
    expect(page.locator("#c-0-1-0")).to_be_focused()
    keys.press("Control+z")
    desk.saved("把第3行往上移了。")
    page.focus("#c-0-1-1")
    keys.press("Delete")
    desk.saved("删除了“联系电话”。")
    keys.press("Control+z")
    desk.saved("把第3行往上移了。")
    keys.press("Control+y")
    desk.saved("删除了“联系电话”。")
    desk.is_fine()
