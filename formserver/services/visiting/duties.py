"""What is owed to a person in the running cycles, kept up as visits are made and as the person's file changes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from formserver.clock import now, today
from formserver.models import Elder, VisitCycle, VisitDuty
from formserver.programme import duties as rules
from formserver.programme.duties import Duty, Made
from formserver.programme.periods import Window
from formserver.programme.visiting import Absence
from formserver.services import programmes
from formserver.services.person import Person
from formserver.store import counted, elders, visit_duties
from formserver.store.counted import Counted
from formserver.store.visit_duties import MONTH
from formserver.store.visit_openings import Concerned
from formserver.store.visits import CARE, VISIT

DUE: Final = "due"
REFUSED: Final = "refused"
EXCUSED: Final = "excused"
NEW: Final = "new"
LEFT: Final = "left"

FOLLOWED: Final = frozenset({"state", "consent", "township_code", "village_code", "merged_into"})
"""The columns of a file on which it depends what is owed."""

Held = Sequence[tuple[VisitDuty, VisitCycle]]
"""Duties kept from everybody else, with their cycles."""

_SAID: Final = ("reason", "reason_note", "reason_by")
_DISABLED: Final = frozenset({"moderate", "severe", "total"})


def windows_of(duty: VisitDuty, cycle: VisitCycle) -> tuple[Window, ...]:
    """The windows in which visits are due to somebody in a cycle."""
    first, last = date.fromisoformat(cycle.first), date.fromisoformat(cycle.last)
    if duty.each != rules.HALF_MONTH or cycle.second_half is None:
        return (Window(first, last),)
    second = date.fromisoformat(cycle.second_half)
    return Window(first, second - timedelta(days=1)), Window(second, last)


def met_of(duty: VisitDuty, windows: Sequence[Window]) -> tuple[bool, ...]:
    """For each window whether it is met."""
    return tuple(bool(duty.met >> number & 1) for number in range(len(windows)))


def refresh(county_id: str, elder_id: str, days: Iterable[str]) -> None:
    """Work out anew what visits have made of a person's duties in the cycles these dates lie in (YYYY-MM[-DD])."""
    renew(hold(county_id, elder_id, days))


def hold(county_id: str, elder_id: str, days: Iterable[str]) -> Held:
    """A person's duties in the cycles these dates lie in, kept from everybody else until the transaction ends; of a
    day that is over also those of files that became one with the person's, which may count what happened then.

    Whoever changes visits, or what is followed up, holds first what is owed because of them: all in one order, so that
    no two wait for each other.
    """
    written = sorted(days)
    is_over = written[0] < today().isoformat()
    theirs = counted.with_merged(county_id, [elder_id]) if is_over else {elder_id}
    return visit_duties.held(county_id, theirs, written[0], f"{written[-1]}-31")


def hold_all(county_id: str, *elder_ids: str) -> Held:
    """All that was ever owed to persons whose files become one, or two again."""
    return visit_duties.held(county_id, counted.with_merged(county_id, elder_ids), "", "9999")


def renew(held: Held) -> None:
    """Work out anew what visits, and what was settled, have made of duties that the caller holds."""
    for duty, cycle in held:
        made = counted.visits(cycle, [duty.elder_id]).get(duty.elder_id, ())
        is_settled = bool(duty.is_disabled and counted.helped(cycle, [duty.elder_id]))
        visit_duties.change(duty, standing(duty, cycle, made, is_settled=is_settled))
        if duty.open_until is not None and cycle.last >= today().isoformat():
            _stand_as_file_says(duty, cycle)


def standing(duty: VisitDuty, cycle: VisitCycle, made: Iterable[Counted], *, is_settled: bool) -> dict[str, Any]:
    """The columns of a duty that follow from visits; ``is_settled``: a hardship or referral of the person was."""
    windows, own = windows_of(duty, cycle), [visit for visit in made if _lies_in(visit, cycle)]
    visits = [Made(visit.happened_on, visit.way) for visit in own if visit.kind == VISIT]
    found = rules.progress(_rule(duty), windows, visits)
    return {
        "met": sum(is_met << number for number, is_met in enumerate(found.met)),
        "visits": found.visits,
        "is_helped": is_settled or any(visit.kind == CARE for visit in own),
        "open_until": open_until(duty.status, windows, found.met),
    }


def open_until(status: str, windows: Sequence[Window], met: Sequence[bool]) -> str | None:
    """The last day of the first window that is not met; None where nothing is owed any more."""
    still = (one.last.isoformat() for one, is_met in zip(windows, met, strict=True) if not is_met)
    return next(still, None) if status == DUE else None


def follow(elder: Elder) -> None:
    """Somebody came, left, moved, refused or agreed again: what is owed in the running cycles follows. Past ones stay
    as they were."""
    day = today().isoformat()
    for duty, cycle in visit_duties.held(elder.county_id, [elder.id], day, "9999"):
        status, reason = _standing(elder, duty)
        place = {"township_code": elder.township_code, "village_code": elder.village_code}
        visit_duties.change(duty, {**place, **stands_as(duty, cycle, status, reason)})
    if elder.state == elders.REGISTERED and elder.merged_into is None:
        _enter(elder, day)


def stands_as(duty: VisitDuty, cycle: VisitCycle, status: str, reason: str | None) -> dict[str, Any]:
    """The columns of a duty that gets another status and reason."""
    windows = windows_of(duty, cycle)
    told: dict[str, Any] = {"status": status, "reason": reason}
    if reason != duty.reason:
        told |= {"reason_note": "", "reason_by": None, "reason_at": None}
    return {**told, "open_until": open_until(status, windows, met_of(duty, windows))}


def explain(person: Person, duty: VisitDuty, cycle: VisitCycle, absence: Absence | None, note: str = "") -> None:
    """Say why somebody is not visited in a cycle; None takes it back. What excuses ends what is owed."""
    status = EXCUSED if absence and absence.excuses else DUE
    told = stands_as(duty, cycle, status, absence.code if absence else None)
    said = {"reason_note": note, "reason_by": person.user_id, "reason_at": now()} if absence else {}
    visit_duties.change(duty, {**told, **said})


def reasons_given(elder: Elder) -> list[dict[str, Any]]:
    """What somebody said in the running cycles about why the person is not visited, to be `give_again` later."""
    day = today().isoformat()
    found = visit_duties.of_elder(elder.county_id, elder.id, day, "9999")
    return [
        {"cycle": cycle.id, "status": duty.status, "at": duty.reason_at.isoformat()}
        | {name: getattr(duty, name) for name in _SAID}
        for duty, cycle in found
        if duty.reason_at is not None
    ]


def give_again(elder: Elder, reasons: Iterable[Mapping[str, Any]]) -> None:
    """Let what is owed in the running cycles be explained as it was; not what was done, or explained, since."""
    given, day = {one["cycle"]: one for one in reasons}, today().isoformat()
    for duty, cycle in visit_duties.held(elder.county_id, [elder.id], day, "9999"):
        one = given.get(cycle.id)
        if one is not None and duty.open_until is not None and duty.reason is None:
            said = {name: one[name] for name in _SAID} | {"reason_at": datetime.fromisoformat(one["at"])}
            visit_duties.change(duty, stands_as(duty, cycle, one["status"], one["reason"]) | said)


def duty_for(elder: Elder | Concerned, cycle: VisitCycle, rule: Duty, ability: str | None) -> VisitDuty:
    """A new duty towards somebody, nothing of it done yet; ``ability``: as the file says."""
    return VisitDuty(
        county_id=elder.county_id,
        cycle_id=cycle.id,
        elder_id=elder.id,
        township_code=elder.township_code,
        village_code=elder.village_code,
        care_level=elder.care_level or "",
        visit_class=elder.visit_class or "",
        is_disabled=ability in _DISABLED,
        is_helped=False,
        duty=rule.code,
        each=rule.each,
        ways=",".join(sorted(rule.ways)),
        times=rule.times,
        met=0,
        visits=0,
        status=REFUSED if elder.consent == "unwilling" else DUE,
        reason=None,
        reason_note="",
    )


def rule_of(elder: Elder | Concerned, day: date) -> Duty | None:
    """The duty towards somebody by the programme in force where he lives; None where it owes nothing."""
    return programmes.on(elder.village_code, day).visiting.duty_of(elder.care_level, elder.visit_class)


def _stand_as_file_says(duty: VisitDuty, cycle: VisitCycle) -> None:
    """Who left or refused after a visit that does not count any more is owed none in its place."""
    elder = elders.find(duty.county_id, duty.elder_id)
    assert elder is not None  # files are never deleted
    visit_duties.change(duty, stands_as(duty, cycle, *_standing(elder, duty)))


def _enter(elder: Elder, day: str) -> None:
    """Whoever was registered after a period began is in it, and owed nothing."""
    for cycle in visit_duties.cycles(elder.county_id, day, day):
        rule = rule_of(elder, date.fromisoformat(cycle.first)) if cycle.kind == MONTH else None
        if rule is not None and visit_duties.find(elder.county_id, cycle.id, elder.id) is None:
            duty = duty_for(elder, cycle, rule, elder.file.get("ability"))
            duty.status, duty.reason = EXCUSED, NEW
            visit_duties.insert_duty(duty)
            refresh(elder.county_id, elder.id, [cycle.first, cycle.last])


def _standing(elder: Elder, duty: VisitDuty) -> tuple[str, str | None]:
    """Status and reason that follow from the file; what was done before stays done."""
    is_done = duty.status == DUE and duty.open_until is None
    if is_done or duty.reason == NEW:
        return duty.status, duty.reason
    if elder.state != elders.REGISTERED or elder.merged_into is not None:
        return EXCUSED, LEFT
    if elder.consent == "unwilling":
        return REFUSED, None
    return (DUE, None) if duty.status == REFUSED or duty.reason == LEFT else (duty.status, duty.reason)


def _rule(duty: VisitDuty) -> Duty:
    ways = frozenset(way for way in duty.ways.split(",") if way)
    return Duty(duty.duty, "", duty.each, duty.times, ways)


def _lies_in(visit: Counted, cycle: VisitCycle) -> bool:
    if cycle.kind == MONTH:
        return visit.period == cycle.id
    return len(visit.happened_on) == len(cycle.first) and cycle.first <= visit.happened_on <= cycle.last
