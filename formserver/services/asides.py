"""Answers kept aside: sealed with the revision that left them out, shown in the words of the edition that asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from formserver.forms.editions import aside
from formserver.forms.editions.aside import Aside
from formserver.forms.pairs import Pairs
from formserver.forms.reading import Line
from formserver.models import Draft, Record, Revision
from formserver.services.documents import form_document
from formserver.store import drafts, records
from formserver.store.sensitive import open_text, seal_text

_PLACE: Final = "set_aside"


@dataclass(frozen=True)
class Former:
    """What one edition asked and the present one does not; `edition` as it is printed: "1.0"."""

    edition: str
    lines: Sequence[Line]


def sealed(kept: Sequence[Aside], county_id: str, record_id: str) -> str | None:
    """The answers as a revision keeps them, encrypted for their record; None where there are none."""
    text = json.dumps([one.as_json() for one in kept], ensure_ascii=False)
    return seal_text(text, county_id, record_id, _PLACE) if kept else None


def of_revision(revision: Revision) -> list[Aside]:
    """What is kept aside with a revision, readable. Raises DecryptionFailed."""
    if revision.set_aside is None:
        return []
    text = open_text(revision.set_aside, revision.county_id, revision.record_id, _PLACE)
    return [Aside.of_json(one) for one in json.loads(text)]


def of_draft(draft: Draft) -> list[Aside]:
    """What a draft keeps aside, as answers of the edition that asked. Raises DecryptionFailed."""
    return [
        one
        for left in drafts.set_aside_of(draft)
        for one in aside.of_pairs(left.edition_id, form_document(left.edition_id).parts[draft.part], Pairs(left.pairs))
    ]


def files(kept: Sequence[Aside], part: str) -> list[str]:
    """Ids of the stored files that the answers name."""
    return [
        file_id
        for one in kept
        for file_id in aside.line(form_document(one.edition_id).parts[part], one, masked=False).files
    ]


def of_submission(record: Record, draft: Draft) -> list[Aside]:
    """What a record keeps aside once the draft is submitted as its present revision: what its revision before did, and
    what the draft does. Raises DecryptionFailed."""
    number = record.revision_number - 1
    former = of_revision(records.revision(record.county_id, record.id, number)) if number else []
    return [*former, *of_draft(draft)]


def shown(kept: Sequence[Aside], part: str, *, masked: bool) -> list[Former]:
    """The answers in words, by the edition that asked, the first to be left behind first; `masked`: as on the page of
    the record."""
    found = []
    for edition_id in dict.fromkeys(one.edition_id for one in kept):
        document = form_document(edition_id)
        lines = [aside.line(document.parts[part], one, masked=masked) for one in kept if one.edition_id == edition_id]
        found.append(Former("{}.{}".format(*document.edition), lines))
    return found
