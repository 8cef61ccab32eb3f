"""Why a document that is offered could not be published now: who reads what it drops, which locks it does not keep."""

from formserver.forms.telling import Sentence
from formserver.models import EditionDraft
from formserver.services import inheritance, references
from formserver.services.documents import form_document
from formserver.services.edition_drafts import document_of
from formserver.store import edition_drafts


def of(draft: EditionDraft) -> list[Sentence]:
    """One sentence each; none of a draft that is decided.

    Bringing it in was refused for the same reasons, but the upper form and other forms may have changed since.
    """
    if draft.state != edition_drafts.OPEN:
        return []
    document = document_of(draft)
    lost = references.lost(form_document(draft.based_on), document) if draft.based_on else []
    return [*(one.told for one in lost), *(one.told for one in inheritance.broken(document))]
