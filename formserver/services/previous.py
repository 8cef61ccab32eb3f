"""The last approved record of the same paper about the same person: what stands beside the questions of a new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formserver.forms.document import Part
from formserver.models import Draft
from formserver.services import sealing
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.store import records


@dataclass(frozen=True)
class Previous:
    """The approved data of that record, in the part of the edition it was filled in; what was copied into it from the
    register only where the new paper computes with it.

    ``happened_on``: the day it tells of, as written; ``is_own``: the reader filled it in himself.
    """

    part: Part
    data: Mapping[str, Any]
    happened_on: str | None
    is_own: bool


def of_draft(person: Person, draft: Draft) -> Previous | None:
    """The record that was approved last before the draft's own one, within what the person may see; in one query."""
    if draft.elder_id is None:
        return None
    paper = {"form_code": draft.form_code, "part": draft.part, "elder_id": draft.elder_id}
    found = records.last_approved(person.scope, **paper, before=draft.record_id)
    if found is None:
        return None
    own = form_document(draft.form_edition_id).parts[draft.part]
    part, data = sealing.in_force(found, without_copies=not own.computing.reads_previous)
    return Previous(part, data, found.happened_on, found.author_id == person.user_id)
