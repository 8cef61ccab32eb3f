"""The photo of the signed sheet: beside the answers of a record, checked like every picture, journaled, taken back."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from formserver.clock import now
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.models import StoredFile
from formserver.services import integrity, looking
from formserver.services.signed_sheets import MOST
from formserver.store import files, journal
from tests.acting import url_of
from tests.factories import COUNTY, Village, act, approve_fully, looking_as, person, resubmit, settle, visit_pairs
from tests.pages import CheckingClient, parse, words


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def jpeg(colour: str = "white") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 84), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def upload(client: CheckingClient, village: Village, content: bytes | None = None) -> TestResponse:
    sent = {"file": (io.BytesIO(jpeg() if content is None else content), "签字.jpg")}
    return client.send(f"{url_of(village.visit_id)}/sheets", sent, content_type="multipart/form-data")


def kept(site: Flask, village: Village) -> list[str]:
    with site.app_context():
        return [file.id for file in files.signed_sheets(COUNTY, village.visit_id)]


def acts(site: Flask, village: Village) -> list[str]:
    with site.app_context():
        return [entry.action for entry in journal.entries(COUNTY, village.visit_id)]


def stored(site: Flask) -> int:
    with site.app_context():
        return len(list(objects.store.keys(now() + timedelta(hours=1))))


def test_a_photo_is_kept_shown_and_journaled(site: Flask, village: Village) -> None:
    visitor = looking_as(site, "liuyang")
    assert upload(visitor, village).location == f"{url_of(village.visit_id)}#sheets"
    [file_id] = kept(site, village)
    assert f'href="/{COUNTY}/files/{file_id}"' in visitor.get(url_of(village.visit_id)).get_data(as_text=True)
    assert looking_as(site, "zhaomin").get(f"/{COUNTY}/files/{file_id}").mimetype == "image/jpeg"
    assert looking_as(site, "xulei").get(f"/{COUNTY}/files/{file_id}").status_code == 404
    assert acts(site, village) == ["submit", "add_sheet"]
    with site.app_context():
        assert list(integrity.verify()) == []


def test_it_is_no_answer_of_the_form(site: Flask, village: Village) -> None:
    upload(looking_as(site, "liuyang"), village)
    with site.app_context():
        view = looking.view(person("liuyang"), village.visit_id)
        assert [line for chapter in view.chapters for line in chapter.lines if line.files] == []
        assert [line.entry.action for line in view.timeline] == ["submit"]
        act(person("zhaomin"), village.visit_id, "send_back", "请补填")
        resubmit(person("liuyang"), village.visit_id, visit_pairs(hygiene="poor"))
    assert len(kept(site, village)) == 1


@pytest.mark.parametrize("content", [b"", b"no picture", b"%PDF-1.7", jpeg()[:300]])
def test_what_is_no_picture_is_refused_in_words_and_leaves_nothing(
    site: Flask, village: Village, content: bytes
) -> None:
    answer = upload(looking_as(site, "liuyang"), village, content)
    assert answer.status_code in (415, 422)
    [problem] = [
        one for one in parse(answer.get_data(as_text=True)).iter("p") if one.get("id") == "signed-sheet-problem"
    ]
    assert words(problem)
    assert (kept(site, village), acts(site, village), stored(site)) == ([], ["submit"], 0)


def test_its_author_takes_it_back_until_the_approval(site: Flask, village: Village) -> None:
    visitor = looking_as(site, "liuyang")
    for _ in range(2):
        upload(visitor, village)
    first, second = kept(site, village)
    visitor.send(f"{url_of(village.visit_id)}/sheets/{first}/remove")
    assert kept(site, village) == [second]
    assert stored(site) == 2
    assert acts(site, village) == ["submit", "add_sheet", "add_sheet", "remove_sheet"]
    with site.app_context():
        assert list(integrity.verify()) == []
        approve_fully(village.visit_id)
    refused = visitor.send(f"{url_of(village.visit_id)}/sheets/{second}/remove")
    assert refused.status_code == 409
    assert "照片不能再删除" in refused.get_data(as_text=True)
    assert "删除第1张" not in visitor.get(url_of(village.visit_id)).get_data(as_text=True)
    assert kept(site, village) == [second]


def test_nobody_takes_anothers_photo_back(site: Flask, village: Village) -> None:
    upload(looking_as(site, "liuyang"), village)
    [file_id] = kept(site, village)
    lead = looking_as(site, "heping")
    assert "删除第1张" not in lead.get(url_of(village.visit_id)).get_data(as_text=True)
    assert lead.send(f"{url_of(village.visit_id)}/sheets/{file_id}/remove").status_code == 404
    assert kept(site, village) == [file_id]


def test_it_may_still_be_added_after_the_approval(site: Flask, village: Village) -> None:
    with site.app_context():
        approve_fully(village.visit_id)
    assert upload(looking_as(site, "liuyang"), village).status_code == 303
    assert len(kept(site, village)) == 1


def test_a_record_that_was_given_up_takes_no_photo(site: Flask, village: Village) -> None:
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "terminate", "重复填报")
    assert upload(looking_as(site, "liuyang"), village).status_code == 403
    assert "sheets" not in looking_as(site, "liuyang").get(url_of(village.visit_id)).get_data(as_text=True)


def test_a_record_takes_a_few_photos_and_says_how_many(site: Flask, village: Village) -> None:
    visitor = looking_as(site, "liuyang")
    for _ in range(MOST):
        upload(visitor, village)
    answer = upload(visitor, village)
    assert answer.status_code == 422
    assert f"最多 {MOST} 张" in answer.get_data(as_text=True)
    assert len(kept(site, village)) == MOST


@pytest.mark.parametrize(
    ("user_name", "status"), [("heping", 303), ("zhaomin", 403), ("wangfang", 403), ("chenjie", 404), ("fanyu", 404)]
)
def test_those_who_fill_in_papers_there_add_it(site: Flask, village: Village, user_name: str, status: int) -> None:
    assert upload(looking_as(site, user_name), village).status_code == status


def test_a_photo_exchanged_behind_the_journal_is_found(site: Flask, village: Village) -> None:
    upload(looking_as(site, "liuyang"), village)
    with site.app_context():
        db.session.query(StoredFile).one().sha256 = "0" * 64
        db.session.commit()
        assert ["签字纸质表" in fault.reason for fault in integrity.verify()] == [True]


def test_it_cannot_be_named_as_an_answer(site: Flask, village: Village) -> None:
    visitor = looking_as(site, "liuyang")
    upload(visitor, village)
    [file_id] = kept(site, village)
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "send_back", "请补填")
        draft_id = looking.view(person("liuyang"), village.visit_id).draft_id
    assert visitor.send(f"/{COUNTY}/drafts/{draft_id}/photos/{file_id}/remove", {"field": "photos"}).status_code == 404
