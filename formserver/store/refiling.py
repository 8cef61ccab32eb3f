"""What belongs to a person goes to another file of the same person, or back: records, open drafts, printed sheets,
pictures."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select, update

from formserver.extensions import db
from formserver.models import Draft, IdentityIndex, NumberSeries, PrefilledPaper, Record, StoredFile
from formserver.store.numbers import insert_into


def records_of(county_id: str, elder_id: str) -> Sequence[str]:
    """Ids of all records about a person, whoever may see them."""
    having = select(Record.id).where(Record.county_id == county_id, Record.elder_id == elder_id)
    return db.session.scalars(having.order_by(Record.id)).all()


def with_followers(county_id: str, record_ids: Collection[str], sheets: Collection[str]) -> Sequence[str]:
    """These records, those that follow one of them, and those that were typed in from one of the sheets."""
    typed_in = select(PrefilledPaper.record_id).where(PrefilledPaper.code.in_(sheets))
    follow = (Record.parent_record_id.in_(record_ids), Record.parent_record_id.in_(typed_in))
    mine = or_(Record.id.in_(record_ids), Record.id.in_(typed_in), *follow)
    return db.session.scalars(select(Record.id).where(Record.county_id == county_id, mine).order_by(Record.id)).all()


def drafts_about(county_id: str, record_ids: Collection[str]) -> Sequence[str]:
    """Ids of the drafts that change one of these records or follow it."""
    mine = or_(Draft.record_id.in_(record_ids), Draft.parent_record_id.in_(record_ids))
    return db.session.scalars(select(Draft.id).where(Draft.county_id == county_id, mine)).all()


def move_records(county_id: str, record_ids: Collection[str], old: str, new: str) -> Sequence[Record]:
    """Let these records of one file be about the other; those that are not of the first are left."""
    having = select(Record).where(Record.county_id == county_id, Record.elder_id == old, Record.id.in_(record_ids))
    found = db.session.scalars(having.order_by(Record.id).with_for_update()).all()
    for record in found:
        record.elder_id = new
    db.session.flush()
    return found


def move_drafts(county_id: str, old: str, new: str, *, only: Collection[str] | None = None) -> Sequence[str]:
    """Let the open drafts of one file, or ``only`` some of them, be about the other; gives their ids."""
    moved = update(Draft).where(Draft.county_id == county_id, Draft.elder_id == old).values(elder_id=new)
    return _moved(moved if only is None else moved.where(Draft.id.in_(only)), Draft.id)


def move_sheets(county_id: str, old: str, new: str, *, only: Collection[str] | None = None) -> Sequence[str]:
    """The same for the sheets that were printed to be written on; gives their codes."""
    key = (PrefilledPaper.county_id == county_id, PrefilledPaper.elder_id == old)
    moved = update(PrefilledPaper).where(*key).values(elder_id=new)
    return _moved(moved if only is None else moved.where(PrefilledPaper.code.in_(only)), PrefilledPaper.code)


def move_pictures(county_id: str, old: str, new: str, *, only: Collection[str] | None = None) -> Sequence[str]:
    """The same for the pictures of a file; gives their ids."""
    moved = update(StoredFile).where(StoredFile.county_id == county_id, StoredFile.elder_id == old)
    moved = moved.values(elder_id=new)
    return _moved(moved if only is None else moved.where(StoredFile.id.in_(only)), StoredFile.id)


def move_numbers(county_id: str, old: str, new: str, *, only: Collection[str] | None = None) -> Sequence[str]:
    """Let the index of identity numbers lead from one file to the other; gives the blind indexes."""
    key = (IdentityIndex.county_id == county_id, IdentityIndex.elder_id == old)
    moved = update(IdentityIndex).where(*key).values(elder_id=new)
    return _moved(
        moved if only is None else moved.where(IdentityIndex.blind_index.in_(only)), IdentityIndex.blind_index
    )


def join_counters(county_id: str, old: str, new: str) -> None:
    """Let the counters (第__次) of a file go on behind those of both: a number that was given is never given again."""
    having = select(NumberSeries).where(
        NumberSeries.county_id == county_id, NumberSeries.name.endswith(f":{old}", autoescape=True)
    )
    for series in db.session.scalars(having).all():
        name = series.name.removesuffix(old) + new
        first = insert_into(NumberSeries).values(county_id=county_id, name=name, last=series.last)
        db.session.execute(
            first.on_conflict_do_update(
                index_elements=[NumberSeries.county_id, NumberSeries.name],
                set_={"last": first.excluded.last},
                where=NumberSeries.last < first.excluded.last,
            )
        )


def _moved(statement: Any, key: Any) -> Sequence[str]:
    asked = statement.returning(key).execution_options(synchronize_session=False)
    return sorted(db.session.scalars(asked).all())
