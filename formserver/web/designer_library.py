"""从资料库添加: sections, fields and lists with editions of their own, taken into a design by name or as a copy."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request, url_for

from formserver.errors import FormserverError
from formserver.forms.designing.library_entries import GROUPS, Entry
from formserver.models import FormDesign
from formserver.services import design_library, designing, documents, ownership
from formserver.services.design_library import Sample
from formserver.web.design_sample import Trial, tried
from formserver.web.designer_canvas import Canvas
from formserver.web.designer_posted import refusal, revision
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("designer_library", __name__)

_WORDS: Final = ("cell", "entry", "label", "as")


@dataclass(frozen=True)
class Shown:
    """An entry as its page shows it: on the page of whoever fills in, and on the sheet."""

    entry: Entry
    trial: Trial
    sheet: Canvas


@pages.get("/<county>/designs/<design_id>/library")
@requires(ownership.EDITS)
@documents.one_look()
def show(county: str, design_id: str) -> Response:
    """What there is, with all the words ``q``; with ``entry`` what that gives, to be taken in at ``cell``."""
    return _page(designing.opened(current_person(county), design_id))


@pages.post("/<county>/designs/<design_id>/library")
@requires(ownership.EDITS)
@documents.one_look()
def take(county: str, design_id: str) -> Response:
    """Take an entry in as one step; a refusal shows the entry again with what was typed."""
    person, words = current_person(county), {name: request.form.get(name, "") for name in _WORDS}
    try:
        place = design_library.take_in(person, design_id, revision(), words)
    except FormserverError as refused:
        if not refusal(refused):
            raise
        return _page(designing.opened(person, design_id), refused)
    return see_other(url_for("designer.show", county=county, design_id=design_id, field=place))


def _page(design: FormDesign, refused: FormserverError | None = None) -> Response:
    name, typed = request.values.get("entry", ""), request.values.get("q", "")
    chosen = design_library.entry(name) if name else None
    found = [] if chosen else design_library.found(typed)
    groups = [(group, [one for one in found if one.group == group]) for group in GROUPS]
    words: dict[str, Any] = {name: request.values.get(name, "") for name in _WORDS}
    return render(
        "designer/library.html",
        status=422 if refused else 200,
        county=design.county_id,
        design=design,
        groups=[(group, some) for group, some in groups if some],
        shown=_shown(chosen, design_library.sample_of(chosen), design.county_id) if chosen else None,
        typed=words | {"q": typed},
        problem=sentence(refused) if refused else "",
    )


def _shown(chosen: Entry, sample: Sample, county: str) -> Shown:
    trial = tried(sample.document.first_part, None, county)
    return Shown(chosen, trial, Canvas(sample.sketch, sample.document, is_to_choose=False))


@pages.get("/<county>/designs/<design_id>/renew")
@requires(ownership.EDITS)
@documents.one_look()
def renew(county: str, design_id: str) -> Response:
    """What a newer edition of what the ``field`` takes would change, before it is taken."""
    person, place = current_person(county), request.args.get("field", "")
    made = design_library.renewal(person, design_id, place)
    design = designing.opened(person, design_id)
    return render("designer/library_renew.html", county=county, design=design, made=made)
