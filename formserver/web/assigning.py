"""探访分工: who visits whom in a village, who stands in for whom, and handing over the persons of who leaves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext

from formserver.clock import today
from formserver.errors import BodyIncomplete
from formserver.regions.codes import TOWNSHIP_DIGITS
from formserver.services import choices
from formserver.services.follow_ups import handing_over
from formserver.services.person import Person
from formserver.services.visiting import assigning, assigning_view, standing_in
from formserver.services.visiting.assigning import NOBODY, RIGHT, Giving
from formserver.services.visiting.assigning_view import Narrowed
from formserver.services.visiting.standing_in import StandIn
from formserver.web.comings import tried, typed
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("assigning", __name__)

_LISTED: Final = "listed"
"""In the place of persons that were ticked: all of the list as it is narrowed."""


def init_assigning(app: Flask) -> None:
    """Register the pages; 本期探访 leads to them."""
    app.register_blueprint(pages)


@pages.get("/<county>/assigning")
@requires(RIGHT)
def index(county: str) -> Response:
    """The division of work in a village (``?place=``), narrowed by ``?visitor=`` and ``?grid=``; or the villages to
    choose from."""
    person = current_person(county)
    here = assigning.villages(person)
    place = request.args.get("place", "") or (here[0] if len(here) == 1 else "")
    is_village = len(place) > TOWNSHIP_DIGITS
    return _page(person, place, 200, {}, "") if is_village else _villages(person)


@pages.post("/<county>/assigning")
@requires(RIGHT)
def give(county: str) -> Response:
    """Give the chosen persons, or all of the list, to a visitor or to nobody in particular."""
    person, place = current_person(county), request.form.get("place", "")
    what = _giving(person, place)
    made: list[int] = []
    refused = tried(
        lambda: made.append(assigning.give(person, place, what, request.form.get("_seen", ""))),
        lambda *why: _page(person, place, *why),
    )
    if refused is not None:
        return refused
    _say_given(place, what, made[0])
    return _village(county, place, **_narrowed(request.form).given)


@pages.post("/<county>/assigning/stand-in")
@requires(RIGHT)
def stand_in(county: str) -> Response:
    """Let somebody stand in for a visitor."""
    person, place, names = current_person(county), request.form.get("place", ""), ("for_user", "user", "first", "last")
    for_user, user, first, last = (request.form.get(name, "").strip() for name in names)
    what = StandIn(for_user, user, first, last, request.form.get("note", "").strip())
    refused = tried(
        lambda: standing_in.begin(person, place, what),
        lambda status, problems, problem: _page(person, place, status, problems, problem, "stand_in"),
    )
    if refused is not None:
        return refused
    flash(gettext("代班已安排好，代班的人在“本期探访”里会看到这些老人。"), "good")
    return _village(county, place, _anchor="stand-ins")


@pages.post("/<county>/assigning/stand-in/<assignment_id>/end")
@requires(RIGHT)
def end_stand_in(county: str, assignment_id: str) -> Response:
    """Let a stand-in end."""
    place = request.form.get("place", "")
    if standing_in.end(current_person(county), place, assignment_id):
        flash(gettext("代班已取消。"), "good")
    else:
        flash(gettext("这次代班已经结束或取消，没有再改。"))
    return _village(county, place, _anchor="stand-ins")


@pages.get("/<county>/assigning/hand-over")
@requires(RIGHT)
def hand_over_page(county: str) -> Response:
    """Whom somebody (``?from=``) visits in a village, before they are handed over."""
    return _hand_over_page(current_person(county), request.args, 200, {}, "")


@pages.post("/<county>/assigning/hand-over")
@requires(RIGHT)
def hand_over(county: str) -> Response:
    """Hand all of them over."""
    person, place, asked = current_person(county), request.form.get("place", ""), typed("to", "day", "note")
    found = assigning_view.hand_over(person, place, request.form.get("from", ""))
    what = Giving(tuple(elder_id for elder_id, _ in found.persons), asked["to"], asked["day"], asked["note"])
    made: list[int] = []
    refused = tried(
        lambda: made.append(assigning.give(person, place, what, request.form.get("_seen", ""))),
        lambda *why: _hand_over_page(person, request.form, *why),
    )
    if refused is not None:
        return refused
    _say_given(place, what, made[0])
    return _village(county, place)


@pages.post("/<county>/assigning/hand-over/follow-ups")
@requires(RIGHT)
def hand_over_follow_ups(county: str) -> Response:
    """Hand over what he has to settle."""
    person, place, to = current_person(county), request.form.get("place", ""), request.form.get("owner", "")
    made: list[int] = []
    refused = tried(
        lambda: made.append(handing_over.hand_over(person, place, request.form.get("from", ""), to)),
        lambda *why: _hand_over_page(person, request.form, *why),
    )
    if refused is not None:
        return refused
    flash(gettext("已移交%(count)s件跟进事项。", count=made[0]), "good")
    return _village(county, place)


@pages.post("/<county>/assigning/undo")
@requires(RIGHT)
def undo(county: str) -> Response:
    """Undo one change."""
    person, place = current_person(county), request.form.get("place", "")
    try:
        at = datetime.fromisoformat(request.form.get("at", ""))
        if at.utcoffset() is None:
            raise ValueError(at)
    except ValueError:
        raise BodyIncomplete from None
    try:
        assigning.undo(person, place, request.form.get("by", ""), at)
    except assigning.NothingToUndo as refused:
        flash(sentence(refused), "problem")
    else:
        flash(gettext("已撤销，分工恢复到原来的安排。"), "good")
    return _village(county, place, _anchor="changes")


@pages.get("/<county>/assigning/undo")
@pages.get("/<county>/assigning/hand-over/follow-ups")
@pages.get("/<county>/assigning/stand-in")
@pages.get("/<county>/assigning/stand-in/<assignment_id>/end")
@requires(RIGHT)
def go_back(county: str, assignment_id: str = "") -> Response:
    """What was refused asked for once more by its address: the villages."""
    return see_other(url_for("assigning.index", county=county))


def _giving(person: Person, place: str) -> Giving:
    asked = typed("user", "day", "note")
    if request.form.get("whom") == _LISTED:
        elder_ids = assigning_view.everybody(person, place, _narrowed(request.form))
    else:
        elder_ids = tuple(dict.fromkeys(request.form.getlist("elder")))
    return Giving(elder_ids, asked["user"], asked["day"], asked["note"])


def _say_given(place: str, what: Giving, count: int) -> None:
    if not count:
        flash(gettext("这些老人的分工本来就是这样，没有变化。"))
    elif what.user_id == NOBODY:
        flash(gettext("已取消%(count)s位老人的专人安排，本村（社区）探访人员都会看到他们。", count=count), "good")
    else:
        name = assigning.visitors(place).get(what.user_id, "")
        flash(gettext("已安排%(name)s探访%(count)s位老人。", name=name, count=count), "good")


def _narrowed(asked: Mapping[str, str]) -> Narrowed:
    return Narrowed(asked.get("visitor", "")[:36], asked.get("grid", "")[:40])


def _village(county: str, place: str, **more: Any) -> Response:
    return see_other(url_for("assigning.index", county=county, place=place, **more))


def _villages(person: Person) -> Response:
    held = set(assigning.villages(person))
    townships, villages = choices.places_of(person, request.args.get("township", ""))
    found = [(code, name) for code, name in villages if code in held]
    return render("visits/villages.html", county=person.county_id, townships=townships, villages=found)


def _page(
    person: Person, place: str, status: int, problems: Mapping[str, str], problem: str, about: str = "give"
) -> Response:
    asked = request.values
    narrowed = _narrowed(asked)
    return render(
        "visits/assigning.html",
        status=status,
        county=person.county_id,
        view=assigning_view.division(person, place, narrowed, asked.get("after", "")),
        narrowed=narrowed,
        nobody=NOBODY,
        after=asked.get("after", ""),
        several=len(assigning.villages(person)) > 1,
        about=about,
        problems=problems,
        problem=problem,
        typed={"day": today().isoformat(), "first": today().isoformat()} | request.form.to_dict(),
        chosen=frozenset(request.form.getlist("elder")),
    )


def _hand_over_page(
    person: Person, asked: Mapping[str, str], status: int, problems: Mapping[str, str], problem: str
) -> Response:
    found = assigning_view.hand_over(person, asked.get("place", ""), asked.get("from", ""))
    return render(
        "visits/hand_over.html",
        status=status,
        county=person.county_id,
        found=found,
        nobody=NOBODY,
        problems=problems,
        problem=problem,
        typed={"to": "", "owner": "", "day": today().isoformat(), "note": ""} | request.form.to_dict(),
    )
