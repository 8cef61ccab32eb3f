"""What counts for whom in a cycle of visits: the visits of its days, and what was settled in them.

A file that goes into another one takes its records along. In a cycle that was over by then they count on for the file
they were with when it ended: what was handed in is not changed by it. Where they have been the chains of records and
of what is followed up tell (``refile``), so that a recount finds the same.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select

from formserver.clock import SHANGHAI, today
from formserver.extensions import db
from formserver.models import ElderEvent, FollowUp, FollowUpEvent, JournalEntry, Visit, VisitCycle
from formserver.store.follow_ups import CLOSED
from formserver.store.journal import REFILE
from formserver.store.visit_duties import MONTH

HELPING: Final = ("hardship", "referral")
"""Who is disabled and has one of these settled was helped."""


@dataclass(frozen=True)
class Counted:
    """What of a visit counts; as in `Visit`."""

    kind: str
    happened_on: str
    period: str
    way: str | None


# Every submission of a visit asks these: they are put together once.
_COUNTED: Final = (Visit.record_id, Visit.elder_id, Visit.kind, Visit.happened_on, Visit.period, Visit.way)
_OF_PERSONS: Final = select(*_COUNTED).where(
    Visit.county_id == bindparam("county_id"), Visit.elder_id.in_(bindparam("elder_ids", expanding=True))
)
_OF_PERIOD: Final = _OF_PERSONS.where(Visit.period == bindparam("period"))
_OF_DAYS: Final = _OF_PERSONS.where(Visit.happened_on.between(bindparam("first"), bindparam("last")))

_MERGES: Final = {"merge": "other", "merged": "into"}
"""Acts of files that became one, and the fact that names the other file; they stand there also once it is undone."""


def with_merged(county_id: str, elder_ids: Collection[str]) -> set[str]:
    """These files, and all that ever became one with them."""
    found = set(elder_ids)
    new = _partners(county_id, found)
    while new - found:
        found |= new
        new = _partners(county_id, new)
    return found


def _partners(county_id: str, elder_ids: Collection[str]) -> set[str]:
    acts = select(ElderEvent.action, ElderEvent.facts).where(
        ElderEvent.county_id == county_id, ElderEvent.elder_id.in_(elder_ids), ElderEvent.action.in_(_MERGES)
    )
    return {facts[_MERGES[action]] for action, facts in db.session.execute(acts)}


def visits(cycle: VisitCycle, elder_ids: Collection[str]) -> dict[str, list[Counted]]:
    """The visits and cares that count for these persons in a cycle, by the person's id."""
    merged = _merged(cycle, elder_ids)
    asked = {"county_id": cycle.county_id, "elder_ids": list(merged or elder_ids)}
    db.session.flush()
    connection = db.session.connection()  # past the ORM, which costs more than the statement
    if cycle.kind == MONTH:
        rows = connection.execute(_OF_PERIOD, asked | {"period": cycle.id}).all()
    else:
        rows = connection.execute(_OF_DAYS, asked | {"first": cycle.first, "last": cycle.last}).all()
    were_with: dict[str, str] = {}
    if merged:
        were_with = _were_with(cycle, JournalEntry, JournalEntry.record_id, [one.record_id for one in rows])
    found: dict[str, list[Counted]] = {}
    for record_id, elder_id, kind, happened_on, period, way in rows:
        one = Counted(kind, happened_on, period, way)
        found.setdefault(were_with.get(record_id, elder_id), []).append(one)
    return {elder_id: found[elder_id] for elder_id in elder_ids if elder_id in found}


def helped(cycle: VisitCycle, elder_ids: Collection[str]) -> frozenset[str]:
    """Which of these persons had a hardship or referral settled in a cycle."""
    merged = _merged(cycle, elder_ids)
    settled = (FollowUp.state == CLOSED, FollowUp.result != "", FollowUp.kind.in_(HELPING))
    in_cycle = FollowUp.closed_on.between(cycle.first, cycle.last)
    mine = (FollowUp.county_id == cycle.county_id, FollowUp.elder_id.in_(merged or elder_ids))
    rows = db.session.execute(select(FollowUp.id, FollowUp.elder_id).where(*mine, *settled, in_cycle)).all()
    were_with: dict[str, str] = {}
    if merged:
        were_with = _were_with(cycle, FollowUpEvent, FollowUpEvent.follow_up_id, [one.id for one in rows])
    return frozenset(were_with.get(item_id, elder_id) for item_id, elder_id in rows) & frozenset(elder_ids)


def _merged(cycle: VisitCycle, elder_ids: Collection[str]) -> set[str]:
    """These persons with those whose files ever became one with theirs, where that may change what counts: the cycle is
    over, and some did."""
    if cycle.last >= today().isoformat() or not _partners(cycle.county_id, elder_ids):
        return set()
    return with_merged(cycle.county_id, elder_ids)


def _were_with(cycle: VisitCycle, model: Any, key: Any, ids: Iterable[str]) -> dict[str, str]:
    """With which file each of these was when the cycle ended, for those that changed files since."""
    over = datetime.combine(date.fromisoformat(cycle.last) + timedelta(days=1), time(), SHANGHAI)
    moves = select(key, model.facts).where(model.county_id == cycle.county_id, key.in_(list(ids)))
    later = moves.where(model.action == REFILE, model.at >= over).order_by(model.sequence.desc())
    return {one: facts["from"] for one, facts in db.session.execute(later)}
