"""Trying out a form that is being designed: its entry page and its sheet, empty or with made-up answers."""

from typing import Any, Final

from flask import Blueprint, Response, request

from formserver.demo.answers import NoValidAnswers
from formserver.extensions import CSRF_FIELD
from formserver.forms.document import FormDocument, Part
from formserver.forms.pairs import Pairs
from formserver.models import FormDesign
from formserver.services import design_papers, designing, ownership
from formserver.web.design_sample import Trial, answered, made_up, tried
from formserver.web.guard import current_person, requires
from formserver.web.headers import POLICY
from formserver.web.locale import sentence
from formserver.web.pages import render
from formserver.web.pdf import pdf_answer

pages = Blueprint("designer_trial", __name__)

# In the designer itself what is tried is shown in a frame; nobody else may frame it, and nothing else.
_FRAMED: Final = {
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}


@pages.after_request
def let_frame(response: Response) -> Response:
    """``?framed=1``: for the frame of the designer."""
    if _is_framed():
        response.headers.update(_FRAMED)
    return response


def _is_framed() -> bool:
    return request.args.get("framed") == "1"


@pages.get("/<county>/designs/<design_id>/preview")
@requires(ownership.EDITS)
def show(county: str, design_id: str) -> Response:
    """The entry page as it will be, with ``?sample=1`` filled in; nothing is kept. ``?framed=1``: the page alone."""
    design = designing.opened(current_person(county), design_id)
    document = designing.read(design.text)
    data, problem = _sample(document)
    part = _part(document)
    return _page(design, document, tried(part, data and data[part.code], county), problem=problem)


@pages.post("/<county>/designs/<design_id>/preview")
@requires(ownership.EDITS)
def answer(county: str, design_id: str) -> Response:
    """The page after what was typed: what is shown, demanded and computed then, rows more or less, or, as ``_action``
    says, what would be wrong if it were handed in. Nothing is kept."""
    design = designing.opened(current_person(county), design_id)
    document = designing.read(design.text)
    posted = Pairs.posted((name, text) for name, text in request.form.items(multi=True) if name != CSRF_FIELD)
    action = posted.raw("_action")
    trial = answered(_part(document), posted, county, action)
    return _page(design, document, trial, is_checked=action == "check")


def _part(document: FormDocument) -> Part:
    return document.parts.get(request.args.get("part", ""), document.first_part)


def _page(
    design: FormDesign, document: FormDocument, trial: Trial, *, problem: str = "", is_checked: bool = False
) -> Response:
    return render(
        "designer/preview.html",
        county=design.county_id,
        design=design,
        document=document,
        trial=trial,
        problem=problem,
        is_checked=is_checked,
        sample=request.args.get("sample"),
        framed="1" if _is_framed() else None,
    )


@pages.get("/<county>/designs/<design_id>/sheet.pdf")
@requires(ownership.EDITS)
def sheet(county: str, design_id: str) -> Response:
    """The sheet as it will print, with ``?sample=1`` filled in. Raises NoValidAnswers."""
    document = designing.read(designing.opened(current_person(county), design_id).text)
    data = made_up(document) if request.args.get("sample") == "1" else None
    return pdf_answer(*design_papers.sheet_of(document, data))


def _sample(document: FormDocument) -> tuple[dict[str, Any] | None, str]:
    if request.args.get("sample") != "1":
        return None, ""
    try:
        return made_up(document), ""
    except NoValidAnswers as failure:
        return None, sentence(failure)
