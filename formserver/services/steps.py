"""The picture of a record's way: every step of its workflow, who acted there and when, and where it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass

from formserver.services.looking import RecordView, TimelineEntry
from formserver.workflow import engine
from formserver.workflow.definition import Workflow
from formserver.workflow.engine import StepPicture
from formserver.workflow.states import APPROVED, RETURNED, TERMINATED, State
from formserver.workflow.words import Action

_FORWARD = (str(Action.SUBMIT), str(Action.APPROVE))


@dataclass(frozen=True)
class StepLine:
    """One step: ``mark`` is done, now, ended or ahead; ``last`` the act that brought the record on from here, or
    ended it."""

    step: StepPicture
    mark: str = "ahead"
    last: TimelineEntry | None = None


def describe(flow: Workflow) -> list[StepLine]:
    """The steps of a workflow without any record."""
    return [StepLine(step) for step in engine.describe(flow)]


def way_of(view: RecordView) -> list[StepLine]:
    """The steps of a record's workflow with what happened to this revision."""
    state = State.parse(view.record.state)
    lines = describe(view.flow)
    passed = _passed(view.flow, state, view.timeline)
    found = []
    here = "ended" if state == TERMINATED else "ahead" if state.is_finished else "now"
    for place, line in enumerate(lines):
        mark = "done" if place < passed else here if place == passed else "ahead"
        acts = {"done": _FORWARD, "ended": (str(Action.TERMINATE),)}.get(mark, ())
        found.append(StepLine(line.step, mark, _last_at(line.step.code, view.timeline, acts)))
    return found


def _passed(flow: Workflow, state: State, timeline: Sequence[TimelineEntry]) -> int:
    """How many steps lie behind the record."""
    if state == APPROVED:
        return len(flow.steps)
    if state == RETURNED:
        return 0
    if state.step is not None:
        return flow.positions.get(state.step, 0)
    ended_at = timeline[-1].entry.step if timeline else None
    return flow.positions.get(ended_at or "", 0)


def _last_at(step: str, timeline: Sequence[TimelineEntry], actions: Sequence[str]) -> TimelineEntry | None:
    acts = [line for line in timeline if line.entry.step == step and line.entry.action in actions]
    return acts[-1] if acts else None
