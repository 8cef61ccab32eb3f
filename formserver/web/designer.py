"""The form designer: beginning a design, its sheet step by step, handing it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, request, url_for
from flask_babel import gettext
from jinja2_fragments.flask import render_block

from formserver.errors import FormserverError
from formserver.forms.designing import library_steps
from formserver.forms.designing.steps import STEPS
from formserver.ids import is_id, new_id
from formserver.services import design_ending, design_guesses, design_view, designing, documents, ownership
from formserver.services.person import Person
from formserver.web import designer_joined, designer_library, designer_merge, designer_text, designer_trial
from formserver.web.designer_drawn import told
from formserver.web.designer_joined import WHOLE, Words
from formserver.web.designer_page import DesignPage
from formserver.web.designer_posted import NO_MORE, Again, refusal, revision
from formserver.web.designer_typed import is_gone, left_over
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other, wants_block

pages = Blueprint("designer", __name__)

_LISTS: Final = frozenset({"look", "exclusive", "widths", "values", "limits", "of", "options"})
# a way of computing; the field, the rule and the place in it of a condition; a check
_BUILDING: Final = ("how", "on", "effect", "at", "mode", "check", "number")


def init_designer(app: Flask) -> None:
    """Register the pages. 表单 leads to them, so they have no entry of their own in the navigation."""
    for each in (pages, designer_library.pages, designer_merge.pages, designer_text.pages, designer_trial.pages):
        app.register_blueprint(each)
    app.jinja_env.globals["design_told"] = told


# beginning ------------------------------------------------------------------------------------------------------------
@pages.get("/<county>/designs/new")
@requires(ownership.EDITS)
def new(county: str) -> Response:
    """What a new form is called."""
    return _asking(current_person(county), {"_design": new_id()})


@pages.post("/<county>/designs/new")
@requires(ownership.EDITS)
@documents.one_look()
def begin(county: str) -> Response:
    """Begin a design: of the next edition of ``form``, of the ``draft`` of an edition, or of a new form."""
    person, typed = current_person(county), request.form
    try:
        if "form" in typed:
            design_id = designing.start_from(person, typed["form"])
        elif "draft" in typed:
            design_id = designing.start_from_draft(person, typed["draft"])
        else:
            words = (typed.get(name, "") for name in ("category", "title", "section"))
            minted = typed.get("_design", "")
            place = typed.get("region", "")
            design_id = designing.start_new(person, *words, region=place, design_id=minted if is_id(minted) else "")
    except FormserverError as refused:
        if not refusal(refused):
            raise
        return _asking(person, typed, refused)
    return see_other(url_for("designer.show", county=county, design_id=design_id))


def _asking(person: Person, typed: Mapping[str, str], refused: FormserverError | None = None) -> Response:
    return render(
        "designer/new.html",
        status=422 if refused else 200,
        county=person.county_id,
        places=ownership.places_of_new(person),
        typed=typed,
        problem=sentence(refused) if refused else "",
    )


# step by step ---------------------------------------------------------------------------------------------------------
@pages.get("/<county>/designs/<design_id>")
@requires(ownership.EDITS)
@documents.one_look()
def show(county: str, design_id: str) -> Response:
    """The sheet and the panel of what is chosen: ``?cell=`` or ``?field=``."""
    return _page(current_person(county), design_id, _Chosen.of(request.values))


@pages.post("/<county>/designs/<design_id>")
@requires(ownership.EDITS)
@documents.one_look()
def take(county: str, design_id: str) -> Response:
    """Take the step ``do``; a refusal shows the newest state with what was typed. Scripts get the page at once, without
    them all forms of the page are one (`designer_joined`)."""
    person, given = current_person(county), request.form
    if WHOLE in given:
        return _take_all(person, design_id)
    try:
        done = _done(person, design_id, revision(), given)
    except FormserverError as refused:
        if not refusal(refused):
            raise
        return _page(person, design_id, _Chosen.of(given), Again([given.to_dict(flat=False)], refused))
    if isinstance(done, str):
        return see_other(done)
    if wants_block():
        do = given.get("do")
        return _page(person, design_id, done, seen=do in STEPS and do not in library_steps.STEPS)
    return see_other(done.address(person, design_id))


def _take_all(person: Person, design_id: str) -> Response:
    """Save what was typed in any form, then do what was pressed; what waits for a button of its own is shown again."""
    chosen, view = _Chosen.of(request.values), design_view.view(person, design_id)
    page = DesignPage(view, cell=chosen.cell, place=chosen.place, building=chosen.building, is_whole=True)
    drawn = render_block("designer/page.html", "designer", county=person.county_id, page=page)
    posted = designer_joined.posted(request.form, request.args.get(designer_joined.PRESSED, ""), drawn)
    if view.design.revision != revision():
        return _page(person, design_id, chosen, posted.late(designing.DesignMoved()))
    done: _Chosen | str = chosen
    for number, given in enumerate(posted.steps):
        try:
            posted.refuse_left(given)
            done = _done(person, design_id, designing.opened(person, design_id).revision, given)
        except FormserverError as refused:
            if not refusal(refused):
                raise
            return _page(person, design_id, chosen, Again(posted.from_step(number), refused))
    if isinstance(done, str):
        return see_other(done)
    if posted.pressed is None:
        done = chosen
    left = Again(posted.waiting)
    return _page(person, design_id, done, left) if left.written else see_other(done.address(person, design_id))


@dataclass(frozen=True)
class _Chosen:
    """What the page shows in its panel: a cell, a field, "" for none; and what was chosen so far of what is being
    built (`_BUILDING`)."""

    cell: str
    place: str
    building: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "_Chosen":
        building = {name: given[name] for name in _BUILDING if given.get(name)}
        return cls(given.get("cell", ""), given.get("field", ""), building)

    def address(self, person: Person, design_id: str) -> str:
        wanted = {"cell": self.cell, "field": self.place, **self.building}
        given: dict[str, Any] = {name: value for name, value in wanted.items() if value}
        return url_for("designer.show", county=person.county_id, design_id=design_id, **given)


def _done(person: Person, design_id: str, revision: int, given: Words) -> _Chosen | str:
    """Do what was posted; gives what is chosen then, or the address of another page that it leads to."""
    do = given.get("do", "")
    if do in _ENDS:
        return _ENDS[do](person, design_id, revision, given)
    return _ACTS.get(do, _step)(person, design_id, revision, given)


def _step(person: Person, design_id: str, revision: int, given: Words) -> _Chosen:
    seed = designing.take(person, design_id, revision, _words(given))
    cell, place, do = (given.get(name, "") for name in ("cell", "field", "do"))
    if do == "add":
        return _Chosen("", DesignPage(design_view.view(person, design_id)).place_of(f"item_{seed}"))
    if do in ("remove", "put"):
        return _Chosen(cell if do == "put" else "", "")
    return _Chosen("" if place and do == "side" else _moved(given, cell), place)


def _moved(given: Words, cell: str) -> str:
    """The key of the chosen cell after the step: where it, or its row, has moved to."""
    do, way = given.get("do"), given.get("way")
    if do == "exchange":
        return given["other"]
    if do == "row_to":
        at, to = int(cell.split(".")[1]), int(given["to"])
        return _beside(cell, 1, (to if to < at else to - 1) - at)
    if do == "move_row":
        return _beside(cell, 1, -1 if way == "up" else 1)
    return _beside(cell, -1, -1 if way == "left" else 1) if do == "swap" else cell


def _beside(cell: str, number: int, steps: int) -> str:
    """The key of the cell when it has moved: its row is number 1, its place in the row number -1."""
    numbers = cell.split(".")
    numbers[number] = str(int(numbers[number]) + steps)
    return ".".join(numbers)


def _words(given: Words) -> dict[str, Any]:
    """The step as posted; `to.required` is `required` of `to`, of several values the last counts."""
    step: dict[str, Any] = {}
    for name, texts in given.lists():
        group, _, inner = name.partition(".")
        if name in _LISTS:
            step[name] = texts
        elif inner:
            before = step.get(group)
            step[group] = {**(before if isinstance(before, dict) else {}), inner: texts[-1]}
        elif not name.startswith("_"):
            step[name] = texts[-1]
    return step


def _undo(person: Person, design_id: str, revision: int, given: Words) -> _Chosen:
    designing.undo(person, design_id, revision)
    return _Chosen.of(given)


def _redo(person: Person, design_id: str, revision: int, given: Words) -> _Chosen:
    designing.redo(person, design_id, revision)
    return _Chosen.of(given)


def _confirm(person: Person, design_id: str, revision: int, given: Words) -> _Chosen:
    numbers = {int(one) for one in given.getlist("guesses") if one.isascii() and one.isdecimal()}
    design_guesses.confirm(person, design_id, revision, numbers)
    return _Chosen.of(given)


def _hand_in(person: Person, design_id: str, revision: int, given: Words) -> str:
    comment = given.get("comment", "").replace("\r\n", "\n")
    draft_id = design_ending.hand_in(person, design_id, revision, comment)
    return url_for("editions.show", county=person.county_id, draft_id=draft_id)


def _drop(person: Person, design_id: str, revision: int, given: Words) -> str:
    design_ending.drop(person, design_id, revision)
    flash(gettext("这份设计已经删除。"), "good")
    return url_for("catalog.index", county=person.county_id)


def _look(person: Person, design_id: str, revision: int, given: Words) -> _Chosen:
    return _Chosen.of(given)


_ACTS: Final[Mapping[str, Callable[[Person, str, int, Words], _Chosen]]] = {
    "look": _look,
    "undo": _undo,
    "redo": _redo,
    "confirm": _confirm,
}
_ENDS: Final[Mapping[str, Callable[[Person, str, int, Words], str]]] = {"hand_in": _hand_in, "drop": _drop}


def _page(person: Person, design_id: str, chosen: _Chosen, again: Again = NO_MORE, *, seen: bool = False) -> Response:
    """The page; `seen`: what was posted names what the window shows, and the one step that was taken on it."""
    view = design_view.view(person, design_id)
    page = DesignPage(
        view,
        cell=chosen.cell,
        place=chosen.place,
        building=chosen.building,
        again=again,
        before=design_view.before(view, revision()) if seen else None,
        shown=request.form.get("_shown", ""),
        is_whole=not wants_block(),
    )
    response = render(
        "designer/page.html",
        "designer",
        status=422 if again.refused else 200,
        county=person.county_id,
        page=page,
        left_over=left_over(page),
        is_gone=is_gone(page),
    )
    if wants_block():
        said = "HX-Push-Url" if request.method == "GET" else "HX-Replace-Url"
        response.headers[said] = chosen.address(person, design_id)
    return response
