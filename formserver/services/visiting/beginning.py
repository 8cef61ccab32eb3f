"""The present period begins: in every county that uses a paper for visits."""

from collections.abc import Sequence

from formserver.clock import today
from formserver.extensions import db
from formserver.models import VisitCycle
from formserver.services.visiting import opening
from formserver.store import adoptions

_VISITS = "visit_record"


def counties() -> Sequence[str]:
    """The counties that use a paper for visits today."""
    return adoptions.counties_using(_VISITS, today())


def open_current() -> list[VisitCycle]:
    """Open the present period wherever it is not; returns those opened. Meant for once a day."""
    opened = []
    for county_id in counties():
        period = opening.period_on(county_id)
        if not opening.is_open(county_id, period):
            opened.append(opening.open_period(county_id, period))
            db.session.commit()
    return opened
