"""Duties made while somebody waits for the page, or, where a cycle is about many, in the background."""

from typing import Final

from formserver.clock import chinese_date
from formserver.digests import digest
from formserver.models import VisitCycle
from formserver.regions.names import display_name
from formserver.services import bundles, jobs
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.services.visiting import opening
from formserver.store import jobs as stored_jobs
from formserver.store import regions, visit_openings
from formserver.store.visit_duties import MONTH

AT_ONCE: Final = 2000
"""So many persons are done while the page waits."""

_ID: Final = 36


def make(person: Person, cycle_id: str) -> bool:
    """Make the duties of a cycle that was begun, for who has one of the rights of `opening.JOBS`; whether all are made.
    False: a job of the person does it. Raises TooManyJobs, QueueUnavailable."""
    cycle = visit_openings.begun(person.county_id, cycle_id)
    if cycle is None:
        return True
    number = opening.count(cycle)
    if number <= AT_ONCE:
        opening.fill(person.county_id, cycle_id)
        return True
    _ask(person, cycle, number)
    return False


def _ask(person: Person, cycle: VisitCycle, number: int) -> None:
    held = {right for code in person.regions for right in rights_of(person.roles_at(code))}
    kind = next(kind for right, kind in opening.JOBS.items() if right in held)
    job_id = digest([person.user_id, cycle.county_id, cycle.id])[:_ID]
    if stored_jobs.find(person.county_id, job_id) is not None:
        jobs.retry(person, job_id)
        return
    place = display_name(regions.names([cycle.region_code]).get(cycle.region_code, ""))
    named = chinese_date(cycle.id) if cycle.kind == MONTH else cycle.title
    bundles.enqueue(
        person, job_id, kind, f"{place}　{named}　探访任务", {"cycle": cycle.id, "persons": str(number)}, number
    )
