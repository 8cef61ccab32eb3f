"""The pictures of a person's file, a page for each kind: added and taken away by a post of their own."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from formserver.errors import Forbidden, NotFound
from formserver.files.pictures import PictureRejected
from formserver.ids import new_id
from formserver.services import file_pictures, file_rights, persons
from formserver.services.file_kinds.pictures import PICTURES, PictureKind
from formserver.services.person import Person
from formserver.web.comings import ACTING, read_asked, tried
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("person_pictures", __name__)

_ADDRESS: Final = "/<county>/elders/<elder_id>/pictures/<name>"


@pages.get(_ADDRESS)
@requires(*ACTING)
def show(county: str, elder_id: str, name: str) -> Response:
    """The pictures of one kind, for who may change them."""
    return _page(current_person(county), elder_id, _kind(name), 200, {}, "")


@pages.post(_ADDRESS)
@requires(*ACTING)
def add(county: str, elder_id: str, name: str) -> Response:
    """Keep the posted ``file``."""
    person, kind, asked = current_person(county), _kind(name), read_asked()
    sent = request.files.get("file") or FileStorage()

    def draw(status: int, problems: Mapping[str, str], problem: str) -> Response:
        return _page(person, elder_id, kind, status, problems, problem)

    try:
        file_name, stream = sent.filename or "", sent.stream
        refused = tried(lambda: file_pictures.add(person, elder_id, kind, asked, file_name, stream), draw)
    except PictureRejected as rejected:
        return draw(rejected.status, {"picture": sentence(rejected)}, "")
    if refused is not None:
        return refused
    flash(gettext("照片已保存。"), "good")
    return see_other(url_for("person_pictures.show", county=county, elder_id=elder_id, name=name))


@pages.post(f"{_ADDRESS}/<file_id>/remove")
@requires(*ACTING)
def remove(county: str, elder_id: str, name: str, file_id: str) -> Response:
    """Take one away."""
    person, kind, asked = current_person(county), _kind(name), read_asked()
    file_pictures.remove(person, elder_id, kind, asked, file_id)
    flash(gettext("已去掉。要恢复的，在“经过”里撤销。"), "good")
    return see_other(url_for("person_pictures.show", county=county, elder_id=elder_id, name=name))


@pages.get(f"{_ADDRESS}/<file_id>/remove")
@requires(*ACTING)
def go_back(county: str, elder_id: str, name: str, file_id: str) -> Response:
    """A refused removal asked for once more by its address: the page of the pictures."""
    return see_other(url_for("person_pictures.show", county=county, elder_id=elder_id, name=name))


def _kind(name: str) -> PictureKind:
    if name not in PICTURES:
        raise NotFound
    return PICTURES[name]


def _page(
    person: Person, elder_id: str, kind: PictureKind, status: int, problems: Mapping[str, str], problem: str
) -> Response:
    view = persons.view(person, elder_id)
    shown = file_pictures.of_file(view.elder, file_rights.changeable_now(person, view.elder))[kind.name]
    if not shown.may_add:
        raise Forbidden
    context: dict[str, Any] = {
        "view": view,
        "shown": shown,
        "problems": problems,
        "problem": problem,
        "new_act_id": new_id,
    }
    return render("registry/file/pictures.html", status=status, county=person.county_id, **context)
