"""找人: the page that stands before every registration; what is typed into it is what the registration begins with."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Flask, Response, request, url_for
from flask_babel import gettext

from formserver.clock import today
from formserver.errors import BodyIncomplete, NotFound
from formserver.ids import is_id, new_id
from formserver.models import ElderRequest
from formserver.services import choosing, finding
from formserver.services.acting import Incomplete
from formserver.services.drafting import FormElsewhere
from formserver.services.finding import Found, Question, TooManyLookups
from formserver.services.person import Person
from formserver.web.comings import asked_answer, read_asked, tried, typed
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("finding", __name__)

_FILLING: Final = ("record_visit", "type_paper")


def init_finding(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)


@pages.get("/<county>/fill/find")
@requires(*_FILLING)
def ask(county: str) -> Response:
    """Ask for an identity number, or a name with the year of birth (``?form=``: the registration to begin)."""
    return _page(current_person(county), Question("", "", "", request.args.get("village_code", "")))


@pages.post("/<county>/fill/find")
@requires(*_FILLING)
def look(county: str) -> Response:
    """What is known; a post, so that numbers stand in no address and no log."""
    person, question = current_person(county), _question()
    try:
        found = finding.look(person, question)
    except Incomplete as lacking:
        return _page(person, question, status=422, problems=lacking.problems)
    except TooManyLookups as refused:
        return _page(person, question, status=refused.status, problem=sentence(refused))
    return _page(person, question, found=found)


@pages.post("/<county>/fill/find/begin")
@requires(*_FILLING)
def begin(county: str) -> Response:
    """Begin the registration of whoever was not found, or of one a department named (``elder_id``)."""
    person, form = current_person(county), request.form.get("form", "")
    if elder_id := request.form.get("elder_id"):
        draft_id = finding.begin_for(person, form, elder_id)
    else:
        question = _question()
        try:
            draft_id = finding.begin(person, form, question, refused=request.form.getlist("refused"), act_id=_act_id())
        except Incomplete as lacking:
            return _page(person, question, status=422, problems=lacking.problems)
        except FormElsewhere as elsewhere:
            return _page(person, question, status=422, problem=sentence(elsewhere))
    return see_other(url_for("entry.show", county=county, draft_id=draft_id))


@pages.post("/<county>/fill/find/move")
@requires(*_FILLING)
def ask_over(county: str) -> Response:
    """Ask the village in which a person is registered to let him come to one's own."""
    person, question, asked, moving = current_person(county), _question(), read_asked(), typed("day", "note")
    made: list[ElderRequest] = []

    def draw(status: int, problems: Mapping[str, str], problem: str) -> Response:
        found = _again(person, question)
        return _page(person, question, status=status, problems=problems, problem=problem, found=found, moving=moving)

    refused = tried(lambda: made.append(finding.ask_over(person, asked, question, moving["day"], moving["note"])), draw)
    return refused if refused is not None else asked_answer(person, made[0])


def _again(person: Person, question: Question) -> Found | None:
    """The answer once more for a page that refuses; none where one asked too often by now."""
    try:
        return finding.look(person, question)
    except (Incomplete, TooManyLookups):
        return None


def _act_id() -> str:
    act_id = request.form.get("_act", "")
    if not is_id(act_id):
        raise BodyIncomplete
    return act_id


def _question() -> Question:
    return Question.of(*typed("identity", "name", "year", "village").values())


def _page(
    person: Person,
    question: Question,
    *,
    status: int = 200,
    found: Found | None = None,
    problems: Mapping[str, str] | None = None,
    problem: str = "",
    moving: Mapping[str, str] | None = None,
) -> Response:
    wanted, near = request.values.get("form", ""), choosing.villages_by_paper(person)
    forms = [paper for paper in choosing.papers(person) if paper.category == "registration"]
    chosen = [paper for paper in forms if paper.code == wanted] or forms
    if not chosen:
        raise NotFound
    places = {place.code: place for paper in chosen for place in near.get(paper.code, ())}
    if question.village in places:
        chosen = [paper for paper in chosen if question.village in {place.code for place in near[paper.code]}]
    context: dict[str, Any] = {
        "found": found,
        "forms": chosen,
        "form": chosen[0].code if len(chosen) == 1 else "",
        "question": question,
        "villages": sorted(places.values(), key=lambda place: place.code),
        "problems": {name: gettext(one) for name, one in (problems or {}).items()},
        "problem": problem,
        "moving": moving or {"day": today().isoformat(), "note": ""},
        "act_id": new_id(),
        "visits": [paper for paper in choosing.papers(person) if paper.category == "visit_record"],
    }
    return render("registry/find.html", status=status, county=person.county_id, **context)
