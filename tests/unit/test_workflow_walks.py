"""Random walks: whatever legal moves people make, a record never leaves the known states nor skips a step."""

import contextlib
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from formserver.errors import TransitionNotAllowed
from formserver.resources import root
from formserver.workflow import engine
from formserver.workflow.definition import Workflow, read
from formserver.workflow.rules import Actor, Facts
from formserver.workflow.states import APPROVED, RETURNED, TERMINATED, State, at
from formserver.workflow.words import Action

WORKFLOWS = [read(root() / "workflows" / f"{code}.v1.json") for code in ("village_township_county", "village_township")]
PEOPLE = {
    "王": {"visitor"},
    "李": {"visitor", "township_approver"},
    "周": {"township_approver"},
    "吴": {"township_approver", "county_approver"},
    "赵": {"county_approver"},
}
TURNS = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), st.integers(0, 20), st.integers(0, 1)), max_size=40)


@dataclass
class Walk:
    """One record on its way, with the facts its journal would give."""

    workflow: Workflow
    state: State | None = None
    author: str | None = None
    submitters: set[str] = field(default_factory=set)
    acted: bool = False
    approved_at: list[tuple[str, str]] = field(default_factory=list)

    def actor(self, name: str) -> Actor:
        return Actor(
            user_id=name,
            roles=frozenset(PEOPLE[name]),
            is_author=name == self.author,
            has_submitted=name in self.submitters,
        )

    def facts(self) -> Facts:
        return Facts(acted_since_submit=self.acted)

    def turn(self, name: str, choice: int, way: int) -> None:
        """Let one person do one of the actions offered to him, if any."""
        offered = engine.actions(self.workflow, self.state, actor=self.actor(name), facts=self.facts())
        if not offered:
            return
        button = offered[choice % len(offered)]
        outcome = engine.apply(
            self.workflow,
            self.state,
            button.action,
            actor=self.actor(name),
            facts=self.facts(),
            remark="已核对" if button.remark != "none" else None,
            target=button.targets[way % len(button.targets)] if button.targets else None,
        )
        self.journal(name, outcome)

    def journal(self, name: str, outcome: engine.Outcome) -> None:
        self.state = outcome.state
        if outcome.action is Action.SUBMIT:
            self.author, self.acted, self.approved_at = name, False, []
            self.submitters.add(name)
        if outcome.action in (Action.APPROVE, Action.SEND_BACK):
            self.acted = True
        if outcome.action is Action.APPROVE:
            self.approved_at.append((outcome.step, name))


def known_states(workflow: Workflow) -> set[State | None]:
    return {None, RETURNED, APPROVED, TERMINATED, *(at(step.code) for step in workflow.approval_steps)}


@given(st.sampled_from(WORKFLOWS), TURNS)
def test_a_legal_walk_never_reaches_an_unknown_state(workflow: Workflow, turns: list[tuple[str, int, int]]) -> None:
    walk = Walk(workflow)
    for turn in turns:
        walk.turn(*turn)
        assert walk.state in known_states(workflow)


@given(st.sampled_from(WORKFLOWS), TURNS)
def test_an_approved_record_was_approved_at_every_step(workflow: Workflow, turns: list[tuple[str, int, int]]) -> None:
    walk = Walk(workflow)
    for turn in turns:
        walk.turn(*turn)
    if walk.state == APPROVED:
        steps = [step for step, _ in walk.approved_at]
        assert set(steps) == {step.code for step in workflow.approval_steps}
        assert steps[-1] == workflow.approval_steps[-1].code


@given(st.sampled_from(WORKFLOWS), TURNS)
def test_nobody_ever_approved_his_own_submission(workflow: Workflow, turns: list[tuple[str, int, int]]) -> None:
    walk = Walk(workflow)
    for turn in turns:
        walk.turn(*turn)
        assert walk.submitters.isdisjoint(name for _, name in walk.approved_at)


@given(
    st.sampled_from(WORKFLOWS),
    st.none() | st.sampled_from([RETURNED, APPROVED, TERMINATED]) | st.from_regex(r"\A[a-z]{1,9}\Z").map(at),
    st.text(max_size=12) | st.sampled_from(list(Action)),
    st.none() | st.text(max_size=9) | st.sampled_from(["previous", "author"]),
    st.frozensets(st.sampled_from(["visitor", "township_approver", "county_approver"])),
)
def test_any_question_is_answered_or_refused_by_name(
    workflow: Workflow, state: State | None, action: str, target: str | None, roles: frozenset[str]
) -> None:
    actor = Actor(user_id="王", roles=roles, is_author=False, has_submitted=False)
    outcome = None
    with contextlib.suppress(TransitionNotAllowed):
        outcome = engine.apply(
            workflow, state, action, actor=actor, facts=Walk(workflow).facts(), remark="已核对", target=target
        )
    assert outcome is None or outcome.state in known_states(workflow)
