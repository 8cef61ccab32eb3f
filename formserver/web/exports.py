"""导出: what of a list of records would be exported, having it done in the background, and the note of who did what."""

from flask import Blueprint, Flask, Response, request, url_for

from formserver.errors import BodyIncomplete, FormserverError
from formserver.ids import is_id, new_id
from formserver.services import choices, exports
from formserver.services.exports import Wish
from formserver.services.person import Person
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other

pages = Blueprint("exports", __name__)


def init_exports(app: Flask) -> None:
    """Register the pages. 记录 leads to them; only who looks after the system, and opens no record, has an entry of
    the navigation, to the notes."""
    app.register_blueprint(pages)
    add_to_navigation(app, NavItem("导出记录", "exports.index", right="manage_system"))


@pages.get("/<county>/exports/new")
@requires(exports.RIGHT)
def new(county: str) -> Response:
    """What would be exported of a list of records, by the names of its own address, and the button that has it done."""
    return _planned(current_person(county), Wish.read(request.args))


@pages.post("/<county>/exports")
@requires(exports.RIGHT)
def ask(county: str) -> Response:
    """Have it exported; what is not possible is said on the page of the choice."""
    person, wish, job_id = current_person(county), Wish.read(request.form), request.form.get("_job", "")
    if not is_id(job_id):
        raise BodyIncomplete()
    try:
        exports.ask(person, job_id, wish)
    except FormserverError as refused:
        if refused.status in (422, 429):
            return _planned(person, wish, refused)
        raise
    return see_other(url_for("jobs.show", county=county, job_id=job_id))


@pages.get("/<county>/exports")
@requires(exports.WATCHING)
def index(county: str) -> Response:
    """Who exported what."""
    person = current_person(county)
    page, is_whole = exports.noted(person, after=request.args.get("after", "")), exports.sees_all_notes(person)
    return render("exports/index.html", county=county, page=page, is_whole=is_whole)


def _planned(person: Person, wish: Wish, refused: FormserverError | None = None) -> Response:
    plan = exports.plan(person, wish)
    problem = refused or plan.problem
    return render(
        "exports/new.html",
        status=problem.status if refused and problem else 200,
        county=person.county_id,
        plan=plan,
        problem=sentence(problem) if problem else "",
        offered=choices.open_to(person, wish.chosen.place),
        may_unmask=exports.may_unmask(person),
        job_id=new_id(),
    )
