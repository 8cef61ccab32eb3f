"""表单: the papers a county uses, each with its way, its copies and its blank sheet; editions for those in charge."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext

from formserver.clock import today
from formserver.errors import BodyIncomplete, FormserverError
from formserver.services import adopting, catalog, design_view, form_desk, merging, ownership, papers, retiring
from formserver.services.person import Person
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
    """The forms in use; for those in charge also the county's other ones, and what waits to be published."""
    person, rights = current_person(county), rights_here(county)
    in_use = catalog.forms_in_use(person)
    return render(
        "forms/index.html",
        county=county,
        forms=in_use,
        at_rest=catalog.forms_at_rest(person, in_use) if rights & _IN_CHARGE else (),
        waiting=form_desk.waiting(person) if rights & _DECIDING else (),
        designs=design_view.waiting(person) if ownership.EDITS in rights else (),
        may_edit=ownership.EDITS in rights,
    )


@pages.get("/<county>/forms/<category>/<name>")
@signed_in
def show(county: str, category: str, name: str) -> Response:
    """One form in use; for those in charge also one of the county's own that is not."""
    return _form_page(current_person(county), f"{category}/{name}")


@pages.post("/<county>/forms/<category>/<name>")
@requires(ownership.PUBLISHES, ownership.ADOPTS)
def act(county: str, category: str, name: str) -> Response:
    """Do with the form what ``_action`` says; why it cannot be is said on its page, with what was typed."""
    person, code, action = current_person(county), f"{category}/{name}", request.form.get("_action", "")
    try:
        said = _done(person, code, action)
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        asked = {**request.form.to_dict(), "problem": sentence(refused)}
        return _form_page(person, code, status=refused.status, asked=asked)
    flash(said, "good")
    return see_other(url_for("catalog.show", county=county, category=category, name=name))


def _done(person: Person, code: str, action: str) -> str:
    remark = request.form.get("remark", "").replace("\r\n", "\n")
    if action == "take_over":
        ownership.take_over(person, code)
        return str(gettext("这张表现在由本县（区）管理。"))
    if action == "give_back":
        ownership.give_back(person, code)
        return str(gettext("已交还系统，跟随系统升级。"))
    if action == "retire":
        retiring.retire(person, code, remark)
        return str(gettext("已停用，不能再新填。填了一半的和办理中的照旧办完。"))
    if action == "resume":
        retiring.resume(person, code)
        return str(gettext("已恢复使用。"))
    if action == "adopt":
        adopting.take_into_use(person, code, request.form.get("workflow", ""), request.form.get("day", ""))
        return str(gettext("已启用。"))
    raise BodyIncomplete()


def _form_page(person: Person, code: str, *, status: int = 200, asked: Mapping[str, str] | None = None) -> Response:
    rights = rights_here(person.county_id)
    desk = form_desk.desk(person, code) if rights & _IN_CHARGE else None
    return render(
        "forms/form.html",
        status=status,
        county=person.county_id,
        view=catalog.view(person, code, at_rest=desk is not None),
        desk=desk,
        standing=merging.standing(code) if desk else None,
        asked=asked,
        flows=adopting.offered_workflows() if desk and desk.may_adopt else (),
        today=today().isoformat(),
    )


@pages.get("/<county>/forms/<category>/<name>/blank.pdf")
@signed_in
def blank(county: str, category: str, name: str) -> Response:
    """The empty paper; ``?copies=1``: one sheet for each holder."""
    wants_all = request.args.get("copies") == "1"
    return pdf_answer(*papers.blank_of(current_person(county), f"{category}/{name}", copies=wants_all))
