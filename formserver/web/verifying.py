"""待核实: what departments say of persons, looked at by who works in the village."""

from typing import Final

from flask import Blueprint, Flask, Response, request, url_for

from formserver.clock import today
from formserver.errors import BodyIncomplete, FormserverError
from formserver.ids import is_id, new_id
from formserver.services import choices
from formserver.services.choices import Chosen
from formserver.services.departments import verifying
from formserver.services.departments.verifying import Verdict
from formserver.services.person import Person
from formserver.web.guard import current_person, requires, rights_here
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("verifying", __name__)

_SEEING: Final = "see_register"


def init_verifying(app: Flask) -> None:
    """Register the pages. 我的工作 and the pages of persons lead to them."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(count_to_verify=_count, may_verify=_may)


@pages.get("/<county>/verify")
@requires(verifying.RIGHT)
def index(county: str) -> Response:
    """What waits within the reader's villages."""
    person, chosen = current_person(county), Chosen.read(request.args)
    page = verifying.open_list(person, chosen.place, request.args.get("after", ""))
    places = choices.places_of(person, chosen.place)
    return render("departments/verify.html", county=county, page=page, chosen=chosen, places=places)


@pages.get("/<county>/verify/<category_id>")
@requires(verifying.RIGHT)
def show(county: str, category_id: str) -> Response:
    """One thing that is to be verified."""
    return _asking(current_person(county), category_id, Verdict(day=today().isoformat()))


@pages.post("/<county>/verify/<category_id>")
@requires(verifying.RIGHT)
def decide(county: str, category_id: str) -> Response:
    """Keep what was found; what is missing is said on the page of the choice."""
    person, verdict, act_id = current_person(county), Verdict.read(request.form), request.form.get("_act", "")
    if not is_id(act_id):
        raise BodyIncomplete()
    try:
        elder_id = verifying.decide(person, category_id, verdict, act_id)
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        return _asking(person, category_id, verdict, refused)
    return see_other(url_for("elders.show", county=county, elder_id=elder_id, _anchor="departments"))


def _asking(person: Person, category_id: str, verdict: Verdict, refused: FormserverError | None = None) -> Response:
    return render(
        "departments/decide.html",
        status=refused.status if refused else 200,
        county=person.county_id,
        one=verifying.get(person, category_id),
        verdict=verdict,
        act_id=new_id(),
        problem=sentence(refused) if refused else "",
    )


def _count(county: str) -> int:
    return verifying.count(current_person(county)) if verifying.RIGHT in rights_here(county) else 0


def _may(county: str, village_code: str) -> bool:
    return verifying.may_decide(current_person(county), village_code)
