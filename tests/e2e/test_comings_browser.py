"""People come and go, on the pages as they are used: looked for and registered, merged and two again, moved, left; with
scripts and without."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests import factories
from tests.comings import registered
from tests.e2e.site import DESK, PHONE, chromium, press
from tests.e2e.staff import Staff, at_work, button, link
from tests.factories import identity_number

pytestmark = pytest.mark.e2e

STAFF: Final = {"liuyang": PHONE, "chenjie": PHONE, "heping": DESK, "zhaomin": DESK, "wangfang": DESK}


def furnish(app: Flask, password: str) -> str:
    """李桂芳 of 三江村, registered, and the staff; gives her id."""
    with app.app_context():
        factories.furnish()
        for user_name in STAFF:
            factories.hire(user_name, password=password)
        return registered()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def staff(request: pytest.FixtureRequest, browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Staff]:
    with at_work(browser, sqlite_template, tmp_path, furnish, STAFF, scripts=request.param) as made:
        yield made


def test_a_person_is_found_registered_nonetheless_merged_and_two_again(staff: Staff) -> None:
    page = staff.at("liuyang", "fill")
    press(page.get_by_role("button", name="开始登记").first)
    staff.is_fine(page, "find")
    page.fill("#name", "李贵芳")
    page.fill("#year", "1948")
    press(button(page, "查一查"))
    expect(page.locator("#found")).to_contain_text("姓名同音")
    staff.is_fine(page, "alike")
    page.fill("#identity", identity_number(3))
    press(button(page, "查一查"))
    expect(page.locator("#found")).to_contain_text("名册里没有找到")
    press(button(page, "开始登记"))
    expect(page.locator("[name=name]")).to_have_value("李贵芳")
    for name, text in factories.registration_pairs("李贵芳", identity_number(3)).items():
        page.locator(f"[name='{name}']").fill(text)
    press(page.locator("button[value=submit]"))
    record = page.url
    for approver in ("zhaomin", "wangfang"):
        staff.windows[approver].goto(record)
        press(staff.windows[approver].locator("button[value=approve]"))
    merge_and_take_apart(staff)


def merge_and_take_apart(staff: Staff) -> None:
    page = staff.at("heping", "elders/duplicates")
    staff.is_fine(page, "duplicates")
    page = staff.at("heping", "elders?name=李桂芳")
    press(page.locator("th a").first)
    press(link(page, "查可能是同一人的档案"))
    staff.is_fine(page, "same")
    press(link(page, "逐项对比，合并").first)
    staff.is_fine(page, "merge")
    page.locator("[name=name][value=other]").check()
    page.locator("[name=numbers_checked]").check()
    page.fill("#note", "入户核实是同一人")
    press(button(page, "合并"))
    expect(page.locator("#notices")).to_contain_text("已合并")
    expect(page.locator("h1")).to_have_text("李贵芳")
    staff.is_fine(page, "merged")
    press(link(page, "撤销合并"))
    staff.is_fine(page, "unmerge")
    page.fill("#note", "原来是姐妹")
    press(button(page, "撤销合并"))
    expect(page.locator("#notices")).to_contain_text("恢复成两份")
    page = staff.at("heping", "elders?name=李桂芳")
    expect(page.locator("th a")).to_have_count(1)


def test_a_person_moves_when_both_villages_say_so(staff: Staff) -> None:
    page = staff.at("chenjie", "fill")
    press(page.get_by_role("button", name="开始登记").first)
    page.fill("#identity", identity_number())
    press(button(page, "查一查"))
    expect(page.locator("#found")).to_contain_text("已在段店镇三江村登记")
    staff.is_fine(page, "elsewhere")
    page.fill("#day", "2025-03-01")
    press(button(page, "申请迁入本村"))
    expect(page.locator("main")).to_contain_text("请写明原因")
    page.fill("#note", "搬到女儿家")
    press(button(page, "申请迁入本村"))
    expect(page.locator("main")).not_to_contain_text("李桂芳")
    staff.is_fine(page, "request of the asker")
    own = staff.at("liuyang", "work")
    expect(own.locator("main")).to_contain_text("有1件离册或迁移申请等您办理")
    staff.is_fine(own, "work")
    press(link(own, "去办理"))
    staff.is_fine(own, "requests")
    press(link(own, "办理"))
    staff.is_fine(own, "request")
    press(button(own, "同意"))
    expect(own.locator("#notices")).to_contain_text("已同意")
    page = staff.at("chenjie", "elders")
    press(page.locator("th a").first)
    expect(page.locator("main")).to_contain_text("四房村")
    press(link(page, "迁到别的村（社区）"))
    staff.is_fine(page, "move")


def test_a_person_leaves_and_comes_back(staff: Staff) -> None:
    page = staff.at("liuyang", "elders")
    press(page.locator("th a").first)
    elder = page.url
    press(link(page, "申请离册"))
    staff.is_fine(page, "exit")
    page.get_by_role("radio", name="死亡").check()
    press(button(page, "提交离册申请"))
    expect(page.locator("#problems")).to_contain_text("请填写日期")
    expect(page.get_by_role("radio", name="死亡")).to_be_checked()
    page.fill("#day", "2025-03-01")
    press(button(page, "提交离册申请"))
    expect(page.locator("#notices")).to_contain_text("赵敏")
    township = staff.at("zhaomin", "work")
    press(link(township, "去办理"))
    press(link(township, "办理"))
    press(button(township, "不同意"))
    expect(township.locator("main")).to_contain_text("请写明原因")
    press(button(township, "同意"))
    page.goto(elder)
    expect(page.locator("#comings")).to_contain_text("2025年3月1日离册：死亡")
    expect(page.get_by_role("button", name="填写留守老人服务记录")).to_have_count(0)
    staff.is_fine(page, "left")
    township.goto(elder)
    press(link(township, "恢复在册"))
    staff.is_fine(township, "return")
    township.get_by_role("radio", name="离册办错了，撤销离册").check()
    township.fill("#note", "认错了人")
    press(button(township, "恢复在册"))
    expect(township.locator("#notices")).to_contain_text("已恢复在册")
