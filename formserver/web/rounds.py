"""加访: rounds of extra visits, proposed by the calendar, looked at before they are opened, ended and cancelled."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext

from formserver.clock import today
from formserver.services.person import Person
from formserver.services.visiting import cards, lunar, rounds
from formserver.services.visiting.rounds import RIGHT, Plan
from formserver.web.comings import tried
from formserver.web.guard import current_person, requires
from formserver.web.pages import render, see_other

pages = Blueprint("rounds", __name__)

_READING: Final = "see_register"


def init_rounds(app: Flask) -> None:
    """Register the pages; 本期探访 leads to them."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(round_states=rounds.STATES)


@pages.get("/<county>/rounds")
@requires(_READING)
def index(county: str) -> Response:
    """The last rounds, and what the calendar proposes."""
    found = rounds.rounds(current_person(county))
    return render("visits/rounds.html", county=county, rounds=found, proposals=lunar.proposals(today()))


@pages.get("/<county>/rounds/new")
@requires(RIGHT)
def new(county: str) -> Response:
    """Plan a round, beginning with a proposal (``?proposal=``) if one is named."""
    person, code = current_person(county), request.args.get("proposal", "")
    proposal = next((one for one in lunar.proposals(today()) if one.code == code), None)
    plan = Plan(place=next(iter(rounds.regions_of(person)), ""))
    if proposal:
        first = max(proposal.first, today()).isoformat()
        plan = Plan(proposal.title, plan.place, first, proposal.last.isoformat())
    return _page(person, plan, 200, {}, "")


@pages.post("/<county>/rounds/new")
@requires(RIGHT)
def open_one(county: str) -> Response:
    """Say how many persons a plan is about (``_action=preview``), or open it."""
    person, plan = current_person(county), _plan()
    if request.form.get("_action") == "preview":
        counted: list[int] = []
        refused = tried(lambda: counted.append(rounds.preview(person, plan)), lambda *why: _page(person, plan, *why))
        return refused if refused is not None else _page(person, plan, 200, {}, "", counted[0])
    made: list[Any] = []
    refused = tried(lambda: made.append(rounds.open_one(person, plan)), lambda *why: _page(person, plan, *why))
    if refused is not None:
        return refused
    flash(gettext("加访已安排，探访人员在“本期探访”里会看到。"), "good")
    return see_other(url_for("rounds.show", county=county, round_id=made[0].id))


@pages.get("/<county>/rounds/<round_id>")
@requires(_READING)
def show(county: str, round_id: str) -> Response:
    """One round, and how far each village is."""
    return _round_page(current_person(county), round_id, 200, {}, "")


@pages.post("/<county>/rounds/<round_id>")
@requires(RIGHT)
def end(county: str, round_id: str) -> Response:
    """End it early (``_action=end``), go on with what was not opened to its end (``go_on``), or cancel it."""
    person, reason = current_person(county), request.form.get("reason", "").strip()
    if request.form.get("_action") == "go_on":
        rounds.go_on(person, round_id)
        return see_other(url_for("rounds.show", county=county, round_id=round_id))
    ends = request.form.get("_action") == "end"
    refused = tried(
        lambda: rounds.end_early(person, round_id) if ends else rounds.cancel(person, round_id, reason),
        lambda *why: _round_page(person, round_id, *why),
    )
    if refused is not None:
        return refused
    flash(gettext("加访今天结束。") if ends else gettext("加访已取消。"), "good")
    return see_other(url_for("rounds.show", county=county, round_id=round_id))


def _plan() -> Plan:
    form = request.form
    texts = {name: form.get(name, "").strip() for name in ("title", "place", "first", "last", "times", "note")}
    return Plan(**texts, levels=tuple(form.getlist("levels")), ways=tuple(form.getlist("ways")))


def _page(
    person: Person, plan: Plan, status: int, problems: Mapping[str, str], problem: str, count: int | None = None
) -> Response:
    return render(
        "visits/round_new.html",
        status=status,
        county=person.county_id,
        plan=plan,
        places=rounds.places_to_choose(person),
        ways=cards.WAYS,
        # In the order of the page.
        problems={name: problems[name] for name in Plan.__dataclass_fields__ if name in problems},
        problem=problem,
        count=count,
    )


def _round_page(person: Person, round_id: str, status: int, problems: Mapping[str, str], problem: str) -> Response:
    view = rounds.view(person, round_id)
    return render(
        "visits/round.html",
        status=status,
        county=person.county_id,
        view=view,
        reason=request.form.get("reason", ""),
        problems=problems,
        problem=problem,
    )
