"""The expert's page of a design: its document as text."""

from flask import Blueprint, Response, request, url_for

from formserver.errors import FormserverError
from formserver.models import FormDesign
from formserver.services import designing, ownership
from formserver.services.designing import TextFaulty
from formserver.web.designer_page import refusal, revision
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("designer_text", __name__)


@pages.get("/<county>/designs/<design_id>/text")
@requires(ownership.EDITS)
def show(county: str, design_id: str) -> Response:
    """The document as text, or what the expert typed that is none yet."""
    return _text_page(designing.opened(current_person(county), design_id))


@pages.post("/<county>/designs/<design_id>/text")
@requires(ownership.EDITS)
def rewrite(county: str, design_id: str) -> Response:
    """Take the typed text as one step, or forget a faulty one; faults are listed above it."""
    person, typed = current_person(county), request.form.get("text", "").replace("\r\n", "\n")
    try:
        if request.form.get("do") == "forget":
            designing.forget_attempt(person, design_id, revision())
        else:
            designing.rewrite(person, design_id, revision(), typed)
    except FormserverError as refused:
        if not refusal(refused):
            raise
        return _text_page(designing.opened(person, design_id), refused, typed)
    return see_other(url_for("designer_text.show", county=county, design_id=design_id))


def _text_page(design: FormDesign, refused: FormserverError | None = None, typed: str = "") -> Response:
    return render(
        "designer/text.html",
        status=422 if refused else 200,
        county=design.county_id,
        design=design,
        typed=typed or design.attempt or design.text,
        problem=sentence(refused) if refused else "",
        faults=refused.faults if isinstance(refused, TextFaulty) else (),
    )
