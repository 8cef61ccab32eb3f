"""What somebody saw is opened by hand; children and family are told, and that is kept."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext

from formserver.clock import today
from formserver.errors import Forbidden
from formserver.ids import is_id, new_id
from formserver.models import Elder, FollowUp
from formserver.services import acting, places
from formserver.services.follow_ups import notices, opening, owners
from formserver.services.person import Person
from formserver.store import elders, follow_ups
from formserver.web.comings import read_asked, tried, typed
from formserver.web.guard import current_person, requires
from formserver.web.pages import render, see_other

pages = Blueprint("follow_up_opening", __name__)

_ACTING: Final = ("record_visit", "approve_village", "approve_township", "approve_county")


@pages.get("/<county>/elders/<elder_id>/follow-ups/new")
@requires(*_ACTING)
def new(county: str, elder_id: str) -> Response:
    """Open something for a person by hand; ``?record=`` the visit at which it was seen."""
    person = current_person(county)
    elder = _elder(person, elder_id)
    return _new_page(person, elder, _id_of("record", request.args), opening.fresh(person, elder))


@pages.post("/<county>/elders/<elder_id>/follow-ups/new")
@requires(*_ACTING)
def open_by_hand(county: str, elder_id: str) -> Response:
    """Do it."""
    person, what, asked = current_person(county), typed(*opening.INPUTS), read_asked()
    record_id, made = _id_of("record", request.form), list[FollowUp]()
    refused = tried(
        lambda: made.append(opening.open_by_hand(person, elder_id, record_id, what, asked)),
        lambda *why: _new_page(person, _elder(person, elder_id), record_id, what, *why),
    )
    if refused is not None:
        return refused
    flash(gettext("已登记，到期前请办结并写明结果。"), "good")
    return see_other(url_for("follow_ups.show", county=county, follow_up_id=made[0].id))


@pages.get("/<county>/elders/<elder_id>/notice")
@requires(*_ACTING)
def notice(county: str, elder_id: str) -> Response:
    """Note that children or family were told; ``?item=`` what it was about."""
    person = current_person(county)
    elder = _elder(person, elder_id)
    first: Mapping[str, str] = elder.file.get("first_contact") or {}
    fresh = {"to": first.get("name", ""), "relation": "", "day": today().isoformat(), "way": "", "note": ""}
    return _notice_page(person, elder, _id_of("item", request.args), fresh)


@pages.post("/<county>/elders/<elder_id>/notice")
@requires(*_ACTING)
def note(county: str, elder_id: str) -> Response:
    """Keep it."""
    person, what, asked = current_person(county), typed(*notices.INPUTS), read_asked()
    item_id = _id_of("item", request.form)
    refused = tried(
        lambda: notices.note(person, elder_id, item_id, what, asked),
        lambda *why: _notice_page(person, _elder(person, elder_id), item_id, what, *why),
    )
    if refused is not None:
        return refused
    flash(gettext("已记下这次通知，在档案的变动里可以查到。"), "good")
    if item_id:
        return see_other(url_for("follow_ups.show", county=county, follow_up_id=item_id))
    return see_other(url_for("elders.show", county=county, elder_id=elder_id))


def _id_of(name: str, source: Mapping[str, str]) -> str:
    return source[name] if is_id(source.get(name, "")) else ""


def _elder(person: Person, elder_id: str) -> Elder:
    """The person, for who works on the file. Raises NotFound, Forbidden."""
    elder = elders.get(person.scope, elder_id)
    if not opening.may_open(person, elder):
        raise Forbidden
    return elder


def _new_page(person: Person, elder: Elder, record_id: str, what: Mapping[str, str], *why: Any) -> Response:
    return _page("follow_ups/new.html", person, elder, what, *why, record_id=record_id, staff=_staff(elder))


def _staff(elder: Elder) -> Mapping[str, str]:
    return owners.at_village(elder.village_code)


def _notice_page(person: Person, elder: Elder, item_id: str, what: Mapping[str, str], *why: Any) -> Response:
    item = follow_ups.get(person.scope, item_id) if item_id else None
    return _page("follow_ups/notice.html", person, elder, what, *why, item=item)


def _page(
    template: str,
    person: Person,
    elder: Elder,
    what: Mapping[str, str],
    status: int = 200,
    problems: Mapping[str, str] | None = None,
    problem: str = "",
    **more: Any,
) -> Response:
    context: dict[str, Any] = {
        "elder": elder,
        "place": places.full_name(elder.village_code),
        "typed": what,
        "problems": problems or {},
        "problem": problem,
        "act_id": new_id(),
        "seen": acting.seen_of(person.county_id, elder.id),
    }
    return render(template, status=status, county=person.county_id, **context, **more)
