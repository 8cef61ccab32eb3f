"""统计: the figures of a period and a place, the lists behind them, and having them exported."""

from typing import Final

from flask import Blueprint, Flask, Response, request, url_for

from formserver.errors import BodyIncomplete, FormserverError
from formserver.ids import is_id, new_id
from formserver.services.figures import behind, charts, exporting, overview, reach, words
from formserver.services.figures.overview import Overview
from formserver.services.follow_ups.words import KINDS
from formserver.web.guard import current_person, requires
from formserver.web.locale import sentence
from formserver.web.pages import NavItem, add_to_navigation, render, see_other

pages = Blueprint("figures", __name__)

MOST_BARS: Final = 20


def init_figures(app: Flask) -> None:
    """Register the pages and their entry of the navigation."""
    app.register_blueprint(pages)
    add_to_navigation(app, NavItem("统计", "figures.index", right=reach.RIGHT))


@pages.get("/<county>/figures")
@requires(reach.RIGHT)
def index(county: str) -> Response:
    """The figures of a period (``?period=``, else the present one) and a place (``?place=``)."""
    return _shown(county, request.args.get("period", ""), request.args.get("place", ""))


@pages.get("/<county>/figures/persons")
@requires(reach.LISTS)
def persons(county: str) -> Response:
    """Persons behind a figure."""
    found = behind.persons(current_person(county), request.args, after=request.args.get("after", ""))
    return render("figures/persons.html", county=county, found=found, states=words.STATES)


@pages.get("/<county>/figures/visits")
@requires(reach.LISTS)
def visits(county: str) -> Response:
    """Visits behind a figure."""
    found = behind.visits(current_person(county), request.args, after=request.args.get("after", ""))
    return render("figures/visits.html", county=county, found=found, ways=words.WAYS)


@pages.post("/<county>/figures")
@requires(exporting.RIGHT)
def export(county: str) -> Response:
    """Have the figures made into a workbook."""
    job_id, period, place = (request.form.get(name, "") for name in ("_job", "period", "place"))
    if not is_id(job_id):
        raise BodyIncomplete()
    try:
        exporting.ask(current_person(county), job_id, period, place)
    except FormserverError as refused:
        if refused.status in (422, 429):
            return _shown(county, period, place, refused)
        raise
    return see_other(url_for("jobs.show", county=county, job_id=job_id))


def _shown(county: str, period: str, place: str, refused: FormserverError | None = None) -> Response:
    person = current_person(county)
    found = overview.look(person, period, place)
    return render(
        "figures/index.html",
        status=refused.status if refused else 200,
        county=county,
        found=found,
        drawn=_drawn(found) if found else None,
        words=words,
        kinds=KINDS,
        job_id=new_id(),
        may_export=found is not None and exporting.may(person, found.place),
        problem=sentence(refused) if refused else "",
    )


def _drawn(found: Overview) -> dict[str, object]:
    """The charts of the page, by name."""
    kinds = [one for one in found.follow_ups if one.open]
    ages = [sum(one.ages[at] for one in kinds) for at in range(len(words.AGES))]
    return {
        "places": charts.share_bars(found.places, MOST_BARS),
        "series": charts.lines(found.series),
        "ways": charts.count_bars([(words.WAYS[one.way], one.visits) for one in found.visit_ways]),
        "ages": charts.count_bars(list(zip(words.AGES, ages, strict=True))) if kinds else None,
    }
