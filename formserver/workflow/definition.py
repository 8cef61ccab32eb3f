"""A workflow document: its ordered steps and their actions, read from text and checked."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from formserver.errors import DocumentInvalid
from formserver.workflow import checking
from formserver.workflow.words import ALWAYS_EXPLAINED, Action, RemarkRule, Target, Tier


@dataclass(frozen=True, slots=True)
class ActionSetting:
    """One action as a step offers it. ``opinion``: the remark is an opinion for the approval sheet."""

    action: Action
    remark: RemarkRule
    targets: tuple[Target, ...] = ()
    opinion: bool = False
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One place in a workflow: who acts there (any of ``roles``), at which tier, and with which actions."""

    code: str
    title: str
    tier: Tier
    roles: tuple[str, ...]
    actions: tuple[ActionSetting, ...]


@dataclass(frozen=True)
class Workflow:
    """A loaded workflow document. ``text`` is the document as it was read; ``sha256`` the hex digest of its UTF-8.

    ``steps[0]`` is the filling step, all others are approval steps, the last of them gives the final approval.
    """

    code: str
    version: str
    title: str
    description: str
    steps: tuple[Step, ...]
    text: str = field(repr=False)
    sha256: str = field(repr=False)

    @property
    def filling_step(self) -> Step:
        """The step at which a record is filled in and handed in."""
        return self.steps[0]

    @property
    def approval_steps(self) -> tuple[Step, ...]:
        """The steps that approve, in order; at least one."""
        return self.steps[1:]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Step code -> place in ``steps``, from 0."""
        return {step.code: number for number, step in enumerate(self.steps)}


def load(text: str, *, file: str) -> Workflow:
    """Read a workflow document from its text; ``file`` is the name that messages use.

    Raises DocumentInvalid, with the JSON path and a reason in Chinese, for the first thing wrong.
    """
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
        document = _parse(text, file)
        fault = next(checking.faults(document), None)
    except (UnicodeEncodeError, RecursionError):
        # A lone surrogate, or brackets nested without end.
        fault = ("$", "内容无法读取")
    if fault:
        raise DocumentInvalid(file=file, path=fault[0], reason=fault[1])
    return Workflow(
        code=document["code"],
        version=document["version"],
        title=document["title"],
        description=document.get("description", ""),
        steps=tuple(_step(step) for step in document["steps"]),
        text=text,
        sha256=digest,
    )


def read(path: Path) -> Workflow:
    """Load a workflow document from a file, keeping its very bytes. Raises DocumentInvalid, and OSError of the file."""
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        raise DocumentInvalid(file=path.name, path="$", reason="不是 UTF-8 编码的文字") from None
    return load(text, file=path.name)


def _parse(text: str, file: str) -> Any:
    def refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        repeated = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
        if repeated:
            raise DocumentInvalid(file=file, path="$", reason=f"同一个键写了两次：{'、'.join(repeated)}")
        return dict(pairs)

    def refuse_constant(name: str) -> NoReturn:
        raise DocumentInvalid(file=file, path="$", reason=f"JSON 里没有 {name}")

    try:
        return json.loads(text, object_pairs_hook=refuse_repeated, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        reason = f"不是 JSON：第 {error.lineno} 行第 {error.colno} 个字附近写错了"
        raise DocumentInvalid(file=file, path="$", reason=reason) from None
    except ValueError:
        # A number of thousands of digits.
        raise DocumentInvalid(file=file, path="$", reason="数字太长") from None


def _step(step: dict[str, Any]) -> Step:
    return Step(
        code=step["code"],
        title=step["title"],
        tier=Tier(step["tier"]),
        roles=tuple(step["roles"]),
        actions=tuple(_setting(setting) for setting in step["actions"]),
    )


def _setting(setting: dict[str, Any]) -> ActionSetting:
    action = Action(setting["action"])
    usual = RemarkRule.REQUIRED if action in ALWAYS_EXPLAINED else RemarkRule.OPTIONAL
    return ActionSetting(
        action=action,
        remark=RemarkRule(setting.get("remark", usual)),
        targets=tuple(Target(target) for target in setting.get("targets", ())),
        opinion=setting.get("opinion", False),
        is_final=setting.get("final", False),
    )
