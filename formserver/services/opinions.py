"""What the steps of the workflow say in the opinion boxes of a paper, read from the record's journal."""

from collections.abc import Mapping
from typing import Any, Final

from formserver.clock import today
from formserver.forms.document import Part
from formserver.models import Record
from formserver.services.documents import workflow
from formserver.store import journal
from formserver.workflow.definition import Step, Workflow
from formserver.workflow.states import APPROVED, State
from formserver.workflow.words import Action, label

_PASSING: Final = (str(Action.SUBMIT), str(Action.APPROVE))


def filled(record: Record, part: Part, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with the opinion of every step that the record has passed: its remark, who, on which day.

    A step that has not acted, or to which the record has come back, leaves its box empty.
    """
    if not part.opinions:
        return dict(data)
    acts = journal.entries(record.county_id, record.id)
    said: dict[str, Any] = {}
    for step in _passed(workflow(record.workflow_edition_id), State.parse(record.state)):
        last = [act for act in acts if act.step == step.code and act.action in _PASSING][-1:]
        for act in last:
            words = act.remark or label(Action(act.action))
            opinion = {"text": words, "by": act.user_name, "on": today(act.at).isoformat()}
            said |= {str(step.tier): opinion, step.code: opinion}
    return part.with_opinions(data, said)


def _passed(flow: Workflow, state: State) -> tuple[Step, ...]:
    """The steps before the one the record waits at; all of an approved one, none of one that is back or ended."""
    if state == APPROVED:
        return flow.steps
    return flow.steps[: flow.positions[state.step]] if state.step else ()
