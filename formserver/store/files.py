"""Rows of stored photos and files: of a draft first, of its record from submission on."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy import delete as delete_from

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Draft, Record, StoredFile
from formserver.store.scope import Scope, clause


def insert(file: StoredFile) -> StoredFile:
    """Add the row of a file whose bytes are already in the object store."""
    db.session.add(file)
    db.session.flush()
    return file


def get(scope: Scope, file_id: str) -> StoredFile:
    """The file, if its record is in the scope or its draft is the person's own. Raises NotFound otherwise."""
    record = and_(StoredFile.county_id == Record.county_id, StoredFile.record_id == Record.id)
    draft = and_(StoredFile.county_id == Draft.county_id, StoredFile.draft_id == Draft.id)
    statement = (
        select(StoredFile)
        .outerjoin(Record, record)
        .outerjoin(Draft, draft)
        .where(StoredFile.county_id == scope.county_id, StoredFile.id == file_id)
        .where(or_(clause(Record, scope), Draft.user_id == scope.user_id))
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


def _of_record(county_id: str, record_id: str) -> Sequence[StoredFile]:
    statement = select(StoredFile).where(StoredFile.county_id == county_id, StoredFile.record_id == record_id)
    return db.session.scalars(statement.order_by(StoredFile.id)).all()


def of_draft(county_id: str, draft_id: str) -> Sequence[StoredFile]:
    """The files of a draft that the caller may see, in the order they came."""
    statement = select(StoredFile).where(StoredFile.county_id == county_id, StoredFile.draft_id == draft_id)
    return db.session.scalars(statement.order_by(StoredFile.id)).all()


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
    """Files of no draft and no record that were stored before an instant, in all counties; to be swept."""
    statement = select(StoredFile).where(
        StoredFile.draft_id.is_(None), StoredFile.record_id.is_(None), StoredFile.at < before
    )
    return db.session.scalars(statement.order_by(StoredFile.id)).all()


def delete(file: StoredFile) -> None:
    """Drop the row of a file; its bytes are the object store's affair."""
    db.session.execute(delete_from(StoredFile).where(StoredFile.county_id == file.county_id, StoredFile.id == file.id))
    db.session.expunge(file)
