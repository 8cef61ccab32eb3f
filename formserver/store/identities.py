"""The one index searched across counties: which person of which county has an identity number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from formserver.extensions import db, keys
from formserver.ids import new_id
from formserver.models import IdentityIndex, IdentityLookup
from formserver.store.numbers import insert_into


@dataclass(frozen=True)
class Whereabouts:
    """Where a number is registered."""

    county_id: str
    elder_id: str


def claim(identity: str, county_id: str, elder_id: str) -> Whereabouts:
    """Enter a number for a person, unless it is taken; returns who has it now. One atomic statement, then a look."""
    index = keys.ring.blind_index(identity)
    entry = insert_into(IdentityIndex).values(blind_index=index, county_id=county_id, elder_id=elder_id)
    db.session.execute(entry.on_conflict_do_nothing(index_elements=[IdentityIndex.blind_index]))
    found = find(identity)
    assert found is not None
    return found


def find(identity: str) -> Whereabouts | None:
    """Who has a number, in any county. The caller journals and limits each look-up."""
    index = keys.ring.blind_index(identity)
    row = db.session.execute(
        select(IdentityIndex.county_id, IdentityIndex.elder_id).where(IdentityIndex.blind_index == index)
    ).first()
    return Whereabouts(*row) if row else None


def note_lookup(identity: str, county_id: str, user_id: str, answer: str, at: datetime) -> None:
    """Keep who asked for a number and what was answered (see IdentityLookup); the number only as its blind index."""
    index = keys.ring.blind_index(identity)
    asked = {"id": new_id(), "at": at, "user_id": user_id, "county_id": county_id}
    db.session.add(IdentityLookup(**asked, blind_index=index, answer=answer))
    db.session.flush()


def lookups(identity: str) -> Sequence[IdentityLookup]:
    """Who asked for a number, in any county, the first first; for those who watch over it."""
    statement = select(IdentityLookup).where(IdentityLookup.blind_index == keys.ring.blind_index(identity))
    return db.session.scalars(statement.order_by(IdentityLookup.at, IdentityLookup.id)).all()


def release(county_id: str, elder_id: str) -> None:
    """Take a person's numbers out of the index: corrected, moved away, or entered by mistake."""
    db.session.execute(
        delete(IdentityIndex).where(IdentityIndex.county_id == county_id, IdentityIndex.elder_id == elder_id)
    )
