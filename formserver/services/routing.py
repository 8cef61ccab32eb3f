"""A person facing a record, as the workflow engine asks for it."""

from formserver.models import Record
from formserver.services.person import Person
from formserver.workflow.definition import Workflow
from formserver.workflow.rules import Actor, Facts
from formserver.workflow.states import APPROVED


def engine_actor(person: Person, record: Record, *, has_submitted: bool) -> Actor:
    """The person with the roles he holds at the record's place."""
    return Actor(
        user_id=person.user_id,
        roles=person.roles_at(record.village_code),
        is_author=record.author_id == person.user_id,
        has_submitted=has_submitted,
        made_visit=record.visitor_id == person.user_id,
    )


def facts_of(record: Record) -> Facts:
    """What the engine must know beyond the state."""
    is_correcting = record.approved_revision is not None and record.state != str(APPROVED)
    return Facts(acted_since_submit=record.acted_since_submit, correction_open=is_correcting)


def chosen_role(person: Person, record: Record, flow: Workflow, step_code: str) -> str:
    """The role in which the person acts: the first of the step's roles that he holds at the record's place."""
    held = person.roles_at(record.village_code)
    step = next(step for step in flow.steps if step.code == step_code)
    return next((role for role in step.roles if role in held), "")
