"""From the figures of a township to those of a village, to the persons behind a number, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests import factories, figures_county
from tests.e2e.journeys import SLOW, is_fine_everywhere
from tests.e2e.site import PHONE, opened, press, serving, sign_in

pytestmark = pytest.mark.e2e


def furnish(app: Flask, password: str) -> None:
    with app.app_context():
        figures_county.settle()
        factories.hire("zhaomin", password=password)


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sqlite_template, tmp_path_factory.mktemp("figures"), furnish) as (url, _):
        yield url


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_one_looks_closer_until_the_persons_are_there(browser: Browser, address: str, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{address}/sign-in")
        sign_in(page, "zhaomin")
        press(page.get_by_role("link", name="统计", exact=True))
        expect(page.get_by_role("heading", level=1)).to_have_text("段店镇探访统计")
        expect(page.get_by_role("img", name="各地的月探访率")).to_be_visible()
        is_fine_everywhere(page, scripts=scripts)
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        sideways = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
        assert page.locator(".table-scroll").evaluate_all(sideways) == 0
        # A line of a township's villages is a line on phones, too; what else is known of one is on its page.
        places = page.get_by_role("region", name="各地的统计")
        expect(places.get_by_role("columnheader")).to_have_text(["所在地", "未探访", "月探访率", "任务完成率"])
        heights = page.locator(".numbers.brief tbody tr").evaluate_all("all => all.map(one => one.offsetHeight)")
        assert heights
        assert max(heights) < 100
        press(page.get_by_role("link", name="三江村"))
        expect(page.get_by_role("heading", level=1)).to_have_text("三江村探访统计")
        press(page.get_by_role("region", name="各地的统计").get_by_role("link", name="3", exact=True))
        expect(page.get_by_role("heading", level=1)).to_have_text("三江村：应探访")
        expect(page.get_by_role("rowheader")).to_have_text(["李桂芳", "吴秀英", "周德顺"])
        is_fine_everywhere(page, scripts=scripts)
        page.get_by_label("哪些人").select_option("explained")
        press(page.get_by_role("button", name="查看"))
        expect(page.get_by_role("rowheader")).to_have_text(["吴秀英"])
        press(page.get_by_label("当前位置").get_by_role("link", name="统计"))
        expect(page.get_by_role("heading", level=1)).to_have_text("三江村探访统计")
        page.goto(page.url.replace("/figures?", "/figures/visits?"))
        expect(page.get_by_role("heading", level=1)).to_have_text("三江村：探访")
        is_fine_everywhere(page, scripts=scripts)
