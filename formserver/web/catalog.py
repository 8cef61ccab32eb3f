"""表单: the papers a county uses, each with its way, its copies and its blank sheet; editions for those in charge."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext

from formserver.clock import today
from formserver.errors import BodyIncomplete, FormserverError
from formserver.services import (
    adopting,
    catalog,
    deriving,
    design_view,
    form_desk,
    merging,
    ownership,
    papers,
    retiring,
    shipped_news,
)
from formserver.services.person import Person
from formserver.web.guard import current_person, requires, rights_here, signed_in
from formserver.web.locale import said, sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other
from formserver.web.pdf import pdf_answer, site_address

pages = Blueprint("catalog", __name__)

_DECIDING: Final = frozenset({ownership.EDITS, ownership.PUBLISHES})
_IN_CHARGE: Final = frozenset({ownership.EDITS, ownership.PUBLISHES, ownership.ADOPTS})


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
    designs = design_view.waiting(person) if ownership.EDITS in rights else ()
    return render(
        "forms/index.html",
        county=county,
        forms=in_use,
        beside=catalog.forms_beside(person, in_use) if rights & _IN_CHARGE else (),
        on_offer=catalog.forms_on_offer(person) if ownership.ADOPTS in rights else (),
        waiting=form_desk.waiting(person) if rights & _DECIDING else (),
        designs=designs,
        townships=design_view.townships(designs),
        may_edit=ownership.may_begin(person),
    )


@pages.get("/<county>/forms/<category>/<name>")
@signed_in
def show(county: str, category: str, name: str) -> Response:
    """One form in use; for those in charge also one of the county's own that is not."""
    return _form_page(current_person(county), f"{category}/{name}")


@pages.post("/<county>/forms/<category>/<name>")
@requires(*_IN_CHARGE)
def act(county: str, category: str, name: str) -> Response:
    """Do with the form what ``_action`` says; why it cannot be is said on its page, with what was typed."""
    person, code, action = current_person(county), f"{category}/{name}", request.form.get("_action", "")
    deed = _DEEDS.get(action)
    if deed is None:
        raise BodyIncomplete()
    try:
        told = deed(person, code)
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        asked = {**request.form.to_dict(), "problem": sentence(refused)}
        return _form_page(person, code, status=refused.status, asked=asked)
    flash(told, "good")
    if action == "derive":
        category, name = _derived_code(code).split("/")
    return see_other(url_for("catalog.show", county=county, category=category, name=name))


def _typed(name: str) -> str:
    return request.form.get(name, "")


def _take_over(person: Person, code: str) -> str:
    ownership.take_over(person, code)
    return str(gettext("这张表现在由本县（区）管理。"))


def _give_back(person: Person, code: str) -> str:
    ownership.give_back(person, code)
    return str(gettext("已交还系统，跟随系统升级。"))


def _retire(person: Person, code: str) -> str:
    retiring.retire(person, code, _typed("remark").replace("\r\n", "\n"))
    return str(gettext("已停用，不能再新填。填了一半的和办理中的照旧办完。"))


def _resume(person: Person, code: str) -> str:
    retiring.resume(person, code)
    return str(gettext("已恢复使用。"))


def _adopt(person: Person, code: str) -> str:
    wanted = adopting.Use(_typed("region"), _typed("workflow"), _typed("day"), _typed("last_day"))
    adopting.take_into_use(person, code, wanted)
    return str(gettext("已启用。"))


def _stop(person: Person, code: str) -> str:
    adopting.stop_using(person, code, _typed("adoption"), _typed("until"))
    return str(gettext("已改好启用日期。填了一半的和办理中的照旧办完。"))


def _derive(person: Person, code: str) -> str:
    deriving.derive_for(person, code, _derived_code(code), _typed("region"))
    return str(gettext("本地版本已建好，内容与上级的表相同。可以修改，改好发布；要填写，先启用。"))


def _derived_code(code: str) -> str:
    return f"{code.split('/')[0]}/{_typed('name').strip()}"


# What `_action` may say -> what it does; each gives the sentence that says so.
_DEEDS: Final[dict[str, Callable[[Person, str], str]]] = {
    "take_over": _take_over,
    "give_back": _give_back,
    "retire": _retire,
    "resume": _resume,
    "adopt": _adopt,
    "stop": _stop,
    "derive": _derive,
}


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
        news=shipped_news.of_form(desk.form) if desk else None,
        asked=asked,
        flows=[(one.code, said(one.title)) for one in adopting.offered_workflows()] if desk and desk.places else (),
        today=today().isoformat(),
    )


@pages.get("/<county>/forms/<category>/<name>/blank.pdf")
@signed_in
def blank(county: str, category: str, name: str) -> Response:
    """The empty paper; ``?copies=1``: one sheet for each holder; ``?code=1``: with a square code."""
    wants_all, has_code = (request.args.get(asked) == "1" for asked in ("copies", "code"))
    site = site_address() if has_code else None
    return pdf_answer(*papers.blank_of(current_person(county), f"{category}/{name}", copies=wants_all, site=site))
