"""表单: the papers a county uses, each with its way, its copies and its blank sheet; editions for those in charge."""

from typing import Final

from flask import Blueprint, Flask, Response, flash, request, url_for

from formserver.errors import BodyIncomplete, FormserverError
from formserver.services import catalog, form_desk, ownership, papers
from formserver.web.guard import current_person, requires, rights_here, signed_in
from formserver.web.locale import sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other
from formserver.web.pdf import pdf_answer

pages = Blueprint("catalog", __name__)

_DECIDING: Final = frozenset({ownership.EDITS, ownership.PUBLISHES})
_IN_CHARGE: Final = frozenset({"edit_forms", "publish_forms", "adopt_forms"})


def init_catalog(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    add_to_navigation(app, NavItem("表单", "catalog.index", count=waiting))


def waiting(county: str) -> int:
    """How many editions wait for the reader to publish them."""
    return form_desk.count_waiting(current_person(county)) if ownership.PUBLISHES in rights_here(county) else 0


@pages.get("/<county>/forms")
@signed_in
def index(county: str) -> Response:
    """The forms in use; for those in charge also what waits to be published."""
    person, rights = current_person(county), rights_here(county)
    waiting = form_desk.waiting(person) if rights & _DECIDING else ()
    may_edit = ownership.EDITS in rights
    return render(
        "forms/index.html", county=county, forms=catalog.forms_in_use(person), waiting=waiting, may_edit=may_edit
    )


@pages.get("/<county>/forms/<category>/<name>")
@signed_in
def show(county: str, category: str, name: str) -> Response:
    """One form in use."""
    person, code = current_person(county), f"{category}/{name}"
    desk = form_desk.desk(person, code) if rights_here(county) & _IN_CHARGE else None
    return render("forms/form.html", county=county, view=catalog.view(person, code), desk=desk)


@pages.post("/<county>/forms/<category>/<name>/acts")
@requires(ownership.PUBLISHES)
def act(county: str, category: str, name: str) -> Response:
    """Do with the form what ``_action`` says; what cannot be is said on its page."""
    deed = _DEEDS.get(request.form.get("_action", ""))
    if deed is None:
        raise BodyIncomplete()
    try:
        deed(current_person(county), f"{category}/{name}")
    except FormserverError as refused:
        if refused.status != 409:
            raise
        flash(sentence(refused), "problem")
    return see_other(url_for("catalog.show", county=county, category=category, name=name))


_DEEDS: Final = {"take_over": ownership.take_over, "give_back": ownership.give_back}


@pages.get("/<county>/forms/<category>/<name>/blank.pdf")
@signed_in
def blank(county: str, category: str, name: str) -> Response:
    """The empty paper; ``?copies=1``: one sheet for each holder."""
    wants_all = request.args.get("copies") == "1"
    return pdf_answer(*papers.blank_of(current_person(county), f"{category}/{name}", copies=wants_all))
