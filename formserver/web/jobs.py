"""打印与导出: what of a list would be printed, having it printed in the background, and the jobs one asked for."""

from typing import Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext

from formserver.errors import BodyIncomplete, FormserverError, NotFound
from formserver.ids import is_id, new_id
from formserver.services import bundles, choices, jobs
from formserver.services.bundles import Wanted
from formserver.services.person import Person
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other
from formserver.web.pdf import file_answer

pages = Blueprint("jobs", __name__)

_PRINTING: Final = "print_record"
_ASKING: Final = (_PRINTING, "export")


def init_jobs(app: Flask) -> None:
    """Register the pages. 记录 leads to them, so they have no entry of their own in the navigation."""
    app.register_blueprint(pages)
    app.jinja_env.globals["told"] = told


@pages.get("/<county>/jobs")
@requires(*_ASKING)
def index(county: str) -> Response:
    """The reader's own jobs."""
    return render("jobs/index.html", county=county, views=jobs.listed(current_person(county)))


@pages.get("/<county>/jobs/new")
@requires(_PRINTING)
def new(county: str) -> Response:
    """What would be printed of a list of records, by the names of its own address, and the button that has it done."""
    return _planned(current_person(county), Wanted.read(request.args))


@pages.post("/<county>/jobs")
@requires(_PRINTING)
def ask(county: str) -> Response:
    """Have it printed; what is not possible is said on the page of the choice."""
    person, wanted, job_id = current_person(county), Wanted.read(request.form), request.form.get("_job", "")
    if not is_id(job_id):
        raise BodyIncomplete()
    try:
        bundles.ask(person, job_id, wanted)
    except FormserverError as refused:
        if refused.status in (422, 429):
            return _planned(person, wanted, refused)
        raise
    return see_other(url_for("jobs.show", county=county, job_id=job_id))


@pages.get("/<county>/jobs/<job_id>")
@requires(*_ASKING)
def show(county: str, job_id: str) -> Response:
    """One of the reader's own jobs: how far it is, its file, what could not be printed. It reloads itself."""
    return render("jobs/job.html", "state", county=county, view=jobs.view(current_person(county), job_id))


@pages.post("/<county>/jobs/<job_id>")
@requires(*_ASKING)
def act(county: str, job_id: str) -> Response:
    """Cancel or do once more, as ``_action`` says; what comes too late changes nothing, and the page says how it is."""
    person, action = current_person(county), request.form.get("_action", "")
    if action == "cancel":
        if not jobs.cancel(person, job_id):
            flash(gettext("这个任务已经结束，不用再取消。"), "warning")
    elif action == "retry":
        _retry(person, job_id)
    else:
        raise BodyIncomplete()
    return see_other(url_for("jobs.show", county=county, job_id=job_id))


@pages.get("/<county>/jobs/<job_id>/file.<ending>")
@requires(*_ASKING)
def file(county: str, job_id: str, ending: str) -> Response:
    """The file of a job, for who asked for it. Where there is none, its page says why and has it done again."""
    person = current_person(county)
    try:
        found = jobs.file_of(person, job_id)
    except jobs.FileGone:
        if jobs.view(person, job_id).has_file:
            raise
        return see_other(url_for("jobs.show", county=county, job_id=job_id))
    if not found.name.endswith(f".{ending}"):
        raise NotFound()
    return file_answer(found.name, found.content, found.media_type)


def told(message: dict[str, object]) -> str:
    """A failure as a job keeps it, in the reader's language."""
    params = message["params"]
    assert isinstance(params, dict)
    return sentence(FormserverError(str(message["key"]), **params))


def _retry(person: Person, job_id: str) -> None:
    try:
        jobs.retry(person, job_id)
    except bundles.TooManyJobs as refused:
        flash(sentence(refused), "problem")


def _planned(person: Person, wanted: Wanted, refused: FormserverError | None = None) -> Response:
    plan = bundles.plan(person, wanted)
    problem = refused or plan.problem
    return render(
        "jobs/new.html",
        status=problem.status if refused and problem else 200,
        county=person.county_id,
        plan=plan,
        problem=sentence(problem) if problem else "",
        offered=choices.open_to(person, wanted.chosen.place),
        job_id=new_id(),
        shelves=bundles.SHELVES,
        ticks=bundles.TICKS,
        most=bundles.MOST_SHEETS,
    )
