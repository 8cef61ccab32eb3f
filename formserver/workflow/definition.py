"""A workflow document: its ordered steps and their actions, read from text and checked."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from formserver import strict_json
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
    document = strict_json.parse(text, file=file)
    try:
        fault = next(checking.faults(document), None)
    except RecursionError:
        fault = ("$", "嵌套太深")
    if fault:
        raise DocumentInvalid(file=file, path=fault[0], reason=fault[1])
    return Workflow(
        code=document["code"],
        version=document["version"],
        title=document["title"],
        description=document.get("description", ""),
        steps=tuple(_step(step) for step in document["steps"]),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def files(workflows: Path) -> list[Path]:
    """The workflow documents in a folder, by name; the schema they obey is none of them."""
    return sorted(path for path in workflows.glob("*.json") if not path.name.endswith(".schema.json"))


def read_folder(workflows: Path) -> tuple[list[Workflow], list[DocumentInvalid]]:
    """Every workflow document in a folder, by name, and what is wrong with those that cannot be loaded."""
    found: list[Workflow] = []
    failures: list[DocumentInvalid] = []
    for path in files(workflows):
        try:
            found.append(read(path))
        except DocumentInvalid as fault:
            file = path.relative_to(workflows.parent).as_posix()
            failures.append(DocumentInvalid(file=file, path=fault.path, reason=fault.reason))
    return found, failures


def read(path: Path) -> Workflow:
    """Load a workflow document from a file, keeping its very bytes. Raises DocumentInvalid, and OSError of the file."""
    return load(strict_json.read_file(path, file=path.name), file=path.name)


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
