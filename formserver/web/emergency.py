"""应急卡: whom to call at once for a person; the numbers on duty that it names."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext

from formserver.ids import is_id
from formserver.services.follow_ups import emergency
from formserver.services.person import Person
from formserver.web.comings import tried, typed
from formserver.web.guard import current_person, requires
from formserver.web.pages import render, see_other

pages = Blueprint("emergency", __name__)

_READING: Final = "see_register"
_SETTING: Final = ("approve_village", "approve_township", "approve_county")


@pages.get("/<county>/elders/<elder_id>/emergency")
@requires(_READING)
def show(county: str, elder_id: str) -> Response:
    """The card of a person."""
    card = emergency.card(current_person(county), elder_id)
    return render("follow_ups/emergency.html", county=county, card=card)


@pages.post("/<county>/elders/<elder_id>/emergency")
@requires(_READING)
def unmask(county: str, elder_id: str) -> Response:
    """The card with whole numbers, for who sees masks otherwise: that is written down first."""
    person = current_person(county)
    emergency.unmask(person, elder_id)
    card = emergency.card(person, elder_id, is_unmasked=True)
    return render("follow_ups/emergency.html", county=county, card=card)


@pages.get("/<county>/duty-phones/<place>")
@requires(*_SETTING)
def duty(county: str, place: str) -> Response:
    """The number on duty of a village or township; ``?elder=`` whose card leads here."""
    person = current_person(county)
    line = emergency.duty_line(person, place)
    return _duty_page(person, place, {"phone": line.phone, "label": line.label})


@pages.post("/<county>/duty-phones/<place>")
@requires(*_SETTING)
def set_duty(county: str, place: str) -> Response:
    """Set it."""
    person, what = current_person(county), typed("phone", "label")
    refused = tried(lambda: emergency.set_duty(person, place, what), lambda *why: _duty_page(person, place, what, *why))
    if refused is not None:
        return refused
    flash(gettext("已保存值班电话。"), "good")
    if elder_id := _elder_of(request.form):
        return see_other(url_for("emergency.show", county=county, elder_id=elder_id))
    return see_other(url_for("emergency.duty", county=county, place=place))


def _elder_of(source: Mapping[str, str]) -> str:
    return source["elder"] if is_id(source.get("elder", "")) else ""


def _duty_page(
    person: Person,
    place: str,
    what: Mapping[str, str],
    status: int = 200,
    problems: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    return render(
        "follow_ups/duty.html",
        status=status,
        county=person.county_id,
        line=emergency.duty_line(person, place),
        typed=what,
        problems=problems or {},
        problem=problem,
        elder_id=_elder_of(request.values),
    )
