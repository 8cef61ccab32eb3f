"""Papers in Word become forms in a browser: the eight papers, and one that somebody typed, which goes on to be looked
through, published, filled in and printed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from formserver.forms.document import read_folder
from formserver.resources import root
from formserver.services import documents
from tests.e2e.journeys import Drawing, Office, is_fine, is_fine_everywhere, office
from tests.e2e.site import press
from tests.factories import COUNTY
from tests.paper.reading import Sheet
from tests.paper.ticks import ticked
from tests.paper_grids import as_typed, saved, word_file
from tests.recognised import score

pytestmark = pytest.mark.e2e

PAPERS: Final = {one.code: one for one in read_folder(root() / "schemas")[0]}
LEAST: Final = 0.85


@pytest.fixture(scope="module")
def shared(browser: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(browser, sqlite_template, tmp_path_factory.mktemp("papers")) as made:
        yield made


def bring_in(page: Page, url: str, file: Path) -> None:
    """Choose a Word file; its draft comes."""
    page.goto(f"{url}/{COUNTY}/forms")
    press(page.get_by_role("link", name="从纸质表开始"))
    page.set_input_files("#file", file)
    press(page.get_by_role("button", name="读成草稿"))


def marked(page: Page) -> set[str]:
    """The fields that the page of the draft names as not sure."""
    unsure = page.locator("#guesses details", has=page.locator("summary", has_text=re.compile("没有把握|较有把握")))
    fields = unsure.locator("[data-field]").evaluate_all("all => all.map(one => one.dataset.field)")
    return set(fields)


@pytest.mark.parametrize("code", PAPERS)
def test_most_of_a_paper_is_recognised_and_what_is_not_is_marked(code: str, shared: Office, tmp_path: Path) -> None:
    file = tmp_path / "表.docx"
    file.write_bytes(word_file(as_typed(PAPERS[code])))
    page = shared.window("gaofei")
    bring_in(page, shared.url, file)
    link = page.get_by_role("link", name="下载文件").get_attribute("href")
    draft = documents.read(page.request.get(f"{shared.url}{link}").text(), file=code)
    found = score(PAPERS[code], draft)
    assert found.share >= LEAST, found.missed
    assert {path for path, _ in found.wrong} - marked(page) == set()


# one that somebody typed ----------------------------------------------------------------------------------------------
OPINION: Final = "村（社区）意见"


def typed_paper() -> bytes:
    """A paper as somebody types it in Word: merged cells, boxes, blanks, a table with empty rows, a place to sign."""
    paper = Document()
    paper.add_paragraph("独居老年人走访登记表")
    table = paper.add_table(9, 4)
    table.style = "Table Grid"
    for row, words in enumerate(
        (
            ("姓名", "", "性别", "□男  □女"),
            ("联系电话", "", "出生年月", "    年  月"),
            ("身体情况", "□健康  □患病（病名____）  □失能", "", ""),
            ("兴趣", "□下棋  □看书  □散步", "", ""),
            ("籍贯", "", "子女数", "____人"),
            ("家庭成员", "姓名", "与本人关系", "联系方式"),
            ("", "", "", ""),
            ("", "", "", ""),
            (OPINION, "\n签字：        （盖章）\n    年  月  日", "", ""),
        )
    ):
        for column, text in enumerate(words):
            table.cell(row, column).text = text
    for row in (2, 3, 8):
        table.cell(row, 1).merge(table.cell(row, 3))
    table.cell(5, 0).merge(table.cell(7, 0))
    paper.add_paragraph("备注：此表一式两份，乡镇（街道）、村（社区）各存档一份。")
    return saved(paper)


RECOGNISED: Final = {
    "姓名": "一行文字",
    "性别": "单选",
    "联系电话": "电话",
    "出生年月": "日期",
    "身体情况": "多选",
    "兴趣": "单选",
    "籍贯": "一行文字",
    "子女数": "整数",
    "家庭成员": "可增加行的表格",
    OPINION: "审批意见",
}


def guesses(page: Page) -> dict[str, str]:
    """What each name was taken for, as the page of the draft tells it."""
    lines = page.locator("#guesses li").all_text_contents()
    pairs = (re.match(r"\s*(.+?)：(\S+)", line) for line in lines)
    return {found[1]: found[2] for found in pairs if found}


def test_a_paper_typed_in_word_is_looked_through_published_filled_in_and_printed(
    shared: Office, tmp_path: Path
) -> None:
    file = tmp_path / "走访表.docx"
    file.write_bytes(typed_paper())
    page = shared.window("gaofei")
    bring_in(page, shared.url, file)
    assert RECOGNISED.items() <= guesses(page).items()
    is_fine(page)
    press(page.get_by_role("button", name="在设计页里改"))
    code = shared.publish(look_through(Drawing(page)))
    content = shared.printed(fill_in(shared, code))
    text = Sheet(content).text
    assert [words for words in ("陈秀兰", "1951年6月", "高血压", "湖北", "2人") if words not in text] == []
    assert ticked(content) == ["女", "患病（病名", "看书", "散步"]


def look_through(drawing: Drawing) -> str:
    """Change what was guessed wrongly, confirm the rest; gives the address of the draft that is handed in."""
    page = drawing.page
    is_fine_everywhere(page)
    page.locator("#guesses a", has_text="兴趣").click()
    page.locator(".designer-guess", has_text="兴趣").get_by_role("link").click()
    drawing.send(page.locator("#retype form"), kind="multi_choice")
    expect(page.locator("#guesses a", has_text="兴趣")).to_have_count(0)
    drawing.press("b-undo")
    expect(page.locator("#guesses a", has_text="兴趣")).to_have_count(1)
    drawing.press("b-redo")
    confirm(drawing, "籍贯")
    expect(page.locator("#ending .notice")).to_be_visible()
    drawing.send(page.locator("#guesses > form"))
    for label in page.locator("#guesses li a").all_inner_texts():
        confirm(drawing, label.partition("：")[0])
    expect(page.locator("#ending .notice")).to_have_count(0)
    return drawing.hand_in("从纸质表来的新表")


def confirm(drawing: Drawing, label: str) -> None:
    """Say of one guess that it is right."""
    page = drawing.page
    page.locator("#guesses li a", has_text=label).click()
    drawing.step(page.locator(".designer-guess", has_text=label).locator("[id^=b-confirm]"))
    expect(page.locator("#guesses li a", has_text=label)).to_have_count(0)


def fill_in(made: Office, code: str) -> str:
    """刘洋 fills the form in; gives the address of the record."""
    page = made.fill(code)
    texts = {"姓名": "陈秀兰", "联系电话": "10000000002", "出生年月": "1951年6月", "籍贯": "湖北", "子女数": "2"}
    for label, text in texts.items():
        page.get_by_label(label, exact=True).first.fill(text)
    for label in ("女", "看书", "散步"):
        page.get_by_label(label, exact=True).check()
    page.get_by_role("checkbox", name=re.compile("^患病")).check()
    page.get_by_label("患病（病名）的填空").fill("高血压")
    return made.submit()
