"""Filled-in data on their way into and out of the database: sensitive answers are encrypted there."""

from collections.abc import Mapping
from typing import Any

from formserver.forms.document import Part
from formserver.models import Record, Revision
from formserver.services.documents import form_document
from formserver.store.sensitive import open_, seal


def sealed(part: Part, data: Mapping[str, Any], county_id: str, record_id: str) -> dict[str, Any]:
    """The data with every sensitive answer encrypted for its place."""
    return seal(data, list(part.group.sensitive_paths()), county_id, record_id)


def data_of(record: Record) -> dict[str, Any]:
    """The data of a record, readable. Raises DecryptionFailed."""
    part = form_document(record.form_edition_id).parts[record.part]
    return open_(record.data, list(part.group.sensitive_paths()), record.county_id, record.id)


def revision_data(record: Record, revision: Revision) -> dict[str, Any]:
    """The data of one revision, readable, by the edition it was filled in."""
    part = form_document(revision.form_edition_id).parts[record.part]
    return open_(revision.data, list(part.group.sensitive_paths()), record.county_id, record.id)
