"""Papers of records and drafts as PDF. Printing a record is a post: it leaves an entry in the record's journal."""

from typing import Final

from flask import Blueprint, Response, request, url_for

from formserver.errors import BodyIncomplete
from formserver.printing.job import RenderBusy
from formserver.services import papers, prints, singles
from formserver.services.prints import Wish
from formserver.web.guard import current_person, requires
from formserver.web.pages import see_other
from formserver.web.pdf import pdf_answer, site_address

pages = Blueprint("prints", __name__)

_FILLING: Final = ("record_visit", "type_paper")
_ALL: Final = "all"


@pages.post("/<county>/records/<record_id>/prints")
@requires("print_record")
def make(county: str, record_id: str) -> Response:
    """The record on its paper; ``copies``: "all", or the number of one copy; the rest are ticks.

    Where no renderer is free in time, it is printed in the background, and the page of that job follows it.
    """
    person, wish = current_person(county), _wish()
    try:
        return pdf_answer(*prints.print_for(person, record_id, wish, site=site_address()))
    except RenderBusy:
        job = singles.ask(person, record_id, wish)
        return see_other(url_for("jobs.show", county=county, job_id=job.id))


@pages.get("/<county>/records/<record_id>/prints")
@pages.get("/<county>/records/<record_id>/paper.pdf")
@requires("print_record")
def go_back(county: str, record_id: str) -> Response:
    """A print asked for by its address alone: to the place of the record's page where it is made with a button."""
    return see_other(url_for("records.show", county=county, record_id=record_id, _anchor="print"))


@pages.get("/<county>/drafts/<draft_id>/paper.pdf")
@requires(*_FILLING)
def draft(county: str, draft_id: str) -> Response:
    """One's own draft on its paper, as it is kept."""
    return pdf_answer(*papers.draft_of(current_person(county), draft_id))


def _wish() -> Wish:
    asked = request.form
    copies = asked.get("copies", "")
    if copies not in ("", _ALL) and not (copies.isascii() and copies.isdigit() and len(copies) < 3):
        raise BodyIncomplete()
    return Wish(
        copies=copies == _ALL,
        copy=int(copies) if copies not in ("", _ALL) else 0,
        with_approvals="approvals" in asked,
        full_numbers="full_numbers" in asked,
        archive="archive" in asked,
    )
