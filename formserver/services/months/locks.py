"""What may not change any more in a month that was handed in, until the township opens it again.

Whoever changes something of a month keeps its report from everybody else first, so that a month is never handed in or
closed between looking at it and writing (docs/decisions/0032: in which order rows are kept).
"""

from collections.abc import Mapping
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
from formserver.store import months, visit_duties, visits
from formserver.store.months import Key
from formserver.workflow.states import RETURNED
from formserver.workflow.words import Action, label


class MonthLocked(FormserverError):
    """The record, or the reason of an absence, belongs to a month that was handed in."""

    status = 409
    message_key = "%(village)s%(period)s的月报已经上报，不能“%(action)s”。%(how)s"


@dataclass(frozen=True)
class OfMonth:
    """How a record stands in its month. ``is_opened``: the township opened it; ``came_after``: it was submitted after
    the month was handed in, and nobody has signed it off; ``may_open``: the reader may open this one record."""

    key: Key
    report: MonthReport
    is_opened: bool
    came_after: bool
    may_open: bool

    @property
    def how(self) -> str:
        """Who can make it change again, as a msgid."""
        return rules.HOW_TO_CHANGE[self.report.state]

    @property
    def is_locked(self) -> bool:
        """Whether what the month was handed in with may not change."""
        return not (self.is_opened or self.came_after)

    def keeps(self, action: str) -> bool:
        """Whether an act on the record has to wait until the township opens it."""
        return rules.is_locked(State(self.report.state), action, is_free=not self.is_locked)


def of_record(person: Person, record: Record) -> OfMonth | None:
    """The month of a record that tells of a visit; None where it was never handed in, or is open again."""
    key = _key_of(record)
    report = months.find(key) if key else None
    if key is None or report is None or report.state == State.OPEN:
        return None
    is_free, came_after = is_opened(record, key), _came_after(record, report)
    refusal = rules.refusal(ACTS["open_record"], State(report.state), rights_at(person, key.village_code))
    return OfMonth(key, report, is_free, came_after, refusal is None and not (is_free or came_after))


def keep(record: Record, action: str) -> None:
    """Keep the month of a record as it stands until the transaction ends, where the act depends on it or is told there,
    and refuse an act that it does not allow. Raises MonthLocked."""
    key = _key_of(record) if action in _CHANGES_MONTH else None
    if (
        key is None or visit_duties.cycle(key.county_id, key.cycle_id) is None
    ):  # nobody can hand in what was never opened
        return
    report = months.locked(key, now())
    is_free = is_opened(record, key) or _came_after(record, report)
    if rules.is_locked(State(report.state), action, is_free=is_free):
        raise _locked(key, report, label(Action(action)), rules.HOW_TO_CHANGE)


def keep_reasons(key: Key) -> None:
    """The same for saying why somebody was not visited, or taking it back. Raises MonthLocked."""
    report = months.locked(key, now())
    if report.state != State.OPEN:
        raise _locked(key, report, "修改没有探访的原因", rules.HOW_TO_EXPLAIN)


def note_sent_back(person: Person, record: Record, remark: str) -> None:
    """Who sends a record of a handed-in month back to its author opens it by that; the caller has kept the month.
    Without a commit."""
    key = _key_of(record) if record.state == str(RETURNED) else None
    report = months.find(key) if key else None
    if report is not None and report.state != State.OPEN:
        write(person, report, "open_record", new_id(), {"is_amended": True}, note=remark, facts=opened(record))


_CHANGES_MONTH = rules.LOCKED | {str(Action.SEND_BACK)}


def _key_of(record: Record) -> Key | None:
    visit = visits.find(record.county_id, record.id)
    return Key(record.county_id, visit.period, visit.village_code) if visit else None


def _came_after(record: Record, report: MonthReport) -> bool:
    """Whether the month was handed in without the record, and nobody has signed it off since: taking it back leaves the
    month as it was handed in."""
    is_unseen = record.approved_revision is None and not record.acted_since_submit
    return is_unseen and report.handed_in_at is not None and record.submitted_at > report.handed_in_at


def _locked(key: Key, report: MonthReport, action: str, how: Mapping[str, str]) -> MonthLocked:
    village, period = places.full_name(key.village_code), chinese_date(key.cycle_id)
    return MonthLocked(village=village, period=period, action=action, how=how[report.state])
