"""月报: a village's month and the months side by side; handing in, receiving, closing, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, g, request, url_for
from flask_babel import gettext, lazy_gettext

from formserver.errors import BodyIncomplete, FormserverError, NotFound
from formserver.ids import is_id, new_id
from formserver.programme.months import ACTS, STATES, Told
from formserver.services.acting import Incomplete
from formserver.services.months import board, explaining, keeping, locks
from formserver.services.months import village as _village
from formserver.services.months.explaining import Explained, Said
from formserver.services.months.keeping import RIGHTS, Asked, NotReady
from formserver.services.person import Person
from formserver.web import routine
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence, written_date
from formserver.web.pages import NavItem, add_to_navigation, render, see_other

pages = Blueprint("months", __name__)
pages.register_blueprint(routine.pages)

_DONE: Final[dict[str, Any]] = {
    "hand_in": lazy_gettext("已上报，等乡镇（街道）签收。"),
    "withdraw": lazy_gettext("已撤回上报，改好以后请重新上报。"),
    "sign": lazy_gettext("已签收。"),
    "send_back": lazy_gettext("已退回村（社区）。"),
    "close": lazy_gettext("已办结。"),
    "reopen": lazy_gettext("已重新打开。"),
    "return_down": lazy_gettext("已退回乡镇（街道）。"),
    "open_record": lazy_gettext("已重新打开这条记录，可以更正了；本期月报标为“有更改”。"),
}


@dataclass(frozen=True)
class Refused:
    """What was said of persons and not saved, by their ids, and why: the sentences at inputs (``problems``), or the one
    that is about all of it."""

    status: int
    said: Mapping[str, Said]
    problems: Mapping[str, str]
    problem: str = ""


NOTHING_REFUSED: Final = Refused(200, {}, {})


def init_months(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(month_states=STATES, month_acts=ACTS, month_told=told, months_to_do=to_do)
    add_to_navigation(app, NavItem("月报", "months.index", right=RIGHTS, count=waiting))


def waiting(county: str) -> int:
    """How many months wait for the reader."""
    return sum(to_do(county).values())


def to_do(county: str) -> dict[str, int]:
    """The same, by period; asked once for a page."""
    if "months_to_do" not in g:
        g.months_to_do = board.to_do(current_person(county))
    found: dict[str, int] = g.months_to_do
    return found


def told(one: Told) -> str:
    """A sentence of the rules in the reader's language."""
    values = {name: written_date(value) if name == "day" else value for name, value in one.params.items()}
    return str(gettext(one.key) % values)


@pages.get("/<county>/months")
@requires(*RIGHTS)
def index(county: str) -> Response:
    """Lead to the period to be handed in now: of the reader's one village, or of all his places."""
    person = current_person(county)
    cycle, code = board.current(person), board.single_village(person)
    if cycle is None:
        return render("months/none.html", county=county)
    if code is None:
        return see_other(url_for("months.show_board", county=county, period=cycle.id))
    return see_other(url_for("months.show", county=county, period=cycle.id, village=code))


@pages.get("/<county>/months/<period>")
@requires(*RIGHTS)
def show_board(county: str, period: str) -> Response:
    """The months of a period side by side, of all places of the reader or of the township ``?place=``."""
    found = board.board(current_person(county), period, request.args.get("place", ""))
    return render("months/board.html", county=county, board=found)


@pages.get("/<county>/months/<period>/<village>")
@requires(*RIGHTS)
def show(county: str, period: str, village: str) -> Response:
    """The month of a village."""
    return _village_page(current_person(county), period, village)


@pages.get("/<county>/months/<period>/<village>/list/<which>")
@requires(*RIGHTS)
def listed(county: str, period: str, village: str, which: str) -> Response:
    """One list of a village's month."""
    return _list_page(current_person(county), period, village, which)


@pages.get("/<county>/months/<period>/<village>/reasons")
@requires(*RIGHTS)
def go_back(county: str, period: str, village: str) -> Response:
    """Refused reasons asked for once more by their address: the month, as it stands now."""
    return see_other(url_for("months.show", county=county, period=period, village=village))


@pages.post("/<county>/months/<period>/<village>/reasons")
@requires("hand_in_month")
def explain(county: str, period: str, village: str) -> Response:
    """Write down why persons were not visited; what is refused is shown again as it was typed."""
    person, said = current_person(county), _said()
    try:
        made = explaining.explain(person, period, village, said)
    except Incomplete as lacking:
        problems = {name: gettext(one) for name, one in lacking.problems.items()}
        return _refused_reasons(person, period, village, Refused(422, said, problems))
    except locks.MonthLocked as locked:
        return _refused_reasons(person, period, village, Refused(locked.status, said, {}, sentence(locked)))
    _say(made)
    after, which = request.args.get("after") or None, request.form.get("list", "")
    if which:
        return see_other(
            url_for("months.listed", county=county, period=period, village=village, which=which, after=after)
        )
    return see_other(url_for("months.show", county=county, period=period, village=village, after=after) + "#unmet")


def _refused_reasons(person: Person, period: str, village: str, refused: Refused) -> Response:
    which = request.form.get("list", "")
    return (
        _list_page(person, period, village, which, refused)
        if which
        else _village_page(person, period, village, refused)
    )


def _say(made: Explained) -> None:
    if made.changed or not made.moot:
        saved = gettext("已保存%(count)s人的原因。", count=made.changed) if made.changed else gettext("没有改动。")
        flash(saved, "good")
    if made.moot:
        words = gettext("有%(count)s人已经探访过，或本期不用再探访，没有保存他们的原因。", count=made.moot)
        flash(words, "warning")


@pages.get("/<county>/months/<period>/<village>/acts/<action>")
@requires(*RIGHTS)
def confirm(county: str, period: str, village: str, action: str) -> Response:
    """Say in words what the act does before it is done; ``?record=`` names the one record to be opened."""
    if action not in ACTS:
        raise NotFound
    return _act_page(current_person(county), period, village, action)


@pages.post("/<county>/months/<period>/<village>/acts/<action>")
@requires(*RIGHTS)
def act(county: str, period: str, village: str, action: str) -> Response:
    """Do it."""
    person, asked = current_person(county), _asked(action)
    try:
        keeping.act(person, period, village, asked)
    except Incomplete as lacking:
        return _act_page(person, period, village, action, status=422, lacks=gettext(lacking.problems["note"]))
    except NotReady as lacking:
        return _act_page(person, period, village, action, status=lacking.status, problem=sentence(lacking))
    except FormserverError as refused:
        if refused.status != 409:
            raise
        return _act_page(person, period, village, action, status=409, problem=sentence(refused))
    flash(str(_DONE[action]), "good")
    if asked.record_id:
        return see_other(url_for("records.show", county=county, record_id=asked.record_id))
    return see_other(url_for("months.show", county=county, period=period, village=village))


def _list_page(
    person: Person,
    period: str,
    code: str,
    which: str,
    refused: Refused = NOTHING_REFUSED,
) -> Response:
    found = _village.listed(person, period, code, which, after=request.args.get("after", ""))
    return render(
        "months/list.html",
        status=refused.status,
        county=person.county_id,
        found=found,
        which=which,
        refused=refused,
    )


def _village_page(person: Person, period: str, code: str, refused: Refused = NOTHING_REFUSED) -> Response:
    found = _village.view(person, period, code, after=request.args.get("after", ""))
    return render(
        "months/village.html",
        status=refused.status,
        county=person.county_id,
        view=found,
        refused=refused,
        user_id=person.user_id,
    )


def _act_page(
    person: Person, period: str, code: str, action: str, *, status: int = 200, problem: str = "", lacks: str = ""
) -> Response:
    found = _village.view(person, period, code)
    return render(
        "months/act.html",
        status=status,
        county=person.county_id,
        view=found,
        act=ACTS[action],
        record_id=request.values.get("record", ""),
        note=request.form.get("note", ""),
        problem=problem,
        lacks=lacks,
        act_id=new_id(),
    )


def _asked(action: str) -> Asked:
    act_id, revision = request.form.get("_act", ""), request.form.get("_revision", "")
    if not is_id(act_id) or not (revision.isdecimal() and len(revision) < 10):
        raise BodyIncomplete
    note = request.form.get("note", "").replace("\r\n", "\n").strip()
    return Asked(action, act_id, int(revision), note, request.form.get("record", ""))


def _said() -> dict[str, Said]:
    """What was said, by person; who was left as the page showed him is none of it: somebody else may have said more."""
    found = {}
    for name in request.form:
        if name.startswith("reason."):
            elder_id = name.removeprefix("reason.")
            told = Said(request.form[name], request.form.get(f"note.{elder_id}", "").strip())
            if request.form.get(f"was.{elder_id}") != f"{told.code} {told.note}":
                found[elder_id] = told
    return found
