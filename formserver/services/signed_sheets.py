"""Photos of the signed paper of a record: kept beside its answers, journaled, taken back by who added them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from formserver.clock import now
from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.files.pictures import PictureRejected
from formserver.models import Record, StoredFile
from formserver.services import pictures
from formserver.services.person import FILLING_ROLES, Person
from formserver.services.rights import ROLE_RIGHTS
from formserver.store import files, journal, records
from formserver.workflow.states import TERMINATED, State

MOST: Final = 6


class TooManySheets(PictureRejected):
    """A record has room for a few photos of its paper."""

    status = 422
    message_key = "签字的纸质表最多 %(limit)s 张照片。"


class SheetFixed(PictureRejected):
    """What was before the eyes of those who approved stays."""

    status = 409
    message_key = "记录已经审批通过，照片不能再删除。"


@dataclass(frozen=True)
class SignedSheets:
    """The photos of a record's signed paper; whether this person may add one, and which he may take back."""

    files: Sequence[StoredFile]
    may_add: bool
    removable: frozenset[str]


def of_record(person: Person, record: Record) -> SignedSheets:
    """What the page of a record shows to this person, who may see the record."""
    found = files.signed_sheets(record.county_id, record.id)
    own = {file.id for file in found if file.by_user_id == person.user_id}
    may_add = len(found) < MOST and _may_add(person, record)
    return SignedSheets(found, may_add, frozenset() if record.approved_revision else frozenset(own))


def add(person: Person, record_id: str, name: str, stream: IO[bytes]) -> StoredFile:
    """Keep a photo of the signed paper. ``name``: the file's name as sent.

    Raises NotFound, Forbidden, TooManySheets, PictureRejected, StoreUnavailable; then nothing is kept.
    """

    def refuse() -> None:
        record = records.get(person.scope, record_id)
        db.session.refresh(record, with_for_update=True)
        if not _may_add(person, record):
            raise Forbidden("这条记录的纸质表照片由填报的人添加。")
        if len(files.signed_sheets(record.county_id, record.id)) >= MOST:
            raise TooManySheets(limit=MOST)

    def note(file: StoredFile) -> None:
        _note(person, records.get(person.scope, record_id), journal.ADD_SHEET, file)

    place = {"record_id": record_id, "field_path": "", "is_signed_sheet": True}
    return pictures.keep(person, name, stream, refuse, place, note)


def remove(person: Person, record_id: str, file_id: str) -> None:
    """Take back a photo one added oneself, until the record is approved. Raises NotFound, SheetFixed."""
    record = records.get(person.scope, record_id)
    db.session.refresh(record, with_for_update=True)
    own = {file.id: file for file in files.signed_sheets(record.county_id, record.id)}
    file = own.get(file_id)
    if file is None or file.by_user_id != person.user_id:
        raise NotFound
    if record.approved_revision:
        raise SheetFixed
    key = file.object_key
    _note(person, record, journal.REMOVE_SHEET, file)
    files.delete(file)
    db.session.commit()
    pictures.forget(key)


def _may_add(person: Person, record: Record) -> bool:
    """Who fills in papers where the record belongs, as long as it is not given up."""
    return State.parse(record.state) != TERMINATED and bool(person.roles_at(record.village_code) & FILLING_ROLES)


def _note(person: Person, record: Record, action: str, file: StoredFile) -> None:
    held = person.roles_at(record.village_code)
    facts: Mapping[str, Any] = {"file": file.id, "sha256": file.sha256}
    journal.append_aside(
        journal.Aside(
            county_id=record.county_id,
            record_id=record.id,
            action=action,
            user_id=person.user_id,
            user_name=person.name,
            role=next((role for role in ROLE_RIGHTS if role in held & FILLING_ROLES), ""),
            place_code=record.village_code,
            revision_number=record.revision_number,
            at=now(),
            facts=facts,
        )
    )
