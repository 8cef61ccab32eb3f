"""How a record stands to the editions of its paper, and what moving it to the one in force would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from formserver.forms.editions import previewing
from formserver.forms.editions.previewing import Step
from formserver.forms.problems import Problem
from formserver.models import JournalEntry, Record, Revision
from formserver.services import asides, looking, moving, ways
from formserver.services.moving import StaysThere, edition_text
from formserver.services.person import Person
from formserver.services.trying import tried
from formserver.store import forms, journal, records


@dataclass(frozen=True)
class Preview:
    """What moving the record would do, step by step. `edition`, `newer`: the edition it is in and the one in force, as
    printed; `target`: the latter's id; `hindrance`: why it cannot be moved, whatever its answers are."""

    record: Record
    target: str
    edition: str
    newer: str
    steps: Sequence[Step]
    problems: Sequence[Problem]
    hindrance: StaysThere | None
    masked: bool


@dataclass(frozen=True)
class MoveLine:
    """One move of a record, or one way back: the entry, and the editions it led from and to."""

    entry: JournalEntry
    former: str
    edition: str


@dataclass(frozen=True)
class Standing:
    """How a record stands to the editions of its paper. `newer`: the edition in force where it is another one, and this
    person may move the record; `former`: the edition a move can be undone to, by him and now; `moves`: every move, the
    last first; `aside`: what is not asked any more."""

    edition: str
    newer: str
    former: str
    moves: Sequence[MoveLine]
    aside: Sequence[asides.Former]


def standing(person: Person, record: Record, *, masked: bool) -> Standing:
    """How a record that the person may see stands to the editions of its paper."""
    current = records.revision(record.county_id, record.id, record.revision_number)
    target = forms.active_id(record.form_code)
    may, back = moving.role_of(person, record) is not None, moving.former_of(record, current)
    moves = journal.asides(record.county_id, record.id, *journal.MOVES)
    return Standing(
        edition=edition_text(record.form_edition_id),
        newer=edition_text(target) if may and target and moving.hindrance(record, target) is None else "",
        former=edition_text(back.form_edition_id) if may and isinstance(back, Revision) else "",
        moves=[MoveLine(one, *(edition_text(str(one.facts[end])) for end in ("from", "to"))) for one in moves],
        aside=asides.shown(asides.of_revision(current), record.part, masked=masked),
    )


def preview(person: Person, record_id: str) -> Preview:
    """What moving a record to the edition in force would do, with the masks of its page. Raises NotFound, Forbidden."""
    record = records.get(person.scope, record_id)
    moving.needed_role(person, record)
    in_force = forms.active_id(record.form_code)
    target = in_force or record.form_edition_id
    found = tried(record, ways.to_edition(target))
    masked = looking.is_masked(person, record)
    return Preview(
        record,
        target,
        edition_text(record.form_edition_id),
        edition_text(target),
        previewing.steps(found.before, found.after, found.data, found.moved, masked=masked),
        found.problems,
        moving.hindrance(record, in_force),
        masked,
    )
