"""Sheets printed for a person and written on by hand: printing one, and typing it in from the code on it."""

from typing import Any, Final

from flask import Blueprint, Response, request, url_for

from formserver.errors import FormserverError, NotFound
from formserver.services import prefilled
from formserver.services.person import Person
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
