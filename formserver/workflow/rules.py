"""Who may do which action in which state: every rule gives a named reason against it, or None."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from formserver.workflow.definition import ActionSetting, Step, Workflow
from formserver.workflow.states import State
from formserver.workflow.words import NOT_AVAILABLE, Action, StateKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person facing one record.

    ``roles``: the codes of the roles he holds today **at the record's place**; the caller restricts them by region.
    ``is_author``: he keeps the present revision (it comes back to him). ``has_submitted``: he has handed in the
    present revision, at whatever time. ``made_visit``: the author typed in what he had written on paper.
    """

    user_id: str
    roles: frozenset[str]
    is_author: bool
    has_submitted: bool
    made_visit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the journal says beyond the state.

    ``acted_since_submit``: an approval step has acted (approved, sent back) since the revision was last handed in.
    ``correction_open``: a correction of this approved record is already on its way.
    """

    acted_since_submit: bool
    correction_open: bool = False


class Reason(StrEnum):
    """Why an action is refused; the values are msgids."""

    UNKNOWN_ACTION = "没有这项操作"
    NOT_AVAILABLE = "这项操作尚未开放"
    NOT_IN_WORKFLOW = "流程的这个环节没有这项操作"
    UNKNOWN_STEP = "记录所在的环节不在本流程中"
    NOT_SUBMITTED = "记录还没有提交"
    UNDER_REVIEW = "记录正在审批中"
    RETURNED = "记录在等填报人重新提交"
    APPROVED = "记录已经通过审批"
    TERMINATED = "记录已经终止"
    NOT_YOUR_STEP = "不是您的环节"
    NOT_YOUR_RECORD = "不是您填报的记录"
    ALREADY_HANDLED = "已被处理"
    OWN_SUBMISSION = "不能审批自己提交的记录"
    OWN_VISIT = "不能审批自己探访的记录"
    CORRECTION_OPEN = "这条记录已有一份更正在办理"
    TARGET_UNKNOWN = "请选择退回到哪里：上一步或发起人"
    TARGET_UNWANTED = "这项操作没有退回对象"
    REMARK_UNWANTED = "这项操作不填说明"


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as a step offers it."""

    step: Step
    setting: ActionSetting


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the rules: this workflow, this state (None: not yet a record), this person, these facts."""

    workflow: Workflow
    state: State | None
    actor: Actor
    facts: Facts

    @property
    def kind(self) -> StateKind | None:
        """The kind of the state; None while there is no record."""
        return self.state.kind if self.state else None

    @property
    def current_step(self) -> Step | None:
        """The step whose people act now; None when the revision is finished or waits at a step unknown here."""
        if self.state is None or self.state.kind is StateKind.RETURNED:
            return self.workflow.filling_step
        return next((step for step in self.workflow.approval_steps if step.code == self.state.step), None)

    def offer(self, action: Action) -> Offer | None:
        """Return the step and setting that hold for the action here, or None if no step offers it."""
        if action is Action.CORRECT:
            offers = [offer for step in self.workflow.steps if (offer := _offer(step, action))]
            return next((offer for offer in offers if self.holds_role_of(offer.step)), next(iter(offers), None))
        step = self.workflow.filling_step if action is Action.WITHDRAW else self.current_step
        return _offer(step, action) if step else None

    def holds_role_of(self, step: Step) -> bool:
        """Whether the person holds a role of this step at the record's place."""
        return not self.actor.roles.isdisjoint(step.roles)


_OPEN_IN: Mapping[Action, frozenset[StateKind | None]] = {
    Action.SAVE_DRAFT: frozenset({None, StateKind.RETURNED}),
    Action.SUBMIT: frozenset({None, StateKind.RETURNED}),
    Action.APPROVE: frozenset({StateKind.AT}),
    Action.SEND_BACK: frozenset({StateKind.AT}),
    Action.WITHDRAW: frozenset({StateKind.AT}),
    Action.TERMINATE: frozenset({StateKind.AT, StateKind.RETURNED}),
    Action.CORRECT: frozenset({StateKind.APPROVED}),
}

_CLOSED: Mapping[StateKind | None, Reason] = {
    None: Reason.NOT_SUBMITTED,
    StateKind.AT: Reason.UNDER_REVIEW,
    StateKind.RETURNED: Reason.RETURNED,
    StateKind.APPROVED: Reason.APPROVED,
    StateKind.TERMINATED: Reason.TERMINATED,
}


def decide(case: Case, action: Action) -> Offer | Reason:
    """Return what the action is offered as to this person here, or why he may not do it."""
    if action in NOT_AVAILABLE:
        return Reason.NOT_AVAILABLE
    if case.kind is StateKind.AT and case.current_step is None:
        return Reason.UNKNOWN_STEP
    if case.kind not in _OPEN_IN[action]:
        return _CLOSED[case.kind]
    offer = case.offer(action)
    if offer is None:
        return Reason.NOT_IN_WORKFLOW
    return _PERSONAL.get(action, _at_own_step)(case, offer.step) or offer


def _offer(step: Step, action: Action) -> Offer | None:
    return next((Offer(step, setting) for setting in step.actions if setting.action is action), None)


def _at_own_step(case: Case, step: Step) -> Reason | None:
    if case.kind is StateKind.RETURNED:
        return None if case.actor.is_author else Reason.NOT_YOUR_RECORD
    if case.holds_role_of(step):
        return None
    passed = case.workflow.steps[1 : case.workflow.positions[step.code]]
    return Reason.ALREADY_HANDLED if any(map(case.holds_role_of, passed)) else Reason.NOT_YOUR_STEP


def _may_approve(case: Case, step: Step) -> Reason | None:
    # The author too: a record passed on to a keeper who has not handed it in is still not his to approve.
    is_own = case.actor.has_submitted or case.actor.is_author
    own = Reason.OWN_SUBMISSION if is_own else Reason.OWN_VISIT if case.actor.made_visit else None
    return _at_own_step(case, step) or own


def _may_withdraw(case: Case, step: Step) -> Reason | None:
    if not case.actor.is_author:
        return Reason.NOT_YOUR_RECORD
    is_untouched = case.state is not None and case.state.step == case.workflow.approval_steps[0].code
    return None if is_untouched and not case.facts.acted_since_submit else Reason.ALREADY_HANDLED


def _may_correct(case: Case, step: Step) -> Reason | None:
    if not (case.actor.is_author or case.holds_role_of(step)):
        return Reason.NOT_YOUR_STEP
    return Reason.CORRECTION_OPEN if case.facts.correction_open else None


_PERSONAL: Mapping[Action, Callable[[Case, Step], Reason | None]] = {
    Action.APPROVE: _may_approve,
    Action.WITHDRAW: _may_withdraw,
    Action.CORRECT: _may_correct,
}
