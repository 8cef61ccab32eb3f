"""Changing the file of a person, undoing that, and looking the whole file through twice a year."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, g, request, url_for
from flask_babel import gettext

from formserver.errors import BodyIncomplete, Forbidden, FormserverError, NotFound
from formserver.ids import new_id
from formserver.services import acting, file_changing, file_rights, file_view, persons, programmes, reviews
from formserver.services.file_kinds.base import Kind, Typed
from formserver.services.file_kinds.people import SIGNERS
from formserver.services.file_kinds.registry import KINDS, REVIEWED
from formserver.services.file_kinds.standing import BY_RULE
from formserver.services.file_state import FileState
from formserver.services.person import Person
from formserver.store import elders
from formserver.web.comings import read_asked, tried, typed
from formserver.web.guard import current_person, requires, rights_here
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("person_file", __name__)

ACTING: Final = ("record_visit", "approve_village", "approve_township")


def init_person_file(app: Flask) -> None:
    """Register the pages, and what the page of one's work says of files that are due."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(files_due=files_due, consent_signers=SIGNERS, by_rule=BY_RULE)


def files_due(county: str) -> tuple[int, int]:
    """How many files are due for a review and how many persons to be asked again, for who works on files; counted once
    for a page."""
    if "files_due" not in g:
        works = not rights_here(county).isdisjoint(ACTING)
        g.files_due = reviews.count_due(current_person(county)) if works else (0, 0)
    counted: tuple[int, int] = g.files_due
    return counted


@pages.get("/<county>/elders/<elder_id>/file/<name>")
@requires(*ACTING)
def change_page(county: str, elder_id: str, name: str) -> Response:
    """What may be changed about one thing of the file."""
    person, kind = current_person(county), _kind(name)
    state = _state(person, elder_id)
    if not file_rights.may_change(person, state.elder, kind.rights) or not kind.offered(state):
        raise Forbidden
    fresh = kind.fresh(state, unmasked=file_rights.sees_phones(person, state.elder))
    return _change_page(person, elder_id, kind, fresh, 200, {}, "")


@pages.post("/<county>/elders/<elder_id>/file/<name>")
@requires(*ACTING)
def change(county: str, elder_id: str, name: str) -> Response:
    """Change it."""
    person, kind, asked = current_person(county), _kind(name), read_asked()
    what = _typed(kind)
    refused = tried(
        lambda: file_changing.change(person, elder_id, kind, what, asked),
        lambda *why: _change_page(person, elder_id, kind, what, *why),
    )
    if refused is not None:
        return refused
    flash(gettext("已保存：%(what)s。", what=gettext(kind.title)), "good")
    return _person_page(county, elder_id)


@pages.post("/<county>/elders/<elder_id>/undo")
@requires(*ACTING)
def undo(county: str, elder_id: str) -> Response:
    """Undo one act of the history."""
    person, asked, sequence = current_person(county), read_asked(), request.form.get("sequence", "")
    if not (sequence.isdecimal() and len(sequence) < 10):
        raise BodyIncomplete
    try:
        file_changing.undo(person, elder_id, int(sequence), asked)
    except FormserverError as refused:
        if refused.status != 409:
            raise
        flash(sentence(refused), "problem")
    else:
        flash(gettext("已撤销，档案恢复到原来的内容。"), "good")
    return _person_page(county, elder_id)


@pages.get("/<county>/elders/<elder_id>/undo")
@requires(*ACTING)
def go_back(county: str, elder_id: str) -> Response:
    """A refused undoing asked for once more by its address: the person, as the file stands now."""
    return _person_page(county, elder_id)


@pages.get("/<county>/elders/<elder_id>/review")
@requires(*ACTING)
def review_page(county: str, elder_id: str) -> Response:
    """Look the file through, section by section."""
    person = current_person(county)
    state = _state(person, elder_id)
    if not file_rights.may_change(person, state.elder):
        raise Forbidden
    sees = file_rights.sees_phones(person, state.elder)
    fresh = {name: text for one in REVIEWED for name, text in KINDS[one].fresh(state, unmasked=sees).items()}
    return _review_page(person, elder_id, {}, fresh, 200, {}, "")


@pages.post("/<county>/elders/<elder_id>/review")
@requires(*ACTING)
def review(county: str, elder_id: str) -> Response:
    """Confirm what did not change, write what did."""
    person, asked = current_person(county), read_asked()
    sections = (*REVIEWED, file_changing.PAPER)
    answers = {section: request.form.get(f"{section}_same", "") for section in sections}
    what = {section: _typed(KINDS[section]) for section in REVIEWED}
    flat = {name: text for texts in what.values() for name, text in texts.items()}
    refused = tried(
        lambda: file_changing.review(person, elder_id, answers, what, asked),
        lambda *why: _review_page(person, elder_id, answers, flat, *why),
    )
    if refused is not None:
        return refused
    return _reviewed(person, elder_id, answers)


def _reviewed(person: Person, elder_id: str, answers: Mapping[str, str]) -> Response:
    paper = persons.view(person, elder_id).registration
    if answers[file_changing.PAPER] == file_changing.CHANGED and paper:
        flash(gettext("核对已记下。登记表上有变化：请点“更正”，改好后提交，通过后再打印新的登记表。"), "good")
        return see_other(url_for("records.show", county=person.county_id, record_id=paper.record.id))
    flash(gettext("核对已记下，下次核对的日期已更新。需要存档的，可以打印登记表。"), "good")
    return _person_page(person.county_id, elder_id)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound
    return KINDS[name]


def _typed(kind: Kind) -> Typed:
    found = typed(*kind.inputs)
    return found | ({"categories": ",".join(request.form.getlist("categories"))} if "categories" in found else {})


def _state(person: Person, elder_id: str) -> FileState:
    return FileState(elders.get(person.scope, elder_id))


def _person_page(county: str, elder_id: str) -> Response:
    return see_other(url_for("elders.show", county=county, elder_id=elder_id))


def _change_page(
    person: Person, elder_id: str, kind: Kind, what: Typed, status: int, problems: Mapping[str, str], problem: str
) -> Response:
    context = _context(person, elder_id, what, problems, problem)
    return render("registry/file/change.html", status=status, kind=kind, **context)


def _review_page(
    person: Person,
    elder_id: str,
    answers: Mapping[str, str],
    what: Typed,
    status: int,
    problems: Mapping[str, str],
    problem: str,
) -> Response:
    context = _context(person, elder_id, what, problems, problem)
    titles = {name: KINDS[name].title for name in REVIEWED}
    return render("registry/file/review.html", status=status, answers=answers, titles=titles, **context)


def _context(person: Person, elder_id: str, what: Typed, problems: Mapping[str, str], problem: str) -> dict[str, Any]:
    shown = persons.view(person, elder_id)
    may = file_rights.changeable_now(person, shown.elder)
    return {
        "county": person.county_id,
        "view": shown,
        "file": file_view.view(person, shown.elder, may),
        "programme": programmes.of_place(shown.elder.village_code),
        "typed": what,
        "problems": problems,
        "problem": problem,
        "act_id": new_id(),
        "seen": acting.seen_of(person.county_id, elder_id),
    }
