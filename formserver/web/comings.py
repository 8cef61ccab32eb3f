"""Leaving the register, moving to another village, coming back: asked on one page, decided on another."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, g, request, url_for
from flask_babel import gettext

from formserver.clock import today
from formserver.errors import BodyIncomplete, FormserverError
from formserver.ids import is_id, new_id
from formserver.models import ElderRequest
from formserver.services import acting, leaving, places, relocating, requesting
from formserver.services.acting import Asked, Incomplete
from formserver.services.leaving import Exit
from formserver.services.person import Person
from formserver.services.relocating import Move
from formserver.store import elders
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("comings", __name__)

READING: Final = "see_register"
ACTING: Final = ("record_visit", "approve_village", "approve_township", "approve_county")
DECIDING: Final = ("approve_township", "approve_county")


def init_comings(app: Flask) -> None:
    """Register the pages, and what the page of one's work says of requests."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(
        today=lambda: today().isoformat(),
        new_act=new_id,
        requests_waiting=waiting,
        request_kinds=requesting.KINDS,
        request_states=requesting.STATES,
    )


def waiting(county: str) -> int:
    """How many requests wait for the reader; counted once for a page."""
    if "requests_waiting" not in g:
        g.requests_waiting = requesting.waiting_count(current_person(county))
    number: int = g.requests_waiting
    return number


def read_asked() -> Asked:
    """What the page of an act posts beside what is typed. Raises BodyIncomplete."""
    if not is_id(request.form.get("_act", "")):
        raise BodyIncomplete
    return Asked(request.form["_act"], request.form.get("_seen", ""))


def typed(*names: str) -> dict[str, str]:
    """What was typed into these inputs, spaces at the ends taken off."""
    return {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in names}


def tried(act: Callable[[], object], draw: Callable[..., Response]) -> Response | None:
    """Act; where that is refused, the page again with what was typed and why: ``draw(status, problems, problem)``."""
    try:
        act()
    except Incomplete as lacking:
        return draw(lacking.status, {name: gettext(one) for name, one in lacking.problems.items()}, "")
    except FormserverError as refused:
        if refused.status != 409:
            raise
        return draw(refused.status, {}, sentence(refused))
    return None


# what is asked --------------------------------------------------------------------------------------------------------
@pages.get("/<county>/requests")
@requires(READING)
def index(county: str) -> Response:
    """What waits for the reader to decide, and what he asked for."""
    person = current_person(county)
    waiting, own = requesting.waiting(person), requesting.asked_by(person)
    return render("registry/requests.html", county=county, waiting=waiting, own=own)


@pages.get("/<county>/requests/<request_id>")
@requires(READING)
def show(county: str, request_id: str) -> Response:
    """One request: what is asked, who decides, what became of it."""
    return _request_page(current_person(county), request_id, 200, {}, "")


@pages.post("/<county>/requests/<request_id>")
@requires(*ACTING)
def decide(county: str, request_id: str) -> Response:
    """Agree, decline or withdraw, as ``_action`` says."""
    person, asked, note = current_person(county), read_asked(), typed("note")["note"]
    action = request.form.get("_action", "")
    refused = tried(
        lambda: requesting.act(person, request_id, asked, action, note),
        lambda *why: _request_page(person, request_id, *why),
    )
    if refused is not None:
        return refused
    words = {"agree": gettext("已同意。"), "decline": gettext("已回复不同意。")}
    flash(words.get(action, gettext("已撤回申请。")), "good")
    return see_other(url_for("comings.show", county=county, request_id=request_id))


def _request_page(person: Person, request_id: str, status: int, problems: Mapping[str, str], problem: str) -> Response:
    context: dict[str, Any] = {"problems": problems, "problem": problem, "note": request.form.get("note", "")}
    view = requesting.view(person, request_id)
    context |= {"view": view, "act_id": new_id(), "papers": requesting.papers(person, view)}
    return render("registry/request.html", status=status, county=person.county_id, **context)


# leaving and coming back ----------------------------------------------------------------------------------------------
@pages.get("/<county>/elders/<elder_id>/exit")
@requires(*ACTING)
def exit_page(county: str, elder_id: str) -> Response:
    """Ask to let a person leave the register."""
    fresh = {"reason": "", "day": "", "note": ""}
    return _page(current_person(county), elder_id, "exit", fresh, 200, {}, "")


@pages.post("/<county>/elders/<elder_id>/exit")
@requires(*ACTING)
def ask_exit(county: str, elder_id: str) -> Response:
    """Ask it."""
    person, what = current_person(county), typed("reason", "day", "note")
    return _ask(person, elder_id, "exit", what, lambda asked: leaving.ask(person, elder_id, asked, Exit(**what)))


@pages.get("/<county>/elders/<elder_id>/return")
@requires(*DECIDING)
def return_page(county: str, elder_id: str) -> Response:
    """Take a person into the register again."""
    fresh = {"why": "", "day": today().isoformat(), "note": ""}
    return _page(current_person(county), elder_id, "return", fresh, 200, {}, "")


@pages.post("/<county>/elders/<elder_id>/return")
@requires(*DECIDING)
def come_back(county: str, elder_id: str) -> Response:
    """Do it."""
    person, what, asked = current_person(county), typed("why", "day", "note"), read_asked()
    refused = tried(
        lambda: leaving.come_back(person, elder_id, asked, what),
        lambda *why: _page(person, elder_id, "return", what, *why),
    )
    if refused is not None:
        return refused
    flash(gettext("已恢复在册。"), "good")
    return see_other(url_for("elders.show", county=county, elder_id=elder_id))


# moving ---------------------------------------------------------------------------------------------------------------
@pages.get("/<county>/elders/<elder_id>/move")
@requires(*ACTING)
def move_page(county: str, elder_id: str) -> Response:
    """Ask another village to take a person over."""
    fresh = {"to": "", "day": today().isoformat(), "note": ""}
    return _page(current_person(county), elder_id, "move", fresh, 200, {}, "")


@pages.post("/<county>/elders/<elder_id>/move")
@requires(*ACTING)
def ask_move(county: str, elder_id: str) -> Response:
    """Ask it."""
    person, what = current_person(county), typed("to", "day", "note")
    elders.get(person.scope, elder_id)
    return _ask(person, elder_id, "move", what, lambda asked: relocating.ask(person, elder_id, asked, Move(**what)))


def _ask(
    person: Person, elder_id: str, kind: str, what: Mapping[str, str], act: Callable[[Asked], ElderRequest]
) -> Response:
    asked, made = read_asked(), list[ElderRequest]()
    refused = tried(lambda: made.append(act(asked)), lambda *why: _page(person, elder_id, kind, what, *why))
    return refused if refused is not None else asked_answer(person, made[0])


def asked_answer(person: Person, made: ElderRequest) -> Response:
    """Lead to the request that was made just now."""
    view = requesting.view(person, made.id)
    flash(gettext("已提交，等%(names)s办理。", names="、".join(view.waits_for) or gettext("有权限的人")), "good")
    return see_other(url_for("comings.show", county=person.county_id, request_id=made.id))


def _page(
    person: Person,
    elder_id: str,
    kind: str,
    what: Mapping[str, str],
    status: int,
    problems: Mapping[str, str],
    problem: str,
) -> Response:
    elder = elders.get(person.scope, elder_id)
    context: dict[str, Any] = {
        "elder": elder,
        "place": places.full_name(elder.village_code),
        "typed": what,
        "problems": problems,
        "problem": problem,
        "act_id": new_id(),
        "seen": acting.seen_of(person.county_id, elder_id),
        "open_request": requesting.of_elder(person, elder),
        "villages": places.villages(person.county_id) if kind == "move" else [],
        "reasons": leaving.reasons(elder) if kind == "exit" else leaving.RETURNS,
    }
    return render(f"registry/{kind}.html", status=status, county=person.county_id, **context)
