"""Papers as PDF that prove nothing: a form without data, and a draft as far as it is filled in."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from formserver.errors import NotFound
from formserver.files.objects import ObjectMissing
from formserver.forms import reading
from formserver.forms.document import FormDocument
from formserver.printing.copies import edition_text, print_blank, record_job
from formserver.printing.job import About
from formserver.printing.render import render
from formserver.printing.sheet import SheetMarks
from formserver.services import catalog, filling, pictures
from formserver.services.person import Person
from formserver.services.places import office_of

Paper = tuple[str, bytes]
"""The file's name and its bytes."""

_DRAFT: Final = "草稿"


def blank_of(person: Person, form_code: str, *, copies: bool = False, site: str | None = None) -> Paper:
    """The empty paper in the edition in force; ``copies``: one sheet for each holder; ``site``: the address of the site
    ("" if it has none) for a sheet with a square code, which leads to filling the paper in. Raises NotFound,
    GlyphMissing."""
    document = catalog.document_in_force(person, form_code)
    scan = ""
    if site is not None:
        address = f"{site}/{person.county_id}/fill?form={form_code}"
        scan = address if site else f"{form_code} {edition_text(document)}"
    content = print_blank(document, copies=copies, author=office_of(person.county_id), scan=scan)
    return f"{document.title}（空白表）.pdf", content


def draft_of(person: Person, draft_id: str) -> Paper:
    """One's own draft as it is kept, with 草稿 across every page and no code: what it says may change any moment.

    Raises NotFound, Forbidden, GlyphMissing.
    """
    opened = filling.opened(person, draft_id)
    # What the register says of the person is masked, as on the draft's page.
    answers = {**opened.data, **reading.with_masks(opened.given, opened.part.group)}
    document, data = opened.document, {opened.part.code: answers}
    marks = SheetMarks(edition=edition_text(document), state=_DRAFT)
    shown, about = pictures_of(person, document, data), About(author=office_of(person.county_id))
    job = record_job(document, data, marks=marks, copies=False, pictures=shown, about=about)
    return f"{opened.draft.title} {document.title}（{_DRAFT}）.pdf", render(job)


def pictures_of(person: Person, document: FormDocument, data: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """The pictures the paper shows; one that is lost is named on the sheet as missing instead of stopping it."""
    chapters = (chapter for code, answers in data.items() for chapter in reading.read(document.parts[code], answers))
    found: dict[str, bytes] = {}
    for file_id in (file_id for chapter in chapters for line in chapter.lines for file_id in line.files):
        with suppress(NotFound, ObjectMissing):
            found[file_id] = pictures.read(person, file_id)[1]
    return found
