"""从纸质表开始: a Word file or a pasted table becomes the draft of a new form, with what was guessed beside it."""

from flask import Blueprint, Flask, Response, request, url_for

from formserver.errors import FormserverError
from formserver.services import from_paper, ownership
from formserver.services.from_paper import SeveralPapers, Source
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("from_paper", __name__)


def init_from_paper(app: Flask) -> None:
    """Register the page. 表单 leads to it."""
    app.register_blueprint(pages)


@pages.get("/<county>/editions/from-paper")
@requires(ownership.EDITS)
def new(county: str) -> Response:
    """Where a Word file is chosen or a table pasted."""
    return _asking(county, Source())


@pages.post("/<county>/editions/from-paper")
@requires(ownership.EDITS)
def make(county: str) -> Response:
    """Make the draft; what cannot be read is told above what was pasted."""
    number = request.form.get("paper", "")
    source = Source(
        text=request.form.get("text", "").replace("\r\n", "\n"),
        number=int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else 0,
        code=request.form.get("code", "").strip(),
        region=request.form.get("region", ""),
    )
    try:
        made = from_paper.offer(current_person(county), source, _uploaded())
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        return _asking(county, source, refused)
    return see_other(url_for("editions.show", county=county, draft_id=made, _anchor="guesses"))


def _uploaded() -> bytes:
    """What was chosen as a file; empty: nothing."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return b""
    with file.stream as sent:
        return bytes(sent.read())


def _asking(county: str, source: Source, refused: FormserverError | None = None) -> Response:
    return render(
        "from_paper/new.html",
        status=422 if refused else 200,
        county=county,
        places=ownership.places_of_new(current_person(county)),
        source=source,
        titles=refused.titles if isinstance(refused, SeveralPapers) else [],
        problem=sentence(refused) if refused else "",
    )
