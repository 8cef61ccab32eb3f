"""What the routing engine lets people do, told in the words of a township."""

import json
from dataclasses import replace

import pytest

from formserver.errors import RemarkRequired, TransitionNotAllowed
from formserver.resources import root
from formserver.workflow import engine
from formserver.workflow.definition import Workflow, load, read
from formserver.workflow.engine import Outcome
from formserver.workflow.rules import Actor, Facts, Reason
from formserver.workflow.states import APPROVED, RETURNED, TERMINATED, State, at
from formserver.workflow.words import Action, RemarkRule, Target

FOLDER = root() / "workflows"
THREE = read(FOLDER / "village_township_county.v1.json")
TWO = read(FOLDER / "village_township.v1.json")
UNTOUCHED = Facts(acted_since_submit=False)
TOUCHED = Facts(acted_since_submit=True)


def person(*roles: str, is_author: bool = False, has_submitted: bool = False) -> Actor:
    return Actor(user_id="u1", roles=frozenset(roles), is_author=is_author, has_submitted=has_submitted)


WANG_VISITOR = person("visitor", is_author=True, has_submitted=True)
LI_TOWNSHIP = person("township_approver")
ZHAO_COUNTY = person("county_approver")


def do(
    state: State | None,
    action: str,
    actor: Actor,
    *,
    workflow: Workflow = THREE,
    facts: Facts = UNTOUCHED,
    remark: str | None = "情况属实",
    target: str | None = None,
) -> Outcome:
    return engine.apply(workflow, state, action, actor=actor, facts=facts, remark=remark, target=target)


def refused(
    state: State | None, action: str, actor: Actor, *, target: str | None = None, facts: Facts = UNTOUCHED
) -> str:
    with pytest.raises(TransitionNotAllowed) as caught:
        do(state, action, actor, target=target, facts=facts)
    return caught.value.reason


def changed(**settings: object) -> Workflow:
    """Return the three-step workflow with one more action at the township step."""
    document = json.loads(THREE.text)
    document["steps"][1]["actions"].append(settings)
    return load(json.dumps(document), file="changed.json")


def test_a_handed_in_record_waits_for_the_township() -> None:
    outcome = do(None, "submit", person("visitor"))
    assert (outcome.before, outcome.state, outcome.step) == (None, at("township"), "village")
    assert outcome.waiting == engine.Waiting(roles=("township_approver",), step="township")


def test_a_saved_draft_is_still_no_record() -> None:
    outcome = do(None, "save_draft", person("visitor"), remark=None)
    assert outcome.state is None
    assert outcome.waiting == engine.Waiting(author=True, step="village")


def test_the_township_passes_a_record_on_to_the_county() -> None:
    outcome = do(at("township"), "approve", LI_TOWNSHIP)
    assert (outcome.state, outcome.is_final, outcome.opinion) == (at("county"), False, True)


def test_the_county_gives_the_final_approval() -> None:
    outcome = do(at("county"), "approve", ZHAO_COUNTY)
    assert (outcome.state, outcome.is_final, outcome.waiting) == (APPROVED, True, engine.Waiting())


def test_without_a_county_step_the_township_gives_the_final_approval() -> None:
    outcome = do(at("township"), "approve", LI_TOWNSHIP, workflow=TWO)
    assert (outcome.state, outcome.is_final) == (APPROVED, True)


def test_a_sent_back_record_returns_to_its_author() -> None:
    outcome = do(at("county"), "send_back", ZHAO_COUNTY, target="author")
    assert (outcome.state, outcome.target) == (RETURNED, Target.AUTHOR)
    assert outcome.waiting == engine.Waiting(author=True, step="village")


def test_the_county_may_send_back_to_the_township_only() -> None:
    outcome = do(at("county"), "send_back", ZHAO_COUNTY, target=Target.PREVIOUS)
    assert (outcome.state, outcome.target) == (at("township"), Target.PREVIOUS)


def test_a_county_return_is_never_guessed_where_two_ways_are_open() -> None:
    assert refused(at("county"), "send_back", ZHAO_COUNTY) == Reason.TARGET_UNKNOWN


def test_the_only_way_back_need_not_be_named() -> None:
    assert do(at("township"), "send_back", LI_TOWNSHIP).target is Target.AUTHOR


def test_a_target_is_refused_where_nothing_is_sent_back() -> None:
    assert refused(at("township"), "approve", LI_TOWNSHIP, target="author") == Reason.TARGET_UNWANTED


def test_a_resubmitted_record_starts_again_at_the_first_approval_step() -> None:
    assert do(RETURNED, "submit", WANG_VISITOR, facts=TOUCHED).state == at("township")


def test_only_the_author_resubmits_a_returned_record() -> None:
    assert refused(RETURNED, "submit", person("visitor")) == Reason.NOT_YOUR_RECORD


def test_an_author_may_drop_a_returned_record() -> None:
    assert do(RETURNED, "terminate", WANG_VISITOR).state == TERMINATED


def test_nobody_approves_what_he_handed_in() -> None:
    both = person("visitor", "township_approver", has_submitted=True)
    assert refused(at("township"), "approve", both) == Reason.OWN_SUBMISSION


def test_neither_the_keeper_of_a_record_nor_who_made_the_visit_approves_it() -> None:
    assert refused(at("township"), "approve", replace(LI_TOWNSHIP, is_author=True)) == Reason.OWN_SUBMISSION
    assert refused(at("township"), "approve", replace(LI_TOWNSHIP, made_visit=True)) == Reason.OWN_VISIT


def test_the_refusal_of_self_approval_is_a_plain_sentence() -> None:
    both = person("township_approver", has_submitted=True)
    with pytest.raises(TransitionNotAllowed) as caught:
        do(at("township"), "approve", both)
    assert str(caught.value) == "不能“通过”：不能审批自己提交的记录（当前状态：待乡镇（街道）审核）。"


def test_the_county_does_not_act_before_the_township() -> None:
    assert refused(at("township"), "approve", ZHAO_COUNTY) == Reason.NOT_YOUR_STEP


def test_a_township_that_comes_too_late_hears_that_the_record_was_handled() -> None:
    assert refused(at("county"), "approve", LI_TOWNSHIP) == Reason.ALREADY_HANDLED


def test_a_visitor_is_not_told_that_somebody_handled_his_step() -> None:
    assert refused(at("county"), "approve", person("visitor")) == Reason.NOT_YOUR_STEP


def test_an_author_withdraws_before_the_township_has_acted() -> None:
    outcome = do(at("township"), "withdraw", WANG_VISITOR)
    assert (outcome.state, outcome.step) == (RETURNED, "village")


def test_an_author_does_not_withdraw_what_the_county_sent_back_to_the_township() -> None:
    assert refused(at("township"), "withdraw", WANG_VISITOR, facts=TOUCHED) == Reason.ALREADY_HANDLED


def test_an_author_does_not_withdraw_what_has_reached_the_county() -> None:
    assert refused(at("county"), "withdraw", WANG_VISITOR) == Reason.ALREADY_HANDLED


def test_a_colleague_does_not_withdraw_anothers_record() -> None:
    assert refused(at("township"), "withdraw", person("visitor")) == Reason.NOT_YOUR_RECORD


def test_a_correction_opens_a_revision_and_leaves_the_approved_one() -> None:
    outcome = do(APPROVED, "correct", WANG_VISITOR)
    assert (outcome.state, outcome.opens_revision, outcome.revision_state) == (APPROVED, True, RETURNED)
    assert outcome.waiting == engine.Waiting(author=True, step="village")


def test_a_second_correction_waits_for_the_first() -> None:
    facts = Facts(acted_since_submit=True, correction_open=True)
    assert refused(APPROVED, "correct", WANG_VISITOR, facts=facts) == Reason.CORRECTION_OPEN


def test_a_stranger_does_not_correct() -> None:
    assert refused(APPROVED, "correct", ZHAO_COUNTY) == Reason.NOT_YOUR_STEP


def test_a_correction_is_made_for_the_step_whose_role_the_person_holds() -> None:
    workflow = changed(action="correct", remark="optional")
    assert do(APPROVED, "correct", LI_TOWNSHIP, workflow=workflow, remark=None).step == "township"


@pytest.mark.parametrize("blank", [None, "", "  ", "　\n"])
@pytest.mark.parametrize("action", ["send_back", "terminate"])
def test_a_record_is_not_turned_back_or_stopped_without_a_word(action: str, blank: str | None) -> None:
    with pytest.raises(RemarkRequired):
        do(at("township"), action, LI_TOWNSHIP, remark=blank)


def test_an_approval_needs_no_remark() -> None:
    assert do(at("township"), "approve", LI_TOWNSHIP, remark=" ").remark is None


def test_a_remark_is_kept_without_the_blanks_around_it() -> None:
    assert do(at("township"), "approve", LI_TOWNSHIP, remark=" 同意。\n").remark == "同意。"


def test_a_remark_is_refused_rather_than_lost_where_none_is_kept() -> None:
    assert refused(None, "save_draft", person("visitor")) == Reason.REMARK_UNWANTED


@pytest.mark.parametrize(
    ("state", "action", "reason"),
    [
        (None, "approve", Reason.NOT_SUBMITTED),
        (at("township"), "submit", Reason.UNDER_REVIEW),
        (at("township"), "correct", Reason.UNDER_REVIEW),
        (RETURNED, "approve", Reason.RETURNED),
        (APPROVED, "approve", Reason.APPROVED),
        (TERMINATED, "submit", Reason.TERMINATED),
        (at("street"), "approve", Reason.UNKNOWN_STEP),
        (at("village"), "submit", Reason.UNKNOWN_STEP),
        (at("township"), "shred", Reason.UNKNOWN_ACTION),
    ],
)
def test_a_refusal_names_its_reason(state: State | None, action: str, reason: Reason) -> None:
    everybody = person("visitor", "township_approver", "county_approver")
    assert refused(state, action, everybody) == reason


def test_an_action_the_document_leaves_out_is_refused() -> None:
    document = json.loads(TWO.text)
    document["steps"][1]["actions"] = document["steps"][1]["actions"][:1]
    short = load(json.dumps(document), file="short.json")
    with pytest.raises(TransitionNotAllowed, match=Reason.NOT_IN_WORKFLOW):
        do(at("township"), "send_back", LI_TOWNSHIP, workflow=short)


def test_a_workflow_without_corrections_refuses_them() -> None:
    document = json.loads(TWO.text)
    document["steps"][0]["actions"].pop()
    fixed = load(json.dumps(document), file="fixed.json")
    with pytest.raises(TransitionNotAllowed, match=Reason.NOT_IN_WORKFLOW):
        do(APPROVED, "correct", WANG_VISITOR, workflow=fixed)


@pytest.mark.parametrize("action", ["pass_on", "add_signer", "countersign", "remind", "copy_to"])
def test_an_action_that_is_not_open_yet_is_refused_by_name(action: str) -> None:
    with pytest.raises(TransitionNotAllowed, match=Reason.NOT_AVAILABLE) as caught:
        do(at("township"), action, LI_TOWNSHIP, workflow=changed(action=action))
    assert caught.value.action in {"转办", "加签", "会签", "催办", "传阅"}


def test_an_action_that_is_not_open_yet_is_not_offered() -> None:
    workflow = changed(action="pass_on")
    offered = engine.actions(workflow, at("township"), actor=LI_TOWNSHIP, facts=UNTOUCHED)
    assert [one.action for one in offered] == [Action.APPROVE, Action.SEND_BACK, Action.TERMINATE]


def test_an_offered_action_tells_what_it_asks_for() -> None:
    offered = engine.actions(THREE, at("county"), actor=ZHAO_COUNTY, facts=TOUCHED)
    both_ways = (Target.PREVIOUS, Target.AUTHOR)
    assert offered[1] == engine.AvailableAction(Action.SEND_BACK, "退回", RemarkRule.REQUIRED, True, both_ways)


@pytest.mark.parametrize("state", [None, at("township"), at("nowhere"), RETURNED, APPROVED, TERMINATED])
def test_a_stranger_is_offered_nothing(state: State | None) -> None:
    assert engine.actions(THREE, state, actor=person("department_reader"), facts=UNTOUCHED) == ()


def test_the_journal_learns_who_acted() -> None:
    assert do(at("township"), "approve", LI_TOWNSHIP).by == "u1"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "尚未提交"),
        (at("county"), "待县（区）民政审批"),
        (at("nowhere"), "审批中"),
        (RETURNED, "待重新提交"),
        (APPROVED, "已通过"),
        (TERMINATED, "已终止"),
    ],
)
def test_a_state_has_plain_words(state: State | None, words: str) -> None:
    assert engine.state_label(THREE, state) == words


def test_a_picture_shows_the_steps_in_order() -> None:
    picture = engine.describe(THREE)
    assert [(box.number, box.title, box.tier) for box in picture] == [
        (1, "村（社区）填报", "村（社区）"),
        (2, "乡镇（街道）审核", "乡镇（街道）"),
        (3, "县（区）民政审批", "县（区）"),
    ]


def test_a_picture_shows_where_a_step_sends_back_to_and_which_is_final() -> None:
    picture = engine.describe(THREE)
    assert [box.sends_back_to for box in picture] == [(), ("发起人",), ("上一步", "发起人")]
    assert [(box.is_filling, box.is_final) for box in picture] == [(True, False), (False, False), (False, True)]
    assert picture[1].actions == ("通过", "退回", "终止")
