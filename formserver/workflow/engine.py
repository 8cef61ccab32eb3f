"""The routing engine: which actions a person has on a record, and what follows from one. Pure and total.

A state belongs to one revision. A correction leaves the approved revision as it is and opens a new one, which waits for
the corrector as its author (``returned``) and walks the same workflow; he may hand it in or terminate it. The service
lets the old revision go when the new one is approved.
"""

from dataclasses import dataclass

from formserver.errors import RemarkRequired, TransitionNotAllowed
from formserver.workflow import states
from formserver.workflow.definition import ActionSetting, Workflow
from formserver.workflow.rules import Actor, Case, Facts, Offer, Reason, decide
from formserver.workflow.states import State
from formserver.workflow.words import NO_RECORD_LABEL, Action, RemarkRule, StateKind, Target, label


@dataclass(frozen=True, slots=True)
class AvailableAction:
    """One button: the action, its Chinese label, and what it asks for."""

    action: Action
    label: str
    remark: RemarkRule
    opinion: bool
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who has to act next: the author, or the holders of any of ``roles`` at a step; nobody when finished."""

    author: bool = False
    roles: tuple[str, ...] = ()
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action leads to, and the facts its journal entry keeps.

    ``state`` is None only while there is still no record. ``step`` is the code of the step the person acted for.
    ``opinion``: the remark belongs on the approval sheet. ``is_final``: this was the final approval.
    ``opens_revision``: the approved revision keeps ``state``, and a new one, with this person as its author, begins in
    ``revision_state`` (otherwise None). ``waiting``: who acts next, on the new revision if there is one.
    """

    action: Action
    by: str
    step: str
    before: State | None
    state: State | None
    remark: str | None
    target: Target | None
    opinion: bool
    is_final: bool
    revision_state: State | None
    waiting: Waiting

    @property
    def opens_revision(self) -> bool:
        """Whether a new revision begins beside the approved one."""
        return self.revision_state is not None


@dataclass(frozen=True, slots=True)
class StepPicture:
    """One box of the picture of a workflow, with labels ready to show; ``number`` counts from 1."""

    number: int
    code: str
    title: str
    tier: str
    roles: tuple[str, ...]
    actions: tuple[str, ...]
    sends_back_to: tuple[str, ...]
    is_filling: bool
    is_final: bool


def actions(workflow: Workflow, state: State | None, *, actor: Actor, facts: Facts) -> tuple[AvailableAction, ...]:
    """Return what this person may do here, in the order the step lists it; ``state`` None: there is no record yet.

    Never raises; a stranger, and anybody before a terminated record, has no actions.
    """
    case = Case(workflow, state, actor, facts)
    steps = [*filter(None, [case.current_step]), *workflow.steps]
    named = dict.fromkeys(setting.action for step in steps for setting in step.actions)
    decisions = [decide(case, action) for action in named]
    return tuple(_available(decision.setting) for decision in decisions if isinstance(decision, Offer))


def apply(
    workflow: Workflow,
    state: State | None,
    action: str,
    *,
    actor: Actor,
    facts: Facts,
    remark: str | None = None,
    target: str | None = None,
) -> Outcome:
    """Do an action and return what follows; nothing is changed.

    ``action`` and ``target`` are codes (or their enumerations). ``target`` may be left out where a step sends back to
    one place only. Raises TransitionNotAllowed with a ``Reason``, and RemarkRequired.
    """
    case = Case(workflow, state, actor, facts)
    if action not in list(Action):
        raise _refused(case, action, Reason.UNKNOWN_ACTION)
    offer = decide(case, Action(action))
    if isinstance(offer, Reason):
        raise _refused(case, label(Action(action)), offer)
    setting = offer.setting
    chosen = _target(case, setting, target)
    after = _next_state(case, setting, chosen)
    opened = states.RETURNED if setting.action is Action.CORRECT else None
    return Outcome(
        action=setting.action,
        by=actor.user_id,
        step=offer.step.code,
        before=state,
        state=after,
        remark=_remark(case, setting, remark),
        target=chosen,
        opinion=setting.opinion,
        is_final=setting.is_final,
        revision_state=opened,
        waiting=waiting(workflow, opened or after),
    )


def waiting(workflow: Workflow, state: State | None) -> Waiting:
    """Return who has to act on a record in this state; a state at a step this workflow lacks waits for nobody."""
    if state is None or state.kind is StateKind.RETURNED:
        return Waiting(author=True, step=workflow.filling_step.code)
    step = next((step for step in workflow.approval_steps if step.code == state.step), None)
    return Waiting(roles=step.roles, step=step.code) if step else Waiting()


def state_label(workflow: Workflow, state: State | None) -> str:
    """Return a state in Chinese, e.g. 待乡镇（街道）审核, 待重新提交, 已通过, 已终止, 尚未提交."""
    if state is None:
        return NO_RECORD_LABEL
    titles = {step.code: step.title for step in workflow.approval_steps}
    return f"待{titles[state.step]}" if state.step in titles else label(state.kind)


def describe(workflow: Workflow) -> list[StepPicture]:
    """Return the steps for a picture of the workflow, in order."""
    return [
        StepPicture(
            number=number,
            code=step.code,
            title=step.title,
            tier=label(step.tier),
            roles=step.roles,
            actions=tuple(label(setting.action) for setting in step.actions),
            sends_back_to=tuple(label(target) for setting in step.actions for target in setting.targets),
            is_filling=number == 1,
            is_final=any(setting.is_final for setting in step.actions),
        )
        for number, step in enumerate(workflow.steps, start=1)
    ]


def _refused(case: Case, name: str, reason: Reason) -> TransitionNotAllowed:
    return TransitionNotAllowed(action=name, state=state_label(case.workflow, case.state), reason=reason)


def _available(setting: ActionSetting) -> AvailableAction:
    return AvailableAction(setting.action, label(setting.action), setting.remark, setting.opinion, setting.targets)


def _next_state(case: Case, setting: ActionSetting, target: Target | None) -> State | None:
    position = case.workflow.positions[case.state.step] if case.state and case.state.step else 0
    if setting.action is Action.SUBMIT or (setting.action is Action.APPROVE and not setting.is_final):
        return states.at(case.workflow.steps[position + 1].code)
    if target is Target.PREVIOUS:
        return states.at(case.workflow.steps[position - 1].code)
    return _ENDS.get(setting.action, case.state)


# 暂存 and 更正 are not here: they leave the state as it is.
_ENDS = {
    Action.APPROVE: states.APPROVED,
    Action.SEND_BACK: states.RETURNED,
    Action.WITHDRAW: states.RETURNED,
    Action.TERMINATE: states.TERMINATED,
}


def _target(case: Case, setting: ActionSetting, target: str | None) -> Target | None:
    if not setting.targets:
        if target is not None:
            raise _refused(case, label(setting.action), Reason.TARGET_UNWANTED)
        return None
    if target is None and len(setting.targets) == 1:
        return setting.targets[0]
    if target not in setting.targets:
        raise _refused(case, label(setting.action), Reason.TARGET_UNKNOWN)
    return Target(target)


def _remark(case: Case, setting: ActionSetting, remark: str | None) -> str | None:
    given = (remark or "").strip() or None
    if given is None and setting.remark is RemarkRule.REQUIRED:
        raise RemarkRequired(action=label(setting.action))
    if given is not None and setting.remark is RemarkRule.NONE:
        raise _refused(case, label(setting.action), Reason.REMARK_UNWANTED)
    return given
