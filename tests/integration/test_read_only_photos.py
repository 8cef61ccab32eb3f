"""Photos of a field that the answers make read-only: neither added nor taken away, with and without scripts."""

import io
import json
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.objects import ObjectStore
from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.models import StoredFile
from formserver.resources import root
from tests import rule_zoo
from tests.entry_forms import changed, opened, pairs_of, press
from tests.entry_site import begin_paper
from tests.pages import CheckingClient

CODE = "registration/fixed_photos"


def paper() -> FormDocument:
    """The paper of all rules, with photos that may not change once consent is given."""
    source = rule_zoo.source()
    source["$id"] = f"urn:formserver:form:{CODE}:v1.0"
    part = source["properties"]["main"]
    locked = {"field": "consent", "is": "yes"}
    part["properties"] = part["properties"] | {
        "photos": {"title": "照片", "x-kind": "photos", "x-when": {"read_only": locked}}
    }
    part["x-order"] = [*part["x-order"], "photos"]
    source["x-paper"]["blocks"][0]["rows"].append({"cells": [{"text": "照片"}, {"text": "{photos}"}]})
    dialect = json.loads((root() / "schemas" / "form.schema.json").read_text("utf-8"))
    return document.load(json.dumps(source, ensure_ascii=False), file="fixed.v1.json", dialect=dialect, shared={})


@pytest.fixture
def visitor(site: Flask, tmp_path: Path) -> CheckingClient:
    with site.app_context():
        objects.bind(ObjectStore(str(tmp_path / "photos")))
    client, url = begin_paper(site, paper())
    client.url = url  # type: ignore[attr-defined]
    return client


def url_of(visitor: CheckingClient) -> str:
    return str(visitor.url)  # type: ignore[attr-defined]


def consent(visitor: CheckingClient, answer: str) -> None:
    press(visitor, url_of(visitor), changed(pairs_of(opened(visitor, url_of(visitor))), consent=answer))


def upload(visitor: CheckingClient, **headers: str) -> TestResponse:
    out = io.BytesIO()
    Image.new("RGB", (640, 480)).save(out, "JPEG")
    form = {"field": "photos", "file": (io.BytesIO(out.getvalue()), "a.jpg")}
    return visitor.send(f"{url_of(visitor)}/photos", form, headers=headers)


def kept(site: Flask) -> list[str]:
    with site.app_context():
        return list(db.session.scalars(db.select(StoredFile.id)))


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_no_photo_is_added_to_a_field_that_is_read_only(
    site: Flask, visitor: CheckingClient, headers: dict[str, str]
) -> None:
    consent(visitor, "yes")
    refused = upload(visitor, **headers)
    assert (refused.status_code, kept(site)) == (422, [])
    assert "现在不能增减" in refused.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_no_photo_is_taken_from_a_field_that_is_read_only(
    site: Flask, visitor: CheckingClient, headers: dict[str, str]
) -> None:
    assert upload(visitor).status_code == 303
    (file_id,) = kept(site)
    consent(visitor, "yes")
    refused = visitor.send(f"{url_of(visitor)}/photos/{file_id}/remove", {"field": "photos"}, headers=headers)
    assert (refused.status_code, kept(site)) == (422, [file_id])
    assert "现在不能增减" in refused.text


def test_photos_may_change_again_when_the_field_is_open_again(site: Flask, visitor: CheckingClient) -> None:
    consent(visitor, "yes")
    consent(visitor, "no")
    assert upload(visitor).status_code == 303
    assert len(kept(site)) == 1
