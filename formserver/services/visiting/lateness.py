"""What is typed in after its month was to be handed in counts for that month nevertheless, and takes a reason."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from formserver.clock import chinese_date, today
from formserver.forms.document import Part
from formserver.forms.problems import Path, Problem
from formserver.models import Record
from formserver.services import programmes
from formserver.store import records, visit_duties

_DATES: Final = ("visit_date", "care_date")


def warnings(part: Part, concepts: Mapping[str, Any], county_id: str, record: Record | None) -> Iterator[Problem]:
    """A warning at the date of a visit, or of care, in a period whose hand-in time was over when it was first
    submitted; ``concepts``: what the answers mean. Periods that nobody opened ask for nothing: there nothing was due.
    The date may be wrong in any way."""
    for name in _DATES:
        path = part.concept_places.get(name)
        said = concepts.get(name)
        if path and isinstance(said, str):
            yield from _late(path, said, county_id, record)


def _late(path: Path, said: str, county_id: str, record: Record | None) -> Iterator[Problem]:
    try:
        day = date.fromisoformat(f"{said}-01"[: len("YYYY-MM-DD")])
        period = programmes.on(county_id, day).visiting.calendar.of_text(said)
    except ValueError:  # no day, or one at the end of all calendars
        return
    if period is None or today() <= period.hand_in:
        return
    cycle = visit_duties.cycle(county_id, period.name)
    if cycle is None or cycle.hand_in is None or _entered_on(record) <= date.fromisoformat(cycle.hand_in):
        return
    words = {"period": chinese_date(period.name), "day": chinese_date(cycle.hand_in)}
    yield Problem(
        path, "%(period)s应在%(day)s以前上报，现在录入算作补录，确认日期没有写错吗", words, "warning", takes_reason=True
    )


def _entered_on(record: Record | None) -> date:
    if record is None:
        return today()
    return today(records.revision(record.county_id, record.id, 1).at)
