"""What visits say is followed up at once: opened with the submission, noted again, taken back where it was corrected.

An answer that is a finding opens one thing to settle for the person, however often it is given: while that is open,
every further visit with the same answer is noted there. Where a record is corrected and the finding is gone, what
nobody has acted on is taken back; what somebody has acted on stays, with a note, until it is closed with a result.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from formserver.clock import today
from formserver.models import Elder, FollowUp, FollowUpEvent, Record
from formserver.programme.visiting import Finding
from formserver.services import programmes
from formserver.services.follow_ups import owners
from formserver.services.follow_ups.taking import MOVE, OPENED, Opening, open_for, take
from formserver.services.person import Person
from formserver.store import elders, follow_up_events, follow_ups
from formserver.store.follow_ups import GONE, OPEN
from formserver.store.journal import REFILE

FOUND_AGAIN: Final = "found_again"
NOT_ANY_MORE: Final = "not_any_more"
TAKEN_BACK: Final = "taken_back"
SEEN: Final = "see"
BY_ITSELF: Final = frozenset({OPENED, FOUND_AGAIN, NOT_ANY_MORE, TAKEN_BACK, MOVE, REFILE, SEEN})
"""Acts that records lead to, or a move or merge of the person, and looking: whatever else was done, somebody did about
it."""
_TAKEN_BACK: Final = "记录已更正或终止，没有这个问题了，自动撤销。"
_VISITS: Final = "visit_record"


def hear(person: Person, record: Record, category: str, concepts: Mapping[str, Any], *, is_new: bool = False) -> None:
    """Follow up what a record says, in the transaction that submits it. ``category``: of its form; ``concepts``: what
    it says. What it said before and says no more is taken back; one that `is_new` said nothing before."""
    if category == _VISITS and record.elder_id is not None:
        found = programmes.on(record.village_code, _day_of(record)).visiting.found_in(concepts)
        _Heard(person, record, record.elder_id, is_new=is_new).take_in(found)


def forget(person: Person, record: Record) -> None:
    """A record was ended for good: what it led to and nobody has acted on is taken back."""
    if record.elder_id is not None:
        _Heard(person, record, record.elder_id).take_in(())


class _Heard:
    """One record and everything followed up for its person."""

    def __init__(self, person: Person, record: Record, elder_id: str, *, is_new: bool = False) -> None:
        self.person, self.record, self.elder_id = person, record, elder_id
        self.items: Sequence[FollowUp] = [one for one in self._all() if one.finding]
        self.chains: dict[str, list[FollowUpEvent]] = {one.id: [] for one in self.items}
        told = self.items and not is_new  # no act can name a new record
        for event in follow_up_events.of_items(record.county_id, list(self.chains)) if told else ():
            self.chains[event.follow_up_id].append(event)

    def _all(self) -> Sequence[FollowUp]:
        return follow_ups.locked_of(self.record.county_id, self.elder_id)

    def take_in(self, found: Sequence[Finding]) -> None:
        named = {one.code for one in found}
        for item in self.items:
            if item.state == OPEN and item.finding not in named and self._is_said(item):
                self._say_no_more(item)
        elder = elders.find(self.record.county_id, self.elder_id) if found else None
        for finding in found:
            if elder is not None:
                self._follow(elder, finding)

    def _is_said(self, item: FollowUp) -> bool:
        """Whether this record says so."""
        return self.record.id in self._said_by(item)

    def _said_by(self, item: FollowUp) -> set[str]:
        """The records that say so, each by the last that it said."""
        last = {event.facts.get("record"): event.action for event in self.chains[item.id]}
        return {record_id for record_id, action in last.items() if record_id and action in (OPENED, FOUND_AGAIN)}

    def _follow(self, elder: Elder, finding: Finding) -> None:
        same = [one for one in self.items if one.finding == finding.code]
        item = next((one for one in same if one.state == OPEN), None)
        if item is None:
            item = next((one for one in same if one.record_id == self.record.id or self._is_said(one)), None)
        if item is None:
            self._open(elder, finding)
        elif item.state == GONE:
            again = {"state": OPEN, "closed_on": None, "result": ""}
            take(self.person, item, FOUND_AGAIN, again, facts=self._facts)
        elif item.state == OPEN and not self._is_said(item):
            take(self.person, item, FOUND_AGAIN, {}, facts=self._facts)

    def _open(self, elder: Elder, finding: Finding) -> None:
        if elder.state == elders.LEFT:
            return  # a correction of what was once written about somebody who is gone
        day = _day_of(self.record)
        opening = Opening(
            kind=finding.kind,
            title=finding.label,
            due_on=(day + timedelta(days=finding.days)).isoformat(),
            finding=finding.code,
            record_id=self.record.id,
            tier=finding.tier,
            owner_id=owners.of_visit(self.record, elder) if finding.tier == "village" else None,
        )
        open_for(self.person, elder, opening, facts=self._facts)

    def _say_no_more(self, item: FollowUp) -> None:
        is_touched = any(event.action not in BY_ITSELF for event in self.chains[item.id])
        if is_touched or self._said_by(item) - {self.record.id}:
            take(self.person, item, NOT_ANY_MORE, {}, facts=self._facts)
        else:
            gone = {"state": GONE, "closed_on": today().isoformat(), "result": _TAKEN_BACK}
            take(self.person, item, TAKEN_BACK, gone, facts=self._facts)

    @property
    def _facts(self) -> dict[str, str]:
        return {"record": self.record.id, "day": self.record.happened_on or ""}


def _day_of(record: Record) -> date:
    """The day of the visit; where the paper says only the month, the day it was submitted."""
    written = record.happened_on or ""
    return date.fromisoformat(written) if len(written) == 10 else today(record.submitted_at)
