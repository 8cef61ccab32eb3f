"""Sheets printed for a person to be written on by hand, by the code on each."""

from collections.abc import Sequence

from sqlalchemy import select, update

from formserver.extensions import db
from formserver.models import PrefilledPaper
from formserver.store import rows

_MOST = 50


def insert(paper: PrefilledPaper) -> None:
    """Keep that a sheet was printed."""
    rows.write(paper)


def find(code: str) -> PrefilledPaper | None:
    """The sheet with a code, in whatever county; None where none was printed."""
    return db.session.get(PrefilledPaper, code)


def open_of_elder(county_id: str, elder_id: str) -> Sequence[PrefilledPaper]:
    """The last sheets printed for a person that were not typed in yet, the last first."""
    statement = select(PrefilledPaper).where(
        PrefilledPaper.county_id == county_id, PrefilledPaper.elder_id == elder_id, PrefilledPaper.record_id.is_(None)
    )
    return db.session.scalars(statement.order_by(PrefilledPaper.at.desc(), PrefilledPaper.code).limit(_MOST)).all()


def typed_in(code: str, record_id: str) -> bool:
    """Note which record a sheet has become; False where it has become another one already, and stays that."""
    statement = (
        update(PrefilledPaper)
        .where(PrefilledPaper.code == code, PrefilledPaper.record_id.is_(None))
        .values(record_id=record_id)
        .returning(PrefilledPaper.code)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).first() is not None
