"""Photos of drafts and records over HTTP: kept by their own post, removed one by one, seen only through the scope."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from formserver import clock
from formserver.errors import NotFound
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.objects import ObjectStore, StoreUnavailable
from formserver.ids import new_id
from formserver.models import StoredFile
from formserver.services import drafting, filling, looking, pictures, submission
from formserver.services.pictures import FileDamaged, TooManyPhotos
from formserver.store import records
from formserver.web import files
from tests.factories import COUNTY, OTHER_COUNTY, VISIT, Village, act, person, resubmit, settle, visit_pairs
from tests.pages import CheckingClient, client_of, enter

HTMX = {"HX-Request": "true"}


def jpeg(colour: str = "red", tail: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue() + tail


@pytest.fixture
def album(site: Flask, tmp_path: Path) -> Flask:
    """The site with photos, its people, and a visit waiting for the township."""
    with site.app_context():
        objects.bind(ObjectStore(str(tmp_path / "photos")))
    if "files" not in site.blueprints:
        site.register_blueprint(files.pages)
    return site


@pytest.fixture
def village(album: Flask) -> Village:
    return settle(album)


@pytest.fixture
def draft_id(album: Flask, village: Village) -> str:
    """A draft of 刘洋 for one more visit."""
    with album.app_context():
        return drafting.start(person("liuyang"), VISIT, elder_id=village.elder_id).id


@pytest.fixture
def inside(album: Flask, draft_id: str) -> Iterator[None]:
    with album.app_context():
        yield


def browser(album: Flask, user_name: str, county: str = COUNTY) -> CheckingClient:
    with album.app_context():
        user_id = person(user_name, county).user_id
    client = client_of(album)
    enter(client, user_id)
    return client


@pytest.fixture
def liuyang(album: Flask, draft_id: str) -> CheckingClient:
    return browser(album, "liuyang")


def upload(client: CheckingClient, draft_id: str, data: bytes, name: str = "门前.jpg", **more: object) -> TestResponse:
    headers = HTMX if more.pop("htmx", True) else {}
    form = {"field": "photos", "file": (io.BytesIO(data), name), **more}
    return client.send(f"/{COUNTY}/drafts/{draft_id}/photos", form, headers=headers)


def kept(album: Flask, draft_id: str) -> list[str]:
    with album.app_context():
        return [file.id for file in pictures.of_draft(person("liuyang"), draft_id).get("photos", ())]


def added(draft_id: str, user_name: str = "liuyang", data: bytes = b"") -> StoredFile:
    return pictures.add(person(user_name), draft_id, "photos", "门前.jpg", io.BytesIO(data or jpeg()))


def test_a_photo_is_kept_by_its_own_post(album: Flask, liuyang: CheckingClient, draft_id: str) -> None:
    response = upload(liuyang, draft_id, jpeg())
    (file_id,) = kept(album, draft_id)
    assert response.status_code == 200
    assert f'<input type="hidden" name="photos" value="{file_id}">' in response.text
    assert f"/{COUNTY}/files/{file_id}/small" in response.text
    assert response.headers["HX-Trigger-After-Swap"] == "photos-changed"


def test_without_scripts_the_post_leads_back_to_the_draft(liuyang: CheckingClient, draft_id: str) -> None:
    response = upload(liuyang, draft_id, jpeg(), htmx=False)
    assert response.status_code == 303
    assert response.location == f"/{COUNTY}/drafts/{draft_id}#f-photos"


HOSTILE = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 415),
    "heic": (b"\x00\x00\x00\x18ftypheic" + bytes(40), 415),
    "truncated": (jpeg()[:900], 422),
    "empty": (b"", 422),
    "too large": (jpeg(tail=bytes(200_000)), 413),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_taken_is_said_beside_the_field(
    album: Flask, liuyang: CheckingClient, draft_id: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formserver.files.pictures.MAX_BYTES", 100_000)
    data, status = HOSTILE[name]
    upload(liuyang, draft_id, jpeg())
    response = upload(liuyang, draft_id, data, "照片.jpg")
    assert response.status_code == status
    assert response.headers["HX-Retarget"] == "#photos-photos"
    assert 'role="alert"' in response.text
    assert len(kept(album, draft_id)) == 1


def test_without_scripts_a_refusal_is_a_page_with_the_way_back(liuyang: CheckingClient, draft_id: str) -> None:
    response = upload(liuyang, draft_id, b"<svg/>", htmx=False)
    assert response.status_code == 415
    assert "只能上传照片" in response.text
    assert f'href="/{COUNTY}/drafts/{draft_id}#f-photos"' in response.text


def test_a_post_without_a_file_says_so(liuyang: CheckingClient, draft_id: str) -> None:
    response = liuyang.send(f"/{COUNTY}/drafts/{draft_id}/photos", {"field": "photos"}, headers=HTMX)
    assert response.status_code == 422
    assert "没有收到照片" in response.text


@pytest.mark.parametrize("field", ["remarks", "photos.0", "", "../photos", "x" * 500])
def test_only_a_photos_field_takes_photos(album: Flask, liuyang: CheckingClient, draft_id: str, field: str) -> None:
    assert upload(liuyang, draft_id, jpeg(), field=field).status_code == 400
    assert kept(album, draft_id) == []


def test_a_removed_photo_is_gone_with_its_bytes(
    album: Flask, liuyang: CheckingClient, draft_id: str, tmp_path: Path
) -> None:
    upload(liuyang, draft_id, jpeg())
    (file_id,) = kept(album, draft_id)
    address = f"/{COUNTY}/drafts/{draft_id}/photos/{file_id}/remove"
    assert liuyang.send(address, {"field": "photos"}).status_code == 303
    assert kept(album, draft_id) == []
    assert [path for path in (tmp_path / "photos").rglob("*") if path.is_file()] == []
    assert liuyang.get(f"/{COUNTY}/files/{file_id}").status_code == 404


@pytest.mark.parametrize("small", ["", "/small"])
def test_a_photo_is_served_so_that_no_browser_runs_it(
    album: Flask, liuyang: CheckingClient, draft_id: str, small: str
) -> None:
    upload(liuyang, draft_id, jpeg(tail=b"<script>alert(1)</script>"), "../门前;<b>.html")
    (file_id,) = kept(album, draft_id)
    response = liuyang.get(f"/{COUNTY}/files/{file_id}{small}")
    assert response.status_code == 200
    assert response.data.startswith(b"\xff\xd8\xff")
    assert b"script" not in response.data
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert (
        response.headers["Content-Disposition"]
        == "inline; filename=photo.jpg; filename*=UTF-8''%E9%97%A8%E5%89%8Db.jpg"
    )


def test_the_page_of_the_photos_stands_alone(liuyang: CheckingClient, draft_id: str) -> None:
    upload(liuyang, draft_id, jpeg())
    response = liuyang.get(f"/{COUNTY}/drafts/{draft_id}/photos?field=photos")
    assert response.status_code == 200
    assert 'id="photos-add-photos"' in response.text
    assert 'accept="image/*"' in response.text


@pytest.mark.parametrize("user_name", ["chenjie", "heping", "zhaomin", "wangfang", "gaofei", "qianhao", "tangyu"])
def test_nobody_else_sees_or_changes_the_photos_of_a_draft(
    album: Flask, liuyang: CheckingClient, draft_id: str, user_name: str
) -> None:
    upload(liuyang, draft_id, jpeg())
    (file_id,) = kept(album, draft_id)
    other = browser(album, user_name)
    assert other.get(f"/{COUNTY}/files/{file_id}").status_code in (403, 404)
    assert other.get(f"/{COUNTY}/files/{file_id}/small").status_code in (403, 404)
    address = f"/{COUNTY}/drafts/{draft_id}/photos/{file_id}/remove"
    assert other.send(address, {"field": "photos"}).status_code in (403, 404)
    assert upload(other, draft_id, jpeg()).status_code in (403, 404)
    assert kept(album, draft_id) == [file_id]


SEEING = dict.fromkeys(("liuyang", "heping", "zhaomin", "wangfang"), 200)
SEEING |= dict.fromkeys(("chenjie", "xulei", "linqing"), 404)
SEEING |= dict.fromkeys(("gaofei", "qianhao", "tangyu"), 403)


@pytest.mark.parametrize("user_name", SEEING)
def test_a_photo_of_a_record_is_seen_by_those_who_see_the_record(album: Flask, draft_id: str, user_name: str) -> None:
    with album.app_context():
        file_id = added(draft_id).id
        submitted(draft_id, file_id)
    county = OTHER_COUNTY if user_name == "linqing" else COUNTY
    assert browser(album, user_name, county).get(f"/{COUNTY}/files/{file_id}").status_code == SEEING[user_name]


def submitted(draft_id: str, *file_ids: str) -> str:
    """Submit 刘洋's draft with these photos; gives the record's id."""
    author = person("liuyang")
    draft = filling.opened(author, draft_id).draft
    pairs = visit_pairs().merged([("photos", file_id) for file_id in file_ids])
    return submission.submit(author, draft_id, pairs, revision=draft.revision, act_id=new_id()).record_id


@pytest.mark.usefixtures("inside")
def test_a_field_takes_no_more_photos_than_its_form_accepts(draft_id: str) -> None:
    for _ in range(6):
        added(draft_id)
    with pytest.raises(TooManyPhotos, match="最多 6 张"):
        added(draft_id)


@pytest.mark.usefixtures("inside")
def test_when_the_bytes_cannot_be_kept_no_row_is_written(draft_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(ObjectStore, "put", full)
    with pytest.raises(StoreUnavailable):
        added(draft_id)
    assert pictures.of_draft(person("liuyang"), draft_id) == {}


@pytest.mark.usefixtures("inside")
def test_when_the_row_cannot_be_written_the_bytes_go(
    draft_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise NotFound

    monkeypatch.setattr("formserver.store.files.insert", gone)
    with pytest.raises(NotFound):
        added(draft_id)
    assert [path for path in (tmp_path / "photos").rglob("*") if path.is_file()] == []


@pytest.mark.usefixtures("inside")
def test_a_flipped_bit_is_found_before_the_photo_is_shown(draft_id: str) -> None:
    file = added(draft_id)
    data = bytearray(objects.store.get(file.object_key))
    data[len(data) // 2] ^= 1
    objects.store.put(file.object_key, bytes(data))
    with pytest.raises(FileDamaged):
        pictures.read(person("liuyang"), file.id)


@pytest.mark.usefixtures("inside")
def test_a_photo_taken_out_of_a_correction_stays_with_the_record(draft_id: str) -> None:
    author = person("liuyang")
    first, second = added(draft_id).id, added(draft_id).id
    record_id = submitted(draft_id, first, second)
    act(person("zhaomin"), record_id, "send_back", "请补充照片")
    correction = looking.view(author, record_id).draft_id
    assert correction is not None
    revision = filling.opened(author, correction).draft.revision
    pictures.remove(author, correction, first)
    opened = filling.opened(author, correction)
    assert [file.id for file in pictures.of_draft(author, correction)["photos"]] == [second]
    assert opened.draft.revision == revision
    assert pictures.read(author, first)[0].record_id == record_id
    elder_id = records.get(author.scope, record_id).elder_id
    with pytest.raises(NotFound):
        pictures.remove(author, drafting.start(author, VISIT, elder_id=elder_id).id, second)
    resubmit(author, record_id, opened.pairs)
    assert records.get(author.scope, record_id).data["photos"] == [second]


@pytest.mark.usefixtures("inside")
def test_the_sweep_takes_what_belongs_to_nothing_and_nothing_else(draft_id: str) -> None:
    mine = added(draft_id).id
    other = added(draft_id)
    other.draft_id = None
    db.session.commit()
    objects.store.put(f"{COUNTY}/{new_id()}/{'0' * 32}", b"left by a process that died")
    objects.store.put("somebody/else", b"not ours")
    assert pictures.sweep(clock.now() - timedelta(days=1)) == 0
    assert pictures.sweep(clock.now() + timedelta(minutes=1)) == 3
    assert objects.store.get("somebody/else") == b"not ours"
    assert pictures.read(person("liuyang"), mine)[0].id == mine
