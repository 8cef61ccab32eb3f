"""What is kept from sheet to sheet, styles and fonts, never shows on one; and it is kept, whatever the library does."""

import hashlib
import subprocess
import sys
from xml.etree.ElementTree import Element

import pytest
from weasyprint import css

from formserver.forms.document import read_folder
from formserver.printing import faces, styles
from formserver.printing.copies import record_job
from formserver.printing.job import About, PrintJob, joined
from formserver.printing.pdf import write_pdf
from formserver.printing.sheet import SheetMarks
from formserver.resources import root
from tests.paper.samples import Samples
from tests.paper.test_blank_papers import Documents

MARKS = SheetMarks(number="350100-TF-2025-000001", edition="1.0", code="7K3M-9QTX-2ABC-DEFG", state="未审核")

BY_THE_LIBRARY_ALONE = """
from formserver.printing import faces, styles
faces._LARGEST = 0
styles.share = lambda: None
from tests.paper.test_shared_work import prints
print(*prints())
"""


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


def test_it_is_the_same_where_styles_have_to_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    job = filled("visit_record/fujian", 2)
    before = write_pdf(job)
    monkeypatch.setattr(styles, "_MOST", 3)
    assert [write_pdf(job), write_pdf(job)] == [before, before]


def test_a_second_sheet_of_a_paper_computes_hardly_a_style(monkeypatch: pytest.MonkeyPatch) -> None:
    write_pdf(filled("visit_record/fujian", 3))
    computed: list[str] = []
    alone = css.StyleFor.__mro__[1]  # the library's own
    compute = alone.set_computed_styles

    def counted(self: object, element: object, *given: object, **more: object) -> None:
        computed.extend([element.tag] if isinstance(element, Element) else [])
        compute(self, element, *given, **more)

    monkeypatch.setattr(alone, "set_computed_styles", counted)
    write_pdf(filled("visit_record/fujian", 4))
    assert set(computed) <= {"u"}


def test_a_font_is_read_and_made_ready_once(document: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pdf(filled("visit_record/fujian", 3))
    monkeypatch.delattr(faces._Kept, "_made_ready")
    write_pdf(filled("visit_record/fujian", 4))
