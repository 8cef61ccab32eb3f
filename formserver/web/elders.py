"""服务对象: the register as far as the reader may see it, and one page for each person."""

from typing import Final

from flask import Blueprint, Flask, Response, request

from formserver.services import persons, prefilled, standing
from formserver.services.choices import Chosen
from formserver.web.guard import current_person, requires
from formserver.web.pages import NavItem, add_to_navigation, render

pages = Blueprint("elders", __name__)

_READING: Final = "see_register"


def init_elders(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(elder_states=persons.STATES, sexes=persons.SEXES)
    add_to_navigation(app, NavItem("服务对象", "elders.index", right=_READING))


@pages.get("/<county>/elders")
@requires(_READING)
def index(county: str) -> Response:
    """Persons within the reader's scope, narrowed by name, place and state."""
    chosen = Chosen.read(request.args)
    found = persons.open_list(current_person(county), chosen, after=request.args.get("after", ""))
    return render("registry/index.html", county=county, found=found, chosen=chosen)


@pages.get("/<county>/elders/<elder_id>")
@requires(_READING)
def show(county: str, elder_id: str) -> Response:
    """One person: facts, registration, visits."""
    person = current_person(county)
    view = persons.view(person, elder_id)
    sheets, comings = prefilled.open_sheets(person, view.elder), standing.standing(person, view.elder)
    return render("registry/person.html", county=county, view=view, sheets=sheets, comings=comings)
