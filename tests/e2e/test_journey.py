"""The filled sample of Ezhou on its whole way through the pages: village, sent back, township, county, paper."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.e2e.filling import photo
from tests.e2e.site import DESK, PHONE, chromium, opened, press, serving, sign_in
from tests.factories import COUNTY
from tests.paper.reading import Sheet
from tests.paper.ticks import ticked

pytestmark = pytest.mark.e2e

REMARK: Final = "请补填联系方式。"
PHONE_NUMBER: Final = "10000000002"
REGISTRATION: Final = {
    "filled_on": "2025-01-08",
    "registered_address.township": "段店",
    "registered_address.village": "三江",
    "residence.township": "段店",
    "residence.village": "三江",
    "children.total": "1",
    "children.female": "1",
    "guardian_name": "周小红",
    "children_away.0.name": "周小红",
    "children_away.0.birth_month": "1977年6月",
    "children_away.0.away_years": "10",
    "children_away.0.last_visit_month": "2024年2月",
    "children_away.0.reunions_per_year": "1",
}
# The sample lost its ticks but that of the sex: one of each group.
REGISTRATION_TICKS: Final = {
    "poor_household": "no",
    "sex": "female",
    "age_range": "71_80",
    "physical_condition": "healthy",
    "education": "primary",
    "subsistence_allowance": "no",
    "couple": "one_alive",
    "income_sources": "farming",
    "guardian_relation": "child",
    "children_away.0.sex": "female",
}
# The sheet has no boxes for the sex: it is written out.
REGISTRATION_TICKED: Final = ["否", "71-80岁", "健康", "小学", "否", "一方健在", "种养殖业", "子女"]
VISIT_REMARKS: Final = "入户探访询问近期身体状况，女儿过年是否回家，以及冬季用火用电安全知识。"
VISIT: Final = {
    "visitor_name": "刘洋",
    "visited_on": "2025.1月",
    "place": "家门口",
    "returned_home_on": "2024年2月14日",
    "stayed_days": "2",
    "remarks": VISIT_REMARKS,
}
VISIT_TICKS: Final = {
    "daily_supplies": "fair",
    "food_and_clothing": "fair",
    "hygiene": "fair",
    "relationships": "fair",
    "body_condition": "fair",
    "mental_condition": "fair",
    "appliance_safety": "fair",
    "house_safety": "safe",
    "other_safety": "fair",
    "risk_grade": "low",
}
VISIT_TICKED: Final = ["一般"] * 7 + ["安全", "一般", "低风险"]


@dataclass(frozen=True)
class Staff:
    """One open window each of those through whose hands a record goes."""

    visitor: Page
    township: Page
    county: Page


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("journey"), _hire) as (url, _):
        yield url


def _hire(app: Flask, password: str) -> None:
    with app.app_context():
        factories.furnish()
        for user_name in ("liuyang", "zhaomin", "wangfang"):
            factories.hire(user_name, password=password)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@contextmanager
def _staff(browser: Browser, address: str, *, scripts: bool = True) -> Iterator[Staff]:
    """The visitor with a phone, the approvers at their desks, all signed in."""
    with ExitStack() as windows:
        pages = []
        for user_name, size in (("liuyang", PHONE), ("zhaomin", DESK), ("wangfang", DESK)):
            page = windows.enter_context(opened(browser, scripts=scripts, size=size))
            page.goto(address)
            sign_in(page, user_name)
            pages.append(page)
        yield Staff(*pages)


def test_the_filled_registration_and_visit_go_from_the_village_to_the_county_and_onto_paper(
    browser: Browser, address: str
) -> None:
    identity = factories.identity_number(22)
    with _staff(browser, address) as staff:
        paper = _register(staff, "陈秀兰", identity)
        assert identity in paper.text
        paper = _visit(staff, "陈秀兰")
        assert paper.pictures == 1


def test_the_filled_registration_goes_the_same_way_without_scripts(browser: Browser, address: str) -> None:
    with _staff(browser, address, scripts=False) as staff:
        paper = _register(staff, "吴桂英", None)
        assert "无身份证" in paper.text


def _register(staff: Staff, name: str, identity: str | None) -> Sheet:
    """Fill in the registration, send it its whole way, and give its paper. Without a number: 无身份证."""
    visitor = staff.visitor
    visitor.get_by_role("link", name="开始填表").first.click()
    press(visitor.get_by_role("button", name="开始登记"))
    _fill(visitor, {"identity": identity} if identity else {"year": "1948"}, {})
    _fill(visitor, {"name": name}, {})
    press(visitor.get_by_role("button", name="查一查"))
    press(visitor.get_by_role("button", name="开始登记"))
    expect(visitor.locator("[name=name]")).to_have_value(name)
    _fill(visitor, REGISTRATION, REGISTRATION_TICKS)
    if not identity:
        visitor.get_by_label("无身份证").check()
    _submit(visitor)
    _send_back(staff.township, name)
    _correct(visitor, name)
    for approver in (staff.township, staff.county):
        _approve(approver, name)
    paper = _paper(visitor, name, "鄂州市华容区留守老人信息登记表")
    expected = [
        name,
        "周小红",
        PHONE_NUMBER,
        "2025年1月8日",
        "1977年6月",
        "2024年2月",
        "子女数量1个，其中：男个，女1个",
    ]
    assert [words for words in expected if words not in paper.text] == []
    assert ticked(paper.content) == REGISTRATION_TICKED
    return paper


def _visit(staff: Staff, name: str) -> Sheet:
    """Fill in the service record of a registered elder, let both levels approve it, and give its paper."""
    visitor = staff.visitor
    visitor.get_by_role("link", name="服务对象", exact=True).first.click()
    visitor.get_by_role("link", name=name).click()
    visitor.get_by_role("button", name="填写留守老人服务记录").click()
    _fill(visitor, VISIT, VISIT_TICKS)
    visitor.set_input_files("#photos-file-photos", photo())
    expect(visitor.locator(".photo-list img")).to_have_count(1)
    _submit(visitor)
    for approver in (staff.township, staff.county):
        _approve(approver, name)
    paper = _paper(visitor, name, "留守老人服务记录")
    expected = ["刘洋", "2025年1月", "家门口", "回家时间：2024年2月14日", "所待天数：2天", VISIT_REMARKS]
    assert [words for words in expected if words not in paper.text] == []
    assert ticked(paper.content) == VISIT_TICKED
    return paper


def _fill(page: Page, texts: dict[str, str], ticks: dict[str, str]) -> None:
    for name, text in texts.items():
        page.locator(f"[name='{name}']").fill(text)
    for name, code in ticks.items():
        page.locator(f"[name='{name}'][value='{code}']").check()


def _submit(page: Page) -> None:
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("已提交，等待")


def _row(page: Page, name: str) -> str:
    """Open 我的工作; gives the selector of the row of the elder."""
    page.get_by_role("link", name="我的工作").first.click()
    return f"tbody tr:has(th a:text-is('{name}'))"


def _send_back(page: Page, name: str) -> None:
    page.locator(_row(page, name)).get_by_role("link", name="办理", exact=True).click()
    page.fill("#remark", REMARK)
    page.get_by_role("button", name=re.compile("^退回")).click()
    expect(page.locator("#notices")).to_contain_text("已办理：退回。")


def _correct(page: Page, name: str) -> None:
    row = page.locator(_row(page, name))
    expect(row).to_contain_text(f"赵敏：{REMARK}")
    row.get_by_role("link", name=name).click()
    expect(page.locator(".notice-warning")).to_contain_text(REMARK)
    page.get_by_role("link", name="修改", exact=True).click()
    _fill(page, {"phone": PHONE_NUMBER}, {})
    _submit(page)


def _approve(page: Page, name: str) -> None:
    page.locator(_row(page, name)).get_by_role("link", name="办理", exact=True).click()
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("已办理：通过。")


def _paper(page: Page, name: str, title: str) -> Sheet:
    """The paper of the approved record, opened by way of all records."""
    page.goto(re.sub(rf"/{COUNTY}/.*", f"/{COUNTY}/records", page.url))
    page.locator(f"tbody tr:has(th a:text-is('{name}'))", has_text=title).get_by_role("link", name=name).click()
    expect(page.locator(".record-line")).to_contain_text("已通过")
    form = page.locator(".print-form")
    token = form.locator("[name='_csrf']").input_value()
    action = urljoin(page.url, form.get_attribute("action") or "")
    answer = page.request.post(action, form={"_csrf": token})
    assert answer.headers["content-type"] == "application/pdf"
    return Sheet(answer.body())
