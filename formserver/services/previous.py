"""The last approved record of the same paper about the same person: what stands beside the questions of a new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from formserver.forms.document import Part
from formserver.models import Draft
from formserver.services import sealing
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.store import records
from formserver.store.records import InForce


@dataclass(frozen=True)
class Previous:
    """That record as it was approved. `is_own`: the reader filled it in himself; `with_copies`: what was copied into it
    from the register is read, too, because the new paper computes with it."""

    record: InForce
    is_own: bool
    with_copies: bool = False

    @property
    def part(self) -> Part:
        """Its part in the edition it was filled in."""
        return form_document(self.record.form_edition_id).parts[self.record.part]

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The approved data, readable; opened when first asked for. Raises DecryptionFailed."""
        return sealing.in_force(self.record, without_copies=not self.with_copies)[1]

    @property
    def happened_on(self) -> str | None:
        """The day it tells of, as written."""
        return self.record.happened_on


def of_draft(person: Person, draft: Draft) -> Previous | None:
    """The record that was approved last before the draft's own one, within what the person may see; in one query."""
    if draft.elder_id is None:
        return None
    paper = {"form_code": draft.form_code, "part": draft.part, "elder_id": draft.elder_id}
    found = records.last_approved(person.scope, **paper, before=draft.record_id)
    if found is None:
        return None
    own = form_document(draft.form_edition_id).parts[draft.part]
    return Previous(found, found.author_id == person.user_id, own.computing.reads_previous)
