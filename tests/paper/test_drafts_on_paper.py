"""Drafts made of the papers typed in Word: each prints its blank sheet, and each can be filled in."""

from collections.abc import Callable

import pytest

from formserver.forms.document import FormDocument
from formserver.printing.copies import print_blank
from formserver.services import documents
from formserver.services.from_paper import from_sheet
from tests.paper.reading import Sheet, printed_words
from tests.paper.test_blank_papers import PAGES
from tests.paper_grids import as_typed

each_paper = pytest.mark.parametrize("code", PAGES)
Documents = Callable[[str], FormDocument]


def draft_of(document: FormDocument) -> FormDocument:
    folder = document.category
    return documents.read(from_sheet(as_typed(document), code=f"{folder}/from_paper").text, file="draft")


@each_paper
def test_the_draft_of_a_paper_prints_its_words_on_as_many_pages(code: str, document: Documents) -> None:
    sheet = Sheet(print_blank(draft_of(document(code))))
    assert [words for words in printed_words(document(code)) if words not in sheet.text] == []
    assert len(sheet.pages) <= PAGES[code] + 1
