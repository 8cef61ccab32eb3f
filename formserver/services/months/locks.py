"""What may not change any more in a month that was handed in, until the township opens it again."""

from dataclasses import dataclass

from formserver.clock import chinese_date, now
from formserver.errors import FormserverError
from formserver.ids import new_id
from formserver.models import MonthReport, Record
from formserver.programme import months as rules
from formserver.programme.months import ACTS, State
from formserver.services import places
from formserver.services.months.keeping import is_opened, opened, rights_at, write
from formserver.services.person import Person
from formserver.store import months, visits
from formserver.store.months import Key
from formserver.workflow.states import RETURNED
from formserver.workflow.words import Action, label


class MonthLocked(FormserverError):
    """The record, or the reason of an absence, belongs to a month that was handed in."""

    status = 409
    message_key = (
        "%(village)s%(period)s的月报已经上报，不能“%(action)s”。请联系乡镇（街道）审核人写明原因，重新打开以后再办。"
    )


@dataclass(frozen=True)
class OfMonth:
    """How a record stands in its month. ``is_locked``: what it was handed in with may not change; ``may_open``: the
    reader may open this one record."""

    key: Key
    report: MonthReport
    is_locked: bool
    may_open: bool

    def keeps(self, action: str) -> bool:
        """Whether an act on the record has to wait until the township opens it."""
        return rules.is_locked(State(self.report.state), action, is_opened=not self.is_locked)


def of_record(person: Person, record: Record) -> OfMonth | None:
    """The month of a record that tells of a visit; None where it was never handed in, or is open again."""
    found = _month_of(record)
    if found is None:
        return None
    key, report = found
    is_free = is_opened(record, key)
    refusal = rules.refusal(ACTS["open_record"], State(report.state), rights_at(person, key.village_code))
    return OfMonth(key, report, not is_free, refusal is None and not is_free)


def refuse(record: Record, action: str) -> None:
    """Refuse an act on a record of a month that was handed in. Raises MonthLocked."""
    if action not in rules.LOCKED:
        return
    found = _month_of(record)
    if found is not None and rules.is_locked(State(found[1].state), action, is_opened=is_opened(record, found[0])):
        raise _locked(found[0], label(Action(action)))


def refuse_reasons(key: Key) -> None:
    """Refuse to say why somebody was not visited, or to take it back, in a month that was handed in. Raises
    MonthLocked."""
    report = months.find(key)
    if report is not None and report.state != State.OPEN:
        raise _locked(key, "修改没有探访的原因")


def note_sent_back(person: Person, record: Record, remark: str) -> None:
    """Who sends a record of a handed-in month back to its author opens it by that; without a commit."""
    found = _month_of(record) if record.state == str(RETURNED) else None
    if found is None:
        return
    report = months.locked(found[0], now())
    write(person, report, "open_record", new_id(), {"is_amended": True}, note=remark, facts=opened(record))


def _month_of(record: Record) -> tuple[Key, MonthReport] | None:
    visit = visits.find(record.county_id, record.id)
    if visit is None:
        return None
    key = Key(record.county_id, visit.period, visit.village_code)
    report = months.find(key)
    return None if report is None or report.state == State.OPEN else (key, report)


def _locked(key: Key, action: str) -> MonthLocked:
    village = places.full_name(key.village_code)
    return MonthLocked(village=village, period=chinese_date(key.cycle_id), action=action)
