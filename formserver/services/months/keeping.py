"""Acts on a village's month: done once, by who may, on a month that stands as the page showed it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from formserver.clock import now, today
from formserver.errors import ActConflict, FormserverError, NotFound, TransitionNotAllowed
from formserver.extensions import db
from formserver.models import MonthEvent, MonthReport, Record, VisitCycle
from formserver.programme import months as rules
from formserver.programme.figures import Tally
from formserver.programme.months import ACTS, STATES, Act, HandInTime, State, Timing, Told
from formserver.regions.codes import covers
from formserver.services.acting import LONGEST_NOTE, Incomplete
from formserver.services.acts import body_hash
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.store import figures, month_lists, months, records, visit_duties, visits
from formserver.store.month_lists import VisitCounts
from formserver.store.months import Key, MonthAct
from formserver.workflow.words import StateKind

RIGHTS: Final = ("hand_in_month", "sign_off_month", "oversee_months")
"""Who has one of these works on months."""


class StaleMonth(FormserverError):
    """Somebody did something with the month while the page was open."""

    status = 409
    message_key = "您打开这一页以后，本期月报已有变化，没有办理。请看过现在的情况再办。"


class NotReady(FormserverError):
    """Something has to be done first; ``because``: what, each a sentence."""

    status = 409
    message_key = "现在还不能办理，请先处理页面上列出的事项。"

    def __init__(self, because: list[Told]) -> None:
        self.because = because
        super().__init__()


@dataclass(frozen=True)
class Asked:
    """What a page posts: the act, its id, the acts the month had when the page was drawn, what was typed; the id of the
    one record that is to be opened."""

    action: str
    act_id: str
    revision: int
    note: str = ""
    record_id: str = ""

    def items(self) -> list[tuple[str, str]]:
        """The posted pairs, for the hash of the act."""
        return [("action", self.action), ("at", str(self.revision)), ("note", self.note), ("record", self.record_id)]


@dataclass(frozen=True)
class Case:
    """A month that somebody acts on: the report is his alone until the transaction ends."""

    person: Person
    key: Key
    cycle: VisitCycle
    report: MonthReport
    asked: Asked


def month(person: Person, period: str, village_code: str) -> tuple[Key, VisitCycle]:
    """The month of a village where the person works on months. Raises NotFound."""
    cycle = visit_duties.cycle(person.county_id, period)
    is_mine = covers(person.county_id, village_code) and bool(rights_at(person, village_code) & set(RIGHTS))
    if cycle is None or cycle.kind != visit_duties.MONTH or not is_mine:
        raise NotFound
    return Key(person.county_id, period, village_code), cycle


def rights_at(person: Person, village_code: str) -> frozenset[str]:
    """The rights the person holds at a place."""
    return rights_of(person.roles_at(village_code))


def time_of(cycle: VisitCycle) -> HandInTime:
    """When a period may be handed in."""
    return HandInTime.of(date.fromisoformat(cycle.last), date.fromisoformat(cycle.hand_in or cycle.last))


def counts_of(key: Key) -> Tally:
    """The persons of a month as they stand now."""
    view = figures.View(key.county_id, (key.village_code,))
    return figures.by_village(view, key.cycle_id).get(key.village_code, Tally())


def visits_of(key: Key) -> VisitCounts:
    """The visits of a month as they stand now."""
    found = month_lists.visit_counts(key.county_id, key.cycle_id, (key.village_code,))
    return found.get(key.village_code, VisitCounts())


def act(person: Person, period: str, village_code: str, asked: Asked) -> MonthEvent:
    """Do one act on a month.

    Raises NotFound, ActConflict, StaleMonth, TransitionNotAllowed, Incomplete (a reason is missing), NotReady.
    """
    key, cycle = month(person, period, village_code)
    wanted = ACTS.get(asked.action)
    if wanted is None:
        raise NotFound
    body = body_hash(f"month {period} {village_code}", asked.items())
    report = months.locked(key, now())
    done = months.find_act(person.county_id, asked.act_id)
    if done is not None:
        if (done.user_id, done.facts.get("body")) != (person.user_id, body):
            raise ActConflict
        return done
    if asked.revision != report.revision:
        raise StaleMonth
    case = Case(person, key, cycle, report, asked)
    _refuse(case, wanted)
    changes, facts = _WHAT.get(wanted.code, _nothing_more)(case)
    if wanted.after is not None:
        changes |= {"state": str(wanted.after)}
    event = write(person, report, wanted.code, asked.act_id, changes, note=asked.note, facts={**facts, "body": body})
    db.session.commit()
    return event


def write(
    person: Person,
    report: MonthReport,
    action: str,
    act_id: str,
    changes: Mapping[str, Any],
    *,
    note: str,
    facts: Mapping[str, Any],
) -> MonthEvent:
    """Write an act to a report that the caller has locked, without committing; what is the same as before is no
    change."""
    pairs = {name: (getattr(report, name), after) for name, after in changes.items()}
    return months.take(
        report,
        MonthAct(
            county_id=report.county_id,
            cycle_id=report.cycle_id,
            village_code=report.village_code,
            act_id=act_id,
            action=action,
            user_id=person.user_id,
            user_name=person.name,
            at=now(),
            note=note,
            changes={name: pair for name, pair in pairs.items() if pair[0] != pair[1]},
            facts=facts,
        ),
    )


def came_back_late(ending: MonthEvent | None, cycle: VisitCycle) -> bool:
    """Whether a month is open because the township sent it back when its time was over: handing it in again is not
    late then. ``ending``: of `months.last_endings`."""
    if ending is None or ending.action != "send_back":
        return False
    return time_of(cycle).on(today(ending.at)) is Timing.LATE


def needs_lateness_explained(key: Key, report: MonthReport | None, cycle: VisitCycle) -> bool:
    """Whether handing the month in now is late, and takes a reason."""
    is_over = time_of(cycle).on(today()) is Timing.LATE
    if not is_over or report is None or not report.revision:
        return is_over
    return not came_back_late(
        months.last_endings(key.county_id, key.cycle_id, (key.village_code,)).get(key.village_code), cycle
    )


def hindrances(key: Key, cycle: VisitCycle) -> list[Told]:
    """What keeps a month from being handed in today."""
    return rules.hindrances(counts_of(key), visits_of(key).returned, time_of(cycle), today())


def unapproved(key: Key) -> list[Told]:
    """What keeps a month from being closed."""
    found = visits_of(key)
    number = found.returned + found.sent
    return [Told(rules.UNAPPROVED, {"count": number})] if number else []


def _refuse(case: Case, wanted: Act) -> None:
    state = State(case.report.state)
    why = rules.refusal(wanted, state, rights_at(case.person, case.key.village_code))
    if why is not None:
        raise TransitionNotAllowed(action=wanted.label, state=STATES[state], reason=why)
    if len(case.asked.note) > LONGEST_NOTE:
        raise Incomplete({"note": "写得太长了，最多500个字。"})
    if wanted.explained and not case.asked.note:
        raise Incomplete({"note": "请写明原因。"})


# what an act changes besides the state --------------------------------------------------------------------------------
def _nothing_more(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    return {}, {}


def _hand_in(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    because = hindrances(case.key, case.cycle)
    if because:
        raise NotReady(because)
    explains = needs_lateness_explained(case.key, case.report, case.cycle)
    if explains and not case.asked.note:
        raise Incomplete({"note": "已过上报时间，请写明迟报的原因。"})
    case.report.handed_in_by, case.report.handed_in_at = case.person.user_id, now()
    counts = rules.kept(counts_of(case.key))
    return {"is_late": explains or case.report.is_late, "is_amended": False, "counts": counts}, {}


def _withdraw(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"is_late": False, "is_amended": False, "counts": {}}, {}


def _close(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    because = unapproved(case.key)
    if because:
        raise NotReady(because)
    return {}, {}


def _open_record(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    record = records.get(case.person.scope, case.asked.record_id)
    visit = visits.find(case.key.county_id, record.id)
    if visit is None or (visit.period, visit.village_code) != (case.key.cycle_id, case.key.village_code):
        raise NotFound
    return {"is_amended": True}, opened(record)


def opened(record: Record) -> dict[str, Any]:
    """What an act says that opens a record: until it is approved anew, or ended."""
    return {"record": record.id, "number": record.number, "name": record.title, "approved": record.approved_revision}


def is_opened(record: Record, key: Key) -> bool:
    """Whether the township has opened a record of the month since it was handed in, and it was not approved since."""
    for event in reversed(months.events(key)):
        if event.action == "hand_in":
            return False
        if event.action == "open_record" and event.facts["record"] == record.id:
            is_over = record.state == str(StateKind.TERMINATED)
            return not is_over and event.facts["approved"] == record.approved_revision
    return False


_WHAT: Final[Mapping[str, Callable[[Case], tuple[dict[str, Any], dict[str, Any]]]]] = {
    "hand_in": _hand_in,
    "withdraw": _withdraw,
    "close": _close,
    "open_record": _open_record,
}
