"""为什么没显示？: why questions of a record or of a draft are not shown."""

from flask import Blueprint, Response, url_for

from formserver.services import unseen
from formserver.web.guard import current_person, requires
from formserver.web.pages import render

pages = Blueprint("unseen", __name__)


@pages.get("/<county>/records/<record_id>/unseen")
@requires("see_register")
def of_record(county: str, record_id: str) -> Response:
    """Of a record."""
    view = unseen.of_record(current_person(county), record_id)
    back = url_for("records.show", county=county, record_id=record_id)
    return render("records/unseen.html", county=county, view=view, back=back)


@pages.get("/<county>/drafts/<draft_id>/unseen")
@requires("record_visit", "type_paper")
def of_draft(county: str, draft_id: str) -> Response:
    """Of one's own draft, as it was last saved."""
    view = unseen.of_draft(current_person(county), draft_id)
    return render("records/unseen.html", county=county, view=view, back=f"/{county}/drafts/{draft_id}", is_draft=True)
