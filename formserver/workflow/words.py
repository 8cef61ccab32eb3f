"""The words of routing: actions, targets, tiers and kinds of state, with the one table of their Chinese labels."""

from enum import StrEnum


class Action(StrEnum):
    """What a person may do with a record; every name the dialect knows, in the order of the dialect."""

    SAVE_DRAFT = "save_draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    CORRECT = "correct"
    PASS_ON = "pass_on"
    ADD_SIGNER = "add_signer"
    COUNTERSIGN = "countersign"
    REMIND = "remind"
    COPY_TO = "copy_to"


# A document may name these, so that it need not change when they open; the engine refuses them by name until then.
NOT_AVAILABLE = frozenset({Action.PASS_ON, Action.ADD_SIGNER, Action.COUNTERSIGN, Action.REMIND, Action.COPY_TO})

# Whoever stops or turns back another's work says why; a document cannot waive it.
ALWAYS_EXPLAINED = frozenset({Action.SEND_BACK, Action.TERMINATE})


class Target(StrEnum):
    """Where a record is sent back to: the approval step before this one, or its author."""

    PREVIOUS = "previous"
    AUTHOR = "author"


class RemarkRule(StrEnum):
    """Whether an action asks for a remark."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


class Tier(StrEnum):
    """The level of government at which a step is done, lowest first."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"


class StateKind(StrEnum):
    """Where a revision of a record can be. ``AT`` comes with a step; drafts are not records and have no state."""

    AT = "at"
    RETURNED = "returned"
    APPROVED = "approved"
    TERMINATED = "terminated"


LABELS: dict[StrEnum, str] = {
    Action.SAVE_DRAFT: "暂存",
    Action.SUBMIT: "提交",
    Action.APPROVE: "通过",
    Action.SEND_BACK: "退回",
    Action.WITHDRAW: "撤回",
    Action.TERMINATE: "终止",
    Action.CORRECT: "更正",
    Action.PASS_ON: "转办",
    Action.ADD_SIGNER: "加签",
    Action.COUNTERSIGN: "会签",
    Action.REMIND: "催办",
    Action.COPY_TO: "传阅",
    Target.PREVIOUS: "上一步",
    Target.AUTHOR: "发起人",
    Tier.VILLAGE: "村（社区）",
    Tier.TOWNSHIP: "乡镇（街道）",
    Tier.COUNTY: "县（区）",
    StateKind.AT: "审批中",
    # Not 已退回: a record its author withdrew waits in the same place.
    StateKind.RETURNED: "待重新提交",
    StateKind.APPROVED: "已通过",
    StateKind.TERMINATED: "已终止",
}
NO_RECORD_LABEL = "尚未提交"


def label(word: StrEnum) -> str:
    """Return the Chinese label of an action, target, tier or kind of state."""
    return LABELS[word]
