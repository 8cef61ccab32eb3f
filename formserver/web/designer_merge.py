"""并入现行版本的改动: what the edition in force changed since a design was begun, conflicts side by side; taken in."""

from flask import Blueprint, Response, request, url_for

from formserver.errors import FormserverError
from formserver.services import design_merging, designing, documents, ownership
from formserver.services.design_merging import NotBehind
from formserver.services.person import Person
from formserver.web.designer_posted import refusal, revision
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.merging import chosen_sides
from formserver.web.pages import render, see_other

pages = Blueprint("designer_merge", __name__)


@pages.get("/<county>/designs/<design_id>/merge")
@requires(ownership.EDITS)
@documents.one_look()
def show(county: str, design_id: str) -> Response:
    """What comes in, and what both changed."""
    return _page(current_person(county), design_id, {})


@pages.post("/<county>/designs/<design_id>/merge")
@requires(ownership.EDITS)
@documents.one_look()
def take(county: str, design_id: str) -> Response:
    """Take it in as one step, as was chosen; while something is left, the page again with the choices."""
    person, chosen = current_person(county), chosen_sides()
    try:
        design_merging.take_in(person, design_id, revision(), chosen, request.form.get("seen", ""))
    except FormserverError as refused:
        if not refusal(refused):
            raise
        return _page(person, design_id, chosen, refused)
    return see_other(url_for("designer.show", county=county, design_id=design_id))


def _page(person: Person, design_id: str, chosen: dict[str, str], refused: FormserverError | None = None) -> Response:
    design = designing.opened(person, design_id)
    try:
        made = design_merging.looked_at(person, design_id, chosen)
    except NotBehind as nothing:
        made, refused = None, nothing
    return render(
        "designer/merge.html",
        status=refused.status if refused and made else 200,
        county=person.county_id,
        design=design,
        made=made,
        chosen=chosen,
        problem=sentence(refused) if refused else "",
    )
