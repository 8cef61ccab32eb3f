"""The acts on what is followed up: appended as a chain of hashes, with what changed, and verified."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select

from formserver.extensions import db
from formserver.models import FollowUpEvent
from formserver.store import chains
from formserver.store.chains import ChainedAct, ChainFault


@dataclass(frozen=True, kw_only=True)
class FollowUpAct(ChainedAct):
    """An act on what is followed up."""

    follow_up_id: str


_HASHED: Final = (*FollowUpAct.__dataclass_fields__, "sequence")
_OF_ITEMS: Final = (
    select(FollowUpEvent)
    .where(FollowUpEvent.county_id == bindparam("county_id"))
    .where(FollowUpEvent.follow_up_id.in_(bindparam("ids", expanding=True)))
    .order_by(FollowUpEvent.follow_up_id, FollowUpEvent.sequence)
)
_LAST: Final = (
    select(FollowUpEvent)
    .where(FollowUpEvent.county_id == bindparam("county_id"))
    .where(FollowUpEvent.follow_up_id == bindparam("follow_up_id"))
    .order_by(FollowUpEvent.sequence.desc())
    .limit(1)
)


def append(act: FollowUpAct, *, is_first: bool = False) -> FollowUpEvent:
    """Add an act to the chain; the caller keeps the row from everybody else, or it `is_first`, made by this very
    transaction. Raises ActAlreadyDone where its act id is already there."""
    last = None if is_first else _last(act.county_id, act.follow_up_id)
    event = FollowUpEvent(**chains.linked(act.columns(), last))
    chains.write(event)
    return event


def of_item(county_id: str, follow_up_id: str) -> Sequence[FollowUpEvent]:
    """All acts on one thing that the caller may see, the first first."""
    return of_items(county_id, (follow_up_id,))


def of_items(county_id: str, follow_up_ids: Collection[str]) -> Sequence[FollowUpEvent]:
    """All acts on several, one chain after the other."""
    return db.session.scalars(_OF_ITEMS, {"county_id": county_id, "ids": sorted(follow_up_ids)}).all()


def find(county_id: str, act_id: str) -> FollowUpEvent | None:
    """The act of that id, to answer again what was answered first."""
    mine = (FollowUpEvent.county_id == county_id, FollowUpEvent.act_id == act_id)
    return db.session.scalar(select(FollowUpEvent).where(*mine))


def verify_chain(chain: Iterable[FollowUpEvent]) -> list[ChainFault]:
    """Check the acts on one thing in their order; `ChainFault.record_id` is its id."""
    return chains.faults(chain, _HASHED, "follow_up_id")


def _last(county_id: str, follow_up_id: str) -> FollowUpEvent | None:
    return db.session.scalar(_LAST, {"county_id": county_id, "follow_up_id": follow_up_id})
