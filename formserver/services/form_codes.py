"""Codes of forms that nobody has published yet: one that is free, and another one for a draft."""

from formserver.errors import Forbidden, FormserverError
from formserver.extensions import db
from formserver.forms.designing import steps
from formserver.models import FormDesign
from formserver.services import designing, edition_drafts, ownership
from formserver.services.edition_drafts import CodeTaken, document_of, renamed
from formserver.services.ownership import EDITS
from formserver.services.person import Person
from formserver.store import designs, forms
from formserver.store import edition_drafts as drafts


class CodeSettled(FormserverError):
    """The code of a form stays from its first edition on."""

    status = 409
    message_key = "发布过的表，编码不能再改。"


def free(code: str) -> str:
    """The code, or one like it that neither a form has nor one that is to become one."""
    found, number = code, 2
    while _is_taken(found):
        found, number = f"{code}_{number}", number + 1
    return found


def _is_taken(code: str) -> bool:
    return forms.find(code) is not None or drafts.is_waiting(code) or designs.is_open(code)


def recode(person: Person, draft_id: str, name: str) -> None:
    """Call the draft of a new form otherwise: `name`, what stands behind its category; and with it the design it was
    made of. Nothing happens where it has that code already.

    Raises NotFound, Forbidden, CodeSettled, DraftDecided, CodeUnfit, CodeTaken.
    """
    draft = drafts.get(person.county_id, draft_id, locked=True)
    if not ownership.holds(person, EDITS, draft.region_code):
        raise Forbidden
    if draft.based_on is not None or draft.state == drafts.PUBLISHED:
        raise CodeSettled
    before = document_of(draft)
    document = renamed(before, f"{before.category}/{name.strip()}")
    if document.code == before.code:
        return
    if _is_taken(document.code):
        raise CodeTaken(code=document.code)
    for design in designs.unpublished(person.county_id, before.code):
        if design.draft_id == draft.id:
            _recode_design(person, designs.get(person.county_id, design.id, locked=True), document.code)
    words = {"form_code": document.code, "source": document.text, "bundled": document.bundled_text}
    if not drafts.change(draft.id, words | {"sha256": document.sha256}, based_on=None):
        db.session.rollback()
        raise edition_drafts.DraftDecided
    db.session.commit()


def _recode_design(person: Person, design: FormDesign, code: str) -> None:
    """A step of the design, so that those before it can still be undone."""
    document = renamed(designing.read(design.text), code)
    designing.note(person, design, steps.recoded(design.text, document), {"do": "code"})
