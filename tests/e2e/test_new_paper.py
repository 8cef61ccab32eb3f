"""A paper that nobody had before, from the empty page to its print: drawn and published by two persons, filled in, sent
from village to township to county, printed with the opinions in their boxes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.journeys import THREE_LOOKS, Drawing, Office, is_fine_everywhere, office
from tests.paper.geometry import rows_of
from tests.paper.ticks import ticked

pytestmark = pytest.mark.e2e

TITLE: Final = "独居老年人能力评估表"
GRADES: Final = ("自己能做", "要人帮：____", "完全不能")
OPINIONS: Final = {"check": "村（社区）意见", "township": "乡镇（街道）意见", "county": "县级民政部门意见"}
REMARKS: Final = {"heping": "已入户核实。", "zhaomin": "情况属实，建议每周探访。", "wangfang": "同意列为重点对象。"}


@pytest.fixture
def made(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    with office(browser, sqlite_template, tmp_path) as one:
        yield one


def test_a_new_paper_goes_from_the_empty_page_to_the_county_and_onto_paper(made: Office) -> None:
    drawing = Drawing(made.window("gaofei"))
    drawing.begin(made.url, "registration", TITLE, "评估")
    questions(drawing)
    computed(drawing)
    condition(drawing)
    boxes(drawing)
    is_fine_everywhere(drawing.page)
    code = made.publish(drawing.hand_in("新的评估表"), THREE_LOOKS)
    record = filled_in(made, code)
    for user_name, remark in REMARKS.items():
        made.approve(user_name, record, remark)
    content = made.printed(record)
    cells = [cell.text for page in rows_of(content) for row in page for cell in row if cell.begins]
    for title, remark in zip(OPINIONS.values(), REMARKS.values(), strict=True):
        assert remark in cells[cells.index(title) + 1]
    assert cells[cells.index("总分") + 1].startswith("3")
    assert "周小红" in cells
    assert ticked(content) == ["要人帮：", "完全不能", "重"]


def questions(drawing: Drawing) -> None:
    """Two graded questions with a blank, one beside the other's name at the side; a growing table."""
    drawing.add("0.1.1", "single_choice", "进食")
    drawing.options(*GRADES)
    drawing.choose("0.2.1")
    form = drawing.unfold("grid").locator("form", has=drawing.page.locator("#copy-label"))
    drawing.send(form, label="行走")
    drawing.choose("0.2.0")
    side = drawing.unfold("grid").locator("form", has=drawing.page.locator("#side-text"))
    drawing.send(side, text="能力", rows="2")
    drawing.add("0.3.1", "table", "家庭成员")
    for column, name in enumerate(("姓名", "电话"), 1):
        drawing.choose(f"1.1.{column}")
        drawing.write(drawing.page.locator(".designer-properties"), **{"to.label": name})


def computed(drawing: Drawing) -> None:
    """The score of both, and its bands."""
    page = drawing.page
    drawing.add("0.3.1", "integer", "总分")
    drawing.ask(drawing.unfold("computing").locator("form[method=get]"), how="score")
    for tick in page.locator("#compute-of input").all():
        tick.check()
    drawing.step(page.locator("#computing form[method=post] button[type=submit]:visible").last)
    drawing.add("0.4.1", "single_choice", "等级")
    drawing.options("轻", "中", "重")
    drawing.ask(drawing.unfold("computing").locator("form[method=get]"), how="band")
    page.locator("#compute-first").select_option(label="总分")
    for number, (least, most) in enumerate((("0", "1"), ("2", "2"), ("3", ""))):
        for end, value in (("from", least), ("to", most)):
            page.locator(f"#compute-bands [name^='bands.'][name$='.{end}']").nth(number).fill(value)
    drawing.step(page.locator("#computing form[method=post] button[type=submit]:visible").last)


def condition(drawing: Drawing) -> None:
    """Who looks after somebody is asked only of whom it needs."""
    page = drawing.page
    drawing.add("0.5.1", "text", "照护人")
    ask = drawing.unfold("conditions").locator("form[method=get]")
    ask.locator("select").select_option(label="行走")
    drawing.ask(ask)
    page.locator("#conditions").get_by_label("完全不能").check()
    drawing.step(page.locator("#conditions form[method=post] button[type=submit]:visible").last)


def boxes(drawing: Drawing) -> None:
    """Three boxes for opinions, each of one step of the workflow."""
    for row, (step, title) in enumerate(OPINIONS.items(), 6):
        drawing.add(f"0.{row}.1", "opinion", title)
        drawing.write(drawing.page.locator(".designer-properties"), **{"to.step": step})


def filled_in(made: Office, code: str) -> str:
    """刘洋 fills it in; gives the address of the record."""
    page = made.fill(code)
    page.get_by_label("姓名", exact=True).first.fill("陈秀兰")
    expect(page.get_by_label("照护人", exact=True)).to_be_hidden()
    group(page, "进食").get_by_label("要人帮").first.check()
    group(page, "进食").get_by_role("textbox").fill("喂饭")
    group(page, "行走").get_by_label("完全不能").check()
    page.get_by_label("照护人", exact=True).fill("周大山")
    page.locator("[name*='.0.']:visible").first.fill("周小红")
    return made.submit()


def group(page: Page, name: str) -> Any:
    """The boxes of a choice."""
    return page.get_by_role("group", name=name)
