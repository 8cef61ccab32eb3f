"""The present period begins: in every county that uses a paper for visits."""

from collections.abc import Sequence

from formserver.clock import today
from formserver.models import VisitCycle
from formserver.services.visiting import opening
from formserver.store import adoptions, visit_duties, visit_openings

_VISITS = "visit_record"


def counties() -> Sequence[str]:
    """The counties that use a paper for visits today."""
    return adoptions.counties_using(_VISITS, today())


def open_current() -> list[VisitCycle]:
    """Open the present period wherever it is not, and go on with whatever was broken off; returns what was opened.
    Meant for once a day."""
    opened = []
    for county_id in counties():
        period = opening.period_on(county_id)
        if not opening.is_open(county_id, period):
            opening.begin_period(county_id, period)
        for cycle_id in visit_openings.unfinished(county_id):
            opening.fill(county_id, cycle_id)
            opened.append(visit_duties.get(county_id, cycle_id))
    return opened
