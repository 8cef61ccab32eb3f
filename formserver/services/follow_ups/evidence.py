"""Photos of how something that was found stands: added with an act on it, taken back by who added them while it is
open."""

import uuid
from dataclasses import dataclass
from typing import IO, Final

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.files.pictures import PictureRejected
from formserver.models import FollowUp, StoredFile
from formserver.services import pictures
from formserver.services.acting import Asked
from formserver.services.follow_ups import deeds
from formserver.services.follow_ups.acting import StaleItem
from formserver.services.follow_ups.taking import take
from formserver.services.person import Person
from formserver.store import files, follow_up_events, follow_ups
from formserver.store.chains import ActAlreadyDone

MOST: Final = 6


class TooManyPhotos(PictureRejected):
    """What is followed up has room for a few photos."""

    status = 422
    message_key = "一件事最多 %(limit)s 张照片，请先删除一张再添加。"


@dataclass(frozen=True)
class Evidence:
    """The photos, and which of them this person may take back."""

    files: tuple[StoredFile, ...]
    removable: frozenset[str]

    @property
    def is_full(self) -> bool:
        """Whether there is room for no more."""
        return len(self.files) >= MOST


def of_item(person: Person, item: FollowUp) -> Evidence:
    """The photos of what the person may see."""
    found = files.of_follow_up(item.county_id, item.id)
    own = [file.id for file in found if file.by_user_id == person.user_id and item.state == follow_ups.OPEN]
    return Evidence(tuple(found), frozenset(own))


def add(person: Person, follow_up_id: str, action: str, asked: Asked, name: str, stream: IO[bytes]) -> str:
    """Keep the photo that was sent with an act, before the act is done: where that is refused, the photo is there
    already. Sent twice, it is kept once. Gives what `Asked.seen` says of the page from now on.

    Raises NotFound, Forbidden, StaleItem, TooManyPhotos, PictureRejected, StoreUnavailable; then nothing is kept.
    """
    act_id = str(uuid.uuid5(uuid.UUID(asked.act_id), "photo"))

    def refuse() -> None:
        item = follow_ups.locked(person.scope, follow_up_id)
        if follow_up_events.find(person.county_id, act_id) is not None:
            raise ActAlreadyDone
        deed = deeds.offered(person, item).get(action)
        if deed is None or not deed.takes_photo:
            raise Forbidden
        if asked.seen != str(item.revision):
            raise StaleItem
        if len(files.of_follow_up(item.county_id, item.id)) >= MOST:
            raise TooManyPhotos(limit=MOST)

    def note(file: StoredFile) -> None:
        item = follow_ups.locked(person.scope, follow_up_id)
        facts = {"file": file.id, "sha256": file.sha256, "seen": asked.seen}
        take(person, item, "add_photo", {}, facts=facts, act_id=act_id)

    try:
        pictures.keep(person, name, stream, refuse, {"follow_up_id": follow_up_id, "field_path": ""}, note)
    except ActAlreadyDone:
        db.session.rollback()
    return str(int(asked.seen) + 1)


def remove(person: Person, follow_up_id: str, file_id: str) -> None:
    """Take back a photo one added oneself, while the thing is open. Raises NotFound, where it is closed, too."""
    item = follow_ups.locked(person.scope, follow_up_id)
    evidence = of_item(person, item)
    file = next((one for one in evidence.files if one.id == file_id), None)
    if file is None or file.id not in evidence.removable:
        raise NotFound
    key = file.object_key
    take(person, item, "remove_photo", {}, facts={"file": file.id, "sha256": file.sha256})
    files.delete(file)
    db.session.commit()
    pictures.forget(key)
