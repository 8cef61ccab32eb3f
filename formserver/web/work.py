"""我的工作: what waits for the reader, his drafts, what he has done and what he handed in."""

from flask import Blueprint, Flask, Response, g, request

from formserver.services import worklists
from formserver.services.visiting import still_due
from formserver.services.visiting.this_week import GROUPS
from formserver.web import comings
from formserver.web.guard import current_person, signed_in
from formserver.web.pages import NavItem, add_to_navigation, render

pages = Blueprint("work", __name__)


def init_work(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    add_to_navigation(app, NavItem("我的工作", "work.show", count=waiting))


@pages.get("/<county>/work")
@signed_in
def show(county: str) -> Response:
    """One tab (``?tab=todo``, drafts, done or mine), beginning after the row of ``?after=``."""
    tab = request.args.get("tab", "")
    tab = tab if tab in worklists.TABS else worklists.TABS[0]
    person, after = current_person(county), request.args.get("after", "")
    found = worklists.open_tab(person, tab, after=after)
    g.waiting = found.counts["todo"]
    due = still_due.look(person) if tab == worklists.TABS[0] and not after else None
    if due:
        g.visits_urgent = due.urgent  # the navigation does not count once more
    return render(
        "records/work.html",
        county=county,
        work=found,
        tabs=worklists.TABS,
        due=due,
        groups=GROUPS,
    )


def waiting(county: str) -> int:
    """How many records and requests wait for the reader; the page of his work has counted the records already."""
    if "waiting" not in g:
        g.waiting = worklists.waiting_count(current_person(county))
    number: int = g.waiting + comings.waiting(county)
    return number
