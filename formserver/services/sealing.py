"""Filled-in data on their way into and out of the database: sensitive answers and reasons are encrypted there."""

import json
from collections.abc import Mapping
from typing import Any

from formserver.forms.document import Part
from formserver.forms.reasons import Reason
from formserver.models import Record, Revision
from formserver.services.documents import form_document
from formserver.store.records import InForce
from formserver.store.sensitive import open_, open_text, seal, seal_text


def sealed(part: Part, data: Mapping[str, Any], county_id: str, record_id: str) -> dict[str, Any]:
    """The data with every sensitive answer encrypted for its place."""
    return seal(data, part.group.sensitive, county_id, record_id)


def data_of(record: Record) -> dict[str, Any]:
    """The data of a record, readable. Raises DecryptionFailed."""
    part = form_document(record.form_edition_id).parts[record.part]
    return open_(record.data, part.group.sensitive, record.county_id, record.id)


def revision_data(record: Record, revision: Revision) -> dict[str, Any]:
    """The data of one revision, readable, by the edition it was filled in."""
    part = form_document(revision.form_edition_id).parts[record.part]
    return open_(revision.data, part.group.sensitive, record.county_id, record.id)


def held_data(record: Record, revision: Revision) -> dict[str, Any]:
    """The data of one revision, readable; those of the present one are the record's own."""
    return data_of(record) if revision.number == record.revision_number else revision_data(record, revision)


def in_force(record: InForce, *, without_copies: bool = False) -> tuple[Part, dict[str, Any]]:
    """What a record says, readable, with the part of the edition it was filled in; or only what it says itself,
    without what was copied into it from the register. Raises DecryptionFailed."""
    part = form_document(record.form_edition_id).parts[record.part]
    copies = part.group.frozen if without_copies else frozenset()
    data = {code: answer for code, answer in record.data.items() if code not in copies}
    return part, open_(data, part.group.sensitive, record.county_id, record.id)


def sealed_reasons(given: Mapping[str, Reason], county_id: str, record_id: str) -> dict[str, str]:
    """Reasons, by the JSON pointer of their warning, each encrypted for its place: they may tell of people."""
    texts = {pointer: json.dumps(reason.as_json(), ensure_ascii=False) for pointer, reason in given.items()}
    return {pointer: seal_text(text, county_id, record_id, _place(pointer)) for pointer, text in texts.items()}


def reasons_of(revision: Revision) -> dict[str, Reason]:
    """The reasons given with a revision, readable. Raises DecryptionFailed."""
    stored = revision.reasons or {}
    return {
        pointer: Reason(**json.loads(open_text(text, revision.county_id, revision.record_id, _place(pointer))))
        for pointer, text in stored.items()
    }


def _place(pointer: str) -> str:
    return f"reason:{pointer}"
