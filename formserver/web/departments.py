"""部门名单: lists of persons that departments give, brought in, looked over, taken over and taken back."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from formserver.clock import today
from formserver.errors import BodyIncomplete, FormserverError
from formserver.services import jobs
from formserver.services.departments import list_views, lists, workbooks
from formserver.services.departments.columns import MEANINGS
from formserver.services.departments.lists import Given
from formserver.services.departments.readers import STATES
from formserver.services.person import Person
from formserver.store.departments import CATEGORIES, DEPARTMENTS, SOURCES
from formserver.web.guard import current_person, requires
from formserver.web.locale import said, sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other
from formserver.web.pdf import file_answer

pages = Blueprint("departments", __name__)

_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMN: Final = "column-"


def init_departments(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(
        list_sources=SOURCES,
        list_title=lists.title_of,
        list_outcomes=lists.OUTCOMES,
        departments=DEPARTMENTS,
        categories_of_lists=CATEGORIES,
        verdict_states=STATES,
    )
    add_to_navigation(app, NavItem("部门名单", "departments.index", right=lists.RIGHT))


@pages.get("/<county>/lists")
@requires(lists.RIGHT)
def index(county: str) -> Response:
    """The lists that were brought in."""
    page = lists.page(current_person(county), request.args.get("after", ""))
    return render("departments/index.html", county=county, page=page)


@pages.get("/<county>/lists/new")
@requires(lists.RIGHT)
def new(county: str) -> Response:
    """Choosing a file and saying whose list it is."""
    return _asking(county, Given.read({"listed_on": today().isoformat(), **request.args}))


@pages.post("/<county>/lists")
@requires(lists.RIGHT)
def bring(county: str) -> Response:
    """Bring the posted ``file`` in; what is wrong with it is said on the page of the choice."""
    given, file = Given.read(request.form), request.files.get("file") or FileStorage()
    try:
        list_id = lists.bring(current_person(county), given, file.filename or "", file.stream.read())
    except FormserverError as refused:
        if refused.status != 422:
            raise
        return _asking(county, given, refused)
    return see_other(url_for("departments.show", county=county, list_id=list_id))


@pages.get("/<county>/lists/<list_id>")
@requires(lists.RIGHT)
def show(county: str, list_id: str) -> Response:
    """One list as far as it is; while something is done with it, it reloads itself. ``?columns=1``: choose columns."""
    return _shown(current_person(county), list_id)


@pages.post("/<county>/lists/<list_id>")
@requires(lists.RIGHT)
def act(county: str, list_id: str) -> Response:
    """Check, take over, take back, drop or cancel, as ``_action`` says."""
    person, action = current_person(county), request.form.get("_action", "")
    if action not in _ACTS:
        raise BodyIncomplete()
    try:
        _ACTS[action](person, list_id)
    except FormserverError as refused:
        if refused.status not in (409, 422, 429):
            raise
        return _shown(person, list_id, refused)
    if action == "drop":
        return see_other(url_for("departments.index", county=county))
    return see_other(url_for("departments.show", county=county, list_id=list_id))


@pages.get("/<county>/lists/<list_id>/problems.xlsx")
@requires(lists.RIGHT)
def problems(county: str, list_id: str) -> Response:
    """The rows with problems, to be corrected and brought in again."""
    return file_answer(*workbooks.problems_of(current_person(county), list_id, said), _WORKBOOK)


@pages.post("/<county>/lists/<list_id>/results.xlsx")
@requires(lists.RIGHT)
def results(county: str, list_id: str) -> Response:
    """What was found, for the department that gave the list."""
    return file_answer(*workbooks.results_of(current_person(county), list_id), _WORKBOOK)


@pages.get("/<county>/lists/<list_id>/results.xlsx")
@requires(lists.RIGHT)
def go_back(county: str, list_id: str) -> Response:
    """The results asked for by their address: the list."""
    return see_other(url_for("departments.show", county=county, list_id=list_id))


def _check(person: Person, list_id: str) -> None:
    lists.check(person, list_id, _columns(request.form))


def _take(person: Person, list_id: str) -> None:
    written = [number for number in request.form.get("leaving", "").split(",") if number]
    if not all(number.isascii() and number.isdigit() for number in written):
        raise BodyIncomplete()
    lists.take(person, list_id, [int(number) for number in written])


def _cancel(person: Person, list_id: str) -> None:
    job = lists.job_of(lists.get(person, list_id))
    if job is None or not jobs.cancel(person, job.id):
        flash(gettext("已经处理完，不用再取消。"), "warning")


_ACTS: Final = {"check": _check, "take": _take, "undo": lists.undo, "drop": lists.drop, "cancel": _cancel}


def _columns(form: Mapping[str, str]) -> dict[str, int]:
    """Meaning -> column, as chosen. Raises ListRefused for a meaning that two columns have."""
    found: dict[str, int] = {}
    for name, meaning in form.items():
        column = name.removeprefix(_COLUMN)
        if name.startswith(_COLUMN) and meaning and column.isascii() and column.isdigit():
            if meaning in found:
                raise lists.ListRefused("有两列都选了“%(label)s”，只能有一列。", label=MEANINGS.get(meaning, ("",))[0])
            found[meaning] = int(column)
    return found


def _asking(county: str, given: Given, refused: FormserverError | None = None) -> Response:
    problem = sentence(refused) if refused else ""
    status = 422 if refused else 200
    return render("departments/new.html", status=status, county=county, given=given, problem=problem)


def _shown(person: Person, list_id: str, refused: FormserverError | None = None) -> Response:
    view = list_views.view(person, list_id)
    typed = _typed(request.form)
    return render(
        "departments/list.html",
        "state",
        status=refused.status if refused else 200,
        county=person.county_id,
        view=view,
        problem=sentence(refused) if refused else "",
        meanings={meaning: names[0] for meaning, names in MEANINGS.items()},
        is_choosing=view.is_open and (view.found.state == "brought" or "columns" in request.args or bool(typed)),
        typed=typed,
    )


def _typed(form: Mapping[str, str]) -> dict[int, str]:
    """What was chosen for columns before it was refused."""
    named = ((name.removeprefix(_COLUMN), meaning) for name, meaning in form.items() if name.startswith(_COLUMN))
    return {int(column): meaning for column, meaning in named if column.isascii() and column.isdigit()}
