"""Drafts and files: one's own only, encrypted, saved without losing what another page saved."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from formserver.errors import DecryptionFailed, NotFound, StaleRevision
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Draft, StoredFile, User
from formserver.store import drafts, files
from tests.storage_app import (
    COUNTY,
    FORM,
    NEXT_VILLAGE,
    NOON,
    VILLAGE,
    a_record,
    a_user,
    an_edition,
    eyes,
    queries,
)

PAIRS = [("name", "李桂芳"), ("identity", "999999194001010014"), ("aids", "cane"), ("aids", "wheelchair")]


def a_draft(user: User, *, minute: int = 0, **columns: object) -> Draft:
    draft = Draft(
        county_id=COUNTY, id=new_id(), user_id=user.id, form_code=FORM, form_edition_id=an_edition().id, part="visit"
    )
    for name, value in columns.items():
        setattr(draft, name, value)
    return drafts.insert(draft, PAIRS, at=NOON + timedelta(minutes=minute))


def a_file(user: User, **columns: str | None) -> StoredFile:
    return files.insert(
        StoredFile(
            county_id=COUNTY,
            id=new_id(),
            field_path="photos",
            name="门前.jpg",
            media_type="image/jpeg",
            size=1000,
            sha256="0" * 64,
            object_key=new_id(),
            by_user_id=user.id,
            at=NOON,
            **columns,
        )
    )


def test_posted_pairs_come_back_in_order_with_repeated_names(storage: Flask) -> None:
    user = a_user()
    draft = a_draft(user)
    db.session.commit()
    assert drafts.pairs_of(drafts.get(COUNTY, user.id, draft.id)) == PAIRS


def test_where_answers_come_from_is_kept_with_the_draft_and_not_readable_in_the_database(storage: Flask) -> None:
    draft = a_draft(a_user())
    origins = {"name": {"code": "carried", "before": [["name", "李桂芳"]]}}
    drafts.save(draft, PAIRS, revision=1, origins=origins)
    db.session.commit()
    db.session.expire_all()
    assert drafts.origins_of(draft) == origins
    assert "carried" not in str(db.session.scalar(text("SELECT answer_origins FROM drafts")))
    assert drafts.origins_of(drafts.save(draft, PAIRS, revision=2)) == {}


def test_nothing_posted_is_readable_in_the_database(storage: Flask) -> None:
    a_draft(a_user())
    stored = db.session.scalar(text("SELECT pairs FROM drafts"))
    assert isinstance(stored, str)
    assert stored.startswith("enc1:")


def test_pairs_copied_to_another_draft_do_not_open_there(storage: Flask) -> None:
    user = a_user()
    one, other = a_draft(user), a_draft(user)
    other.pairs = one.pairs
    with pytest.raises(DecryptionFailed):
        drafts.pairs_of(other)


def test_anothers_draft_does_not_exist(storage: Flask) -> None:
    draft, stranger = a_draft(a_user()), a_user()
    with pytest.raises(NotFound):
        drafts.get(COUNTY, stranger.id, draft.id)
    assert drafts.find(COUNTY, stranger.id, draft.id) is None
    with pytest.raises(NotFound):
        drafts.get("350581", draft.user_id, draft.id)


def test_a_save_replaces_the_pairs_and_counts(storage: Flask) -> None:
    draft = a_draft(a_user())
    drafts.save(draft, [("name", "李桂芬")], revision=1, title="李桂芬", at=NOON + timedelta(minutes=1))
    assert drafts.pairs_of(draft) == [("name", "李桂芬")]
    assert (draft.revision, draft.title, draft.updated_at) == (2, "李桂芬", NOON + timedelta(minutes=1))


def test_a_save_from_an_old_page_changes_nothing(storage: Flask) -> None:
    draft = a_draft(a_user())
    drafts.save(draft, [("name", "李桂芬")], revision=1)
    with pytest.raises(StaleRevision):
        drafts.save(draft, [("name", "李桂香")], revision=1)
    assert drafts.pairs_of(draft) == [("name", "李桂芬")]


def test_my_drafts_are_listed_the_last_saved_first_page_by_page_in_one_query_each(storage: Flask) -> None:
    user = a_user()
    expected = [a_draft(user, minute=minute).id for minute in (2, 1, 0)]
    a_draft(a_user())
    with queries() as seen:
        first = drafts.list_for(COUNTY, user.id, limit=2)
    assert len(seen) == 1
    second = drafts.list_for(COUNTY, user.id, limit=2, after=first.next or "")
    assert [draft.id for draft in (*first.rows, *second.rows)] == expected
    assert second.next is None
    assert drafts.count(COUNTY, user.id) == 3


def test_the_newest_draft_of_a_record_is_found_by_its_owner_only(storage: Flask) -> None:
    user, stranger = a_user(), a_user()
    record = a_record(user)
    a_draft(user, record_id=record.id)
    newest = a_draft(user, minute=1, record_id=record.id)
    assert drafts.of_record(COUNTY, user.id, record.id) is newest
    assert drafts.of_record(COUNTY, stranger.id, record.id) is None


def test_a_deleted_draft_leaves_its_files_to_be_swept(storage: Flask) -> None:
    user = a_user()
    draft = a_draft(user)
    file = a_file(user, draft_id=draft.id)
    drafts.delete(draft)
    assert drafts.find(COUNTY, user.id, draft.id) is None
    assert [orphan.id for orphan in files.orphans(NOON + timedelta(days=1))] == [file.id]
    assert files.orphans(NOON) == []


def test_a_file_of_a_draft_is_seen_by_its_owner_only(storage: Flask) -> None:
    user, approver = a_user(), a_user()
    file = a_file(user, draft_id=a_draft(user).id)
    assert files.get(eyes(user, VILLAGE, own_only=True), file.id) is file
    with pytest.raises(NotFound):
        files.get(eyes(approver), file.id)


def test_a_file_of_a_record_is_seen_by_whoever_sees_the_record(storage: Flask) -> None:
    user, reader = a_user(), a_user()
    file = a_file(user, record_id=a_record(user).id)
    assert files.get(eyes(reader, VILLAGE), file.id) is file
    with pytest.raises(NotFound):
        files.get(eyes(reader, NEXT_VILLAGE), file.id)


def test_a_file_nobody_holds_is_seen_by_nobody(storage: Flask) -> None:
    user = a_user()
    file = a_file(user)
    with pytest.raises(NotFound):
        files.get(eyes(user), file.id)


def test_submission_gives_the_chosen_files_of_a_draft_to_its_record(storage: Flask) -> None:
    user = a_user()
    draft, record, stranger = a_draft(user), a_record(user), a_draft(a_user())
    kept, left = a_file(user, draft_id=draft.id), a_file(user, draft_id=draft.id)
    foreign = a_file(user, draft_id=stranger.id)
    assert files.attach(COUNTY, draft.id, record.id, [kept.id, foreign.id]) == 1
    assert [file.id for file in files.of_record(COUNTY, record.id)] == [kept.id]
    assert [file.id for file in files.of_draft(COUNTY, draft.id)] == [left.id]
    assert foreign.draft_id == stranger.id


def test_a_deleted_file_is_gone(storage: Flask) -> None:
    user = a_user()
    draft = a_draft(user)
    files.delete(a_file(user, draft_id=draft.id))
    assert files.of_draft(COUNTY, draft.id) == []
