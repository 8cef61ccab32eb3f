"""本期探访: whom a visitor has to see, the most urgent first; why somebody was not visited."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Flask, Response, flash, g, request, url_for
from flask_babel import gettext

from formserver.services.person import Person
from formserver.services.visiting import absences, cards, this_week
from formserver.services.visiting.assigning import NOBODY
from formserver.services.visiting.this_week import TABS, Asked
from formserver.web.comings import tried, typed
from formserver.web.guard import current_person, requires, rights_here
from formserver.web.pages import NavItem, add_to_navigation, render, see_other

pages = Blueprint("visits", __name__)

_READING: Final = "see_register"
_OPENING: Final = ("assign_visitors", "open_rounds")


def init_visits(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(visit_ways=cards.WAYS)
    add_to_navigation(app, NavItem("本期探访", "visits.index", _READING, count=urgent, also=("assigning", "rounds")))


def urgent(county: str) -> int:
    """How many of the reader's persons are overdue or due this week; counted once for a page."""
    if "visits_urgent" not in g:
        g.visits_urgent = this_week.count_urgent(current_person(county))
    number: int = g.visits_urgent
    return number


@pages.get("/<county>/visits")
@requires(_READING)
def index(county: str) -> Response:
    """The list, one tab (``?tab=``); of a place (``?place=``) or the reader's own persons."""
    person = current_person(county)
    tab = request.args.get("tab", "")
    names = ("place", "visitor", "period", "after")
    asked = Asked(tab if tab in TABS else "todo", *(request.args.get(name, "")[:200] for name in names))
    return render(
        "visits/index.html",
        county=county,
        week=this_week.look(person, asked),
        tabs=this_week.TITLES,
        groups=this_week.GROUPS,
        nobody=NOBODY,
    )


@pages.post("/<county>/visits/open")
@requires(*_OPENING)
def open_period(county: str) -> Response:
    """Make the duties of the running period."""
    if this_week.open_running(current_person(county)):
        flash(gettext("本期探访任务已生成。"), "good")
    return see_other(url_for("visits.index", county=county))


@pages.get("/<county>/visits/open")
@requires(*_OPENING)
def go_back(county: str) -> Response:
    """What was refused asked for once more by its address: the list."""
    return see_other(url_for("visits.index", county=county))


@pages.get("/<county>/visits/<elder_id>/absence/<cycle_id>")
@requires(*absences.RIGHTS)
def absence_page(county: str, elder_id: str, cycle_id: str) -> Response:
    """Why a person is not visited in a cycle."""
    return _absence_page(current_person(county), elder_id, cycle_id, 200, {}, "")


@pages.post("/<county>/visits/<elder_id>/absence/<cycle_id>")
@requires(*absences.RIGHTS)
def absent(county: str, elder_id: str, cycle_id: str) -> Response:
    """Say it, or take it back."""
    person, what = current_person(county), typed("reason", "note", "_seen")
    takes_back = request.form.get("_action") == "take_back"
    said = ("", "") if takes_back else (what["reason"] or "-", what["note"])
    refused = tried(
        lambda: absences.explain(person, elder_id, cycle_id, *said, what["_seen"]),
        lambda *why: _absence_page(person, elder_id, cycle_id, *why),
    )
    if refused is not None:
        return refused
    flash(gettext("已撤回，仍要探访。") if takes_back else gettext("原因已记下。"), "good")
    return see_other(url_for("visits.absence_page", county=county, elder_id=elder_id, cycle_id=cycle_id))


def _absence_page(
    person: Person, elder_id: str, cycle_id: str, status: int, problems: Mapping[str, str], problem: str
) -> Response:
    view = absences.view(person, elder_id, cycle_id)
    duty = view.owed.duty
    stored = {"reason": duty.reason or "", "note": duty.reason_note}
    return render(
        "visits/absence.html",
        status=status,
        county=person.county_id,
        view=view,
        typed=stored | request.form.to_dict(),
        problems=problems,
        problem=problem,
        may_visit="record_visit" in rights_here(person.county_id),
    )
