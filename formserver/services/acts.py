"""Acts are idempotent: the same act id and body get the first answer again, another body or person is refused."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from formserver.digests import digest
from formserver.errors import ActConflict
from formserver.forms.editions.aside import Aside
from formserver.forms.reasons import Reason
from formserver.models import Record, Revision
from formserver.services import asides, sealing
from formserver.services.person import Person
from formserver.store import journal
from formserver.store.journal import DoneAct

SOURCE: Final = "source"
ASIDE: Final = "aside"
OF_MOVES: Final = frozenset({SOURCE, ASIDE})
"""Facts that not every revision has."""


def earlier(person: Person, act_id: str, body_hash: str) -> DoneAct | None:
    """What this very act already did, or None. Raises ActConflict for another body or another person."""
    found = journal.find_act(person.county_id, act_id)
    if found is not None and (found.user_id, found.body_hash) != (person.user_id, body_hash):
        raise ActConflict
    return found


def body_hash(kind: str, items: Iterable[tuple[str, str]]) -> str:
    """SHA-256 hex over what was posted: the kind of act and the pairs in page order."""
    return digest([kind, [list(item) for item in items]])


def revision_facts(
    revision: Revision, data: Mapping[str, Any], reasons: Mapping[str, Reason], kept: Sequence[Aside] = ()
) -> dict[str, str | int]:
    """What the journal keeps of a revision: whose it is, its edition, and hashes of its answers, of where they come
    from, of the reasons given and of what is kept aside, all readable; they themselves stay out of it."""
    own = {name: value for name, value in _facts_of_moves(revision, kept) if value is not None}
    return own | {
        "by": revision.by_user_id,
        "edition": revision.form_edition_id,
        "data": digest(dict(data)),
        "origins": digest(revision.answer_origins or {}),
        "reasons": digest({pointer: reason.as_json() for pointer, reason in reasons.items()}),
    }


def stored_facts(record: Record, revision: Revision) -> dict[str, str | int]:
    """The same of a revision as it is stored. Raises DecryptionFailed."""
    data, reasons = sealing.revision_data(record, revision), sealing.reasons_of(revision)
    return revision_facts(revision, data, reasons, asides.of_revision(revision))


def _facts_of_moves(revision: Revision, kept: Sequence[Aside]) -> list[tuple[str, str | int | None]]:
    """What only revisions have that moved to another edition, or were made of one that did."""
    return [(SOURCE, revision.source), (ASIDE, digest([one.as_json() for one in kept]) if kept else None)]
