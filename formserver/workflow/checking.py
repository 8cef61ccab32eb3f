"""What a workflow document must fulfil: its shape by JSON Schema, then the rules that compare its parts."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from formserver.document_faults import Fault, in_chinese, repeated, unclean
from formserver.resources import root
from formserver.workflow.words import ALWAYS_EXPLAINED, Action, RemarkRule, Target, Tier, label

_FILLING_ONLY = (Action.SAVE_DRAFT, Action.SUBMIT, Action.WITHDRAW)
_APPROVAL_ONLY = (Action.APPROVE, Action.SEND_BACK)


def faults(document: object) -> Iterator[Fault]:
    """Return what is wrong with a parsed document, first things first; nothing means it can be loaded.

    The comparing rules run only on a document whose shape is right.
    """
    # The validator walks the schema, not the document, so that the order of keys decides nothing here either.
    misshapen = [(error.json_path, in_chinese(error)) for error in _validator().iter_errors(document)]
    return iter(misshapen) if misshapen else _contradictions(document)


def _contradictions(document: Any) -> Iterator[Fault]:
    yield from unclean(document, "$")
    steps: list[dict[str, Any]] = document["steps"]
    yield from _step_faults(steps)
    for number, step in enumerate(steps):
        path = f"$.steps[{number}].actions"
        yield from _required_actions(path, step, is_first=number == 0)
        yield from repeated(((f"{path}[{n}].action", a["action"]) for n, a in enumerate(step["actions"])), "操作重复")
        for position, setting in enumerate(step["actions"]):
            is_last = number == len(steps) - 1
            yield from _setting_faults(f"{path}[{position}]", setting, number, is_last)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((root() / "workflows" / "workflow.schema.json").read_bytes())
    # The empty registry keeps the validator from ever fetching a reference from elsewhere.
    return Draft202012Validator(schema, registry=Registry())


def _step_faults(steps: list[dict[str, Any]]) -> Iterator[Fault]:
    yield from repeated(((f"$.steps[{n}].code", s["code"]) for n, s in enumerate(steps)), "环节代码重复")
    tiers = [list(Tier).index(step["tier"]) for step in steps]
    for number in range(1, len(steps)):
        if tiers[number] < tiers[number - 1]:
            yield f"$.steps[{number}].tier", "不能比上一环节的层级低"


def _required_actions(path: str, step: dict[str, Any], *, is_first: bool) -> Iterator[Fault]:
    needed, reason = (Action.SUBMIT, "第一个环节必须能提交") if is_first else (Action.APPROVE, "审批环节必须能通过")
    if needed not in [setting["action"] for setting in step["actions"]]:
        yield path, f"{reason}（{needed}）"


def _setting_faults(path: str, setting: dict[str, Any], number: int, is_last: bool) -> Iterator[Fault]:
    action = Action(setting["action"])
    misplaced = _APPROVAL_ONLY if number == 0 else _FILLING_ONLY
    if action in misplaced:
        yield f"{path}.action", f"“{label(action)}”不能放在{'填报' if number == 0 else '审批'}环节"
    is_final = is_last and action is Action.APPROVE
    if setting.get("final", False) is not is_final:
        yield f"{path}.final", "最后一个环节的通过必须写 final: true，其他地方不能写"
    yield from _remark_faults(path, setting, action)
    yield from _target_faults(path, setting, action, number)


def _remark_faults(path: str, setting: dict[str, Any], action: Action) -> Iterator[Fault]:
    remark = setting.get("remark")
    if action in ALWAYS_EXPLAINED and remark not in (None, RemarkRule.REQUIRED):
        yield f"{path}.remark", f"“{label(action)}”的说明只能是必填（required）"
    elif remark == RemarkRule.NONE and setting.get("opinion", False):
        yield f"{path}.opinion", "不填说明的操作没有审批意见"


def _target_faults(path: str, setting: dict[str, Any], action: Action, number: int) -> Iterator[Fault]:
    targets = setting.get("targets")
    if (action is Action.SEND_BACK) != (targets is not None):
        yield f"{path}.targets", "退回必须写 targets，其他操作不能写"
    elif targets and number == 1 and Target.PREVIOUS in targets:
        yield f"{path}.targets", "第一个审批环节的上一步就是发起人，请只写 author"
