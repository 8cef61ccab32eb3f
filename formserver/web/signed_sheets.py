"""Photos of the signed paper on the page of its record: each added and taken back by its own post."""

from typing import Final

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from formserver.files.pictures import PictureRejected
from formserver.services import signed_sheets
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import see_other
from formserver.web.records import record_page

pages = Blueprint("signed_sheets", __name__)

_FILLING: Final = ("record_visit", "type_paper")


@pages.post("/<county>/records/<record_id>/sheets")
@requires(*_FILLING)
def add(county: str, record_id: str) -> Response:
    """Keep the posted ``file``."""
    person, sent = current_person(county), request.files.get("file") or FileStorage()
    try:
        signed_sheets.add(person, record_id, sent.filename or "", sent.stream)
    except PictureRejected as rejected:
        return record_page(person, record_id, status=rejected.status, sheet_problem=sentence(rejected))
    flash(gettext("照片已保存。"), "good")
    return _back(county, record_id)


@pages.post("/<county>/records/<record_id>/sheets/<file_id>/remove")
@requires(*_FILLING)
def remove(county: str, record_id: str, file_id: str) -> Response:
    """Take a photo back."""
    person = current_person(county)
    try:
        signed_sheets.remove(person, record_id, file_id)
    except PictureRejected as rejected:
        return record_page(person, record_id, status=rejected.status, sheet_problem=sentence(rejected))
    flash(gettext("照片已删除。"), "good")
    return _back(county, record_id)


@pages.get("/<county>/records/<record_id>/sheets")
@pages.get("/<county>/records/<record_id>/sheets/<file_id>/remove")
@requires(*_FILLING)
def go_back(county: str, record_id: str, file_id: str = "") -> Response:
    """A refused post asked for once more by its address: the record."""
    return _back(county, record_id)


def _back(county: str, record_id: str) -> Response:
    return see_other(url_for("records.show", county=county, record_id=record_id, _anchor="sheets"))
