"""Photos of drafts and records: added and removed one by one, each kept by its own post; read through the scope."""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any, Final

from formserver.clock import now
from formserver.errors import FormserverError, NotFound, UnknownField
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.pictures import MEDIA_TYPE, Picture, PictureRejected, read_picture
from formserver.forms import keeping
from formserver.forms.document import Part
from formserver.forms.kinds.media import Photos
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Draft, StoredFile
from formserver.services import documents
from formserver.services.person import Person
from formserver.store import drafts, files

_SMALL: Final = ".small"
_KEY: Final = re.compile(r"(?P<county>[0-9]+)/(?P<file>[0-9a-f-]{36})/[0-9a-f]{32}(\.small)?")
_LONGEST_NAME: Final = 80
_LONGEST_PATH: Final = 160
_NAMELESS: Final = "照片"


class TooManyPhotos(PictureRejected):
    """The field holds as many photos as its form accepts."""

    status = 422
    message_key = "这一栏最多 %(limit)s 张照片，请先删除一张再添加。"


class PhotosFixed(PictureRejected):
    """The answers of the draft make the field read-only."""

    status = 422
    message_key = "按已填写的内容，这一栏的照片现在不能增减。"


class FileDamaged(FormserverError):
    """The bytes in the object store are no longer those that were put there."""

    status = 500
    message_key = "这个文件的内容已损坏，请联系系统管理员。"


def add(person: Person, draft_id: str, field_path: str, name: str, stream: IO[bytes]) -> StoredFile:
    """Keep a photo for a field of one's own draft. ``field_path``: the input's name; ``name``: the file's name as sent.

    Raises NotFound, UnknownField, TooManyPhotos, PhotosFixed, PictureRejected, StoreUnavailable; then nothing is kept.
    """
    place = {"draft_id": draft_id, "field_path": field_path}
    return keep(person, name, stream, lambda: _refuse_more(person, _own(person, draft_id), field_path), place)


def keep(
    person: Person,
    name: str,
    stream: IO[bytes],
    refuse: Callable[[], None],
    place: Mapping[str, Any],
    note: Callable[[StoredFile], object] = lambda file: None,
) -> StoredFile:
    """Keep a photo where ``refuse`` does not raise. ``place``: the columns that say what it belongs to; ``note``: what
    else is written with its row. Raises PictureRejected, StoreUnavailable and what these two raise; then nothing is
    kept."""
    refuse()
    # Decoding takes a tenth of a second and more: others may write meanwhile.
    db.session.rollback()
    picture = read_picture(stream)
    file_id = new_id()
    key = f"{person.county_id}/{file_id}/{secrets.token_hex(16)}"
    try:
        _put(key, picture)
        refuse()
        row = files.insert(_row(person, file_id, name, key, picture, place))
        note(row)
    except BaseException:
        db.session.rollback()
        forget(key)
        raise
    # Outside: a commit whose answer is lost may have succeeded, and its row needs the bytes.
    db.session.commit()
    return row


def remove(person: Person, draft_id: str, file_id: str) -> None:
    """Take a photo out of one's own draft. Raises NotFound, PhotosFixed.

    A photo of the record that the draft corrects stays with the record's earlier revisions; the draft only stops
    naming it. Whether the draft's page is up to date does not change by that.
    """
    draft = _own(person, draft_id)
    file = files.get(person.scope, file_id)
    if file.draft_id == draft.id:
        _refuse_fixed(draft, file.field_path)
        key = file.object_key
        files.delete(file)
        db.session.commit()
        forget(key)
    elif file.record_id is not None and file.record_id == draft.record_id and not file.is_signed_sheet:
        pairs = drafts.pairs_of(draft)
        for name in {name for name, text in pairs if text == file_id}:
            _refuse_fixed(draft, name)
        kept = [(name, text) for name, text in pairs if text != file_id]
        drafts.save(draft, kept, revision=draft.revision)
        # The open page shows the same text as before, so what it will post is still built on the newest.
        draft.revision -= 1
        db.session.commit()
    else:
        raise NotFound


def read(person: Person, file_id: str, *, small: bool = False) -> tuple[StoredFile, bytes]:
    """A file that the person may see, with its bytes; ``small``: the thumbnail.

    Raises NotFound, ObjectMissing, StoreUnavailable, FileDamaged.
    """
    file = files.get(person.scope, file_id)
    if small:
        return file, objects.store.get(file.object_key + _SMALL)
    data = objects.store.get(file.object_key)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise FileDamaged
    return file, data


def of_draft(person: Person, draft_id: str) -> Mapping[str, Sequence[StoredFile]]:
    """The photos of one's own draft by input name, its record's that it names first, then its own. Raises NotFound."""
    return _by_field(drafts.get(person.county_id, person.user_id, draft_id))


def maximum_of(person: Person, draft_id: str, field_path: str) -> int:
    """How many photos a field of one's own draft accepts. Raises NotFound, UnknownField."""
    return _field(drafts.get(person.county_id, person.user_id, draft_id), field_path).maximum


def sweep(before: datetime) -> int:
    """Drop rows that belong to nothing, and bytes without a row, both older than an instant; returns how many objects.

    Raises StoreUnavailable. For a command or a job, a day behind the present; running it twice does no harm.
    """
    keys = []
    for row in files.orphans(before):
        keys.append(row.object_key)
        files.delete(row)
    db.session.commit()
    for key in keys:
        forget(key)
    # A process may have died between keeping the bytes and writing the row.
    lost = [key for key in objects.store.keys(before) if _is_lost(key)]
    for key in lost:
        objects.store.delete(key)
    db.session.rollback()
    return 2 * len(keys) + len(lost)


def _own(person: Person, draft_id: str) -> Draft:
    """One's own draft, locked until the transaction ends where the database can lock a row. Raises NotFound."""
    draft = drafts.get(person.county_id, person.user_id, draft_id)
    db.session.refresh(draft, with_for_update=True)
    return draft


def _refuse_more(person: Person, draft: Draft, field_path: str) -> None:
    limit = _field(draft, field_path).maximum
    _refuse_fixed(draft, field_path)
    if len(_by_field(draft).get(field_path, ())) >= limit:
        raise TooManyPhotos(limit=limit)


def _refuse_fixed(draft: Draft, field_path: str) -> None:
    if keeping.is_read_only(_part(draft), Pairs(drafts.pairs_of(draft)), field_path):
        raise PhotosFixed


def _part(draft: Draft) -> Part:
    return documents.form_document(draft.form_edition_id).parts[draft.part]


def _field(draft: Draft, field_path: str) -> Photos:
    """The photos field of an input name, whose row numbers and row codes are ``*`` in the document's paths."""
    steps = field_path.split(".")
    for path, field in _part(draft).fields():
        same = len(path) == len(steps) and all(own in ("*", step) for own, step in zip(path, steps, strict=True))
        if same and isinstance(field, Photos) and len(field_path) <= _LONGEST_PATH:
            return field
    raise UnknownField(field=field_path[:40])


def _by_field(draft: Draft) -> dict[str, list[StoredFile]]:
    found: dict[str, list[StoredFile]] = {}
    if draft.record_id is not None:
        of_record = {file.id: file for file in files.of_record(draft.county_id, draft.record_id)}
        for name, text in drafts.pairs_of(draft):
            if text in of_record:
                found.setdefault(name, []).append(of_record[text])
    for file in files.of_draft(draft.county_id, draft.id):
        found.setdefault(file.field_path, []).append(file)
    return found


def _row(person: Person, file_id: str, name: str, key: str, picture: Picture, place: Mapping[str, Any]) -> StoredFile:
    return StoredFile(
        county_id=person.county_id,
        id=file_id,
        name=_safe_name(name),
        media_type=MEDIA_TYPE,
        size=len(picture.full),
        sha256=hashlib.sha256(picture.full).hexdigest(),
        object_key=key,
        width=picture.width,
        height=picture.height,
        by_user_id=person.user_id,
        at=now(),
        **place,
    )


def _safe_name(name: str) -> str:
    """The file's name without folders and without what no name needs, always ending in .jpg."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    plain = "".join(char for char in stem if char.isalnum() or char in " -_()（）").strip()
    return f"{plain[:_LONGEST_NAME] or _NAMELESS}.jpg"


def _put(key: str, picture: Picture) -> None:
    objects.store.put(key + _SMALL, picture.small)
    objects.store.put(key, picture.full)


def forget(key: str) -> None:
    """Drop both objects of a file whose row is gone. Where that fails the sweep will find them: nothing names them."""
    try:
        objects.store.delete(key)
        objects.store.delete(key + _SMALL)
    except FormserverError:
        return


def _is_lost(key: str) -> bool:
    """Whether the key is of the form made here and no row names it. Whatever else lies in the store is not ours."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        return False
    row = db.session.get(StoredFile, (parts["county"], parts["file"]))
    return row is None or row.object_key != key.removesuffix(_SMALL)
