"""上级的表有新版本: what it changes beside the county's own changes, what both changed to be chosen, a draft of it."""

from typing import Final

from flask import Blueprint, Flask, Response, request, url_for

from formserver.errors import FormserverError
from formserver.forms.editions.conflicts import OWN, UPPER
from formserver.services import draft_view, edition_trials, merging, ownership
from formserver.services.person import Person
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("merging", __name__)

_CHOICE: Final = "take-"


def init_merging(app: Flask) -> None:
    """Register the page. The page of a derived form leads to it."""
    app.register_blueprint(pages)


@pages.get("/<county>/forms/<category>/<name>/merge")
@requires(ownership.EDITS)
def show(county: str, category: str, name: str) -> Response:
    """What comes in, what follows, and what both changed."""
    return _merge_page(current_person(county), f"{category}/{name}", {})


@pages.post("/<county>/forms/<category>/<name>/merge")
@requires(ownership.EDITS)
def offer(county: str, category: str, name: str) -> Response:
    """Make a draft of the next edition as was chosen; while something is left, the page again with the choices."""
    person, code, chosen = current_person(county), f"{category}/{name}", chosen_sides()
    try:
        made = merging.offer_merged(person, code, chosen, request.form.get("seen", ""))
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        return _merge_page(person, code, chosen, refused)
    edition_trials.go_on(person, made)
    return see_other(url_for("editions.show", county=county, draft_id=made))


def chosen_sides() -> dict[str, str]:
    """What was chosen on the page: place of a conflict -> side."""
    given = ((name.removeprefix(_CHOICE), side) for name, side in request.form.items() if name.startswith(_CHOICE))
    return {place: side for place, side in given if side in (OWN, UPPER)}


def _merge_page(person: Person, code: str, chosen: dict[str, str], refused: FormserverError | None = None) -> Response:
    category, _, name = code.partition("/")
    try:
        made = merging.looked_at(person, code, chosen)
    except (merging.NotDerived, merging.NothingNew) as nothing:
        made, refused = None, nothing
    return render(
        "editions/merge.html",
        status=refused.status if refused and made else 200,
        county=person.county_id,
        folder=category,
        name=name,
        made=made,
        chosen=chosen,
        groups=draft_view.grouped(made.found) if made else (),
        problem=sentence(refused) if refused else "",
    )
