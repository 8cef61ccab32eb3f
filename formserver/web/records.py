"""记录: all that the reader may see, one record with its way and history, acting on it, its paper."""

from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext, lazy_gettext

from formserver.errors import BodyIncomplete, FormserverError
from formserver.ids import is_id, new_id
from formserver.services import approval, choices, looking, move_views, prints, signed_sheets, steps, worklists
from formserver.services.approval import Done, Request
from formserver.services.choices import Chosen
from formserver.services.follow_ups import opening, views
from formserver.services.person import Person
from formserver.services.rights import ROLE_LABELS
from formserver.web.guard import current_person, requires, rights_here
from formserver.web.locale import sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other
from formserver.workflow.words import Action, label

pages = Blueprint("records", __name__)

_READING: Final = "see_register"
_ACTING: Final = ("record_visit", "approve_village", "approve_township", "approve_county", "terminate_record")
# Who decides about a record is told who printed it.
_WATCHING: Final = frozenset({"approve_village", "approve_township", "approve_county", "see_journal"})
_GOING_ON: Final[dict[str, Any]] = {
    Action.WITHDRAW: lazy_gettext("已撤回，可以修改后重新提交。"),
    Action.CORRECT: lazy_gettext("已开始更正，改好后请提交；原来通过的内容在新的通过之前仍然有效。"),
}


def init_records(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    app.jinja_env.globals["role_label"] = ROLE_LABELS.get
    add_to_navigation(app, NavItem("记录", "records.index", right=_READING))


@pages.get("/<county>/records")
@requires(_READING)
def index(county: str) -> Response:
    """Records within the reader's scope, narrowed by form, state, place, name and month."""
    person, chosen = current_person(county), Chosen.read(request.args)
    found = worklists.everything(person, chosen.narrowing, after=request.args.get("after", ""))
    offered = choices.open_to(person, chosen.place)
    return render("records/index.html", county=county, page=found, chosen=chosen, offered=offered)


@pages.get("/<county>/records/<record_id>")
@requires(_READING)
def show(county: str, record_id: str) -> Response:
    """One record."""
    return record_page(current_person(county), record_id)


@pages.post("/<county>/records/<record_id>/acts")
@requires(*_ACTING)
def act(county: str, record_id: str) -> Response:
    """Do what ``_action`` says (``send_back:author`` names the target). A refusal shows the typed remark again."""
    person, asked = current_person(county), _asked()
    try:
        done = approval.act(person, record_id, asked)
    except FormserverError as refused:
        if refused.status == 422:
            return record_page(person, record_id, status=422, asked=asked, problem=sentence(refused))
        if refused.status == 409:
            return _conflict(person, record_id, asked, refused)
        raise
    return _after(county, asked, done)


@pages.get("/<county>/records/<record_id>/acts")
@requires(*_ACTING)
def go_back(county: str, record_id: str) -> Response:
    """A refused act asked for once more by its address: the record, as it stands now."""
    return see_other(url_for("records.show", county=county, record_id=record_id))


def _asked() -> Request:
    action, _, target = request.form.get("_action", "").partition(":")
    act_id, revision = request.form.get("_act", ""), request.form.get("_revision", "")
    if not is_id(act_id) or not (revision.isdecimal() and len(revision) < 10):
        raise BodyIncomplete()
    remark = request.form.get("remark", "").replace("\r\n", "\n")
    return Request(action, act_id, int(revision), request.form.get("_state", ""), remark, target or None)


def _after(county: str, asked: Request, done: Done) -> Response:
    if done.draft_id and asked.action in _GOING_ON:
        flash(str(_GOING_ON[asked.action]), "good")
        return see_other(f"/{county}/drafts/{done.draft_id}")
    flash(gettext("已办理：%(action)s。", action=gettext(label(Action(asked.action)))), "good")
    return see_other(f"/{county}/work")


def record_page(
    person: Person,
    record_id: str,
    *,
    status: int = 200,
    asked: Request | None = None,
    problem: str = "",
    sheet_problem: str = "",
) -> Response:
    """The page of a record, with what was refused: an act (``asked``, ``problem``) or a photo (``sheet_problem``)."""
    view = looking.view(person, record_id)
    watches = bool(_WATCHING & rights_here(person.county_id))
    context: dict[str, Any] = {
        "view": view,
        "way": steps.way_of(view),
        "act_id": new_id(),
        "county": person.county_id,
        "offer": prints.offer(person, view),
        "moved": move_views.standing(person, view.record, masked=view.masked),
        "sheets": signed_sheets.of_record(person, view.record),
        "sheet_problem": sheet_problem,
        "opened": views.of_record(view.record),
        "may_open": view.elder is not None and opening.may_open(person, view.elder),
        "prints": prints.of_record(person, view.record) if watches else None,
    }
    return render("records/record.html", status=status, asked=asked, problem=problem, **context)


def _conflict(person: Person, record_id: str, asked: Request, refused: FormserverError) -> Response:
    """Somebody was earlier, or the record stands elsewhere by now: who did what, and what the reader had typed."""
    view, county = looking.view(person, record_id), person.county_id
    return render(
        "records/conflict.html", status=409, happened=sentence(refused), county=county, view=view, asked=asked
    )
