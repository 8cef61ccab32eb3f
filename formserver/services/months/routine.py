"""Visits of a month that wait for the reader: which may be approved together, and why the others must be opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.clock import today
from formserver.forms import reading
from formserver.forms.carrying import ASKED_ANEW, concept_of, may_carry
from formserver.forms.document import Part
from formserver.forms.editions.upgrading import upgrade
from formserver.forms.expressions.scopes import Known
from formserver.forms.input_names import locate
from formserver.forms.kinds.base import Field
from formserver.forms.origins import CARRIED
from formserver.forms.problems import Path, path_at
from formserver.models import Record
from formserver.programme import routine as rules
from formserver.programme.routine import Looked
from formserver.regions.names import display_name
from formserver.services import sealing, worklists
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.store import regions, routine
from formserver.store.records import InForce
from formserver.store.routine import WaitingVisit

MOST: Final = 200
"""Visits on one page; the others follow when these are done."""

_DANGERS: Final = frozenset(
    {
        *("risk_grade", "illness"),
        *("gas_safety", "electric_safety", "water_safety", "house_safety", "other_safety"),
    }
)
_OF_THIS_VISIT: Final = ASKED_ANEW - _DANGERS


@dataclass(frozen=True)
class Candidate:
    """A visit that waits for the reader. ``why``: msgids of why it must be opened, none where it need not be."""

    record: Record
    village: str
    happened_on: str
    way: str | None
    changed: int
    why: Sequence[str]


def candidates(person: Person, period: str, place: str) -> list[Candidate]:
    """The visits of a period at a place that wait for the reader, in a fixed number of queries: those that need not be
    opened first."""
    shelf = worklists.shelf(person, "todo")
    found = routine.waiting(person.scope, shelf, period, place, MOST)
    if not found:
        return []
    former = routine.former(person.county_id, [one.record for one in found])
    names = regions.names({one.record.village_code for one in found})
    made = [_candidate(one, former, names) for one in found]
    return sorted(made, key=lambda one: bool(one.why))


def _candidate(
    one: WaitingVisit, former: Mapping[tuple[str, str, str], InForce], names: Mapping[str, str]
) -> Candidate:
    record = one.record
    last = former.get((record.elder_id or "", record.form_code, record.part))
    changed = _changed(record, last) if last else []
    part = form_document(record.form_edition_id).parts[record.part]
    looked = Looked(
        risk=one.visit.risk,
        is_asked=any(concept_of(field) == "risk_grade" for _, field in part.fields()),
        findings=one.visit.findings,
        is_late=one.visit.is_late,
        has_day=len(one.visit.happened_on) == len("YYYY-MM-DD"),
        has_reasons=bool(one.revision.reasons),
        is_first_submission=record.revision_number == 1,
        has_former=last is not None,
        changed=sum(concept not in _DANGERS for concept in changed),
        danger_changed=sum(concept in _DANGERS for concept in changed),
        over_carried=_over_carried(part, one.revision.answer_origins or {}),
    )
    village = display_name(names.get(record.village_code, record.village_code))
    return Candidate(record, village, one.visit.happened_on, one.visit.way, looked.changed, rules.to_open(looked))


def _changed(record: Record, last: InForce) -> list[str]:
    """The concepts ("" for none) of the answers that read otherwise than last time, without those that tell of this
    very visit."""
    part, data = form_document(record.form_edition_id).parts[record.part], sealing.data_of(record)
    before, was = sealing.in_force(last)
    if last.form_edition_id != record.form_edition_id:
        was = upgrade(before, part, was, Known(today())).data
    differing = (_field_at(part, change.path) for change in reading.changes(part, was, data))
    fields = [field for field in differing if field is None or not _is_of_this_visit(field)]
    return [concept_of(field) if field else "" for field in fields]


def _is_of_this_visit(field: Field) -> bool:
    """Whether the answer is another one each time: a date, a number, a signature, a photo."""
    return concept_of(field) in _OF_THIS_VISIT or not field.carries


def _over_carried(part: Part, origins: Mapping[str, Any]) -> int:
    carried = (_field_at(part, path_at(pointer)) for pointer, code in origins.items() if code == CARRIED)
    return sum(field is not None and not may_carry(field) for field in carried)


def _field_at(part: Part, path: Path) -> Field | None:
    return locate(part, path).field
