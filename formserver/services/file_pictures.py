"""The pictures of a person's file: added and taken away by acts of its history; bytes stay, so that acts are undone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.files.pictures import PictureRejected
from formserver.models import Elder, StoredFile
from formserver.services import acting, file_rights, pictures
from formserver.services.acting import Asked, Turn
from formserver.services.file_kinds.pictures import PHOTO, PICTURES, PictureKind
from formserver.services.person import Person
from formserver.store import elders, files

_PAPER: Final = "paper_photo"


class TooManyPictures(PictureRejected):
    """The file has room for a few of a kind."""

    status = 422
    message_key = "最多 %(limit)s 张照片，请先去掉一张再添加。"


@dataclass(frozen=True)
class Shown:
    """The pictures of one kind. ``is_from_paper``: the person's photo stands on the registration, none was put in by
    hand."""

    kind: PictureKind
    files: Sequence[StoredFile]
    is_from_paper: bool
    may_add: bool

    @property
    def is_full(self) -> bool:
        """Whether one must go before another is added."""
        return len(self.files) >= self.kind.most > 1


def of_file(elder: Elder, may: Collection[str]) -> Mapping[str, Shown]:
    """The pictures of a file that the reader sees, by kind, in one query. ``may``: what the reader may change, as
    `file_rights.changeable` says."""
    kept = {file.id: file for file in files.of_elder(elder.county_id, elder.id, elder.file.get(_PAPER, ()))}
    return {name: _shown(elder, kind, kept, may_add=name in may) for name, kind in PICTURES.items()}


def add(person: Person, elder_id: str, kind: PictureKind, asked: Asked, name: str, stream: IO[bytes]) -> None:
    """Keep one more picture, or of the person another one. ``name``: the file's name as sent.

    Raises NotFound, Forbidden, ActConflict, TooManyPictures, PictureRejected, StoreUnavailable; then nothing is kept.
    """
    turns: list[Turn] = []
    elders.get(person.scope, elder_id)
    if acting.begin(person, asked, kind.name, {"name": name}, elder_id).done is not None:
        return

    def refuse() -> None:
        elder = elders.get(person.scope, elder_id)
        turns.append(acting.begin(person, asked, kind.name, {"name": name}, elder_id))
        if kind.name not in file_rights.changeable_now(person, elder):
            raise Forbidden
        if kind.most > 1 and len(_ids(elder, kind)) >= kind.most:
            raise TooManyPictures(limit=kind.most)

    def note(file: StoredFile) -> None:
        turn = turns[-1]
        (elder,) = turn.elders
        changes = {kind.place: kind.with_one(_ids(elder, kind), file.id)}
        turn.take(elder, kind.name, changes, file=file.id, sha256=file.sha256)

    pictures.keep(person, name, stream, refuse, {"elder_id": elder_id, "field_path": kind.name}, note)


def remove(person: Person, elder_id: str, kind: PictureKind, asked: Asked, file_id: str) -> None:
    """Take a picture away; its bytes stay with the history. Raises NotFound, Forbidden, ActConflict."""
    elders.get(person.scope, elder_id)
    turn = acting.begin(person, asked, kind.name, {"remove": file_id}, elder_id)
    if turn.done is not None:
        return
    (elder,) = turn.elders
    if kind.name not in file_rights.changeable_now(person, elder):
        raise Forbidden
    ids = _ids(elder, kind)
    if file_id not in ids:
        raise NotFound
    turn.take(elder, kind.name, {kind.place: [one for one in ids if one != file_id] or None})
    db.session.commit()


def _shown(elder: Elder, kind: PictureKind, kept: Mapping[str, StoredFile], *, may_add: bool) -> Shown:
    own, on_paper = (_named(names, kept) for names in (_ids(elder, kind), elder.file.get(_PAPER, ())))
    if kind is PHOTO and not own and on_paper:
        return Shown(kind, on_paper, is_from_paper=True, may_add=may_add)
    return Shown(kind, own, is_from_paper=False, may_add=may_add)


def _named(ids: Iterable[str], kept: Mapping[str, StoredFile]) -> list[StoredFile]:
    return [kept[one] for one in ids if one in kept]


def _ids(elder: Elder, kind: PictureKind) -> list[str]:
    return list(elder.file.get(kind.name, ()))
