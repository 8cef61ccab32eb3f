"""What is kept from sheet to sheet never shows on one; and it is kept, whatever the library does."""

import hashlib
import subprocess
import sys
from types import ModuleType
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from weasyprint import css, cssselect2
from weasyprint.formatting_structure import build
from weasyprint.layout import inline, percent
from weasyprint.pdf import fonts
from weasyprint.text.line_break import Layout

from formserver.forms.document import read_folder
from formserver.printing import borders, faces, lengths, lines, styles
from formserver.printing.copies import record_job
from formserver.printing.job import About, PrintJob, joined
from formserver.printing.markup import reader
from formserver.printing.pdf import write_pdf
from formserver.printing.sheet import SheetMarks
from formserver.resources import root
from tests.paper.samples import Samples
from tests.paper.test_blank_papers import Documents

MARKS = SheetMarks(number="350100-TF-2025-000001", edition="1.0", code="7K3M-9QTX-2ABC-DEFG", state="未审核")

BY_THE_LIBRARY_ALONE = """
from formserver.printing import borders, faces, lengths, lines, pdf, styles
from tests.paper.test_shared_work import prints, whole_sheets
faces._LARGEST = 0
styles.share = lengths.share = borders.share = lines.share = lambda: None
pdf.reader = whole_sheets
print(*prints())
"""


def whole_sheets(style: Any, fonts: Any) -> Any:
    """Sheets whose heads the library reads itself."""

    class Sheet(reader(style, fonts).__mro__[1]):  # type: ignore[misc]
        def __init__(self, sheet: str, url_fetcher: Any) -> None:
            self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(ElementTree.fromstring(sheet), None)
            self.etree_element = self.wrapper_element.etree_element

        def render(self, **given: Any) -> Any:
            return super().render(stylesheets=[style], font_config=fonts, **given)

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return []

    return Sheet


def filled(code: str, serial: int) -> PrintJob:
    document = next(one for one in read_folder(root() / "schemas")[0] if one.code == code)
    return record_job(document, Samples(serial).document(document), marks=MARKS, copies=False, pictures={})


def prints() -> list[str]:
    """The hashes of every paper, blank and filled, each a document of its own, and of all as one."""
    documents = read_folder(root() / "schemas")[0]
    jobs = [
        record_job(document, data, marks=MARKS, copies=False, pictures={})
        for document in documents
        for data in ({}, Samples(1).document(document))
    ]
    return [hashlib.sha256(write_pdf(job)).hexdigest() for job in (*jobs, joined(jobs, About("全部")))]


def test_every_sheet_is_as_the_library_alone_would_draw_it() -> None:
    command = [sys.executable, "-c", BY_THE_LIBRARY_ALONE]
    plain = subprocess.run(command, capture_output=True, check=True, text=True, cwd=root()).stdout.split()
    assert len(plain) == 19
    assert [prints(), prints()] == [plain, plain]


@pytest.mark.parametrize("forgetful", [styles, lengths, borders, lines])
def test_it_is_the_same_where_things_have_to_be_forgotten(
    forgetful: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = filled("visit_record/fujian", 2)
    before = write_pdf(job)
    monkeypatch.setattr(forgetful, "_MOST", 3)
    assert [write_pdf(job), write_pdf(job)] == [before, before]


def test_no_more_lines_are_kept_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    write_pdf(filled("visit_record/fujian", 2))
    monkeypatch.setattr(lines, "_MOST", 3)
    write_pdf(filled("visit_record/fujian", 5))
    assert len(inline.split_first_line.__self__._known) <= 3


def test_a_second_sheet_of_a_paper_computes_no_style(monkeypatch: pytest.MonkeyPatch) -> None:
    write_pdf(filled("visit_record/fujian", 3))
    computed: list[str] = []
    alone = css.StyleFor.__mro__[1]  # the library's own
    compute = alone.set_computed_styles

    def counted(self: object, element: object, *given: object, **more: object) -> None:
        computed.append(element.tag if isinstance(element, Element) else str(element))
        compute(self, element, *given, **more)

    monkeypatch.setattr(alone, "set_computed_styles", counted)
    write_pdf(filled("visit_record/fujian", 4))
    assert computed == []


def test_a_known_sheet_asks_no_cell_for_its_style_again(monkeypatch: pytest.MonkeyPatch) -> None:
    job = filled("visit_record/fujian", 3)
    write_pdf(job)
    asked: list[str] = []
    answer = css.ComputedStyle.__missing__

    def counted(self: Any, name: str) -> Any:
        asked.append(name)
        return answer(self, name)

    monkeypatch.setattr(css.ComputedStyle, "__missing__", counted)
    write_pdf(job)
    # of the table itself, whose style the library copies too
    assert len(asked) < 100


def test_a_known_sheet_asks_pango_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    job = filled("visit_record/fujian", 3)
    before = write_pdf(job)
    monkeypatch.delattr(Layout, "setup")
    assert write_pdf(job) == before


def test_a_known_sheet_works_out_no_length_and_no_border_again(monkeypatch: pytest.MonkeyPatch) -> None:
    job = filled("visit_record/fujian", 3)
    before = write_pdf(job)
    worked_out: list[str] = []
    adjust = percent.adjust_box_sizing

    def counted(box: Any, axis: str) -> None:
        worked_out.append(box.element_tag)
        adjust(box, axis)

    monkeypatch.setattr(percent, "adjust_box_sizing", counted)
    monkeypatch.delattr(build.collapse_table_borders.__self__, "_collapse")
    assert write_pdf(job) == before
    # tables alone have a style of their own on each sheet: the library takes a copy of it
    assert set(worked_out) == {"table"}


def test_letters_that_no_font_has_are_numbered_by_each_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only characters of fields are refused before: here a sheet is drawn with some that are missing."""
    first, second = (
        f"<html lang='zh-CN'><body><p>{words}</p></body></html>" for words in ("甲\U00030000", "乙\U00030001")
    )
    write_pdf(PrintJob([first, second]))
    drawn = write_pdf(PrintJob([second, first]))
    monkeypatch.setattr(lines, "_write", lambda *_: False)
    assert drawn == write_pdf(PrintJob([second, first]))


def test_arrays_of_letters_are_of_one_type() -> None:
    write_pdf(filled("visit_record/fujian", 3))
    two, three = fonts.ffi.new("hb_codepoint_t[2]", [5, 6]), fonts.ffi.new("hb_codepoint_t[3]", (7, 8, 9))
    assert (list(two), list(three)) == ([5, 6], [7, 8, 9])
    assert fonts.ffi.typeof(two) is fonts.ffi.typeof(three)
    assert len(fonts.ffi.new("hb_tag_t[100]")) == 100


def test_a_font_is_read_and_made_ready_once(document: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pdf(filled("visit_record/fujian", 3))
    monkeypatch.delattr(faces._Kept, "_made_ready")
    write_pdf(filled("visit_record/fujian", 4))
