"""换用新版本: one record from its page with a preview, many from the page of their form; both can be undone."""

from typing import Any, Final

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext

from formserver.errors import BodyIncomplete, FormserverError
from formserver.ids import is_id, new_id
from formserver.services import move_views, moving, moving_many, ownership
from formserver.services.moving import Request
from formserver.services.moving_many import Outcome, Result
from formserver.services.person import Person
from formserver.store.moves import Picked
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("moving", __name__)

_ONE_BY_ONE: Final = ("record_visit", "approve_township", "approve_county")
_STAGES: Final = {"": None, "approved": True, "on_its_way": False}
_NAMED: Final = 5


# one record -----------------------------------------------------------------------------------------------------------
@pages.get("/<county>/records/<record_id>/edition")
@requires(*_ONE_BY_ONE)
def preview(county: str, record_id: str) -> Response:
    """What the edition in force would do to a record."""
    return _preview(current_person(county), record_id)


@pages.post("/<county>/records/<record_id>/edition")
@requires(*_ONE_BY_ONE)
def act(county: str, record_id: str) -> Response:
    """Move the record to the edition that was previewed, or undo its last move, as ``_action`` says."""
    person, asked = current_person(county), _asked()
    deed = {"upgrade": moving.move, "revert": moving.revert}.get(request.form.get("_action", ""))
    if deed is None:
        raise BodyIncomplete()
    try:
        deed(person, record_id, asked)
    except FormserverError as refused:
        if refused.status not in (409, 422):
            raise
        if asked.edition_id:
            return _preview(person, record_id, refused)
        flash(sentence(refused), "problem")
    else:
        flash(gettext("已换用新版本。") if asked.edition_id else gettext("已恢复原来的版本。"), "good")
    return see_other(url_for("records.show", county=county, record_id=record_id))


def _asked() -> Request:
    act_id, revision = request.form.get("_act", ""), request.form.get("_revision", "")
    if not is_id(act_id) or not (revision.isdecimal() and len(revision) < 10):
        raise BodyIncomplete()
    return Request(act_id, int(revision), request.form.get("_edition", ""))


def _preview(person: Person, record_id: str, refused: FormserverError | None = None) -> Response:
    found = move_views.preview(person, record_id)
    return render(
        "moving/preview.html",
        status=refused.status if refused else 200,
        county=person.county_id,
        view=found,
        act_id=new_id(),
        refused=sentence(refused) if refused else "",
        hindrance=sentence(found.hindrance) if found.hindrance else "",
    )


# many -----------------------------------------------------------------------------------------------------------------
@pages.get("/<county>/forms/<category>/<name>/records")
@requires(ownership.PUBLISHES)
def show(county: str, category: str, name: str) -> Response:
    """The records of a form that could move: ``?edition=`` of one edition, ``?stage=`` approved or on_its_way;
    ``?run=`` shows what a run has done, ``?after=`` begins behind a record."""
    asked, person, code = request.args, current_person(county), f"{category}/{name}"
    stage, run = asked.get("stage", ""), asked.get("run", "")
    run = run if is_id(run) else ""
    picked = _picked(asked.get("edition", ""), stage)
    after = asked.get("after", "")
    plan = moving_many.plan(person, code, picked, after=after, run=run)
    where: dict[str, Any] = {"county": county, "category": category, "name": name}
    chosen: dict[str, Any] = {"stage": stage, "after": after, "run": run, "new_run": new_id()}
    return render("moving/many.html", county=county, where=where, plan=plan, **chosen)


@pages.post("/<county>/forms/<category>/<name>/records")
@requires(ownership.PUBLISHES)
def move(county: str, category: str, name: str) -> Response:
    """Move the ticked records, or the next of all, or undo one move, as ``_action`` says."""
    typed = request.form
    kept = {one: typed.get(one, "") for one in ("edition", "stage", "run")}
    action, _, record_id = typed.get("_action", "").partition(":")
    if not is_id(kept["run"]) or action not in _DEEDS:
        raise BodyIncomplete()
    try:
        _tell(_DEEDS[action](current_person(county), f"{category}/{name}", kept, record_id))
    except moving.PublishedMeanwhile as refused:
        flash(sentence(refused), "problem")
    chosen: dict[str, Any] = {one: text for one, text in kept.items() if text}
    return see_other(url_for("moving.show", county=county, category=category, name=name, **chosen))


Kept = dict[str, str]


def _ticked(person: Person, code: str, kept: Kept, record_id: str) -> list[Result]:
    ids, target = request.form.getlist("record"), request.form.get("_edition", "")
    return moving_many.move_ticked(person, code, ids, target, kept["run"])


def _all(person: Person, code: str, kept: Kept, record_id: str) -> list[Result]:
    picked, target = _picked(kept["edition"], kept["stage"]), request.form.get("_edition", "")
    after = request.form.get("after", "")
    done, kept["after"] = moving_many.move_next(person, code, picked, target, kept["run"], after=after)
    return done


def _revert(person: Person, code: str, kept: Kept, record_id: str) -> list[Result]:
    return moving_many.revert_one(person, code, record_id)


_DEEDS: Final = {"ticked": _ticked, "all": _all, "revert": _revert}


def _picked(edition: str, stage: str) -> Picked:
    return Picked(edition if is_id(edition) else "", _STAGES.get(stage))


def _tell(results: list[Result]) -> None:
    """Say how many were moved, and why those that were not stay."""
    done = [one for one in results if one.why is None]
    if not results:
        flash(gettext("没有勾选记录，什么也没有换。"), "warning")
    if done:
        is_back = done[0].outcome == Outcome.REVERTED
        said = gettext("已恢复原来的版本。") if is_back else gettext("%(count)s条已换用新版本。", count=len(done))
        flash(said, "good")
    left: dict[str, list[str]] = {}
    for number, why in ((one.number, one.why) for one in results if one.why is not None):
        left.setdefault(sentence(why), []).append(number)
    for reason, numbers in left.items():
        some = gettext("、").join(numbers[:_NAMED]) + ("…" if len(numbers) > _NAMED else "")
        said = {"count": len(numbers), "numbers": some, "reason": reason}
        flash(gettext("没有换的%(count)s条（%(numbers)s）：%(reason)s", **said), "warning")
