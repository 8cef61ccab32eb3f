"""Filling in a paper: choosing it, the page of the draft, keeping it while it is typed, submitting it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Flask, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from formserver import clock
from formserver.errors import BodyIncomplete, FormserverError, NotFound, StaleRevision, UnknownField
from formserver.extensions import CSRF_FIELD
from formserver.forms import completing, entry, reading
from formserver.forms.kinds.rows import FixedTable, Table
from formserver.forms.nodes import id_of
from formserver.forms.pairs import Pairs, spelled
from formserver.ids import is_id, new_id
from formserver.services import carrying, choosing, draft_editions, drafting, filling, submission
from formserver.services.filling import Filling
from formserver.services.person import Person
from formserver.services.submission import EntryInvalid
from formserver.web.draft_editions import take
from formserver.web.entry_page import EntryPage, draw_blank, draw_field, has_changing_mark, page_of
from formserver.web.guard import current_person, requires
from formserver.web.last_time import changed_fields, changed_reasons, problem_place, top_of
from formserver.web.locale import said, sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other, wants_block
from formserver.web.sentences import runs_of

pages = Blueprint("entry", __name__)
pages.add_app_template_global(draw_field)
pages.add_app_template_global(draw_blank)
pages.add_app_template_filter(clock.to_local, "local_time")
pages.add_app_template_filter(runs_of)
pages.add_app_template_filter(spelled)

_FILLING: Final = ("record_visit", "type_paper")


def init_entry(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    add_to_navigation(app, NavItem("填表", "entry.choose", "record_visit"))


# choosing -------------------------------------------------------------------------------------------------------------
@pages.get("/<county>/fill")
@requires(*_FILLING)
def choose(county: str) -> Response:
    """Choose a paper (``?form=`` only that one); a visit begins with the elder (``?elder=``, found by ``?name=``)."""
    return _choice(current_person(county))


@pages.post("/<county>/fill")
@requires(*_FILLING)
def begin(county: str) -> Response:
    """Open a draft of the chosen paper, or the one already open for the same elder."""
    person = current_person(county)
    chosen: dict[str, Any] = {
        name: request.form.get(name) or None for name in ("elder_id", "parent_record_id", "village_code")
    }
    try:
        draft = drafting.start(person, request.form.get("form", ""), request.form.get("part") or None, **chosen)
    except drafting.NEEDED as needed:
        return _choice(person, needed)
    return see_other(url_for("entry.show", county=county, draft_id=draft.id))


def _choice(person: Person, needed: FormserverError | None = None) -> Response:
    asked = request.values
    elder_id = asked.get("elder") or asked.get("elder_id")
    elder = choosing.one_elder(person, elder_id) if elder_id else None
    offered = choosing.papers_at(person, elder.village_code) if elder else choosing.papers(person)
    chosen = [paper for paper in offered if paper.code == asked.get("form")]
    papers = chosen or offered
    name = asked.get("name", "")
    return render(
        "entry/choose.html",
        status=needed.status if needed else 200,
        problem=sentence(needed) if needed else None,
        county=person.county_id,
        registrations=[paper for paper in papers if paper.category == "registration"],
        visits=[paper for paper in papers if paper.category == "visit_record"],
        elder=elder,
        name=name,
        people=choosing.people(person, name, asked.get("after", "")),
        form=chosen[0].code if chosen else "",
    )


# the draft ------------------------------------------------------------------------------------------------------------
@pages.get("/<county>/drafts/<draft_id>")
@requires(*_FILLING)
def show(county: str, draft_id: str) -> Response:
    """The page of one's own draft. Any other, one that is gone or never was too, leads to one's list in like words."""
    person = current_person(county)
    try:
        return _page(page_of(person, filling.opened(person, draft_id)))
    except NotFound:
        flash(gettext("这份草稿已提交或已删除。"))
        return see_other(f"/{county}/work?tab=mine")


@pages.post("/<county>/drafts/<draft_id>")
@requires(*_FILLING)
def keep(county: str, draft_id: str) -> Response:
    """Keep, submit or discard what was typed, or add and remove rows, as ``_action`` says; htmx gets small pieces."""
    person = current_person(county)
    posted = Pairs.posted((name, text) for name, text in request.form.items(multi=True) if name != CSRF_FIELD)
    action, _, target = posted.raw("_action").partition(":")
    act = _ACTS.get(action)
    if act is None:
        raise UnknownField(field="_action")
    try:
        return act(person, draft_id, posted, target)
    except EntryInvalid as invalid:
        return _page(page_of(person, invalid.filling, problems=invalid.problems), status=422)
    except StaleRevision:
        return _stale(person, draft_id, posted)


def _save(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    kept = filling.keep(person, draft_id, posted, revision=_revision(posted))
    if wants_block():
        return _pieces(person, kept, posted)
    flash(gettext("已暂存。可以接着填写，也可以以后从“我的工作”里的草稿继续。"), "good")
    return see_other(url_for("entry.show", county=person.county_id, draft_id=draft_id))


def _restore(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    """What an open page had not brought to the server, posted again from its copy in the browser."""
    filling.keep(person, draft_id, posted, revision=_revision(posted))
    flash(gettext("已恢复上次没来得及保存的内容。"), "good")
    return see_other(url_for("entry.show", county=person.county_id, draft_id=draft_id))


def _submit(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    act_id = posted.raw("_act")
    if not is_id(act_id):
        raise BodyIncomplete
    done = submission.submit(person, draft_id, posted, revision=_revision(posted), act_id=act_id)
    if not done.again:
        step = said(done.waits_for)
        flash(gettext("已提交，等待%(step)s。在“我的工作—我发起的”里可以看到办到哪一步。", step=step), "good")
    return see_other(f"/{person.county_id}/records/{done.record_id}")


def _discard(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    filling.discard(person, draft_id)
    flash(gettext("草稿已删除。"), "good")
    return see_other(f"/{person.county_id}/work?tab=drafts")


def _add(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    table = _table(person, draft_id, posted, target)
    if len(posted.rows(target)) >= table.maximum:
        return _save(person, draft_id, posted, target)
    kept = filling.add_row(person, draft_id, posted, target, revision=_revision(posted))
    rows = kept.pairs.rows(target)
    return _rows(person, kept, posted, target, id_of(f"{target}.{rows[-1]}" if rows else target))


def _remove(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    name, _, index = target.rpartition(":")
    _table(person, draft_id, posted, name)
    number = int(index) if index.isdecimal() and len(index) < 10 else -1
    kept = filling.remove_row(person, draft_id, posted, name, number, revision=_revision(posted))
    return _rows(person, kept, posted, name, id_of(name))


def _carry(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    """``name``: of one question; ``*``: of all that are empty; ``*2``: of those in the section of that number."""
    name, number = ("", target[1:]) if target.startswith("*") else (target, "")
    section = _number(number, "_action") if number else None
    carried = carrying.carry(person, draft_id, posted, name, section=section, revision=_revision(posted))
    if name or not wants_block():
        return _rows(person, carried, posted, name, id_of(name) if name else f"s-{number}" if number else "entry")
    return _pieces(person, carried, posted, redrawn=changed_fields(posted, carried.pairs))


def _uncarry(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    kept = carrying.take_back(person, draft_id, posted, target, revision=_revision(posted))
    return _rows(person, kept, posted, target, id_of(target))


def _take(person: Person, draft_id: str, posted: Pairs, target: str) -> Response:
    return take(person, draft_id, posted, target, _revision(posted))


_ACTS: Final = {
    "save": _save,
    "restore": _restore,
    "submit": _submit,
    "discard": _discard,
    "add": _add,
    "remove": _remove,
    "carry": _carry,
    "uncarry": _uncarry,
    "take": _take,
}


def _table(person: Person, draft_id: str, posted: Pairs, name: str) -> Table:
    node = page_of(person, filling.opened(person, draft_id), posted).find(name)
    if node is None or not isinstance(node.field, Table) or isinstance(node.field, FixedTable):
        raise UnknownField(field=name)
    return node.field


def _revision(posted: Pairs) -> int:
    return _number(posted.text("_revision"), "_revision")


def _number(text: str, place: str) -> int:
    if not (text.isdecimal() and len(text) < 10):
        raise UnknownField(field=place)
    return int(text)


# answers --------------------------------------------------------------------------------------------------------------
def _page(
    page: EntryPage,
    *,
    status: int = 200,
    stale_at: datetime | None = None,
    overtaken: int | None = None,
    changes: Sequence[reading.Change] = (),
) -> Response:
    return render(
        "entry/page.html",
        status=status,
        page=page,
        filling=page.filling,
        act_id=new_id(),
        stale_at=stale_at,
        overtaken=overtaken,
        changes=changes,
        choice=draft_editions.choice(page.filling),
    )


def _pieces(
    person: Person, kept: Filling, posted: Pairs, table: str = "", redrawn: Collection[str] = frozenset()
) -> Response:
    """What may change on an open page: the saved state, marks, problems of what was just left, proposed answers.

    ``table`` and ``redrawn``: fields that are drawn anew, and so need no pieces of themselves.
    """
    named = set(posted.raw("_changed").split())
    found = kept.problems() if named else []
    page = page_of(person, kept, problems=found)
    around = [node for node in page.outside(table) if top_of(node.name) not in redrawn]
    left = {node.name for node in around if node.name in named}
    is_fixed = kept.part.computing.is_fixed
    new = [(name, text) for name, text in kept.pairs.items() if not posted.text(name) and text and not is_fixed(name)]
    return make_response(
        render_template(
            "entry/pieces.html",
            page=page,
            filling=kept,
            redrawn=[page.find(name) for name in sorted(redrawn)],
            places=[
                *(page.beside[name] for name in sorted(left) if name in page.beside),
                *changed_reasons(page, left),
                *(problem_place(node) for node in around if node.name in named or (named and node.field.is_fixed)),
            ],
            marked=[node for node in around if has_changing_mark(node)],
            live=[(node, page.facts.island(node.field.live, node)) for node in around if node.is_live_for(named)],
            computed=[(node, page.facts.island("computed", node)) for node in around if node.field.is_fixed],
            proposed=[(spelled(name), text) for name, text in new] if not table else [],
            table=page.find(table) if table else None,
            overruled=page.overrules(posted),
        )
    )


def _rows(person: Person, kept: Filling, posted: Pairs, table: str, place: str) -> Response:
    if wants_block():
        return _pieces(person, kept, posted, table)
    return see_other(url_for("entry.show", county=person.county_id, draft_id=kept.draft.id, _anchor=place))


def _stale(person: Person, draft_id: str, posted: Pairs) -> Response:
    """The draft was saved from another window: what was posted stays in sight, with what differs; nothing is lost."""
    now = filling.opened(person, draft_id)
    pairs = completing.complete(now.part, filling.own_pairs(now, posted), now.known)
    page = page_of(person, now, pairs)
    if wants_block():
        response = make_response(
            render_template("entry/stale.html", page=page, revision=_revision(posted)), StaleRevision.status
        )
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#entry-state", "innerHTML"
        return response
    changes = reading.changes(now.part, entry.to_data(now.part, now.pairs), entry.to_data(now.part, pairs))
    changes += [reading.Change((), line.label, "", line.text) for line in filling.left_of(now, posted)]
    at, overtaken = now.draft.updated_at, _revision(posted)
    return _page(page, status=StaleRevision.status, stale_at=at, overtaken=overtaken, changes=changes)
