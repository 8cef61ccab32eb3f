"""The pages of the pictures of a person's file: added, exchanged, taken away, refused in words; seen by who decides."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from formserver.clock import now
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.ids import new_id
from formserver.models import StoredFile
from formserver.store import elder_requests
from tests.comings import LEAD, asks_exit, comes_back, decide, file_of
from tests.factories import COUNTY, Village, looking_as, person, settle
from tests.pages import CheckingClient, parse, words


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def jpeg(colour: str = "white") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 84), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def ids(elder_id: str, kind: str = "photo") -> list[str]:
    return list(file_of(elder_id).file.get(kind, ()))


def url(village: Village, rest: str = "") -> str:
    return f"/{COUNTY}/elders/{village.elder_id}{rest}"


def send(
    client: CheckingClient, village: Village, name: str, content: bytes, file_name: str = "照片.jpg"
) -> TestResponse:
    sent = {"_act": new_id(), "_seen": "", "file": (io.BytesIO(content), file_name)}
    return client.send(url(village, f"/pictures/{name}"), sent, content_type="multipart/form-data")


def test_a_photo_is_added_on_a_page_and_shown_on_the_persons(site: Flask, village: Village) -> None:
    lead = looking_as(site, LEAD)
    page = url(village, "/pictures/photo")
    assert f'href="{page}"' in lead.get(url(village)).text
    assert "还没有照片" in lead.get(page).text
    assert send(lead, village, "photo", jpeg(), "../../李桂芳<b>.png").location == page
    assert ("照片已保存" in lead.get(page).text, "去掉这张照片" in lead.get(page).text) == (True, True)
    person_page = lead.get(url(village)).text
    with site.app_context():
        [photo] = ids(village.elder_id)
        assert db.session.get_one(StoredFile, (COUNTY, photo)).name == "李桂芳b.jpg"
    assert person_page.index(f'src="/{COUNTY}/files/{photo}/small"') < person_page.index("<section")
    assert ("添加了照片" in person_page, "撤销这次变动" in person_page) == (True, True)
    assert lead.get(f"/{COUNTY}/files/{photo}").mimetype == "image/jpeg"
    assert lead.send(f"{page}/{photo}/remove", {"_act": new_id(), "_seen": ""}).location == page
    assert f"/files/{photo}" not in lead.get(url(village)).text
    assert lead.get(f"{page}/{photo}/remove").location == page


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"%PDF-1.7", jpeg()[:300], b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_is_refused_in_words_and_leaves_nothing(
    site: Flask, village: Village, content: bytes
) -> None:
    answer = send(looking_as(site, LEAD), village, "photo", content)
    assert answer.status_code in (415, 422)
    [problem] = [one for one in parse(answer.text).iter("p") if one.get("id") == "picture-problem"]
    assert words(problem)
    with site.app_context():
        assert (ids(village.elder_id), list(objects.store.keys(now() + timedelta(hours=1)))) == ([], [])


def test_foreign_places_kinds_and_acts_are_refused(site: Flask, village: Village) -> None:
    lead = looking_as(site, LEAD)
    assert send(looking_as(site, "chenjie"), village, "photo", jpeg()).status_code == 404
    assert send(looking_as(site, "linqing"), village, "photo", jpeg()).status_code == 404
    assert looking_as(site, "tangyu").get(url(village, "/pictures/photo")).status_code == 403
    assert looking_as(site, "wangfang").get(url(village, "/pictures/photo")).status_code == 403
    assert [lead.get(url(village, f"/pictures/{name}")).status_code for name in ("passport", "exit_paper")] == [
        404,
        403,
    ]
    once = {"_act": new_id(), "_seen": ""}
    for colour in ("white", "red"):
        sent = once | {"file": (io.BytesIO(jpeg(colour)), f"{colour}.jpg")}
        answer = lead.send(url(village, "/pictures/photo"), sent, content_type="multipart/form-data")
    assert (answer.status_code, 'role="alert"' in answer.text) == (409, True)
    with site.app_context():
        assert db.session.query(StoredFile).count() == 1


def test_who_decides_an_exit_sees_its_papers(site: Flask, village: Village) -> None:
    with site.app_context():
        asking = asks_exit(village.elder_id).id
        person("zhaomin")
    page = f"/{COUNTY}/requests/{asking}"
    visitor = looking_as(site, "liuyang")
    assert url(village, "/pictures/exit_paper") in visitor.get(page).text
    send(visitor, village, "exit_paper", jpeg())
    with site.app_context():
        [paper] = ids(village.elder_id, "exit_paper")
    assert f"/{COUNTY}/files/{paper}/small" in looking_as(site, "zhaomin").get(page).text
    assert f"/{COUNTY}/files/{paper}/small" in visitor.get(url(village)).text
    with site.app_context():
        decide("zhaomin", elder_requests.get(COUNTY, asking))
    assert f"/{COUNTY}/files/{paper}/small" in visitor.get(url(village)).text
    assert f"/{COUNTY}/files/{paper}/small" in visitor.get(page).text
    with site.app_context():
        comes_back(person("zhaomin"), village.elder_id)
    assert ("/small" in visitor.get(url(village)).text, "/small" in visitor.get(page).text) == (False, False)
