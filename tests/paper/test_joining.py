"""Several PDFs as one: every page, every element of the structure once, and each in its place."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest

from formserver.forms.document import FormDocument
from formserver.printing import joining
from formserver.printing.copies import record_job
from formserver.printing.cover import RECORDS, CoverRow, cover_html
from formserver.printing.job import About, PrintJob, joined
from formserver.printing.pdf import write_pdf
from formserver.printing.sheet import SheetMarks
from tests.paper.reading import Sheet
from tests.paper.samples import Samples

SHORT, LONG = "visit_record/ezhou", "registration/zaozhuang"


@pytest.fixture(scope="module")
def part(document: Callable[[str], FormDocument]) -> Callable[[str, int], bytes]:
    """A PDF of so many filled sheets of a form, each marked with its number."""

    def make(code: str, count: int) -> bytes:
        form = document(code)
        jobs = [
            record_job(form, Samples(n).document(form), marks=SheetMarks(number=f"{n}"), copies=False, pictures={})
            for n in range(count)
        ]
        sheets = [joining.marked(sheet, number) for number, sheet in enumerate(joined(jobs, About()).sheets)]
        return write_pdf(PrintJob(sheets))

    return make


@pytest.fixture(scope="module")
def parts(part: Callable[[str, int], bytes]) -> list[bytes]:
    """Three of them, two alike: all that is named in one of these is named in the other."""
    return [part(SHORT, 3), part(LONG, 2), part(SHORT, 3)]


@pytest.fixture(scope="module")
def front() -> bytes:
    rows = [CoverRow("三江村", "李桂芳", "探访记录表", "2025年2月", "420703-TF-2025-000001", 1)]
    about = About(title="打印清单　三江村")
    return write_pdf(PrintJob([joining.marked(cover_html("三江村", RECORDS, rows, pages_before=1), 0)], {}, about))


@pytest.fixture(scope="module")
def whole(front: bytes, parts: list[bytes]) -> bytes:
    target = io.BytesIO()
    joining.join(io.BytesIO(front), [io.BytesIO(one) for one in parts], [joining.Entry("清单", 1)], target)
    return target.getvalue()


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The elements of the structure that its root reaches."""
    waiting: list[Any] = list(pdf.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            waiting += list(element.get("/K", []))


def tree(pdf: pikepdf.Pdf) -> Any:
    return pdf.Root.StructTreeRoot


def test_the_first_page_of_each_sheet_is_found(part: Callable[[str, int], bytes], parts: list[bytes]) -> None:
    starts, pages = joining.starts(io.BytesIO(parts[0]))
    assert (starts, pages) == ([0, 1, 2], 3)
    starts, pages = joining.starts(io.BytesIO(parts[1]))
    assert starts[0] == 0
    assert len(starts) == 2
    assert pages > starts[1] > 1


def test_more_than_ten_sheets_stand_in_the_order_of_their_numbers(part: Callable[[str, int], bytes]) -> None:
    assert joining.starts(io.BytesIO(part(SHORT, 12))) == (list(range(12)), 12)


def test_every_page_is_there_once_and_in_order(front: bytes, parts: list[bytes], whole: bytes) -> None:
    assert Sheet(whole).pages == [page for one in (front, *parts) for page in Sheet(one).pages]


def test_the_structure_of_every_part_is_there_and_points_to_its_own_pages(
    front: bytes, parts: list[bytes], whole: bytes
) -> None:
    counts = []
    for one in (front, *parts):
        with pikepdf.open(io.BytesIO(one)) as pdf:
            counts.append(sum(1 for _ in elements(pdf)))
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        pages = {page.obj.objgen for page in pdf.pages}
        found = list(elements(pdf))
        assert len(found) == sum(counts)
        assert [element for element in found if "/Pg" in element and element.Pg.objgen not in pages] == []
        [document] = tree(pdf).K
        assert [str(kid.S) for kid in document.K][-3:] == ["/Part"] * 3


def test_every_page_finds_the_elements_of_its_own_words(whole: bytes) -> None:
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        numbers = list(tree(pdf).ParentTree.Nums)
        table = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        assert sorted(table) == list(range(len(pdf.pages)))
        for page in pdf.pages:
            owners = {owner.Pg.objgen for owner in table[int(page.obj.StructParents)]}
            assert owners == {page.obj.objgen}


def test_no_header_cell_is_named_twice_and_every_named_one_exists(whole: bytes) -> None:
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        found = list(elements(pdf))
        named = [str(element.ID) for element in found if "/ID" in element]
        asked = {str(name) for element in found for name in element.get("/A", {}).get("/Headers", ())}
    assert len(named) == len(set(named))
    assert asked <= set(named)
    assert asked


def test_the_whole_says_of_itself_what_its_front_says(whole: bytes) -> None:
    sheet = Sheet(whole)
    assert (sheet.is_tagged, sheet.language, sheet.metadata["Title"]) == (True, "zh-CN", "打印清单　三江村")
    with pikepdf.open(io.BytesIO(whole)) as pdf, pdf.open_outline() as outline:
        assert [str(line.title) for line in outline.root] == ["清单"]
        assert "/Names" not in pdf.Root


def test_a_name_without_a_glyph_is_shown_as_such_on_the_list() -> None:
    rows = [CoverRow("三江村", "王\U00030000", "探访记录表", "", "1", 0, "“王\U00030000”没有字形")]
    text = cover_html("三江村", RECORDS, rows, pages_before=1)
    assert "王〓" in text
    assert "未能打印：“王〓”没有字形" in text
    assert "\U00030000" not in text


def test_words_of_the_list_are_no_markup() -> None:
    rows = [CoverRow("<b>", "<i>&", "<script>", "", "", 1)]
    text = cover_html("</title><script>", RECORDS, rows, pages_before=1)
    assert "<script>" not in text
    assert "&lt;i&gt;&amp;" in text
