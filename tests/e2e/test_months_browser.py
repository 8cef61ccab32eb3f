"""A village's month in the browser: handed in late, sent back, handed in again, approved together, received, closed,
one record opened again and corrected; with scripts and without."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from formserver.clock import SHANGHAI, today
from formserver.extensions import db
from formserver.programme.periods import months_later
from formserver.services import editions
from formserver.services.visiting import opening
from tests import factories
from tests.comings import registered
from tests.e2e.site import DESK, PHONE, chromium, press
from tests.e2e.staff import Staff, at_work, button, link
from tests.factories import COUNTY, VISIT, act, hand_in, identity_number, person, visit_pairs

pytestmark = pytest.mark.e2e

STAFF: Final = {"liuyang": PHONE, "heping": PHONE, "zhaomin": DESK, "wangfang": DESK}


def first_of(months_ago: int) -> date:
    """The first day of a month some months ago."""
    return months_later(today().replace(day=1), -months_ago)


def at(day: date) -> time_machine.travel:
    """Ten o'clock of a day."""
    return time_machine.travel(datetime.combine(day, time(10), SHANGHAI))


def furnish(app: Flask, password: str) -> None:
    """李桂芳 and 吴秀英 of 三江村, registered four months ago; 李桂芳 was visited every month, the last time two months
    ago, and that visit waits for the township. That month can only be handed in late, whatever day it is."""
    with app.app_context():
        with at(first_of(5)):
            factories.furnish()
        with at(first_of(4)):
            editions.adopt(COUNTY, VISIT, "village_township")
            db.session.commit()
            for user_name in STAFF:
                factories.hire(user_name, password=password)
            elder_id = registered()
            registered("吴秀英", identity_number(3))
        with at(first_of(2)):
            opening.open_period(COUNTY, opening.period_on(COUNTY))
            db.session.commit()
        for month in (3, 2):
            with at(first_of(month) + timedelta(days=7)):
                visited_on = today().isoformat()
                record_id = hand_in(person("liuyang"), VISIT, visit_pairs(visited_on=visited_on), elder_id=elder_id)
                if month == 3:
                    act(person("zhaomin"), record_id, "approve")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def staff(request: pytest.FixtureRequest, browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Staff]:
    with at_work(browser, sqlite_template, tmp_path, furnish, STAFF, scripts=request.param) as made:
        yield made


def confirmed(page: Page, name: str, note: str = "") -> None:
    """Press an act, read what it does, and confirm it."""
    press(link(page, name))
    if note:
        page.fill("#note", note)
    press(button(page, f"确定{name}"))


def state(page: Page) -> str:
    """What stands below the heading."""
    return page.locator(".record-line").inner_text()


def test_a_month_goes_up_the_stairs_and_down_again(staff: Staff) -> None:
    handed_in_after_what_hindered(staff)
    page = sent_back_and_handed_in_again(staff)
    closed_when_all_is_approved(staff, page)
    one_record_is_opened_and_corrected(staff)


def handed_in_after_what_hindered(staff: Staff) -> None:
    page = staff.at("heping", "months")
    expect(page.locator("main")).to_contain_text("还有1人没有完成探访，也没有写明原因。")
    assert "逾期未报" in state(page)
    staff.is_fine(page, "open")
    page.locator(".month-persons select").select_option("other")
    press(button(page, "保存原因"))
    expect(page.locator("#problems")).to_contain_text("请写明是什么原因")
    staff.is_fine(page, "refused")
    page.locator(".month-persons input.form-control").fill("走亲戚")
    press(button(page, "保存原因"))
    press(link(page, "上报"))
    staff.is_fine(page, "hand in")
    press(button(page, "确定上报"))
    expect(page.locator("main")).to_contain_text("请写明迟报的原因")
    page.fill("#note", "道路不通")
    press(button(page, "确定上报"))
    assert "已上报，待签收" in state(page)
    assert "迟报" in state(page)


def sent_back_and_handed_in_again(staff: Staff) -> Page:
    page = staff.at("zhaomin", "months")
    staff.is_fine(page, "township")
    press(page.get_by_role("link", name="三江村", exact=True))
    confirmed(page, "退回村（社区）", "请核对人数")
    village = staff.at("heping", "months")
    expect(village.locator("main")).to_contain_text("请核对人数")
    confirmed(village, "上报")
    staff.is_fine(village, "handed in")
    return staff.at("zhaomin", "months")


def closed_when_all_is_approved(staff: Staff, page: Page) -> None:
    press(page.get_by_role("link", name="三江村", exact=True))
    confirmed(page, "签收")
    expect(page.locator("main")).to_contain_text("探访记录都通过以后就可以办结。")
    press(link(page, "批量通过本村的探访记录"))
    staff.is_fine(page, "routine")
    press(button(page, "通过勾选的记录"))
    expect(page.locator("#notices")).to_contain_text("已通过1条。")
    press(link(page, "回到月报"))
    confirmed(page, "办结")
    assert "已办结" in state(page)
    county = staff.at("wangfang", "months")
    expect(county.locator("main")).to_contain_text("段店镇")
    staff.is_fine(county, "county")


def one_record_is_opened_and_corrected(staff: Staff) -> None:
    author = staff.at("liuyang", "work?tab=mine")
    press(author.locator(".record-list a, th a").first)
    expect(author.locator("main")).to_contain_text("这条记录现在不能撤回、更正或终止")
    expect(author.locator("details.act")).to_have_count(0)
    record = author.url
    page = staff.windows["zhaomin"]
    page.goto(record)
    press(link(page, "重新打开这条记录"))
    staff.is_fine(page, "open record")
    page.fill("#note", "风险填错")
    press(button(page, "确定重新打开一条记录"))
    expect(page.locator("#notices")).to_contain_text("已重新打开这条记录")
    author.goto(record)
    author.locator("details.act summary", has_text="更正").click()
    author.fill("#remark-correct", "风险填错")
    press(button(author, "确定更正"))
    expect(author.locator("h1")).to_be_visible()
    page = staff.at("zhaomin", "months")
    press(page.get_by_role("link", name="三江村", exact=True))
    assert "有更改" in state(page)
    staff.is_fine(page, "amended")
