"""The sheet of a form that is being designed, blank or with made-up answers: PDFs that prove nothing."""

from collections.abc import Mapping
from typing import Any, Final

from formserver.forms.document import FormDocument
from formserver.printing.copies import edition_text, print_blank, print_record
from formserver.printing.sheet import SheetMarks
from formserver.services.papers import Paper

_SAMPLE: Final = "样张"


def sheet_of(document: FormDocument, data: Mapping[str, Mapping[str, Any]] | None) -> Paper:
    """The file's name and its bytes; `data`: part code -> made-up answers, None for the blank sheet.

    Raises GlyphMissing, and what rendering raises.
    """
    if data is None:
        return f"{document.title}（空白表）.pdf", print_blank(document)
    marks = SheetMarks(edition=edition_text(document), state=_SAMPLE)
    content = print_record(document, data, marks=marks, copies=False, pictures={})
    return f"{document.title}（{_SAMPLE}）.pdf", content
