"""Pictures of a person's file: the person, the agreement, papers of an exit; kept, shown, exchanged and undone."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, update

from formserver.clock import now
from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.objects import ObjectStore
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import StoredFile
from formserver.services import drafting, file_changing, file_merging, file_pictures, integrity, pictures, submission
from formserver.services.acting import Asked
from formserver.services.file_kinds.pictures import AGREEMENT, EXIT, PHOTO, PictureKind
from formserver.services.file_kinds.registry import KINDS
from formserver.services.file_pictures import TooManyPictures
from formserver.services.file_state import FileState
from formserver.services.person import Person
from formserver.store import elder_events, records
from tests.comings import (
    LEAD,
    asks_exit,
    asks_move,
    at_work,
    comes_back,
    decide,
    file_of,
    first_file,
    history,
    leaves,
    merge,
    second_file,
)
from tests.comings import fresh as asked
from tests.factories import (
    COUNTY,
    REGISTRATION,
    VILLAGE,
    act,
    approve_fully,
    person,
    registration_pairs,
    resubmit,
)
from tests.later_edition import part_of, publish, reprint

SIGNED = {"obligor": "李强", "carer": "王婶", "from": "2025-01-08", "filed": "2025-01-09"}


@pytest.fixture
def county(storage: Flask, tmp_path: Path) -> None:
    """A county at work that keeps photos."""
    objects.bind(ObjectStore(str(tmp_path / "photos")))
    at_work()


def jpeg(colour: str = "white") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 84), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def add(elder_id: str, kind: PictureKind = PHOTO, by: str = LEAD, colour: str = "white") -> None:
    once = Asked(new_id(), "")
    file_pictures.add(person(by), elder_id, kind, once, "照片.jpg", io.BytesIO(jpeg(colour)))


def ids(elder_id: str, kind: PictureKind = PHOTO) -> list[str]:
    return list(file_of(elder_id).file.get(kind.name, ()))


def shown(elder_id: str, kind: PictureKind = PHOTO) -> list[str]:
    found = file_pictures.of_file(file_of(elder_id), frozenset())[kind.name]
    return [file.id for file in found.files]


def sees(user_name: str, file_id: str) -> bool:
    try:
        pictures.read(person(user_name), file_id)
    except NotFound:
        return False
    return True


def agree(elder_id: str, said: dict[str, str] | None) -> None:
    """The agreement is written down, or ends."""
    kind = KINDS["agreement"]
    typed = kind.fresh(FileState(file_of(elder_id)), unmasked=True)
    typed |= {name: "" for name in kind.inputs} | {f"agreement_{name}": text for name, text in (said or {}).items()}
    typed["agreement_note"] = "" if said else "已到期"
    file_changing.change(person(LEAD), elder_id, kind, typed, asked(elder_id))


def undo(elder_id: str, by: str = LEAD) -> None:
    last = elder_events.sequence_of(COUNTY, elder_id)
    file_changing.undo(person(by), elder_id, last, asked(elder_id))


def sound(*elder_ids: str) -> None:
    assert [fault for one in elder_ids for fault in integrity.file_faults(COUNTY, one)] == []


def test_the_next_photo_takes_the_place_of_the_first_and_gives_it_back(county: None) -> None:
    elder_id = first_file()
    add(elder_id)
    [first] = ids(elder_id)
    add(elder_id, colour="red")
    [second] = ids(elder_id)
    assert (first != second, shown(elder_id)) == (True, [second])
    undo(elder_id)
    assert shown(elder_id) == [first]
    undo(elder_id)
    assert shown(elder_id) == [second]
    assert [event.action for event in history(elder_id)][-4:] == ["photo", "photo", "undo", "undo"]
    sound(elder_id)


def test_taking_the_photo_away_is_undone_too(county: None) -> None:
    elder_id = first_file()
    add(elder_id)
    [photo] = ids(elder_id)
    file_pictures.remove(person(LEAD), elder_id, PHOTO, asked(elder_id), photo)
    assert "photo" not in file_of(elder_id).file
    with pytest.raises(NotFound):
        file_pictures.remove(person(LEAD), elder_id, PHOTO, asked(elder_id), photo)
    undo(elder_id)
    assert shown(elder_id) == [photo]


def test_a_photo_is_added_once_however_often_it_is_sent(county: None) -> None:
    elder_id, once = first_file(), Asked(new_id(), "")
    for _ in range(2):
        file_pictures.add(person(LEAD), elder_id, PHOTO, once, "照片.jpg", io.BytesIO(jpeg()))
    assert [event.action for event in history(elder_id)].count("photo") == 1
    [photo] = ids(elder_id)
    once = Asked(new_id(), "")
    for _ in range(2):
        file_pictures.remove(person(LEAD), elder_id, PHOTO, once, photo)
    assert ids(elder_id) == []


def test_who_sees_the_file_sees_its_pictures_and_nobody_else(county: None) -> None:
    elder_id = first_file()
    add(elder_id)
    [photo] = ids(elder_id)
    seen = {name: sees(name, photo) for name in ("liuyang", "fanyu", "zhaomin", "wangfang", "chenjie", "xulei")}
    assert [name for name, sees_it in seen.items() if sees_it] == ["liuyang", "fanyu", "zhaomin", "wangfang"]
    abroad = Person(person("linqing").user_id, "林青", "350581", person("linqing", "350581").grants)
    with pytest.raises(NotFound):
        pictures.read(abroad, photo)
    decide("chenjie", asks_move(elder_id))
    assert {name: sees(name, photo) for name in ("liuyang", "chenjie")} == {"liuyang": False, "chenjie": True}


def test_nobody_adds_a_picture_to_a_file_he_may_not_change(county: None) -> None:
    elder_id = first_file()
    for name, refusal in (("chenjie", NotFound), ("wangfang", Forbidden)):
        with pytest.raises(refusal):
            add(elder_id, by=name)
    add(elder_id)
    with pytest.raises(Forbidden):
        file_pictures.remove(person("wangfang"), elder_id, PHOTO, asked(elder_id), ids(elder_id)[0])
    assert db.session.query(StoredFile).count() == 1


def test_an_agreement_has_its_scans_as_long_as_it_stands(county: None) -> None:
    elder_id = first_file()
    with pytest.raises(Forbidden):
        add(elder_id, AGREEMENT)
    agree(elder_id, SIGNED)
    for _ in range(AGREEMENT.most):
        add(elder_id, AGREEMENT)
    with pytest.raises(TooManyPictures):
        add(elder_id, AGREEMENT)
    scans = shown(elder_id, AGREEMENT)
    assert len(scans) == AGREEMENT.most
    agree(elder_id, None)
    assert shown(elder_id, AGREEMENT) == []
    undo(elder_id)
    assert shown(elder_id, AGREEMENT) == scans
    sound(elder_id)


def test_papers_of_an_exit_come_with_the_asking_and_go_with_it(county: None) -> None:
    elder_id = first_file()
    with pytest.raises(Forbidden):
        add(elder_id, EXIT)
    asking = asks_exit(elder_id)
    add(elder_id, EXIT, by="liuyang")
    decide("zhaomin", asking, "decline", "还没有证明")
    assert ids(elder_id, EXIT) == []
    leaves(elder_id)
    add(elder_id, EXIT)
    undo(elder_id)
    undo(elder_id)
    assert len(shown(elder_id, EXIT)) == 1
    with pytest.raises(Forbidden):
        add(elder_id)
    comes_back(person("zhaomin"), elder_id)
    assert ids(elder_id, EXIT) == []
    sound(elder_id)


def test_who_may_not_do_an_act_does_not_undo_its_undoing(county: None) -> None:
    elder_id = first_file()
    kind = KINDS["level"]
    typed = {"level": "key", "level_note": "独居又有病"}
    file_changing.change(person(LEAD), elder_id, kind, typed, asked(elder_id))
    undo(elder_id)
    with pytest.raises(Forbidden):
        undo(elder_id, by="liuyang")
    undo(elder_id)
    assert file_of(elder_id).care_level == "key"


def test_pictures_go_over_with_a_merge_and_back(county: None) -> None:
    kept, other = first_file(), second_file()
    add(other)
    [photo] = ids(other)
    merge(kept, other)
    assert (shown(kept), db.session.get_one(StoredFile, (COUNTY, photo)).elder_id) == ([photo], kept)
    file_merging.unmerge(person(LEAD), kept, other, asked(kept, other), "弄错了")
    assert (shown(kept), shown(other), ids(kept)) == ([], [photo], [])
    sound(kept, other)


def with_photo(source: dict[str, Any]) -> None:
    """The registration asks for a photo of the person."""
    part = part_of(source)
    part["properties"]["portrait"] = {"title": "照片", "x-kind": "photos", "maxItems": 1, "x-concept": "photo"}
    part["x-sections"][-1]["fields"].append("portrait")
    reprint(source, {'"text": "{remarks}"': '"lines": ["{remarks}", "{portrait}"]'})


def on_paper() -> tuple[str, str]:
    """Somebody whose approved registration has a photo: the ids of both."""
    publish(with_photo)
    draft = drafting.start(person("liuyang"), REGISTRATION, village_code=VILLAGE)
    photo = pictures.add(person("liuyang"), draft.id, "portrait", "李桂芳.jpg", io.BytesIO(jpeg())).id
    pairs = Pairs([*registration_pairs().items(), ("portrait", photo)])
    made = submission.submit(person("liuyang"), draft.id, pairs, revision=draft.revision, act_id=new_id()).record_id
    approve_fully(made)
    record = records.find(COUNTY, made)
    assert record is not None
    return record.elder_id or "", photo


def test_the_photo_of_the_registration_stands_in_until_somebody_adds_one(county: None) -> None:
    elder_id, paper = on_paper()
    found = file_pictures.of_file(file_of(elder_id), frozenset())["photo"]
    assert ([file.id for file in found.files], found.is_from_paper) == ([paper], True)
    assert [sees(name, paper) for name in ("heping", "fanyu", "chenjie")] == [True, True, False]
    decide("chenjie", asks_move(elder_id))
    assert [sees(name, paper) for name in ("liuyang", "chenjie")] == [True, True]  # one wrote it, one has the person
    add(elder_id, by="chenjie")
    assert (shown(elder_id), sees("chenjie", paper)) == (ids(elder_id), True)
    undo(elder_id, by="chenjie")
    assert shown(elder_id) == [paper]
    sound(elder_id)


def test_a_corrected_registration_without_a_photo_shows_none(county: None) -> None:
    elder_id, _ = on_paper()
    record_id = file_of(elder_id).registration_record_id or ""
    act(person("liuyang"), record_id, "correct", "照片不是本人")
    resubmit(person("liuyang"), record_id, registration_pairs())
    approve_fully(record_id)
    assert shown(elder_id) == []
    sound(elder_id)


def test_what_is_missing_or_exchanged_is_told(county: None) -> None:
    elder_id = first_file()
    add(elder_id)
    db.session.execute(update(StoredFile).values(sha256="0" * 64))
    assert [fault.reason for fault in integrity.file_faults(COUNTY, elder_id)] == ["档案的照片与第3条变动不一致"]
    db.session.execute(delete(StoredFile))
    assert [fault.reason for fault in integrity.file_faults(COUNTY, elder_id)] == ["档案的照片与第3条变动不一致"]
    assert shown(elder_id) == []


def test_the_sweep_leaves_what_a_history_names(county: None) -> None:
    elder_id = first_file()
    add(elder_id)
    add(elder_id, colour="red")
    assert pictures.sweep(now() + timedelta(days=2)) == 0
    for event in history(elder_id)[-2:]:
        assert sees(LEAD, event.facts["file"])
