"""A county takes a form of its own into use: with which workflow, and from which day on."""

from datetime import date, timedelta
from typing import Final

from formserver.clock import today
from formserver.errors import FormserverError, NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Adoption
from formserver.services import ownership
from formserver.services.documents import workflow
from formserver.services.person import Person
from formserver.store import form_events, forms, workflows
from formserver.workflow.definition import Workflow

_FARTHEST: Final = timedelta(days=366)


class DayUnfit(FormserverError):
    """No day, one that is over, or one in the far future."""

    status = 422
    message_key = "请选择启用日期：从今天起，一年以内。"


class AlreadyUsed(FormserverError):
    """The county uses the form, or has chosen the day from which it does."""

    status = 409
    message_key = "本县（区）已经启用这张表。"


class WorkflowUnknown(FormserverError):
    """There is no such workflow."""

    status = 422
    message_key = "请选择办理流程。"


def take_into_use(person: Person, code: str, workflow_code: str, day: str) -> None:
    """Let the county use a form of its own from a day (YYYY-MM-DD) on.

    Raises NotFound, NotOwned, Forbidden, AlreadyUsed, WorkflowUnknown, DayUnfit.
    """
    form = ownership.owned(person, code, ownership.ADOPTS, locked=True)
    if forms.adoption_to_come(person.county_id, code, today()) is not None:
        raise AlreadyUsed
    try:
        workflows.latest(workflow_code)
    except NotFound:
        raise WorkflowUnknown from None
    begins = _day(day)
    places = {"county_id": person.county_id, "form_code": form.code, "workflow_code": workflow_code}
    forms.adopt(Adoption(id=new_id(), valid_from=begins, valid_to=None, **places))
    form_events.note(
        code, form_events.ADOPTED, region_code=person.county_id, user_id=person.user_id, why=begins.isoformat()
    )
    db.session.commit()


def offered_workflows() -> list[Workflow]:
    """The newest edition of every workflow, by code."""
    newest = {flow.code: flow for flow in map(workflow, workflows.all_ids())}
    return list(newest.values())


def _day(text: str) -> date:
    """Raises DayUnfit."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise DayUnfit from None
    if not today() <= found <= today() + _FARTHEST:
        raise DayUnfit
    return found
