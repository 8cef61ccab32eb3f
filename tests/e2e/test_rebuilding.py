"""The visit record of Fujian drawn anew from an empty page, in the browser alone: the sheet is the shipped one, cell by
cell, word by word."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from formserver.forms.document import FormDocument, read_folder
from formserver.forms.layout import lay_out
from formserver.printing.copies import print_blank
from formserver.resources import root
from formserver.services import documents
from tests.e2e.journeys import Drawing, Office, office
from tests.paper.geometry import Box, rows_of
from tests.paper.reading import Sheet

pytestmark = pytest.mark.e2e

CODE: Final = "visit_record/fujian"
WIDTHS: Final = ("26", "22", "22", "34", "74")
CHANGES: Final = ("无变化", "较好", "较差")
SAFETY: Final = ("安全", "较安全", "不安全")
# the name at the side, over how many rows; below it: name, options
GROUPS: Final[tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]] = (
    ("家庭状况", (("人口变化", ("无变化", "增加____人", "减少____人")),)),
    (
        "健康状况",
        (("表达能力", CHANGES), ("行动能力", CHANGES), ("疾病状况", ("无变化", "严重 疾病名称：____", "转好"))),
    ),
    ("精神状态", (("情绪状态", CHANGES),)),
    ("安全情况", (("燃气安全", SAFETY), ("水暖安全", SAFETY), ("用电安全", SAFETY))),
    ("卫生状况", (("个人卫生", CHANGES), ("家庭卫生", CHANGES))),
    ("居住环境", (("室内环境", CHANGES),)),
)
NEEDS: Final = "关爱服务需求及落实情况"
NOTE: Final = "备注：此表一式三份，县级民政部门、乡镇（街道）、服务力量所在单位各存档一份。"
HOLDERS: Final = "县级民政部门\n乡镇（街道）\n服务力量所在单位"


@pytest.fixture(scope="module")
def made(browser: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(browser, sqlite_template, tmp_path_factory.mktemp("rebuilding")) as one:
        yield one


def shipped() -> FormDocument:
    return next(one for one in read_folder(root() / "schemas")[0] if one.code == CODE)


def test_a_shipped_paper_is_drawn_anew_from_an_empty_page(made: Office) -> None:
    drawing = Drawing(made.window("gaofei"))
    drawing.begin(made.url, "visit_record", shipped().title, "探访")
    head(drawing)
    grid(drawing)
    choices(drawing)
    sides(drawing)
    foot(drawing)
    expect(drawing.page.locator("#left .count")).to_have_count(0)
    page = drawing.page
    page.goto(drawing.hand_in("照原表设计"))
    link = page.get_by_role("link", name="下载文件").get_attribute("href")
    drawn = documents.read(page.request.get(f"{made.url}{link}").text(), file="draft")
    assert lay_out(drawn, {}) == lay_out(shipped(), {})
    link = page.get_by_role("link", name="空白表（PDF）").get_attribute("href")
    sheet, wanted = page.request.get(f"{made.url}{link}").body(), print_blank(shipped())
    assert Sheet(sheet).pages == Sheet(wanted).pages
    assert boxes(sheet) == boxes(wanted)


def boxes(content: bytes) -> list[tuple[object, ...]]:
    """Every cell of the sheet: where it lies to a tenth of a point, and what stands in it."""

    def told(box: Box) -> tuple[object, ...]:
        sides = (round(side, 1) for side in (box.left, box.bottom, box.right, box.top))
        return (*sides, box.text, box.begins)

    return [told(box) for page in rows_of(content) for row in page for box in row]


def head(drawing: Drawing) -> None:
    """The date moves out of the table into a line at the right; the heading goes."""
    page = drawing.page
    whole = drawing.unfold("whole")
    drawing.send(whole.locator("form", has=page.locator("#line-text")), text="日期", where="top")
    drawing.choose("0")
    put = drawing.unfold("put")
    put.locator("select").select_option(label="探访日期")
    drawing.step(put.locator("button[type=submit]:visible").first)
    drawing.write(drawing.unfold("line").locator("form"), left="【探访日期】", align="right")
    drawing.grid("1.0.0", "b-remove_row")


def grid(drawing: Drawing) -> None:
    """Widths; one row of each sort, the cell at the left over all of them, 12 mm high but for those at both ends."""
    drawing.grid("1.0.1", "b-split", "b-split", "b-merge-right")
    inputs = drawing.page.locator("#grid [name=widths]")
    expect(inputs).to_have_count(len(WIDTHS))
    for number, width in enumerate(WIDTHS):
        inputs.nth(number).fill(width)
    inputs.last.blur()
    drawing.rest()
    height(drawing, "1.0.0", 12)
    drawing.grid("1.0.0", *["b-add_row"] * 3, *["b-merge-down"] * 3)
    height(drawing, "1.1.0", 12)
    height(drawing, "1.2.0", 66)
    height(drawing, "1.3.0", 24)
    drawing.grid("1.1.0", "b-split", "b-split")
    drawing.grid("1.3.0", "b-split")
    drawing.grid("1.3.1", "b-split")
    drawing.grid("1.3.0", "b-merge-right")
    drawing.add("1.0.0", "counter", "探访次数")
    drawing.words("1.0.0", "第【探访次数】次\n探访关爱服务", align="center", **{"is": "label"})
    drawing.add("1.0.2", "single_choice", "服务方式")
    drawing.options("上门探访", "电话探访", "互联网音（视）频探访", "其他")
    height(drawing, "1.0.1", 13)


def height(drawing: Drawing, key: str, mm: int) -> None:
    """How high the row of a cell is at least."""
    drawing.choose(key)
    form = drawing.unfold("grid").locator("form", has=drawing.page.locator("#height"))
    drawing.write(form, height=str(mm))


def choices(drawing: Drawing) -> None:
    """A row for each choice with options of its own; those with the same options are added like it, the last first."""
    runs: list[tuple[str, tuple[str, ...], list[str]]] = []
    for label, options in (one for _, rows in GROUPS for one in rows):
        if runs and runs[-1][1] == options:
            runs[-1][2].append(label)
        else:
            runs.append((label, options, []))
    for _ in runs[1:]:
        copy(drawing, 1)
    for row, (label, options, _) in enumerate(runs, 1):
        drawing.add(f"1.{row}.2", "multi_choice" if label == "人口变化" else "single_choice", label)
        drawing.options(*options)
    for row, (_, _, more) in reversed(list(enumerate(runs, 1))):
        for number, label in enumerate(more):
            copy(drawing, row + number, label)


def copy(drawing: Drawing, row: int, label: str = "") -> None:
    """Add a row like another one."""
    drawing.choose(f"1.{row}.0")
    form = drawing.unfold("grid").locator("form", has=drawing.page.locator("#copy-label"))
    drawing.send(form, label=label)


def sides(drawing: Drawing) -> None:
    """The names at the left of the rows."""
    row = 1
    for name, asked in GROUPS:
        drawing.grid(f"1.{row}.0", *["b-merge-down"] * (len(asked) - 1))
        drawing.words(f"1.{row}.0", name, align="center")
        row += len(asked)


def foot(drawing: Drawing) -> None:
    """The tall cell, the places to sign, the note below and who keeps the copies."""
    page = drawing.page
    drawing.add("1.12.0", "long_text", NEEDS)
    drawing.words("1.12.0", f"{NEEDS}：\n【{NEEDS}】", valign="top")
    for number, who in enumerate(("服务人员", "服务对象")):
        drawing.add(f"1.13.{number}", "signature", f"{who}签字")
        drawing.words(f"1.13.{number}", f"{who}（签字）\n【{who}签字】", valign="top")
    whole = drawing.unfold("whole")
    drawing.send(whole.locator("form", has=page.locator("#line-text")), text=NOTE, where="bottom")
    drawing.write(whole.locator("form", has=page.locator("#holders")), holders=HOLDERS, note=NOTE)
