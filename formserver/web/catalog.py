"""表单: the papers a county uses, each with its way, its copies and its blank sheet; editions for those in charge."""

from typing import Final

from flask import Blueprint, Flask, Response, request

from formserver.services import catalog, papers
from formserver.web.guard import current_person, rights_here, signed_in
from formserver.web.pages import NavItem, add_to_navigation, render
from formserver.web.pdf import pdf_answer

pages = Blueprint("catalog", __name__)

_IN_CHARGE: Final = frozenset({"edit_forms", "publish_forms", "adopt_forms"})


def init_catalog(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    add_to_navigation(app, NavItem("表单", "catalog.index"))


@pages.get("/<county>/forms")
@signed_in
def index(county: str) -> Response:
    """The forms in use."""
    return render("forms/index.html", county=county, forms=catalog.forms_in_use(current_person(county)))


@pages.get("/<county>/forms/<category>/<name>")
@signed_in
def show(county: str, category: str, name: str) -> Response:
    """One form in use."""
    is_in_charge = bool(rights_here(county) & _IN_CHARGE)
    view = catalog.view(current_person(county), f"{category}/{name}", with_editions=is_in_charge)
    return render("forms/form.html", county=county, view=view, is_in_charge=is_in_charge)


@pages.get("/<county>/forms/<category>/<name>/blank.pdf")
@signed_in
def blank(county: str, category: str, name: str) -> Response:
    """The empty paper; ``?copies=1``: one sheet for each holder."""
    wants_all = request.args.get("copies") == "1"
    return pdf_answer(*papers.blank_of(current_person(county), f"{category}/{name}", copies=wants_all))
