"""Rows of stored photos and files: of a draft first, of its record from submission on; or of a person's file, or of
what is followed up."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy import delete as delete_from

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Draft, Elder, FollowUp, Record, StoredFile
from formserver.store.scope import Scope, clause


def insert(file: StoredFile) -> StoredFile:
    """Add the row of a file whose bytes are already in the object store."""
    db.session.add(file)
    db.session.flush()
    return file


def get(scope: Scope, file_id: str) -> StoredFile:
    """The file, if its record, what it proves or the person whose file it belongs to is in the scope, or its draft is
    the person's own. A photo on a registration that the person's file took over belongs to that file, too. Raises
    NotFound otherwise."""
    record = and_(StoredFile.county_id == Record.county_id, StoredFile.record_id == Record.id)
    follow_up = and_(StoredFile.county_id == FollowUp.county_id, StoredFile.follow_up_id == FollowUp.id)
    draft = and_(StoredFile.county_id == Draft.county_id, StoredFile.draft_id == Draft.id)
    about = func.coalesce(StoredFile.elder_id, Record.elder_id)
    is_of_file = or_(StoredFile.elder_id.is_not(None), Elder.file[("paper_photo", 0)].as_string() == StoredFile.id)
    statement = (
        select(StoredFile)
        .outerjoin(Record, record)
        .outerjoin(FollowUp, follow_up)
        .outerjoin(Draft, draft)
        .outerjoin(Elder, and_(StoredFile.county_id == Elder.county_id, about == Elder.id))
        .where(StoredFile.county_id == scope.county_id, StoredFile.id == file_id)
        .where(
            or_(
                clause(Record, scope),
                clause(FollowUp, scope),
                Draft.user_id == scope.user_id,
                and_(clause(Elder, scope), is_of_file),
            )
        )
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def of_record(county_id: str, record_id: str) -> Sequence[StoredFile]:
    """The files that answer questions of a record that the caller may see, in the order they came."""
    return [file for file in _of_record(county_id, record_id) if not file.is_signed_sheet]


def signed_sheets(county_id: str, record_id: str) -> list[StoredFile]:
    """The photos of the signed paper of a record that the caller may see, in the order they came."""
    return [file for file in _of_record(county_id, record_id) if file.is_signed_sheet]


def of_follow_up(county_id: str, follow_up_id: str) -> Sequence[StoredFile]:
    """The photos of what is followed up, which the caller may see, in the order they came."""
    statement = select(StoredFile).where(StoredFile.county_id == county_id, StoredFile.follow_up_id == follow_up_id)
    return db.session.scalars(statement.order_by(StoredFile.id)).all()


def _of_record(county_id: str, record_id: str) -> Sequence[StoredFile]:
    statement = select(StoredFile).where(StoredFile.county_id == county_id, StoredFile.record_id == record_id)
    return db.session.scalars(statement.order_by(StoredFile.id)).all()


def of_draft(county_id: str, draft_id: str) -> Sequence[StoredFile]:
    """The files of a draft that the caller may see, in the order they came."""
    statement = select(StoredFile).where(StoredFile.county_id == county_id, StoredFile.draft_id == draft_id)
    return db.session.scalars(statement.order_by(StoredFile.id)).all()


def of_elder(county_id: str, elder_id: str, others: Collection[str]) -> Sequence[StoredFile]:
    """The pictures of a person's file that the caller may see, in the order they came, and those of the ids ``others``,
    which the file took over from a registration."""
    mine = or_(StoredFile.elder_id == elder_id, StoredFile.id.in_(others))
    statement = select(StoredFile).where(StoredFile.county_id == county_id, mine)
    return db.session.scalars(statement.order_by(StoredFile.id)).all()


def find(county_id: str, file_id: str) -> StoredFile | None:
    """The file whoever asks; for commands."""
    return db.session.get(StoredFile, (county_id, file_id))


def attach(county_id: str, draft_id: str, record_id: str, file_ids: Iterable[str]) -> int:
    """Give files of a draft to its record; returns how many. Ids of other drafts' files change nothing."""
    wanted = list(file_ids)
    if not wanted:
        return 0
    statement = (
        update(StoredFile)
        .where(StoredFile.county_id == county_id, StoredFile.draft_id == draft_id, StoredFile.id.in_(wanted))
        .values(record_id=record_id, draft_id=None)
        .returning(StoredFile.id)
        .execution_options(synchronize_session="fetch")
    )
    return len(db.session.execute(statement).all())


def orphans(before: datetime) -> Sequence[StoredFile]:
    """Files that belong to nothing and were stored before an instant, in all counties; to be swept."""
    owners = (StoredFile.draft_id, StoredFile.record_id, StoredFile.elder_id, StoredFile.follow_up_id)
    statement = select(StoredFile).where(*(owner.is_(None) for owner in owners), StoredFile.at < before)
    return db.session.scalars(statement.order_by(StoredFile.id)).all()


def delete(file: StoredFile) -> None:
    """Drop the row of a file; its bytes are the object store's affair."""
    db.session.execute(delete_from(StoredFile).where(StoredFile.county_id == file.county_id, StoredFile.id == file.id))
    db.session.expunge(file)
