"""Why somebody is not visited in a cycle: a reason of the programme, given and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.clock import today
from formserver.errors import Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.models import Elder, VisitCycle, VisitDuty
from formserver.programme.visiting import Absence
from formserver.services import programmes
from formserver.services.acting import Incomplete
from formserver.services.months import locks
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.services.visiting import cards, duties
from formserver.services.visiting.absence_problems import problem
from formserver.services.visiting.cards import Owed
from formserver.store import elders, users, visit_duties, visit_lists
from formserver.store.months import Key

RIGHTS: Final = ("record_visit", "approve_village", "approve_township")


class NothingOwed(FormserverError):
    """The person was visited, does not want visits, or is owed none: there is nothing to explain."""

    status = 409
    message_key = "%(name)s现在没有欠访，不用说明原因。"


class StaleDuty(FormserverError):
    """Somebody visited, or gave a reason, while the page was open."""

    status = 409
    message_key = "您打开这一页以后，这位老人的探访情况已有变化，没有保存。请看过现在的情况再办。"


@dataclass(frozen=True)
class Explaining:
    """The page of a reason. ``reasons``: of the programme; ``by_name``: who gave the one there is; ``may``: one may be
    given or changed; ``has_reason``: one may be taken back; ``seen``: what the page shows, see `explain`."""

    elder: Elder
    owed: Owed
    reasons: Sequence[Absence]
    by_name: str
    may: bool
    has_reason: bool
    seen: str


def view(person: Person, elder_id: str, cycle_id: str) -> Explaining:
    """What is owed to a person in a cycle, and why nobody came. Raises NotFound."""
    elder, duty, cycle = _found(person, elder_id, cycle_id)
    made = visit_lists.visits_of(person.county_id, [elder_id], cycle.first, cycle.last).get(elder_id, ())
    reasons = _reasons(duty, cycle)
    return Explaining(
        elder=elder,
        owed=cards.owes(duty, cycle, made, today()),
        reasons=reasons,
        by_name=users.names([duty.reason_by]).get(duty.reason_by, "") if duty.reason_by else "",
        may=_may(person, duty) and _is_open(duty, reasons),
        has_reason=_is_reason(duty, reasons),
        seen=_seen(duty),
    )


def explain(person: Person, elder_id: str, cycle_id: str, code: str, note: str, seen: str) -> None:
    """Say why a person is not visited in a cycle, or ("") take that back. What is said already changes nothing.

    ``seen``: `Explaining.seen` of the page. Raises NotFound, Forbidden, Incomplete, NothingOwed, StaleDuty,
    MonthLocked.
    """
    elder, duty, cycle = _found(person, elder_id, cycle_id)
    if not _may(person, duty):
        raise Forbidden
    _keep(duty, cycle)
    reasons = _reasons(duty, cycle)
    if wrong := problem(reasons, code, note):
        raise Incomplete(dict([wrong]))
    if ((duty.reason or ""), duty.reason_note) == (code, note):
        return
    if not _is_open(duty, reasons):
        raise NothingOwed(name=elder.name)
    if seen != _seen(duty):
        raise StaleDuty
    duties.explain(person, duty, cycle, next((one for one in reasons if one.code == code), None), note)
    db.session.commit()


def _keep(duty: VisitDuty, cycle: VisitCycle) -> None:
    """Keep the month and what is owed from everybody else, in this order. Raises MonthLocked, and StaleDuty where the
    person moved meanwhile."""
    village = duty.village_code
    if cycle.kind == visit_duties.MONTH:
        locks.keep_reasons(Key(duty.county_id, cycle.id, village))
    db.session.refresh(duty, with_for_update=True)
    if duty.village_code != village:
        raise StaleDuty


def _found(person: Person, elder_id: str, cycle_id: str) -> tuple[Elder, VisitDuty, VisitCycle]:
    elder = elders.get(person.scope, elder_id)
    duty = visit_duties.find(person.county_id, cycle_id, elder_id)
    cycle = visit_duties.cycle(person.county_id, cycle_id)
    if duty is None or cycle is None or cycle.state != visit_duties.OPEN:
        raise NotFound
    return elder, duty, cycle


def _may(person: Person, duty: VisitDuty) -> bool:
    """Where the duty is: of a past period that is where the person lived then."""
    return not rights_of(person.roles_at(duty.village_code)).isdisjoint(RIGHTS)


def _reasons(duty: VisitDuty, cycle: VisitCycle) -> Sequence[Absence]:
    return programmes.on(duty.village_code, date.fromisoformat(cycle.first)).visiting.absences


def _is_reason(duty: VisitDuty, reasons: Sequence[Absence]) -> bool:
    return any(one.code == duty.reason for one in reasons)


def _is_open(duty: VisitDuty, reasons: Sequence[Absence]) -> bool:
    """Whether a visit is owed, or would be without the reason there is."""
    owed = duty.status == duties.DUE and duty.open_until is not None
    return owed or _is_reason(duty, reasons)


def _seen(duty: VisitDuty) -> str:
    return f"{duty.status}.{duty.reason or ''}.{duty.met}.{duty.open_until or ''}"
