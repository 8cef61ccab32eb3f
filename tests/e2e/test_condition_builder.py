"""A condition of several statements, one of them a group, built and changed in the browser, and obeyed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.journeys import SLOW, Drawing, Office, is_fine_everywhere, office
from tests.e2e.site import press

pytestmark = pytest.mark.e2e

TITLE: Final = "照护需求表"
ILL, AGE, ALONE, CARER = "身体情况", "年龄", "是否独居", "照护人"
NESTED: Final = f"当{ILL}选了“失能”，并且（{AGE}不小于60，或者{ALONE}选了“是”）时：才显示"


@pytest.fixture(params=["scripts", "no scripts"])
def made(request: pytest.FixtureRequest, browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    with office(browser, sqlite_template, tmp_path, scripts=request.param == "scripts") as one:
        yield one


def add(drawing: Drawing, way: str, on: str, *answers: str, join: str = "") -> None:
    """Go on by a link of the conditions, choose the field, and what is asked of it."""
    group = drawing.unfold("conditions")
    if way:
        drawing.follow(group.get_by_role("link", name=way, exact=True).last)
    ask = group.locator("#rule-on")
    drawing.ask(ask, on=ask.locator("select").locator("option", has_text=on).get_attribute("value") or "")
    for answer in answers:
        one = group.get_by_label(answer, exact=True)
        one.fill("60") if answer == "第一个" else one.check()
    if join:
        group.get_by_label(join, exact=True).check()
    drawing.step(group.locator("form[method=post] button[type=submit]:visible").last)


def told(drawing: Drawing, sentence: str) -> None:
    """What the first rule says."""
    expect(drawing.page.locator(".designer-rule > p").first).to_have_text(sentence, timeout=SLOW)


def test_a_group_of_statements_is_built_changed_and_obeyed(made: Office) -> None:
    page = made.window("gaofei")
    drawing = Drawing(page, scripts=made.scripts)
    drawing.begin(made.url, "registration", TITLE, "需求")
    drawing.add("0.1.1", "single_choice", ILL)
    drawing.options("自理", "半自理", "失能")
    drawing.add("0.2.1", "integer", AGE)
    drawing.add("0.3.1", "yes_no", ALONE)
    drawing.add("0.4.1", "text", CARER)
    add(drawing, "", ILL, "失能")
    add(drawing, "再加一句", AGE, "不小于", "第一个", join="都满足")
    add(drawing, "与它合成一组", ALONE, "是", join="满足任何一句")
    told(drawing, NESTED)
    is_fine_everywhere(page, scripts=made.scripts)
    inner = page.locator(".designer-statements .designer-statements")
    expect(inner.locator(".designer-between")).to_have_text("或者")
    form = page.locator("#conditions form", has=page.locator("[name$=at][value='1']")).filter(
        has=page.locator("[value=join]")
    )
    drawing.write(form, how="all")
    told(drawing, NESTED.replace("或者", "并且").replace("（", "").replace("）", ""))
    drawing.press("b-undo")
    told(drawing, NESTED)
    page.reload()
    told(drawing, NESTED)
    obeyed(drawing)
    drawing.unfold("conditions")
    drawing.press("b-drop_rule-show-1\\.0")
    told(drawing, f"当{ILL}选了“失能”，并且{ALONE}选了“是”时：才显示")


def obeyed(drawing: Drawing) -> None:
    """On the page to try it; without scripts by its button."""
    page = drawing.page
    press(page.get_by_role("navigation", name="这份设计").get_by_role("link", name="试填", exact=True))
    carer, age = page.get_by_label(CARER, exact=True), page.get_by_label(AGE, exact=True)
    page.get_by_label("失能", exact=True).check()
    shown(drawing, is_shown=False)
    age.fill("70")
    shown(drawing, is_shown=True)
    age.fill("50")
    shown(drawing, is_shown=False)
    page.get_by_role("group", name=ALONE).get_by_label("是", exact=True).check()
    shown(drawing, is_shown=True)
    carer.fill("周大山")
    age.fill("五十")
    verdict(drawing, "还不能提交：有1处要填写或改正")
    is_fine_everywhere(page, scripts=drawing.scripts)
    expect(carer).to_have_value("周大山")
    age.fill("70")
    verdict(drawing, "这样填可以提交")
    press(page.get_by_role("link", name="设计", exact=True))
    expect(drawing.sheet).to_be_visible()
    drawing.choose("0.5.1")


def verdict(drawing: Drawing, sentence: str) -> None:
    """Ask whether it could be handed in."""
    button = drawing.page.get_by_role("button", name="检查能不能提交")
    if drawing.scripts:
        button.click()
    else:
        press(button)
    expect(drawing.page.locator("#verdict")).to_contain_text(sentence, timeout=SLOW)


def shown(drawing: Drawing, *, is_shown: bool) -> None:
    """Leave the input, and see whether the carer is asked."""
    page = drawing.page
    if not drawing.scripts:
        press(page.get_by_role("button", name="按现在填的显示"))
        row = page.locator(".sheet-row", has=page.get_by_label(CARER, exact=True))
        expect(row).to_have_count(1)
        assert (row.get_attribute("data-hidden") is None) is is_shown
        return
    page.evaluate("document.activeElement.blur()")
    expect(page.get_by_label(CARER, exact=True)).to_be_visible(visible=is_shown, timeout=SLOW)
