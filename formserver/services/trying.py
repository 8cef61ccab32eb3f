"""A record tried in another edition of its paper: what its answers would become, and what would be wrong with them.

Whoever only asks and whoever moves it ask here, so that what was promised is what is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formserver.clock import today
from formserver.forms import validation
from formserver.forms.document import Part
from formserver.forms.editions.upgrading import Upgraded, upgrade
from formserver.forms.expressions.scopes import Known
from formserver.forms.problems import Problem
from formserver.models import Record, Revision
from formserver.services import sealing, ways
from formserver.services.documents import form_document
from formserver.services.person import operator
from formserver.services.ways import Ways
from formserver.store import records


@dataclass(frozen=True)
class Tried:
    """The record's part in both editions, its answers now, and what a move makes of them; `problems` would block a
    submission."""

    before: Part
    after: Part
    data: Mapping[str, Any]
    moved: Upgraded
    problems: tuple[Problem, ...]


def tried(record: Record, to: Ways) -> Tried:
    """Try a record in another edition. Nothing is written. Raises DecryptionFailed."""
    before, data = form_document(record.form_edition_id).parts[record.part], sealing.data_of(record)
    after = to.part(record.part)
    known = Known(today(), _previous(record) if after.computing.reads_previous else None)
    moved = upgrade(before, after, data, known, to.of(record.form_edition_id, record.part))
    problems = validation.check(after, moved.data, today=known.today, previous=known.previous)
    return Tried(before, after, data, moved, tuple(validation.errors(problems)))


def data_in(record: Record, revision: Revision, edition_id: str) -> Mapping[str, Any]:
    """What a revision says, readable, as it would read in an edition of its paper. Raises DecryptionFailed."""
    data = sealing.held_data(record, revision)
    if revision.form_edition_id == edition_id:
        return data
    before, after = (form_document(one).parts[record.part] for one in (revision.form_edition_id, edition_id))
    # The day decides about computed values: that of the submission, so that a sheet is the same on every other day.
    known, was = Known(today(record.submitted_at)), revision.form_edition_id
    return upgrade(before, after, data, known, ways.to_edition(edition_id).of(was, record.part)).data


def _previous(record: Record) -> Any:
    """The data of the person's last approved record before this one, which expressions may speak of."""
    if record.elder_id is None:
        return None
    scope = operator(record.county_id, record.author_id).scope
    paper = {"form_code": record.form_code, "part": record.part, "elder_id": record.elder_id}
    found = records.last_approved(scope, **paper, before=record.id)
    return None if found is None else sealing.in_force(found)[1]
