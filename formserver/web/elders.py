"""服务对象: the register as far as the reader may see it, its lists and numbers, and one page for each person."""

from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext

from formserver.errors import FormserverError
from formserver.ids import new_id
from formserver.services import (
    acting,
    choosing_persons,
    file_rights,
    file_timeline,
    file_view,
    kept_lists,
    persons,
    prefilled,
    programmes,
    register_numbers,
    standing,
)
from formserver.services.choosing_persons import STATES, ChosenPersons
from formserver.services.follow_ups import views
from formserver.services.person import Person
from formserver.services.visiting import of_person
from formserver.store import elder_lists
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other

pages = Blueprint("elders", __name__)

_READING: Final = "see_register"


def init_elders(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(
        elder_states=STATES, sexes=persons.SEXES, levels=choosing_persons.LEVELS, risks=choosing_persons.RISKS
    )
    add_to_navigation(app, NavItem("服务对象", "elders.index", right=_READING))


@pages.get("/<county>/elders")
@requires(_READING)
def index(county: str) -> Response:
    """Persons within the reader's scope, narrowed; and the lists the reader keeps."""
    return _list(current_person(county), ChosenPersons.read(request.args), after=request.args.get("after", ""))


@pages.post("/<county>/elders/kept")
@requires(_READING)
def keep(county: str) -> Response:
    """Keep a list under the posted ``title``; what is wrong with it is said on the page of the list."""
    person, chosen = current_person(county), ChosenPersons.read(request.form)
    title = request.form.get("title", "")
    try:
        kept_lists.keep(person, title, chosen)
    except FormserverError as refused:
        if refused.status != 422:
            raise
        return _list(person, chosen, refused=refused, title=title)
    flash(gettext("已保存。常用名单在“服务对象”页的最上面。"))
    given: dict[str, Any] = chosen.given
    return see_other(url_for("elders.index", county=county, **given))


@pages.post("/<county>/elders/kept/<list_id>/drop")
@requires(_READING)
def drop(county: str, list_id: str) -> Response:
    """Keep a list no longer."""
    kept_lists.drop(current_person(county), list_id)
    flash(gettext("已删除这个常用名单；名单里的人不受影响。"))
    return see_other(url_for("elders.index", county=county))


@pages.get("/<county>/elders/numbers")
@requires(_READING)
def numbers(county: str) -> Response:
    """How many persons there are of each kind, place by place; each number leads to its list."""
    person, chosen = current_person(county), ChosenPersons.read(request.args)
    found = register_numbers.count(person, chosen["place"])
    return render("registry/numbers.html", county=county, found=found, chosen=chosen)


@pages.get("/<county>/elders/<elder_id>")
@requires(_READING)
def show(county: str, elder_id: str) -> Response:
    """One person: the file, and a page of what was done (``?kind=``, ``?after=``). A file that went into another one
    leads there."""
    person, given = current_person(county), request.args
    view = persons.view(person, elder_id)
    if (kept_id := view.elder.merged_into) and elder_lists.count_visible(person.scope, (kept_id,)):
        flash(gettext("%(name)s的档案已并入下面这份。", name=view.elder.name))
        return see_other(url_for("elders.show", county=county, elder_id=kept_id))
    comings = standing.standing(person, view.elder)
    may = file_rights.changeable(person, view.elder, comings.asked)
    narrowing = given.get("kind", ""), given.get("after", "")
    context: dict[str, Any] = {
        "view": view,
        "file": file_view.view(person, view.elder, may),
        "timeline": file_timeline.timeline(person, view.elder, may, view.in_force, *narrowing),
        "seen": acting.seen_of(county, elder_id),
        "sheets": prefilled.open_sheets(person, view.elder),
        "follow_ups": views.of_person(person, view.elder),
        "comings": comings,
        "visiting": of_person.arranged(person, view.elder),
    }
    return render("registry/person.html", county=county, new_act_id=new_id, **context)


def _list(
    person: Person, chosen: ChosenPersons, *, after: str = "", refused: FormserverError | None = None, title: str = ""
) -> Response:
    programme = programmes.of_place(person.county_id)
    return render(
        "registry/index.html",
        status=refused.status if refused else 200,
        county=person.county_id,
        found=persons.open_list(person, chosen, after=after),
        chosen=chosen,
        offered=choosing_persons.offered(programme, chosen),
        former=choosing_persons.former(programme, chosen),
        kept=kept_lists.of(person),
        problem=sentence(refused) if refused else "",
        title=title,
    )
