"""Lists of persons that somebody keeps under a name of his own."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import delete, select

from formserver.clock import now
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import KeptList

MOST: Final = 20


def of_user(county_id: str, user_id: str) -> Sequence[KeptList]:
    """What a person keeps in a county, the oldest first."""
    mine = KeptList.county_id == county_id, KeptList.user_id == user_id
    return db.session.scalars(select(KeptList).where(*mine).order_by(KeptList.created_at, KeptList.id)).all()


def keep(county_id: str, user_id: str, title: str, given: Mapping[str, str]) -> None:
    """Keep a list; one of the same title is what it is now."""
    mine = KeptList.county_id == county_id, KeptList.user_id == user_id, KeptList.title == title
    found = db.session.scalar(select(KeptList).where(*mine))
    if found is None:
        key = {"id": new_id(), "county_id": county_id, "user_id": user_id, "created_at": now()}
        db.session.add(KeptList(**key, title=title, given=dict(given)))
    else:
        found.given = dict(given)
    db.session.flush()


def drop(county_id: str, user_id: str, list_id: str) -> None:
    """Keep a list no longer; one that is somebody else's, or not there, is left alone."""
    mine = KeptList.county_id == county_id, KeptList.user_id == user_id, KeptList.id == list_id
    db.session.execute(delete(KeptList).where(*mine))
