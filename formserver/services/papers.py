"""Papers as PDF: a form without data, and a record on its paper with the marks that say how good the sheet is."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from formserver.errors import NotFound
from formserver.files.objects import ObjectMissing
from formserver.forms import reading
from formserver.forms.document import FormDocument
from formserver.models import Record
from formserver.printing.copies import edition_text, print_blank, print_record
from formserver.printing.sheet import SheetMarks
from formserver.services import catalog, looking, pictures
from formserver.services.documents import form_document
from formserver.services.person import Person, operator
from formserver.store import records
from formserver.workflow.states import APPROVED

Paper = tuple[str, bytes]
"""The file's name and its bytes."""


def blank_of(person: Person, form_code: str, *, copies: bool = False) -> Paper:
    """The empty paper in the edition in force; ``copies``: one sheet for each holder. Raises NotFound, GlyphMissing."""
    document = catalog.document_in_force(person, form_code)
    return f"{document.title}（空白表）.pdf", print_blank(document, copies=copies)


def paper_of(person: Person, record_id: str, *, copies: bool = False) -> Paper:
    """The record on its whole paper. Raises NotFound, GlyphMissing."""
    record = records.get(person.scope, record_id)
    document = form_document(record.form_edition_id)
    data = looking.paper_data(person, record)
    content = print_record(
        document, data, marks=_marks(record, document), copies=copies, pictures=_pictures(person, document, data)
    )
    return f"{record.title} {document.title} {record.number}.pdf", content


def paper_for_command(wanted: str, *, copies: bool = False) -> Paper:
    """The record with this id or number on its paper, for whoever may run commands on the machine. Raises NotFound."""
    record = records.anywhere(wanted)
    return paper_of(operator(record.county_id, record.author_id), record.id, copies=copies)


def _marks(record: Record, document: FormDocument) -> SheetMarks:
    # While a correction is on its way the data are not approved either.
    state = "" if record.state == str(APPROVED) else "未审核"
    return SheetMarks(number=record.number, edition=edition_text(document), state=state)


def _pictures(person: Person, document: FormDocument, data: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """The pictures the paper shows; one that is lost is named on the sheet as missing instead of stopping it."""
    chapters = (chapter for code, answers in data.items() for chapter in reading.read(document.parts[code], answers))
    found: dict[str, bytes] = {}
    for file_id in (file_id for chapter in chapters for line in chapter.lines for file_id in line.files):
        with suppress(NotFound, ObjectMissing):
            found[file_id] = pictures.read(person, file_id)[1]
    return found
