"""跟进事项: what was found and is to be settled, as a list and one by one; what is done about it."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from formserver.errors import Forbidden
from formserver.files.pictures import PictureRejected
from formserver.ids import new_id
from formserver.services import programmes
from formserver.services.acting import Asked
from formserver.services.follow_ups import acting, evidence, views, words
from formserver.services.follow_ups.deeds import DEEDS, Deed, Typed
from formserver.services.follow_ups.views import ChosenItems
from formserver.services.person import Person
from formserver.web.comings import read_asked, tried, typed
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other

pages = Blueprint("follow_ups", __name__)

READING: Final = "see_register"
ACTING: Final = ("record_visit", "approve_village", "approve_township", "approve_county")


def init_follow_ups(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(
        follow_up_kinds=words.KINDS,
        follow_up_states=words.STATES,
        follow_up_tiers=words.TIERS,
        satisfactions=words.SATISFACTION,
        follow_up_choices=views.LISTED,
        told_ways=words.WAYS,
    )
    add_to_navigation(app, NavItem("跟进事项", "follow_ups.index", right=READING, count=waiting))


def waiting(county: str) -> int:
    """How much asks the reader to do something; counted once for a page."""
    if "follow_ups_waiting" not in g:
        g.follow_ups_waiting = views.waiting_count(current_person(county))
    number: int = g.follow_ups_waiting
    return number


@pages.get("/<county>/follow-ups")
@requires(READING)
def index(county: str) -> Response:
    """What is to be settled within the reader's scope, what is due first first, narrowed."""
    chosen = ChosenItems.read(request.args)
    found = views.open_list(current_person(county), chosen, after=request.args.get("after", ""))
    return render("follow_ups/index.html", county=county, found=found, chosen=chosen)


@pages.post("/<county>/follow-ups/seen")
@requires(*ACTING)
def see(county: str) -> Response:
    """The township has looked at those of a page (``id``, several)."""
    number = acting.see_all(current_person(county), request.form.getlist("id"))
    if number:
        flash(gettext("已阅%(count)s件。", count=number), "good")
    given: dict[str, Any] = ChosenItems.read(request.form).given
    return see_other(url_for("follow_ups.index", county=county, **given))


@pages.get("/<county>/follow-ups/seen")
@requires(*ACTING)
def list_again(county: str) -> Response:
    """A refused post asked for once more by its address: the list."""
    return see_other(url_for("follow_ups.index", county=county))


@pages.get("/<county>/follow-ups/<follow_up_id>")
@requires(READING)
def show(county: str, follow_up_id: str) -> Response:
    """One thing: what was found, who settles it until when, what was done; ``?do=`` what is to be done now."""
    return item_page(current_person(county), follow_up_id, request.args.get("do", ""))


@pages.post("/<county>/follow-ups/<follow_up_id>/acts")
@requires(*ACTING)
def act(county: str, follow_up_id: str) -> Response:
    """Do what ``_action`` says. A refusal shows what was typed again; a photo that was sent along is kept by then."""
    person, asked, action = current_person(county), read_asked(), request.form.get("_action", "")
    deed = DEEDS.get(action)
    if deed is None:
        raise Forbidden
    what = typed(*deed.inputs)

    def again(status: int, problems: Mapping[str, str], problem: str) -> Response:
        return item_page(person, follow_up_id, action, status, what, problems, problem)

    try:
        refused = tried(lambda: _do(person, follow_up_id, action, what, asked), again)
    except PictureRejected as rejected:
        return again(rejected.status, {"file": sentence(rejected)}, "")
    if refused is not None:
        return refused
    flash(gettext("已办理：%(action)s。", action=gettext(deed.title)), "good")
    return _item(county, follow_up_id)


@pages.post("/<county>/follow-ups/<follow_up_id>/photos/<file_id>/remove")
@requires(*ACTING)
def remove_photo(county: str, follow_up_id: str, file_id: str) -> Response:
    """Take a photo back."""
    evidence.remove(current_person(county), follow_up_id, file_id)
    flash(gettext("照片已删除。"), "good")
    return _item(county, follow_up_id)


@pages.get("/<county>/follow-ups/<follow_up_id>/acts")
@pages.get("/<county>/follow-ups/<follow_up_id>/photos/<file_id>/remove")
@requires(*ACTING)
def go_back(county: str, follow_up_id: str, file_id: str = "") -> Response:
    """A refused post asked for once more by its address: the thing, as it stands now."""
    return _item(county, follow_up_id)


def _do(person: Person, follow_up_id: str, action: str, what: Typed, asked: Asked) -> None:
    sent = request.files.get("file") or FileStorage()
    wants_photo = DEEDS[action].takes_photo and bool(sent.filename)
    if wants_photo and not acting.done_before(person, follow_up_id, action, what, asked):
        seen = evidence.add(person, follow_up_id, action, asked, sent.filename or "", sent.stream)
        asked = Asked(asked.act_id, seen)
    acting.act(person, follow_up_id, action, what, asked)


def item_page(
    person: Person,
    follow_up_id: str,
    do: str = "",
    status: int = 200,
    what: Typed | None = None,
    problems: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    """The page of one thing, with what was refused: the deed, what was typed for it, and why."""
    view = views.view(person, follow_up_id)
    item = view.line.item
    deed: Deed | None = view.offers.get(do)
    said = problems or {}
    order = (*deed.inputs, "file") if deed else tuple(said)  # as they stand on the page
    fresh = {"day": "", "provider": item.provider, "provider_note": item.provider_note, "owner": item.owner_id or ""}
    context: dict[str, Any] = {
        "view": view,
        "item": item,
        "do": do if deed else "",
        "deed": deed,
        "typed": what or {**fresh, "satisfaction": item.satisfaction},
        "problems": {name: said[name] for name in order if name in said},
        "problem": problem,
        "providers": programmes.of_place(item.village_code).providers,
        "act_id": new_id(),
    }
    return render("follow_ups/item.html", status=status, county=person.county_id, **context)


def _item(county: str, follow_up_id: str) -> Response:
    return see_other(url_for("follow_ups.show", county=county, follow_up_id=follow_up_id))
