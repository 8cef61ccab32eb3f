"""A record that tells of a visit, or of care given after one, has a narrow row; it comes, changes and goes with it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from formserver.clock import today
from formserver.models import Record, Visit
from formserver.programme.visiting import Visiting
from formserver.services import programmes, sealing
from formserver.services.visiting import duties
from formserver.store import records, visits
from formserver.workflow.states import RETURNED, State
from formserver.workflow.words import StateKind

_KINDS: Final = {"visit_date": visits.VISIT, "care_date": visits.CARE}
_FORMS: Final = "visit_record/"
_UNCHANGING: Final = frozenset({"state", "risk", "findings", "visitor_id", "entered_on", "is_late"})
"""What of a visit changes nothing of what is owed."""


def note(record: Record, concepts: Mapping[str, Any] | None = None, *, is_new: bool = False) -> None:
    """Let the row of a record say what the record says now, and what is owed to its person follow.

    ``concepts``: what its data in force mean, where the caller has them at hand. A correction on its way changes
    nothing: the approved data stay in force.
    """
    stored = None if is_new else visits.find(record.county_id, record.id)
    told = told_by(record, concepts)
    before, after = (_key(one) if one else None for one in (stored, told))
    concerned = {(one["elder_id"], one["happened_on"]) for one in (before, after) if one and before != after}
    held = [duties.hold(record.county_id, elder_id, [day]) for elder_id, day in sorted(concerned)]
    _write(stored, told)
    for owed in held:
        duties.renew(owed)


def refile(record: Record) -> None:
    """Let the row of a record say whose it is now; the caller holds what is owed to both, and renews it."""
    _write(visits.find(record.county_id, record.id), told_by(record))


def hold(record: Record) -> None:
    """Keep what is owed because of a record's visit from everybody else, before anything that follows it is touched."""
    if stored := visits.find(record.county_id, record.id):
        duties.hold(record.county_id, stored.elder_id, [stored.happened_on])


def note_act(record: Record, *, is_final: bool) -> None:
    """The same after an act of the workflow. Only where data came into force, or the record was ended, does it say
    something else than where it stands."""
    state = State.parse(record.state)
    if is_final or state.kind is StateKind.TERMINATED:
        note(record)
    elif stored := visits.find(record.county_id, record.id):
        stored.state = _state(record, state)


def told_by(record: Record, concepts: Mapping[str, Any] | None = None) -> Visit | None:
    """The row of a record as it should be; None where it tells of no visit, or was ended for good."""
    state = State.parse(record.state)
    is_visit = record.form_code.startswith(_FORMS) and record.elder_id is not None
    if not is_visit or state.kind is StateKind.TERMINATED:
        return None
    assert record.elder_id is not None
    told = concepts if concepts is not None and record.approved_revision is None else _in_force(record)
    found = next(((kind, told[name]) for name, kind in _KINDS.items() if name in told), None)
    if found is None:
        return None
    kind, happened_on = found
    programme = programmes.on(record.county_id, _day_of(happened_on)).visiting
    period = programme.calendar.of_text(happened_on)
    if period is None:  # a year alone: nobody knows whose visit of which month it was
        return None
    author_id, entered_on = _first_submitted(record)
    return Visit(
        county_id=record.county_id,
        record_id=record.id,
        elder_id=record.elder_id,
        township_code=record.township_code,
        village_code=record.village_code,
        kind=kind,
        happened_on=happened_on,
        period=period.name,
        way=_way(record, told, happened_on) if kind == visits.VISIT else None,
        visitor_id=record.visitor_id if record.visitor_name else author_id,
        entered_on=entered_on.isoformat(),
        is_late=entered_on > period.hand_in,
        risk=told.get("risk_grade"),
        findings=len(_programme_of(record, happened_on).found_in(told)),
        state=_state(record, state),
    )


def _write(stored: Visit | None, told: Visit | None) -> None:
    if stored is None:
        if told is not None:
            visits.insert(told)
    elif told is None:
        visits.remove(stored)
    else:
        visits.change(stored, told)


def _in_force(record: Record) -> Mapping[str, Any]:
    found = records.in_force(record.county_id, record.id)
    assert found is not None
    part, data = sealing.in_force(found)
    return part.concepts(data)


def _first_submitted(record: Record) -> tuple[str, date]:
    """Who submitted it first, and when: a correction by somebody else makes that person the author."""
    if record.revision_number == 1:
        return record.author_id, today(record.submitted_at)
    first = records.revision(record.county_id, record.id, 1)
    return first.by_user_id, today(first.at)


def _way(record: Record, told: Mapping[str, Any], happened_on: str) -> str | None:
    said: str | None = told.get("visit_way")
    return said or _programme_of(record, happened_on).unsaid_way


def _programme_of(record: Record, happened_on: str) -> Visiting:
    return programmes.on(record.village_code, _day_of(happened_on)).visiting


def _day_of(happened_on: str) -> date:
    """The day a date as written begins with."""
    return date.fromisoformat((happened_on + "-01-01")[: len("YYYY-MM-DD")])


def _state(record: Record, state: State) -> str:
    if record.approved_revision is not None:
        return "approved"
    return "returned" if state == RETURNED else "sent"


def _key(visit: Visit) -> dict[str, Any]:
    return {name: getattr(visit, name) for name in visits.COLUMNS if name not in _UNCHANGING}
