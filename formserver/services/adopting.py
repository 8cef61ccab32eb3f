"""A county or a township takes a form into use, with which workflow, from which day on and until when; and stops."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from formserver.clock import today
from formserver.errors import Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Adoption, Form
from formserver.services import ownership
from formserver.services.documents import workflow
from formserver.services.person import Person
from formserver.services.typed_days import day_of
from formserver.store import adoptions, form_events, workflows
from formserver.workflow.definition import Workflow

_FARTHEST: Final = timedelta(days=366)
_LONGEST_USE: Final = timedelta(days=366 * 10)


class DayUnfit(FormserverError):
    """No day, one that is over, or one in the far future."""

    status = 422
    message_key = "请选择启用日期：从今天起，一年以内。"


class LastDayUnfit(FormserverError):
    """No day, one that is over, one before the use begins, or one in the far future."""

    status = 422
    message_key = "请选择停用前的最后一天：不早于今天，也不早于启用日期，十年以内。"


class AlreadyUsed(FormserverError):
    """The place uses the form, or has chosen the day from which it does."""

    status = 409
    message_key = "这个地方已经启用这张表，日期不能重叠。"


class WorkflowUnknown(FormserverError):
    """There is no such workflow."""

    status = 422
    message_key = "请选择办理流程。"


class PlaceUnfit(FormserverError):
    """The form is not for that place."""

    status = 422
    message_key = "请选择在哪里启用这张表。"


@dataclass(frozen=True)
class Use:
    """What is posted: the county or township, the workflow, the first day and, if any, the last (YYYY-MM-DD)."""

    region: str
    workflow: str
    first: str
    last: str = ""


def take_into_use(person: Person, code: str, wanted: Use) -> None:
    """Let the county or a township of it use a form: its own, or one that came with the program.

    Raises NotFound, Forbidden, PlaceUnfit, AlreadyUsed, WorkflowUnknown, DayUnfit, LastDayUnfit.
    """
    form = ownership.known(person, code, locked=True)
    if wanted.region not in places_for(person, form):
        raise PlaceUnfit if ownership.is_in_charge(person) else Forbidden
    try:
        workflows.latest(wanted.workflow)
    except NotFound:
        raise WorkflowUnknown from None
    first, last = _day(wanted.first), _last_day(wanted.last, wanted.first) if wanted.last else None
    for other in adoptions.of_form(person.county_id, code, first):
        if other.region_code == wanted.region and (last is None or other.valid_from <= last):
            raise AlreadyUsed
    place = {"county_id": person.county_id, "region_code": wanted.region, "form_code": form.code}
    adoptions.add(Adoption(id=new_id(), workflow_code=wanted.workflow, valid_from=first, valid_to=last, **place))
    _note(person, code, form_events.ADOPTED, wanted.region, first, last)
    db.session.commit()


def stop_using(person: Person, code: str, adoption_id: str, last_day: str) -> None:
    """Let a place use a form until a day; one it never began to use is taken back whole.

    Raises NotFound, Forbidden, LastDayUnfit.
    """
    form = ownership.known(person, code)
    adoption = adoptions.get(person.county_id, form.code, adoption_id)
    if not ownership.holds(person, ownership.ADOPTS, adoption.region_code):
        raise Forbidden
    if adoption.valid_from > today():
        adoptions.remove(adoption)
        _note(person, code, form_events.STOPPED, adoption.region_code, adoption.valid_from, None)
    else:
        adoption.valid_to = _last_day(last_day, adoption.valid_from.isoformat())
        _note(person, code, form_events.STOPPED, adoption.region_code, adoption.valid_to, None)
    db.session.commit()


def places_for(person: Person, form: Form) -> dict[str, str]:
    """Where the person may take a form into use: code and name of the county and its townships."""
    return ownership.places(person, ownership.ADOPTS, form.owner_region or person.county_id)


def places_to_derive_for(person: Person, form: Form) -> dict[str, str]:
    """For which places the person may derive a form of their own."""
    return ownership.places(person, ownership.EDITS, form.owner_region or person.county_id)


def is_used(person: Person, code: str) -> bool:
    """Whether the person's county, or a place in it, uses a form or has chosen the day from which it will."""
    return bool(adoptions.of_form(person.county_id, code, today()))


def offered_workflows() -> list[Workflow]:
    """The newest edition of every workflow, by code."""
    newest = {flow.code: flow for flow in map(workflow, workflows.all_ids())}
    return list(newest.values())


def _note(person: Person, code: str, action: str, region: str, first: date, last: date | None) -> None:
    days = "/".join(day.isoformat() for day in (first, last) if day)
    form_events.note(code, action, region_code=region, user_id=person.user_id, why=days)


def _day(text: str) -> date:
    """Raises DayUnfit."""
    found = day_of(text)
    if found is None or not today() <= found <= today() + _FARTHEST:
        raise DayUnfit
    return found


def _last_day(text: str, first: str) -> date:
    """Raises LastDayUnfit."""
    found = day_of(text)
    if found is None or not max(today(), date.fromisoformat(first)) <= found <= today() + _LONGEST_USE:
        raise LastDayUnfit
    return found
