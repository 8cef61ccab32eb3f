"""Photos over HTTP: each added and removed by its own post, each read only by those who may see its record or draft."""

from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, make_response, request
from werkzeug.datastructures import FileStorage

from formserver.files.pictures import PictureRejected
from formserver.services import pictures
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other, wants_block

pages = Blueprint("files", __name__)

_FILLING: Final = ("record_visit", "type_paper")
# Those who may see the register; who administers forms or reads statistics has no business with photos.
_SEEING: Final = ("see_register",)


@pages.get("/<county>/drafts/<draft_id>/photos")
@requires(*_FILLING)
def photos(county: str, draft_id: str) -> Response:
    """The photos of one field (``?field=``) as a page of their own; without a field, after a refusal, the draft."""
    field = request.args.get("field", "")
    return _block(county, draft_id, field) if field else see_other(f"/{county}/drafts/{draft_id}")


@pages.post("/<county>/drafts/<draft_id>/photos")
@requires(*_FILLING)
def add(county: str, draft_id: str) -> Response:
    """Keep the posted ``file`` for the posted ``field``."""
    field = request.form.get("field", "")
    sent = request.files.get("file") or FileStorage()
    try:
        pictures.add(current_person(county), draft_id, field, sent.filename or "", sent.stream)
    except PictureRejected as rejected:
        return _block(county, draft_id, field, status=rejected.status, problem=sentence(rejected))
    return _changed(county, draft_id, field)


@pages.post("/<county>/drafts/<draft_id>/photos/<file_id>/remove")
@requires(*_FILLING)
def remove(county: str, draft_id: str, file_id: str) -> Response:
    """Take a photo out of the draft."""
    field = request.form.get("field", "")
    try:
        pictures.remove(current_person(county), draft_id, file_id)
    except PictureRejected as rejected:
        return _block(county, draft_id, field, status=rejected.status, problem=sentence(rejected))
    return _changed(county, draft_id, field)


@pages.get("/<county>/drafts/<draft_id>/photos/<file_id>/remove")
@requires(*_FILLING)
def go_back(county: str, draft_id: str, file_id: str) -> Response:
    """A refused removal asked for once more by its address: the draft."""
    return see_other(f"/{county}/drafts/{draft_id}")


@pages.get("/<county>/files/<file_id>")
@requires(*_SEEING)
def show(county: str, file_id: str) -> Response:
    """A file as it is kept."""
    return _content(county, file_id, small=False)


@pages.get("/<county>/files/<file_id>/small")
@requires(*_SEEING)
def show_small(county: str, file_id: str) -> Response:
    """The thumbnail of a photo."""
    return _content(county, file_id, small=True)


def _changed(county: str, draft_id: str, field: str) -> Response:
    if not wants_block():
        return see_other(f"/{county}/drafts/{draft_id}#f-{_slug(field)}")
    response = _block(county, draft_id, field)
    # The page may save itself now: its hidden inputs are others than before.
    response.headers["HX-Trigger-After-Swap"] = "photos-changed"
    return response


def _block(county: str, draft_id: str, field: str, *, status: int = 200, problem: str | None = None) -> Response:
    person = current_person(county)
    context = {
        "county": county,
        "draft_id": draft_id,
        "field": field,
        "maximum": pictures.maximum_of(person, draft_id, field),
        "files": pictures.of_draft(person, draft_id).get(field, []),
        "problem": problem,
    }
    response = render("entry/photos.html", "photos", status=status, **context)
    if problem and wants_block():
        # htmx draws an error of another status than 422 only where the answer names the place.
        response.headers["HX-Retarget"] = f"#photos-{_slug(field)}"
    return response


def _content(county: str, file_id: str, *, small: bool) -> Response:
    file, data = pictures.read(current_person(county), file_id, small=small)
    response = make_response(data)
    response.mimetype = file.media_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    # Headers are Latin-1: the Chinese name only fits in the encoded form.
    response.headers["Content-Disposition"] = f"inline; filename=photo.jpg; filename*=UTF-8''{quote(file.name)}"
    return response


def _slug(field: str) -> str:
    return field.replace(".", "-")
