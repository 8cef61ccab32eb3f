"""A week of visits as it is used: on the phone of a visitor and at the desk of who leads the village; with scripts and
without."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from formserver.clock import today
from formserver.services.visiting import opening, rounds
from formserver.services.visiting.rounds import Plan
from tests import factories
from tests.e2e.journeys import is_fine_everywhere
from tests.e2e.site import opened, press, serving, sign_in
from tests.factories import COUNTY, TOWNSHIP, VILLAGE
from tests.visitors import opened as open_period
from tests.visitors import served, visits

pytestmark = pytest.mark.e2e

WAIT_MS: Final = 60_000
STAFF: Final = ("liuyang", "heping", "zhaomin")


def furnish(app: Flask, password: str) -> None:
    """Three persons of 三江村, a round of visits at the door, and a call to one of them that does not fill it."""
    with app.app_context():
        factories.furnish()
        for user_name in STAFF:
            factories.hire(user_name, password=password)
        called, *_ = [served(name, residence="三江村3组") for name in ("王秀英", "李桂芳", "张德福")]
        first, last = today().isoformat(), (today() + timedelta(days=3)).isoformat()
        open_period(first)
        rounds.open_one(factories.person("zhaomin"), Plan("寒潮探访", TOWNSHIP, first, last, ways=("home",)))
        visits(called, first, "phone", period=opening.period_on(COUNTY).name)


@pytest.fixture
def county(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a county with visits to make."""
    with serving(sqlite_template, tmp_path, furnish) as (url, _):
        yield f"{url}/{COUNTY}"


def at(page: Page, county: str, user_name: str, path: str) -> None:
    """Somebody signs in and opens a page of the county."""
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{county.removesuffix(COUNTY)}sign-in")
    sign_in(page, user_name)
    page.goto(f"{county}/{path}")


def card(page: Page, name: str) -> Locator:
    return page.locator("article", has_text=name)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_visitor_calls_visits_and_says_why_not(browser: Browser, county: str, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        at(page, county, "liuyang", "work")
        expect(page.locator("#still-due li")).to_have_count(3)
        is_fine_everywhere(page, scripts=scripts)
        press(page.get_by_role("link", name="看本期探访名单"))
        expect(page.locator("article")).to_have_count(3)
        expect(card(page, "王秀英")).to_contain_text("已电话探访，仍须上门")
        is_fine_everywhere(page, scripts=scripts)
        press(card(page, "李桂芳").get_by_role("button", name="记探访"))
        page.locator("[name=visited_on]").fill(today().isoformat())
        page.locator("[name=hygiene][value=good]").check()
        press(page.get_by_role("button", name="提交", exact=True))
        expect(page.locator("main")).to_contain_text("已提交")
        page.goto(f"{county}/visits?tab=done")
        expect(card(page, "李桂芳")).to_be_visible()
        page.goto(f"{county}/visits")
        expect(page.locator("article")).to_have_count(2)
        card(page, "张德福").locator("summary").click()
        press(card(page, "张德福").get_by_role("link", name="说明本期没有探访的原因"))
        page.get_by_label("住院").check()
        is_fine_everywhere(page, scripts=scripts)
        press(page.get_by_role("button", name="保存原因"))
        expect(page.locator("main")).to_contain_text("不计入：住院")
        press(page.get_by_role("button", name="撤回原因"))
        expect(page.locator("main")).to_contain_text("前要探访")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_lead_assigns_hands_over_and_arranges_a_stand_in(browser: Browser, county: str, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        at(page, county, "heping", "visits")
        press(page.get_by_role("link", name="探访分工"))
        is_fine_everywhere(page, scripts=scripts)
        page.get_by_label("王秀英").check()
        page.get_by_label("探访人员").select_option(label="刘洋")
        press(page.get_by_role("button", name="保存分工"))
        expect(page.locator("#notices")).to_contain_text("已安排刘洋探访1位老人")
        press(page.get_by_role("link", name="全部移交"))
        expect(page.locator("#elder")).to_contain_text("王秀英")
        is_fine_everywhere(page, scripts=scripts)
        page.get_by_label("移交给谁").select_option(label="何平")
        press(page.get_by_role("button", name="移交1位老人"))
        expect(page.locator("#notices")).to_contain_text("已安排何平探访1位老人")
        page.get_by_text("安排代班", exact=True).click()
        page.get_by_label("谁不在").select_option(label="何平")
        page.get_by_label("谁来代").select_option(label="刘洋")
        page.get_by_label("最后一天").fill((today() + timedelta(days=2)).isoformat())
        press(page.get_by_role("button", name="保存代班"))
        expect(page.locator("#stand-ins")).to_contain_text("刘洋代何平")
        press(page.get_by_role("button", name="撤销这次变动").first)
        expect(page.locator("#stand-ins")).to_contain_text("现在没有人代班")
        page.goto(f"{county}/visits?place={VILLAGE}")
        expect(card(page, "王秀英")).to_contain_text("由何平探访")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_township_opens_a_round_the_calendar_proposes(browser: Browser, county: str, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        at(page, county, "zhaomin", "assigning")
        is_fine_everywhere(page, scripts=scripts)
        press(page.get_by_label("当前位置").get_by_role("link", name="本期探访"))
        is_fine_everywhere(page, scripts=scripts)
        press(page.get_by_role("link", name="加访", exact=True))
        is_fine_everywhere(page, scripts=scripts)
        press(page.locator("section", has_text="可以安排的").get_by_role("link").first)
        for label in ("第一天", "最后一天"):  # a festival's begin later, and some months have no weather to speak of
            page.get_by_label(label).fill(today().isoformat())
        press(page.get_by_role("button", name="看有多少人"))
        expect(page.locator("main")).to_contain_text("这次加访有3位老人")
        is_fine_everywhere(page, scripts=scripts)
        press(page.get_by_role("button", name="确认安排"))
        expect(page.locator("main")).to_contain_text("要探访3位，已探访")
        is_fine_everywhere(page, scripts=scripts)
        press(page.get_by_role("button", name="今天结束"))
        expect(page.locator("main")).to_contain_text("已结束")
