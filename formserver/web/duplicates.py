"""可能重复: files that may be of one person, side by side, merged, told apart, and a merge undone."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext

from formserver.ids import new_id
from formserver.services import choices, duplicates, file_fields, file_merging
from formserver.services.file_merging import NotMerged
from formserver.services.person import Person
from formserver.store import elders
from formserver.web.comings import read_asked, tried, typed
from formserver.web.guard import current_person, requires, rights_here
from formserver.web.pages import render, see_other

pages = Blueprint("duplicates", __name__)

MERGING: Final = tuple(sorted(duplicates.MERGING))


def init_duplicates(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
    app.jinja_env.globals["may_merge_here"] = lambda county: bool(duplicates.MERGING & rights_here(county))


@pages.get("/<county>/elders/duplicates")
@requires(*MERGING)
def index(county: str) -> Response:
    """The pairs that the reader may settle (``?place=``: of one township or village)."""
    person, place = current_person(county), request.args.get("place", "")
    townships, villages = choices.places_of(person, place)
    found = duplicates.pairs(person, place)
    context: dict[str, Any] = {"found": found, "place": place, "townships": townships, "villages": villages}
    return render("registry/duplicates.html", county=county, **context)


@pages.get("/<county>/elders/<elder_id>/same")
@requires(*MERGING)
def same(county: str, elder_id: str) -> Response:
    """Who may be the same as one person."""
    person = current_person(county)
    elder = elders.get(person.scope, elder_id)
    found = duplicates.alike(person, elder)
    return render("registry/same.html", county=county, elder=elder, found=found)


@pages.post("/<county>/elders/<elder_id>/apart/<other_id>")
@requires(*MERGING)
def tell_apart(county: str, elder_id: str, other_id: str) -> Response:
    """Keep that these are two persons."""
    duplicates.tell_apart(current_person(county), elder_id, other_id, read_asked())
    flash(gettext("已记下：不是同一人，以后不再提示。"), "good")
    return see_other(url_for("duplicates.index", county=county))


@pages.get("/<county>/elders/<elder_id>/merge/<other_id>")
@requires(*MERGING)
def show(county: str, elder_id: str, other_id: str) -> Response:
    """Two files side by side, with what will stay."""
    return _page(current_person(county), elder_id, other_id, {}, 200, {}, "")


@pages.post("/<county>/elders/<elder_id>/merge/<other_id>")
@requires(*MERGING)
def merge(county: str, elder_id: str, other_id: str) -> Response:
    """Merge them."""
    person, asked = current_person(county), read_asked()
    what = typed("note", file_merging.NUMBERS_CHECKED, *(one.code for one in file_fields.FIELDS))

    def act() -> None:
        chosen = {name: text for name, text in what.items() if name != "note"}
        file_merging.merge(person, elder_id, other_id, asked, chosen, what["note"])

    refused = tried(act, lambda *why: _page(person, elder_id, other_id, what, *why))
    if refused is not None:
        return refused
    flash(gettext("已合并。发现合并错了的，可以在这份档案里撤销。"), "good")
    return see_other(url_for("elders.show", county=county, elder_id=elder_id))


@pages.get("/<county>/elders/<elder_id>/unmerge/<other_id>")
@requires(*MERGING)
def undo_page(county: str, elder_id: str, other_id: str) -> Response:
    """A merge, before it is undone; one that is undone already leads to the file."""
    return _undo_page(current_person(county), elder_id, other_id, {"note": ""}, 200, {}, "")


@pages.post("/<county>/elders/<elder_id>/unmerge/<other_id>")
@requires(*MERGING)
def unmerge(county: str, elder_id: str, other_id: str) -> Response:
    """Undo it."""
    person, asked, what = current_person(county), read_asked(), typed("note")

    def act() -> None:
        file_merging.unmerge(person, elder_id, other_id, asked, what["note"])

    refused = tried(act, lambda *why: _undo_page(person, elder_id, other_id, what, *why))
    if refused is not None:
        return refused
    flash(gettext("已撤销合并，两份档案恢复成两份。"), "good")
    return see_other(url_for("elders.show", county=county, elder_id=other_id))


def _page(
    person: Person,
    elder_id: str,
    other_id: str,
    what: Mapping[str, str],
    status: int,
    problems: Mapping[str, str],
    problem: str,
) -> Response:
    view = file_merging.compare(person, elder_id, other_id)
    context: dict[str, Any] = {"typed": what, "problems": problems, "problem": problem, "act_id": new_id()}
    return render("registry/merge.html", status=status, county=person.county_id, view=view, **context)


def _undo_page(
    person: Person,
    elder_id: str,
    other_id: str,
    what: Mapping[str, str],
    status: int,
    problems: Mapping[str, str],
    problem: str,
) -> Response:
    try:
        view = file_merging.undoable(person, elder_id, other_id)
    except NotMerged as undone:
        flash(gettext(undone.message_key), "warning")
        return see_other(url_for("elders.show", county=person.county_id, elder_id=elder_id))
    context: dict[str, Any] = {"typed": what, "problems": problems, "problem": problem, "act_id": new_id()}
    return render("registry/unmerge.html", status=status, county=person.county_id, view=view, **context)
