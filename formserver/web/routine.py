"""批量通过: visits that need not be opened one by one before they are approved."""

from typing import Final

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext

from formserver.errors import BodyIncomplete, NotFound
from formserver.ids import is_id, new_id
from formserver.services import bundles
from formserver.services.months import board, routine, together
from formserver.services.months.together import Approved
from formserver.services.person import Person
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("routine", __name__)
"""Pages of 月报: they are registered below those (`web.months`)."""

_SIGNING: Final = "sign_off_month"


@pages.get("/<county>/months/<period>/routine")
@requires(_SIGNING)
def show(county: str, period: str) -> Response:
    """The visits that wait for the reader at ``?place=``: those that may be approved together, and the others with why
    each must be opened."""
    return _page(current_person(county), period, request.args.get("place", ""))


@pages.post("/<county>/months/<period>/routine")
@requires(_SIGNING)
def approve(county: str, period: str) -> Response:
    """Approve what was ticked."""
    person, place, act_id = current_person(county), request.form.get("place", ""), request.form.get("_act", "")
    if not is_id(act_id):
        raise BodyIncomplete
    board.board(person, period, place)
    chosen = dict(one.split("=", 1) for one in request.form.getlist("visit") if "=" in one)
    try:
        made = together.ask(person, period, place, chosen, act_id)
    except (together.NothingChosen, bundles.TooManyJobs) as refused:
        return _page(person, period, place, status=refused.status, problem=sentence(refused))
    if not isinstance(made, Approved):
        return see_other(url_for("jobs.show", county=county, job_id=made.id))
    if made.done:
        flash(gettext("已通过%(count)s条。", count=made.done), "good")
    for one in made.refused:
        whose = f"{one.title} {one.number}：" if one.title else ""
        flash(whose + sentence(one.failure), "warning")
    return see_other(url_for("months.routine.show", county=county, period=period, place=place))


def _page(person: Person, period: str, place: str, *, status: int = 200, problem: str = "") -> Response:
    if not place:
        raise NotFound
    return render(
        "months/routine.html",
        status=status,
        county=person.county_id,
        board=board.board(person, period, place),
        place=place,
        candidates=routine.candidates(person, period, place),
        problem=problem,
        act_id=new_id(),
        most=routine.MOST,
    )
