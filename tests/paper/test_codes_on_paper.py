"""The square code of a sheet, read as a phone reads it, and the approval sheet behind the paper."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from formserver.printing.approvals import ApprovalLine, ApprovalSheet
from formserver.printing.copies import print_record, record_job
from formserver.printing.glyphs import GlyphMissing
from formserver.printing.render import render
from formserver.printing.sheet import SheetMarks
from tests.paper.reading import NUMBER, Sheet
from tests.paper.samples import Samples
from tests.paper.test_blank_papers import PAGES, Documents, each_paper
from tests.paper.test_locked_printing import changed

SCAN = "https://forms.example.gov.cn/v/7K3M9QTX2ABCDEFG"
MARKS = SheetMarks(number=NUMBER, edition="1.0", code="7K3M-9QTX-2ABC-DEFG", scan=SCAN)
DPI = 150
LINES = [
    ApprovalLine("村（社区）", "村（社区）填报", "提交", "刘洋", "探访人员", "", "", "2025年1月8日 09:05"),
    ApprovalLine(
        "乡镇（街道）",
        "乡镇（街道）审核",
        "退回",
        "赵敏",
        "乡镇审核人",
        "孙丽",
        "请补填联系方式。",
        "2025年1月9日 10:00",
    ),
]


def pages_of(content: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.render(scale=DPI / 72).to_pil() for page in pdf]


def scanned(page: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page)]


def printed(document: Documents, code: str, **more: object) -> bytes:
    data = Samples(1).document(document(code))
    asked = {"marks": MARKS, "copies": False, "pictures": {}, **more}
    return render(record_job(document(code), data, **asked))  # type: ignore[arg-type]


@each_paper
def test_every_page_bears_a_code_that_can_be_read_and_no_page_is_added(code: str, document: Documents) -> None:
    pages = pages_of(printed(document, code))
    assert [scanned(page) for page in pages] == [[SCAN]] * PAGES[code]


@pytest.mark.parametrize("code", ["registration/fujian", "visit_record/jiangsu"])
def test_continuation_sheets_bear_it_too(code: str, document: Documents) -> None:
    data = Samples(3, rows=12, long_text="老人近来身体尚好，子女每周通话。" * 60).document(document(code))
    pages = pages_of(render(record_job(document(code), data, marks=MARKS, copies=False, pictures={})))
    assert len(pages) > PAGES[code]
    assert [scanned(page) for page in pages] == [[SCAN]] * len(pages)


def test_a_bad_copy_can_still_be_read(document: Documents) -> None:
    [page, *_] = pages_of(printed(document, "visit_record/ezhou"))
    buffer = io.BytesIO()
    page.convert("L").rotate(3, expand=True, fillcolor=255).save(buffer, "JPEG", quality=25)
    assert scanned(Image.open(buffer)) == [SCAN]


@each_paper
def test_the_code_stands_outside_the_table_and_is_eighteen_millimetres_wide(code: str, document: Documents) -> None:
    for page in pages_of(printed(document, code)):
        [found] = zxingcpp.read_barcodes(page)
        corners = found.position
        assert (corners.top_right.x - corners.top_left.x) / DPI * 25.4 == pytest.approx(18, abs=0.3)
        below = page.convert("L").crop(
            (corners.top_left.x, corners.bottom_left.y + 2, corners.top_right.x, corners.bottom_left.y + 8)
        )
        assert below.point(lambda shade: 255 if shade > 200 else 0).getextrema() == (255, 255), (
            "what stands below leaves no white frame"
        )


def test_a_long_title_leaves_the_code_alone(document: Documents) -> None:
    long = changed(document("visit_record/ezhou"), lambda bundled: bundled.update(title="特殊困难老年人探访关爱" * 3))
    first, *_ = pages_of(render(record_job(long, {}, marks=MARKS, copies=False, pictures={})))
    assert scanned(first) == [SCAN]


def test_a_blank_paper_bears_no_code(document: Documents) -> None:
    content = print_record(
        document("visit_record/ezhou"), {}, marks=SheetMarks(edition="1.0"), copies=False, pictures={}
    )
    assert [scanned(page) for page in pages_of(content)] == [[]]


def test_the_code_is_written_out_in_the_margin(document: Documents) -> None:
    assert "校验码：7K3M-9QTX-2ABC-DEFG" in Sheet(printed(document, "visit_record/ezhou")).text


@each_paper
def test_one_copy_alone_bears_its_mark_where_the_paper_has_copies(code: str, document: Documents) -> None:
    holders = document(code).copies
    for number, holder in enumerate(holders, 1):
        pages = Sheet(printed(document, code, copy=number)).pages
        assert len(pages) == PAGES[code]
        assert all(f"第{number}联{holder}存档" in page for page in pages)
        assert not any(f"第{other}联" in page for page in pages for other in range(1, 4) if other != number)


@each_paper
def test_the_set_has_every_copy_with_its_own_holder(code: str, document: Documents) -> None:
    holders = document(code).copies
    pages = Sheet(printed(document, code, copies=True)).pages
    assert len(pages) == PAGES[code] * (len(holders) or 1)
    for number, holder in enumerate(holders, 1):
        assert [number for page in pages if f"第{number}联{holder}存档" in page] == [number] * PAGES[code]


def way(lines: list[ApprovalLine]) -> list[ApprovalSheet]:
    return [ApprovalSheet("留守老人服务记录", NUMBER, lines)]


# the approval sheet ---------------------------------------------------------------------------------------------------
def test_the_approval_sheet_is_one_more_page_with_number_code_and_every_step(document: Documents) -> None:
    content = printed(document, "visit_record/ezhou", approvals=way(LINES))
    sheet = Sheet(content)
    assert len(sheet.pages) == PAGES["visit_record/ezhou"] + 1
    last = sheet.pages[-1]
    for words in (
        "留守老人服务记录审批单",
        f"编号：{NUMBER}",
        "刘洋（探访人员）",
        "代：孙丽",
        "请补填联系方式。",
        "2025年1月9日10:00",
    ):
        assert words in last
    assert scanned(pages_of(content)[-1]) == [SCAN]
    assert "第1页共1页" in last


def test_the_long_title_of_an_approval_sheet_leaves_the_code_alone(document: Documents) -> None:
    title = f"{document('visit_record/shuren').title}\n（关爱服务情况）"
    content = printed(document, "visit_record/shuren", approvals=[ApprovalSheet(title, NUMBER, LINES)])
    assert scanned(pages_of(content)[-1]) == [SCAN]


def test_the_official_table_says_nothing_of_the_approval(document: Documents) -> None:
    assert "赵敏" not in Sheet(printed(document, "visit_record/ezhou", approvals=way(LINES))).pages[0]


def test_a_long_way_of_approvals_goes_on_to_the_next_page_with_its_headings(document: Documents) -> None:
    pages = Sheet(printed(document, "visit_record/ezhou", approvals=way(LINES * 30))).pages
    assert len(pages) > PAGES["visit_record/ezhou"] + 1
    assert all("序号级别环节办理办理人意见时间" in page for page in pages[PAGES["visit_record/ezhou"] :])


def test_a_name_without_glyph_stops_the_approval_sheet(document: Documents) -> None:
    line = LINES[0]._replace(by="刘\U00030000")
    with pytest.raises(GlyphMissing, match="审批单"):
        printed(document, "visit_record/ezhou", approvals=way([line]))


def test_markup_in_an_opinion_comes_out_literally(document: Documents) -> None:
    line = LINES[0]._replace(opinion="<b>{{7*7}}</b>")
    assert "<b>{{7*7}}</b>" in Sheet(printed(document, "visit_record/ezhou", approvals=way([line]))).pages[-1]


def test_the_same_print_has_the_same_bytes(document: Documents) -> None:
    first, second = (printed(document, "visit_record/fujian", copies=True, approvals=way(LINES)) for _ in range(2))
    assert first == second
