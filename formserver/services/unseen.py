"""Why a question is not shown: of a record as its page shows it, and of a draft as it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from formserver.forms import explaining
from formserver.forms.document import FormDocument, Part
from formserver.forms.explaining import Unseen
from formserver.services import filling, looking, sealing
from formserver.services.documents import form_document
from formserver.services.exports import editions_of
from formserver.services.person import Person
from formserver.store import records


@dataclass(frozen=True)
class UnseenView:
    """What is not shown. ``title``: whose paper it is; ``hidden``: by rules; ``unanswered``: for other reasons;
    ``added``: what only editions up to ``newest`` ask; ``masked``: numbers among the answers have their middle
    hidden."""

    title: str
    document: FormDocument
    part: Part
    hidden: Sequence[Unseen]
    unanswered: Sequence[Unseen]
    added: Sequence[str]
    newest: FormDocument
    masked: bool = False


def of_record(person: Person, record_id: str) -> UnseenView:
    """Of a record, with the masks of its page. Raises NotFound."""
    record = records.get(person.scope, record_id)
    document, masked = form_document(record.form_edition_id), looking.is_masked(person, record)
    part = document.parts[record.part]
    found = explaining.unseen(part, sealing.data_of(record), masked=masked)
    return _view(record.title, document, part, found, masked=masked)


def of_draft(person: Person, draft_id: str) -> UnseenView:
    """Of one's own draft, as it is kept. Raises NotFound, Forbidden."""
    found = filling.opened(person, draft_id)
    title = found.draft.title or found.document.title
    return _view(title, found.document, found.part, explaining.unseen(found.part, found.data))


def _view(
    title: str, document: FormDocument, part: Part, found: Sequence[Unseen], *, masked: bool = False
) -> UnseenView:
    documents = [published for _, published in editions_of(document.code) if published.edition >= document.edition]
    groups = [one.parts[part.code].group if part.code in one.parts else None for one in documents]
    return UnseenView(
        title=title,
        document=document,
        part=part,
        hidden=[one for one in found if one.reason == "rule"],
        unanswered=[one for one in found if one.reason != "rule"],
        added=explaining.added_since(groups),
        newest=documents[0],
        masked=masked,
    )
