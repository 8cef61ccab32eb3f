"""Editions of forms: a document brought in, what it changes, what it would do to what is there, publishing it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, flash, make_response, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from formserver.config import Settings
from formserver.errors import BodyIncomplete, DocumentInvalid, FormserverError
from formserver.services import (
    adopting,
    draft_view,
    edition_drafts,
    edition_trials,
    form_codes,
    form_desk,
    hindrances,
    ownership,
    shipped_news,
)
from formserver.services.edition_drafts import DocumentFaulty, Offer
from formserver.services.person import Person
from formserver.services.rehearsal import Stage, Verdict
from formserver.strict_json import text_of
from formserver.web.guard import current_person, requires, rights_here
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other
from formserver.web.pdf import pdf_answer

pages = Blueprint("editions", __name__)

_LOOKING: Final = (ownership.EDITS, ownership.PUBLISHES)
_IN_CHARGE: Final = (ownership.EDITS, ownership.PUBLISHES, ownership.ADOPTS)
_READING: Final = "see_register"


def init_editions(app: Flask) -> None:
    """Register the pages. 表单 leads to them, so they have no entry of their own in the navigation."""
    app.register_blueprint(pages)


# bringing in ----------------------------------------------------------------------------------------------------------
@pages.get("/<county>/editions/new")
@requires(ownership.EDITS)
def new(county: str) -> Response:
    """Where a document is brought in: as the next edition of the form ``?form=``, or as a new form."""
    return _asking(current_person(county), request.args.get("form", ""), Offer(""))


@pages.post("/<county>/editions/new")
@requires(ownership.EDITS)
def offer(county: str) -> Response:
    """Bring a document in, from a file or as it was pasted; what is wrong with it stands above its text."""
    person, form_code = current_person(county), request.form.get("form", "")
    pasted = request.form.get("text", "").replace("\r\n", "\n")
    comment = request.form.get("comment", "").replace("\r\n", "\n")
    offered = Offer(pasted, comment, request.form.get("code", ""), request.form.get("region", ""))
    try:
        offered = replace(offered, text=_uploaded(request.files.get("file")) or pasted)
        made = _offered(person, form_code, offered)
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        return _asking(person, form_code, offered, refused)
    edition_trials.go_on(person, made)
    return see_other(url_for("editions.show", county=county, draft_id=made))


def _offered(person: Person, form_code: str, offered: Offer) -> str:
    return edition_drafts.offer(person, form_code, offered) if form_code else edition_drafts.offer_new(person, offered)


def _uploaded(file: FileStorage | None) -> str:
    """The text of the file that was chosen, if any. Raises DocumentFaulty."""
    if file is None or not file.filename:
        return ""
    with file.stream as sent:
        content = sent.read()
    try:
        return text_of(content, file=file.filename)
    except DocumentInvalid as fault:
        raise DocumentFaulty([fault]) from None


def _asking(person: Person, form_code: str, offered: Offer, refused: FormserverError | None = None) -> Response:
    title = ownership.owned(person, form_code, ownership.EDITS).title if form_code else ""
    return render(
        "editions/new.html",
        status=422 if refused else 200,
        county=person.county_id,
        form_code=form_code,
        form_title=title,
        places={} if form_code else ownership.places_of_new(person),
        offered=offered,
        problem=sentence(refused) if refused else "",
        faults=refused.faults if isinstance(refused, DocumentFaulty) else (),
    )


@pages.post("/<county>/forms/<category>/<name>/editions/<number>")
@requires(ownership.EDITS)
def offer_again(county: str, category: str, name: str, number: str) -> Response:
    """Offer a former edition as the next one; what that would change stands on the page of the draft."""
    person, code = current_person(county), f"{category}/{name}"
    edition_id = form_desk.edition_numbered(person, code, number).id
    return _offered_or_told(person, code, lambda: edition_drafts.offer_again(person, code, edition_id))


@pages.post("/<county>/forms/<category>/<name>/shipped")
@requires(ownership.EDITS)
def offer_shipped(county: str, category: str, name: str) -> Response:
    """Offer what the program ships by now as the next edition; what it would change stands on the page of the draft."""
    person, code = current_person(county), f"{category}/{name}"
    return _offered_or_told(person, code, lambda: shipped_news.offer(person, code))


def _offered_or_told(person: Person, code: str, offer_it: Callable[[], str]) -> Response:
    """The page of the draft that was made, or that of the form with the reason why none was."""
    try:
        made = offer_it()
    except FormserverError as refused:
        if refused.status != 409:
            raise
        flash(sentence(refused), "problem")
        category, _, name = code.partition("/")
        return see_other(url_for("catalog.show", county=person.county_id, category=category, name=name))
    edition_trials.go_on(person, made)
    return see_other(url_for("editions.show", county=person.county_id, draft_id=made))


# published ones -------------------------------------------------------------------------------------------------------
@pages.get("/<county>/forms/<category>/<name>/editions/<number>")
@requires(*_IN_CHARGE)
def published(county: str, category: str, name: str, number: str) -> Response:
    """The document of an edition, byte for byte as it was published."""
    code = f"{category}/{name}"
    return json_file(form_desk.edition_numbered(current_person(county), code, number).source, code, number)


@pages.get("/<county>/forms/<category>/<name>/compare")
@requires(*_IN_CHARGE)
def compare(county: str, category: str, name: str) -> Response:
    """What differs between two editions, ``?before=`` and ``?after=``."""
    before, after = request.args.get("before", ""), request.args.get("after", "")
    pair = form_desk.pair(current_person(county), f"{category}/{name}", before, after)
    groups = draft_view.grouped(pair.found)
    return render("editions/compare.html", county=county, folder=category, name=name, pair=pair, groups=groups)


# one draft ------------------------------------------------------------------------------------------------------------
@pages.get("/<county>/editions/<draft_id>")
@requires(*_LOOKING)
def show(county: str, draft_id: str) -> Response:
    """What a draft changes and would do; for htmx only how far its rehearsal is."""
    return _draft_page(current_person(county), draft_id, block="rehearsal")


@pages.post("/<county>/editions/<draft_id>")
@requires(*_LOOKING)
def decide(county: str, draft_id: str) -> Response:
    """Publish, decline, withdraw, compare anew or call otherwise, as ``_action`` says; a refusal shows what was typed
    again."""
    person, action = current_person(county), request.form.get("_action", "")
    typed = request.form.get("name" if action == "recode" else "remark", "").replace("\r\n", "\n")
    try:
        said = _decided(person, draft_id, action, typed)
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        asked = {"action": action, "typed": typed, "problem": sentence(refused)}
        return _draft_page(person, draft_id, status=refused.status, asked=asked)
    flash(said, "good")
    return see_other(url_for("editions.show", county=county, draft_id=draft_id))


def _decided(person: Person, draft_id: str, action: str, typed: str) -> str:
    if action == "publish":
        done = edition_drafts.publish(person, draft_id, typed, two_persons=_two_persons())
        if done is None:
            return str(gettext("已发布。还要启用，才能填写。"))
        if not done.drafts:
            return str(gettext("已发布。新填的表用这个版本，填了一半的和办理中的留在原来的版本。"))
        return str(gettext("已发布。%(count)s份填了一半的草稿改用新的文字。", count=done.drafts))
    if action == "decline":
        edition_drafts.decline(person, draft_id, typed)
        return str(gettext("已退回，不发布。"))
    if action == "withdraw":
        edition_drafts.withdraw(person, draft_id)
        return str(gettext("已撤回。"))
    if action == "compare":
        edition_drafts.compare_again(person, draft_id)
        edition_trials.go_on(person, draft_id)
        return str(gettext("已与现行版本重新比较。"))
    if action == "recode":
        form_codes.recode(person, draft_id, typed)
        return str(gettext("已改编码。"))
    raise BodyIncomplete()


@pages.post("/<county>/editions/<draft_id>/rehearsal")
@requires(*_LOOKING)
def rehearse(county: str, draft_id: str) -> Response:
    """Try the next papers, or with ``anew`` all from the beginning."""
    edition_trials.go_on(current_person(county), draft_id, anew="anew" in request.form)
    return see_other(url_for("editions.show", county=county, draft_id=draft_id, _anchor="rehearsal"))


@pages.get("/<county>/editions/<draft_id>/rehearsal")
@requires(*_LOOKING)
def go_back(county: str, draft_id: str) -> Response:
    """The address of a rehearsal opened by hand: the page of the draft."""
    return see_other(url_for("editions.show", county=county, draft_id=draft_id))


@pages.get("/<county>/editions/<draft_id>/file.json")
@requires(*_LOOKING)
def file(county: str, draft_id: str) -> Response:
    """The document that is offered, byte for byte."""
    draft = draft_view.view(current_person(county), draft_id, two_persons=False).draft
    return json_file(draft.source, draft.form_code, "draft")


@pages.get("/<county>/editions/<draft_id>/blank.pdf")
@requires(*_LOOKING)
def blank(county: str, draft_id: str) -> Response:
    """The empty paper as it would be printed."""
    return pdf_answer(*draft_view.blank(current_person(county), draft_id))


def json_file(text: str, code: str, number: str) -> Response:
    """A document to be kept as a file: `registration.ezhou.1.0.json`."""
    response = make_response(text.encode())
    response.mimetype = "application/json"
    response.headers.set("Content-Disposition", "attachment", filename=f"{code.replace('/', '.')}.{number}.json")
    return response


def _draft_page(
    person: Person, draft_id: str, *, block: str | None = None, status: int = 200, asked: dict[str, str] | None = None
) -> Response:
    view = draft_view.view(person, draft_id, two_persons=_two_persons())
    context: dict[str, Any] = {
        "view": view,
        "is_used": adopting.is_used(person, view.draft.form_code),
        "hindrances": hindrances.of(view.draft),
        "stages": list(Stage),
        "verdicts": list(Verdict),
        "reads_records": _READING in rights_here(person.county_id),
    }
    return render("editions/draft.html", block, status=status, county=person.county_id, asked=asked, **context)


def _two_persons() -> bool:
    settings: Settings = current_app.extensions["formserver_settings"]
    return settings.publish_two_persons
