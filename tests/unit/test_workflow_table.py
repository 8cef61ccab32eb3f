"""Every state, action, person and circumstance of both shipped workflows, against a table written by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from formserver.errors import TransitionNotAllowed
from formserver.resources import root
from formserver.workflow import engine
from formserver.workflow.definition import Workflow, read
from formserver.workflow.rules import Actor, Facts
from formserver.workflow.states import State

# state | action | who and when, all of it | state afterwards; what stands in no row must be refused.
COMMON = """
new         | save_draft       | filler                        | new
new         | submit           | filler                        | at:township
returned    | save_draft       | author                        | returned
returned    | submit           | author                        | at:township
returned    | terminate        | author                        | terminated
at:township | withdraw         | author untouched              | returned
at:township | send_back author | township                      | returned
at:township | terminate        | township                      | terminated
approved    | correct          | author single                 | approved
approved    | correct          | filler single                 | approved
"""
THREE_STEPS = """
at:township | approve            | township not-own            | at:county
at:county   | approve            | county not-own              | approved
at:county   | send_back previous | county                      | at:township
at:county   | send_back author   | county                      | returned
at:county   | terminate          | county                      | terminated
"""
TWO_STEPS = """
at:township | approve            | township not-own            | approved
"""
TEXTS = {"village_township_county": COMMON + THREE_STEPS, "village_township": COMMON + TWO_STEPS}
TABLES = {
    code: [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line]
    for code, text in TEXTS.items()
}
STATES = ("new", "at:township", "at:county", "returned", "approved", "terminated")
ACTIONS = (
    "save_draft",
    "submit",
    "approve",
    "send_back",
    "withdraw",
    "terminate",
    "correct",
    "pass_on",
    "add_signer",
    "countersign",
    "remind",
    "copy_to",
    "shred",
)
ROLES = ("visitor", "village_lead", "typist", "township_approver", "county_approver", "department_reader")
PAIRS = (("visitor", "township_approver"), ("township_approver", "county_approver"))
GROUPS = [frozenset[str](), *(frozenset({role}) for role in ROLES), *map(frozenset, PAIRS)]
YES_NO = (False, True)


@dataclass(frozen=True)
class Situation:
    """A person before a record, in the words of the table."""

    roles: frozenset[str]
    is_author: bool
    has_submitted: bool
    acted: bool
    correcting: bool

    def words(self) -> set[str]:
        """Return the words of the table that are true here."""
        truths = {
            "filler": bool(self.roles & {"visitor", "village_lead", "typist"}),
            "township": "township_approver" in self.roles,
            "county": "county_approver" in self.roles,
            "author": self.is_author,
            "not-own": not self.is_author and not self.has_submitted,
            "untouched": not self.acted,
            "single": not self.correcting,
        }
        return {word for word, is_true in truths.items() if is_true}

    def actor(self) -> Actor:
        return Actor(user_id="u1", roles=self.roles, is_author=self.is_author, has_submitted=self.has_submitted)

    def facts(self) -> Facts:
        return Facts(acted_since_submit=self.acted, correction_open=self.correcting)


def situations() -> Iterator[Situation]:
    for group, author, submitted, acted, correcting in product(GROUPS, YES_NO, YES_NO, YES_NO, YES_NO):
        yield Situation(group, author, submitted, acted, correcting)


def expected(table: list[list[str]], state: str, action: str, target: str | None, words: set[str]) -> str | None:
    """Return the state the table promises, or None where it promises a refusal."""
    named = " ".join(filter(None, [action, target]))
    for where, what, who, then in table:
        if (where, what) == (state, named) and words >= set(who.split()):
            return then
    return None


def got(workflow: Workflow, state: State | None, action: str, target: str | None, situation: Situation) -> str | None:
    remark = None if action == "save_draft" else "已与本人核对"
    try:
        outcome = engine.apply(
            workflow,
            state,
            action,
            actor=situation.actor(),
            facts=situation.facts(),
            remark=remark,
            target=target,
        )
    except TransitionNotAllowed:
        return None
    return str(outcome.state) if outcome.state else "new"


def parsed(state: str) -> State | None:
    return None if state == "new" else State.parse(state)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("code", TABLES)
def test_every_action_of_every_person_leads_where_the_table_says(code: str, state: str) -> None:
    workflow = read(root() / "workflows" / f"{code}.v1.json")
    for situation in situations():
        words = situation.words()
        for action in ACTIONS:
            for target in ("previous", "author", "county") if action == "send_back" else (None,):
                promise = expected(TABLES[code], state, action, target, words)
                found = got(workflow, parsed(state), action, target, situation)
                assert found == promise, (state, action, target, situation)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("code", TABLES)
def test_the_offered_actions_are_exactly_those_of_the_table(code: str, state: str) -> None:
    workflow = read(root() / "workflows" / f"{code}.v1.json")
    for situation in situations():
        words = situation.words()
        promised = {
            (action, target)
            for action in ACTIONS
            for target in (None, "previous", "author")
            if expected(TABLES[code], state, action, target, words)
        }
        offered = engine.actions(workflow, parsed(state), actor=situation.actor(), facts=situation.facts())
        found = {(str(one.action), target and str(target)) for one in offered for target in one.targets or (None,)}
        assert found == promised, (state, situation)
