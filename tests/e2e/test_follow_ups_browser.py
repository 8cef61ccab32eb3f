"""What a visit finds, on the pages as they are used: seen by the township at once, passed back, shown at the next
visit, not closed without a result, closed with a photo, opened again; with scripts and without."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests import factories
from tests.comings import ago
from tests.comings import registered as register_person
from tests.e2e.site import DESK, PHONE, chromium, press
from tests.e2e.staff import Staff, at_work, button, link

pytestmark = pytest.mark.e2e

STAFF: Final = {"liuyang": PHONE, "heping": DESK, "zhaomin": DESK}
WAIT: Final = 60_000


def furnish(app: Flask, password: str) -> str:
    """李桂芳 of 三江村, registered, and the staff; gives her id."""
    with app.app_context():
        factories.furnish()
        for user_name in STAFF:
            factories.hire(user_name, password=password)
        return register_person()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def staff(request: pytest.FixtureRequest, browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Staff]:
    with at_work(browser, sqlite_template, tmp_path, furnish, STAFF, scripts=request.param) as made:
        for page in made.windows.values():
            page.set_default_timeout(WAIT)
        yield made


def begins_visit(staff: Staff) -> Page:
    page = staff.at("liuyang", "elders")
    press(page.locator("th a").first)
    press(page.locator("form:has(input[name=form][value='visit_record/ezhou']) button").first)
    return page


def entry_is_fine(staff: Staff, page: Page, name: str) -> None:
    if staff.scripts:  # without them a label that is a button elsewhere stands hidden beside its input
        staff.is_fine(page, name)


def picture() -> FilePayload:
    content = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(content, "JPEG")
    return {"name": "换好了.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_a_danger_is_settled_from_the_visit_to_the_photo_and_opened_again(staff: Staff) -> None:
    page = begins_visit(staff)
    entry_is_fine(staff, page, "entry")
    page.locator("[name=visited_on]").fill(ago(0))
    for name, value in (("appliance_safety", "dangerous"), ("risk_grade", "low")):
        page.locator(f"label:has([name='{name}'][value='{value}'])").click()
    press(page.locator("button[value=submit]"))
    the_township_passes_it_back(staff)
    page = begins_visit(staff)
    expect(page.locator(".at-entry")).to_contain_text("已有1项待跟进，请这次先看")
    entry_is_fine(staff, page, "next visit")
    page = staff.at("liuyang", "follow-ups")
    press(link(page, "用电不安全"))
    staff.is_fine(page, "open")
    press(link(page, "办结"))
    press(button(page, "办结"))
    expect(page.locator("#problems")).to_contain_text("没有结果不能办结")
    staff.is_fine(page, "refused")
    page.fill("#result", "供电所换了线路，用电正常")
    page.locator("#file").set_input_files(picture())
    press(button(page, "办结"))
    expect(page.locator("#photos img")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("供电所换了线路，用电正常")
    staff.is_fine(page, "closed")
    press(link(page, "重新跟进"))
    page.fill("#day", ago(-7))
    page.fill("#note", "又跳闸了")
    press(button(page, "重新跟进"))
    expect(page.locator("#history")).to_contain_text("又跳闸了")
    expect(link(page, "办结")).to_be_visible()


def the_township_passes_it_back(staff: Staff) -> None:
    page = staff.at("liuyang", "follow-ups")
    press(link(page, "用电不安全"))
    press(link(page, "上报乡镇（街道）"))
    page.fill("#note", "线路太旧，家里修不了")
    press(button(page, "上报乡镇（街道）"))
    township = staff.at("zhaomin", "work")
    expect(township.locator(".site-nav a[href$='/follow-ups']")).to_contain_text("1")
    press(township.locator(".site-nav a[href$='/follow-ups']"))
    staff.is_fine(township, "list of the township")
    press(link(township, "用电不安全"))
    press(link(township, "退回村（社区）"))
    staff.is_fine(township, "passing back")
    township.fill("#note", "已联系供电所，请陪同上门")
    press(button(township, "退回村（社区）"))
    expect(township.locator("#history")).to_contain_text("已联系供电所，请陪同上门")
    expect(township.locator("main")).to_contain_text("刘洋")


def test_what_somebody_saw_is_opened_the_family_told_and_the_card_at_hand(staff: Staff) -> None:
    page = staff.at("heping", "elders")
    press(page.locator("th a").first)
    staff.is_fine(page, "person")
    press(link(page, "登记发现的问题"))
    staff.is_fine(page, "new")
    page.get_by_role("radio", name="急难困难").check()
    page.fill("#title", "没有人送饭")
    press(button(page, "登记"))
    expect(page.locator("h1")).to_have_text("没有人送饭")
    press(link(page, "记下通知子女、亲属"))
    page.fill("#to", "李强")
    page.get_by_role("radio", name="电话").check()
    page.fill("#note", "请安排送饭，答应今天回来")
    staff.is_fine(page, "notice")
    press(button(page, "记下"))
    expect(page.locator("#history")).to_contain_text("电话通知李强：请安排送饭，答应今天回来")
    with page.expect_popup() as popup:
        link(page, "应急卡").first.click()
    card = popup.value
    card.wait_for_load_state()
    expect(card.get_by_role("link", name="急救：120")).to_have_attribute("href", "tel:120")
    staff.is_fine(card, "card")
    press(link(card, "填写值班电话"))
    staff.is_fine(card, "duty")
    card.fill("#phone", "027-60000001")
    press(button(card, "保存"))
    expect(card.locator("main")).to_contain_text("027-60000001")
