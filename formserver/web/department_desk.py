"""人员名册 of a department: the persons its duty is about, with what its duty needs of them."""

from typing import Final

from flask import Blueprint, Flask, Response, request

from formserver.services.departments import readers
from formserver.store.departments import COLUMNS
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import NavItem, add_to_navigation, render
from formserver.web.pdf import file_answer

pages = Blueprint("department_desk", __name__)

_CODED: Final = frozenset({"sex", "category", "state"})  # columns of our words, not of the list's
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def init_department_desk(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    add_to_navigation(app, NavItem("人员名册", "department_desk.show", right=readers.RIGHT))


@pages.get("/<county>/department")
@requires(readers.RIGHT)
def show(county: str) -> Response:
    """The list of a department (``?department=``), narrowed by what was found (``?state=``)."""
    return _shown(county)


@pages.post("/<county>/department")
@requires(readers.RIGHT)
def export(county: str) -> Response:
    """The whole list as a workbook."""
    try:
        name, content = readers.export(
            current_person(county), request.form.get("department", ""), request.form.get("state", "")
        )
    except readers.TooMuch as refused:
        return _shown(county, sentence(refused))
    return file_answer(name, content, _WORKBOOK)


def _shown(county: str, problem: str = "") -> Response:
    asked = {name: request.values.get(name, "") for name in ("department", "state", "after")}
    reading = readers.open_list(current_person(county), asked["department"], asked["state"], asked["after"])
    headings = [COLUMNS[column] for column in reading.department.columns]
    status = 422 if problem else 200
    return render(
        "departments/desk.html",
        status=status,
        county=county,
        reading=reading,
        headings=headings,
        coded=_CODED,
        state=asked["state"],
        states=readers.STATES,
        problem=problem,
    )
