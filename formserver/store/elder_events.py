"""The acts on a person's file: appended as a chain of hashes, with what changed, and verified."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, insert, select, tuple_

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Elder, ElderEvent
from formserver.store import chains
from formserver.store.chains import ChainedAct, ChainFault


@dataclass(frozen=True, kw_only=True)
class FileAct(ChainedAct):
    """An act on a person's file. ``changes``: see `formserver.models.ElderEvent`."""

    elder_id: str


_HASHED: Final = (*FileAct.__dataclass_fields__, "sequence")


def append(act: FileAct) -> ElderEvent:
    """Add an act to the chain of its file. Raises ActAlreadyDone where its act id is already there."""
    last = _locked_last(act.county_id, act.elder_id)
    event = ElderEvent(**chains.linked(act.columns(), last))
    chains.write(event)
    return event


def append_many(acts: Sequence[FileAct]) -> None:
    """Add acts to the chains of as many files of one county, each another, in three statements."""
    if not acts:
        return
    county_id, elder_ids = acts[0].county_id, sorted(act.elder_id for act in acts)
    mine = (ElderEvent.county_id == county_id, ElderEvent.elder_id.in_(elder_ids))
    own = (Elder.county_id == county_id, Elder.id.in_(elder_ids))
    db.session.execute(select(Elder.id).where(*own).order_by(Elder.id).with_for_update())
    newest = select(ElderEvent.elder_id, func.max(ElderEvent.sequence)).where(*mine).group_by(ElderEvent.elder_id)
    columns = (ElderEvent.elder_id, ElderEvent.sequence, ElderEvent.hash)
    found = select(*columns).where(*mine, tuple_(ElderEvent.elder_id, ElderEvent.sequence).in_(newest))
    last = {row.elder_id: row for row in db.session.execute(found)}
    db.session.execute(insert(ElderEvent), [chains.linked(act.columns(), last.get(act.elder_id)) for act in acts])


def of_elder(county_id: str, elder_id: str) -> Sequence[ElderEvent]:
    """All acts on a file that the caller may see, the first first."""
    statement = select(ElderEvent).where(ElderEvent.county_id == county_id, ElderEvent.elder_id == elder_id)
    return db.session.scalars(statement.order_by(ElderEvent.sequence)).all()


def find(county_id: str, act_id: str) -> ElderEvent | None:
    """The act of that id, to answer again what was answered first."""
    return db.session.scalar(select(ElderEvent).where(ElderEvent.county_id == county_id, ElderEvent.act_id == act_id))


def sequence_of(county_id: str, elder_id: str) -> int:
    """How many acts a file has: a page drawn from it says so, and so is known to be of today or not."""
    statement = select(func.max(ElderEvent.sequence))
    counted = statement.where(ElderEvent.county_id == county_id, ElderEvent.elder_id == elder_id)
    return db.session.scalar(counted) or 0


def locked(county_id: str, *elder_ids: str) -> list[Elder]:
    """The files of these persons as they stand now, kept from everybody else until the transaction ends; in the order
    asked for. Raises NotFound."""
    # Always in the same order, so that two who need the same two files do not wait for each other for ever.
    statement = select(Elder).where(Elder.county_id == county_id, Elder.id.in_(elder_ids)).order_by(Elder.id)
    found = {
        elder.id: elder
        for elder in db.session.scalars(statement.with_for_update().execution_options(populate_existing=True))
    }
    if not found.keys() >= set(elder_ids):
        raise NotFound
    return [found[elder_id] for elder_id in elder_ids]


def village_on(elder: Elder, day: str) -> str:
    """The code of the village a person belonged to on a day (YYYY-MM-DD), by the moves in the history of the file."""
    village = elder.village_code
    for event in reversed(of_elder(elder.county_id, elder.id)):
        if "village_code" in event.changes and day < event.facts["day"]:
            village = event.changes["village_code"][0]
    return village


def verify_chain(chain: Iterable[ElderEvent]) -> list[ChainFault]:
    """Check the acts of one file in their order; `ChainFault.record_id` is the person's id."""
    return chains.faults(chain, _HASHED, "elder_id")


def _locked_last(county_id: str, elder_id: str) -> ElderEvent | None:
    # Two acts on one file must not both follow the same one; SQLite has only one writer anyway.
    db.session.execute(select(Elder.id).where(Elder.county_id == county_id, Elder.id == elder_id).with_for_update())
    statement = select(ElderEvent).where(ElderEvent.county_id == county_id, ElderEvent.elder_id == elder_id)
    return db.session.scalar(statement.order_by(ElderEvent.sequence.desc()).limit(1))
