"""What visits say is followed up at once: opened with the submission, noted again, taken back where it was corrected.

An answer that is a finding opens one thing to settle for the person, however often it is given: while that is open,
every further visit with the same answer is noted there. Where a record is corrected and the finding is gone, what
nobody has acted on is taken back; what somebody has acted on stays, with a note, until it is closed with a result.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from formserver.clock import today
from formserver.models import FollowUp, FollowUpEvent, Record
from formserver.programme.visiting import Finding
from formserver.services import programmes
from formserver.services.follow_ups import owners
from formserver.services.follow_ups.taking import MOVE, OPENED, Opening, open_for, take
from formserver.services.person import Person
from formserver.store import elders, follow_up_events, follow_ups, records
from formserver.store.follow_ups import GONE, OPEN
from formserver.store.journal import REFILE

FOUND_AGAIN: Final = "found_again"
NOT_ANY_MORE: Final = "not_any_more"
TAKEN_BACK: Final = "taken_back"
ANOTHERS: Final = "anothers"
"""The record is about the other of two files that were one for a while."""
SEEN: Final = "see"
BY_ITSELF: Final = frozenset({OPENED, FOUND_AGAIN, NOT_ANY_MORE, TAKEN_BACK, ANOTHERS, MOVE, REFILE, SEEN})
"""Acts that records lead to, or a move or merge of the person, and looking: whatever else was done, somebody did about
it."""
_TAKEN_BACK: Final = "记录已更正或终止，没有这个问题了，自动撤销。"
_OF_ANOTHER: Final = "档案已分开，这里没有这个问题，自动撤销。"
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


def tell_apart(person: Person, county_id: str, elder_ids: Collection[str]) -> None:
    """Two files are two again, and what was followed up is where its record is: what a visit of the one found and was
    noted with what is open for the other, while both were one, is followed up with whose visit it was."""
    for elder_id in sorted(elder_ids):
        for item, record in _strayed(county_id, elder_id):
            _Heard(person, record, elder_id).pass_on(item)
            finding = programmes.on(record.village_code, _day_of(record)).visiting.finding(item.finding)
            if finding is not None and record.elder_id is not None:
                _Heard(person, record, record.elder_id).follow(finding)


def _strayed(county_id: str, elder_id: str) -> list[tuple[FollowUp, Record]]:
    """What is open for a person, with the records about others that say so."""
    found = [one for one in follow_ups.locked_of(county_id, elder_id) if one.finding and one.state == OPEN]
    said = [
        (item, record_id) for item in found for record_id in sorted(_said_by(follow_up_events.of_item(*_key(item))))
    ]
    told = [(item, records.find(county_id, record_id)) for item, record_id in said]
    return [(item, record) for item, record in told if record is not None and record.elder_id != elder_id]


def _key(item: FollowUp) -> tuple[str, str]:
    return item.county_id, item.id


def _said_by(chain: Iterable[FollowUpEvent]) -> set[str]:
    """The records that say so, each by the last that it said."""
    last = {event.facts.get("record"): event.action for event in chain}
    return {record_id for record_id, action in last.items() if record_id and action in (OPENED, FOUND_AGAIN)}


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
        for finding in found:
            self.follow(finding)

    def _is_said(self, item: FollowUp) -> bool:
        """Whether this record says so."""
        return self.record.id in _said_by(self.chains[item.id])

    def follow(self, finding: Finding) -> None:
        """What the record finds is noted with what stands of it, or opened."""
        same = [one for one in self.items if one.finding == finding.code]
        item = next((one for one in same if one.state == OPEN), None)
        if item is None:
            item = next((one for one in same if one.record_id == self.record.id or self._is_said(one)), None)
        if item is None:
            self._open(finding)
        elif item.state == GONE:
            again = {"state": OPEN, "closed_on": None, "result": ""}
            take(self.person, item, FOUND_AGAIN, again, facts=self._facts)
        elif item.state == OPEN and not self._is_said(item):
            take(self.person, item, FOUND_AGAIN, {}, facts=self._facts)

    def _open(self, finding: Finding) -> None:
        elder = elders.find(self.record.county_id, self.elder_id)
        if elder is None or elder.state == elders.LEFT:
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
        if self._stands_without(item):
            take(self.person, item, NOT_ANY_MORE, {}, facts=self._facts)
        else:
            take(self.person, item, TAKEN_BACK, _gone(_TAKEN_BACK), facts=self._facts)

    def pass_on(self, item: FollowUp) -> None:
        """The record is about somebody else."""
        changes = {} if self._stands_without(item) else _gone(_OF_ANOTHER)
        take(self.person, item, ANOTHERS, changes, facts=self._facts)

    def _stands_without(self, item: FollowUp) -> bool:
        """Whether somebody did something about it, or another record says so."""
        chain = self.chains[item.id]
        return any(event.action not in BY_ITSELF for event in chain) or bool(_said_by(chain) - {self.record.id})

    @property
    def _facts(self) -> dict[str, str]:
        return {"record": self.record.id, "day": self.record.happened_on or ""}


def _gone(why: str) -> dict[str, str]:
    return {"state": GONE, "closed_on": today().isoformat(), "result": why}


def _day_of(record: Record) -> date:
    """The day of the visit; where the paper says only the month, the day it was submitted."""
    written = record.happened_on or ""
    return date.fromisoformat(written) if len(written) == 10 else today(record.submitted_at)
