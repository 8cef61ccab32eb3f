"""Acts are idempotent: the same act id and body get the first answer again, another body or person is refused."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from formserver.errors import ActConflict
from formserver.models import JournalEntry, Record, Revision
from formserver.services import sealing
from formserver.services.person import Person
from formserver.store import journal


def earlier(person: Person, act_id: str, body_hash: str) -> JournalEntry | None:
    """The entry this very act already made, or None. Raises ActConflict for another body or another person."""
    found = journal.find_act(person.county_id, act_id)
    if found is not None and (found.user_id, found.body_hash) != (person.user_id, body_hash):
        raise ActConflict
    return found


def body_hash(kind: str, items: Iterable[tuple[str, str]]) -> str:
    """SHA-256 hex over what was posted: the kind of act and the pairs in page order."""
    return hashlib.sha256(rfc8785.dumps([kind, [list(item) for item in items]])).hexdigest()


def data_hash(data: Mapping[str, Any]) -> str:
    """SHA-256 hex over filled-in data, for the journal; the data themselves stay out of it."""
    return hashlib.sha256(rfc8785.dumps(dict(data))).hexdigest()


def revision_facts(record: Record, revision: Revision) -> dict[str, str]:
    """What the journal keeps of a revision: whose it is, its edition, and hashes of its answers, of where they come
    from, and of the reasons given, all readable. Raises DecryptionFailed."""
    said = {pointer: reason.as_json() for pointer, reason in sealing.reasons_of(revision).items()}
    return {
        "by": revision.by_user_id,
        "edition": revision.form_edition_id,
        "data": data_hash(sealing.revision_data(record, revision)),
        "origins": data_hash(revision.answer_origins or {}),
        "reasons": data_hash(said),
    }
