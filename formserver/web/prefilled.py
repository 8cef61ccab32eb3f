"""Sheets printed for persons to be written on by hand: one, or one each for a list; typing one in from its code."""

from typing import Any, Final

from flask import Blueprint, Response, request, url_for

from formserver.errors import BodyIncomplete, FormserverError, NotFound
from formserver.ids import is_id, new_id
from formserver.services import choices, prefilled, prefilled_lists
from formserver.services.person import Person
from formserver.services.prefilled_lists import Wanted
from formserver.web.guard import current_counties, current_person, requires, rights_here, signed_in
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other
from formserver.web.pdf import pdf_answer, site_address

pages = Blueprint("prefilled", __name__)

_FILLING: Final = frozenset({"record_visit", "type_paper"})


@pages.post("/<county>/elders/<elder_id>/papers")
@requires("print_record")
def make(county: str, elder_id: str) -> Response:
    """A sheet of the posted ``form`` and ``part`` for the person."""
    form, part = request.form.get("form", ""), request.form.get("part", "")
    return pdf_answer(*prefilled.print_for(current_person(county), elder_id, form, part, site=site_address()))


@pages.get("/<county>/elders/<elder_id>/papers")
@requires("print_record")
def go_back(county: str, elder_id: str) -> Response:
    """A sheet asked for by its address alone: the page of the person, where the button is."""
    return see_other(url_for("elders.show", county=county, elder_id=elder_id))


@pages.get("/<county>/elders/papers")
@requires("print_record")
def choose(county: str) -> Response:
    """What would be printed for a list of persons, by the names of the register's address, and the button."""
    return _planned(current_person(county), Wanted.read(request.args))


@pages.post("/<county>/elders/papers")
@requires("print_record")
def make_list(county: str) -> Response:
    """Have it printed in the background; what is not possible is said on the page of the choice."""
    person, wanted, job_id = current_person(county), Wanted.read(request.form), request.form.get("_job", "")
    if not is_id(job_id):
        raise BodyIncomplete()
    try:
        prefilled_lists.ask(person, job_id, wanted)
    except FormserverError as refused:
        if refused.status in (422, 429):
            return _planned(person, wanted, refused)
        raise
    return see_other(url_for("jobs.show", county=county, job_id=job_id))


@pages.get("/p/")
@signed_in
def ask() -> Response:
    """The page on which the code of a sheet is typed (``?code=``), and the way on."""
    typed = request.args.get("code", "").strip()
    if not typed:
        return render("prefilled/ask.html", code="", problem="")
    try:
        prefilled.county_of(typed)
    except NotFound as unknown:
        shown = "".join(filter(str.isprintable, typed))[:60]
        return render("prefilled/ask.html", status=404, code=shown, problem=sentence(unknown))
    return see_other(url_for("prefilled.show", code=typed))


@pages.get("/p/<code>")
@signed_in
def show(code: str) -> Response:
    """What a scanned sheet leads to: its record, or the way to type it in."""
    return _page(_reader(code), code)


@pages.post("/p/<code>")
@signed_in
def begin(code: str) -> Response:
    """Open the draft of the sheet; ``visitor`` is an account, ``visitor_name`` a name."""
    person = _reader(code)
    asked = {"visitor_id": request.form.get("visitor", ""), "visitor_name": request.form.get("visitor_name", "")}
    try:
        draft_id = prefilled.begin(person, code, **asked)
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        return _page(person, code, status=refused.status, problem=sentence(refused), asked=asked)
    return see_other(url_for("entry.show", county=person.county_id, draft_id=draft_id))


def _planned(person: Person, wanted: Wanted, refused: FormserverError | None = None) -> Response:
    plan = prefilled_lists.plan(person, wanted)
    problem = refused or plan.problem
    return render(
        "prefilled/list.html",
        status=problem.status if refused and problem else 200,
        county=person.county_id,
        plan=plan,
        problem=sentence(problem) if problem else "",
        papers=[(form.form_code, form.title) for form in plan.forms],
        states=prefilled_lists.VISITED.items(),
        offered=choices.open_to(person, wanted.chosen["place"]),
        job_id=new_id(),
    )


def _reader(code: str) -> Person:
    """The reader in the county of the sheet; one in which he may not see persons does not exist for him."""
    county = prefilled.county_of(code)
    if county not in current_counties() or "see_register" not in rights_here(county):
        raise NotFound
    return current_person(county)


def _page(
    person: Person, code: str, *, status: int = 200, problem: str = "", asked: dict[str, str] | None = None
) -> Response:
    found = prefilled.scanned(person, code)
    if found.record_id is not None and not problem:
        return see_other(url_for("records.show", county=person.county_id, record_id=found.record_id))
    may_type = bool(_FILLING & rights_here(person.county_id))
    context: dict[str, Any] = {"found": found, "problem": problem, "asked": asked or {}, "may_type": may_type}
    return render("prefilled/sheet.html", status=status, county=person.county_id, **context)
