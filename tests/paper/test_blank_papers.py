"""The nine blank papers: every word of the paper is there to be read and searched, on as many pages as expected."""

import re
from collections.abc import Callable, Iterator

import pytest

from formserver.forms.document import FormDocument
from formserver.forms.kinds.choice import Choice, NoneMark
from tests.paper.reading import Sheet, printed_words, squeezed

PAGES = {
    "registration/ezhou": 1,
    "registration/fujian": 1,
    "registration/jiangsu": 1,
    "registration/shuren": 1,
    "registration/zaozhuang": 2,
    "visit_record/ezhou": 1,
    "visit_record/fujian": 1,
    "visit_record/jiangsu": 2,
    "visit_record/shuren": 1,
}
Documents = Callable[[str], FormDocument]
Sheets = Callable[[str], Sheet]
each_paper = pytest.mark.parametrize("code", PAGES)


def options_with_boxes(document: FormDocument) -> Iterator[list[str]]:
    """The words of every option that the paper draws with a box, split where blanks stand."""
    drawn_as_word = set(re.findall(r"([a-z_]+)\|word\}", str(document.paper)))
    for part in document.parts.values():
        for path, field in part.fields():
            if isinstance(field, Choice) and not isinstance(field, NoneMark) and path[-1] not in drawn_as_word:
                yield from (
                    [squeezed(w) for w in option.label_parts() if isinstance(w, str)] for option in field.options
                )


@each_paper
def test_every_word_of_the_paper_is_in_the_text_layer(code: str, document: Documents, blank: Sheets) -> None:
    text = blank(code).text
    assert squeezed(document(code).title) in text
    assert [words for words in printed_words(document(code)) if words not in text] == []


@each_paper
def test_every_option_is_in_the_text_layer(code: str, document: Documents, blank: Sheets) -> None:
    text = blank(code).text
    assert [words for words in options_with_boxes(document(code)) if not all(word in text for word in words)] == []


@each_paper
def test_a_paper_takes_the_pages_an_office_expects(code: str, blank: Sheets, filled: Sheets) -> None:
    assert (len(blank(code).pages), len(filled(code).pages)) == (PAGES[code], PAGES[code])


@each_paper
def test_no_box_is_typed(code: str, filled: Sheets) -> None:
    assert not set("□☐☑☒■○●◯✓✔√") & set(filled(code).text)


def test_pages_are_numbered_below_the_table(blank: Sheets) -> None:
    first, second = blank("registration/zaozhuang").pages
    assert "第1页共2页" in first
    assert "第2页共2页" in second


def test_a_heading_stands_on_the_page_of_its_table(blank: Sheets) -> None:
    first, second = blank("visit_record/jiangsu").pages
    assert "探访服务开展情况" not in first
    assert "探访服务开展情况" in second


def test_a_sheet_is_a_tagged_document_in_chinese(document: Documents, blank: Sheets) -> None:
    sheet = blank("registration/ezhou")
    assert sheet.is_tagged
    assert sheet.metadata["Title"] == document("registration/ezhou").title
    assert sheet.metadata["Author"] == "老年人探访关爱服务系统"
    assert sheet.language == "zh-CN"
    assert b"<pdfuaid:part>1" in sheet.described or b'pdfuaid:part="1"' in sheet.described


def test_a_blank_sheet_names_its_edition_and_no_number(blank: Sheets) -> None:
    text = blank("visit_record/ezhou").text
    assert "版本：1.0" in text
    assert "编号" not in text
