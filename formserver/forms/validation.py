"""The one door of validation: shape by JSON Schema, then checks that compare values.

Both give problems in the paper's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from formserver.forms import checks
from formserver.forms.conditions.base import ALWAYS, NOTHING, Data, Statement
from formserver.forms.document import Part
from formserver.forms.expressions.scopes import Known
from formserver.forms.gates import names_around, own_names
from formserver.forms.group import Container, Group
from formserver.forms.input_names import locate
from formserver.forms.kinds.base import Field
from formserver.forms.problems import Level, Path, Problem
from formserver.forms.rules import Rule
from formserver.forms.shape import UNREADABLE, Engine, Fault


def check(
    part: Part, data: Any, *, today: date, previous: Data | None = None, engine: Engine | None = None
) -> list[Problem]:
    """All problems of the data of one part, in paper order, at most one a place. No error-level problem: valid.

    `previous`: the data of the last approved record, which expressions may speak of.
    `engine` judges the shape in place of the part's own: the slow one, where both are held against each other.
    """
    faults = (engine or part.shape).faults(data)
    if faults and faults[0].keyword == UNREADABLE:
        return [Problem((), "填写内容太多、嵌套太深，或有不能识别的字符")]
    shape = [
        problem for place, found in groupby(faults, _place) for problem in _shape_problems(part, data, place, [*found])
    ]
    broken = {problem.path[:end]: False for problem in shape for end in range(len(problem.path))}
    broken |= {problem.path: True for problem in shape}
    if not isinstance(data, dict):
        return shape
    further = _further(part.group, data, (), broken, today)
    computed = part.computing.problems(data, Known(today, previous))
    return _in_paper_order(part, _one_a_place([*shape, *further, *computed]))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that block submission."""
    return [problem for problem in problems if problem.level == "error"]


# shape ----------------------------------------------------------------------------------------------------------------
def _place(fault: Fault) -> Path:
    return fault.path


def _shape_problems(part: Part, data: Any, path: Path, faults: Sequence[Fault]) -> Iterator[Problem]:
    """The problems of one place."""
    spot, value = locate(part, path), faults[0].value
    if spot.group is not None and isinstance(value, dict):
        scope = spot.group.scope(value, _around(spot.group, data, path))
        yield from _object_problems(spot.group, {fault.keyword for fault in faults}, value, path, scope)
    elif spot.field is None:
        yield Problem(path, "填写内容应是一个对象")
    elif spot.field.is_fixed:
        words = {"label": spot.field.spoken, "said": str(value)[:20]}
        yield Problem(path, "%(label)s算出来是“%(said)s”，超出了这一项允许的范围，请核对有关各项", words)
    else:
        key, params = spot.field.explain(faults[0].keyword, value)
        yield Problem(path, key, {"label": spot.field.spoken, **params})


def _around(group: Group, data: Any, path: Path) -> Data:
    """The object around the one at the path."""
    for step in path[: len(path) - group.steps_up] if group.looks_around else ():
        data = data[step]
    return data if group.looks_around else NOTHING


def _object_problems(group: Group, keywords: set[str], data: Data, path: Path, scope: Data) -> Iterator[Problem]:
    """What is wrong with an object of fields as a whole. One fault of its schema may stand for several problems."""
    if "additionalProperties" in keywords:
        strange = (name for name in data if not group.may_hold(name))
        yield from (Problem((*path, name), "这张表没有“%(name)s”这一项", {"name": name}) for name in strange)
    if "minProperties" in keywords:
        yield Problem(path, "请填写这一行")
    if keywords - {"additionalProperties", "minProperties"}:
        yield from (_missing(group, code, path) for code in group.always_required if code not in data)
        yield from (_rule_problem(group, rule, path) for rule in group.schema_rules if rule.broken_by(scope))


def _rule_problem(group: Group, rule: Rule, path: Path) -> Problem:
    place, member = (*path, rule.field), group.members[rule.field]
    reason = Statement(rule.when, group.words)
    if rule.effect == "forbid":
        key, params = member.unwanted(reason)
        return Problem(place, key, {"label": member.spoken, **params}, rule.level)
    if rule.when == ALWAYS:
        return _missing(group, rule.field, path, rule.level)
    params = {"label": member.spoken, "verb": member.verb, "reason": reason}
    return Problem(place, "请%(verb)s%(label)s（因为%(reason)s）", params, rule.level)


def _missing(group: Group, code: str, path: Path, level: Level = "error") -> Problem:
    member = group.members[code]
    key, params = "请%(verb)s%(label)s", {"label": member.spoken, "verb": member.verb}
    if member.none_code is None:
        return Problem((*path, code), key, params, level)
    reasons = "".join(f"“{label}”" for label in member.none_labels().values())
    return Problem((*path, code), "请%(verb)s%(label)s，或选择%(reasons)s", params | {"reasons": reasons}, level)


# checks and warnings --------------------------------------------------------------------------------------------------
def _further(
    group: Group, data: Data, path: Path, broken: Mapping[Path, bool], today: date, around: Data = NOTHING
) -> Iterator[Problem]:
    """Warnings and checks of this object and of those inside; what reads a broken value is not judged.

    `broken` holds the places of faults (True) and of what they stand in (False), `around` the sound answers around.
    """
    sound = data
    if broken:
        sound = {code: value for code, value in data.items() if code in group.members and (*path, code) not in broken}
    scope = group.scope(sound, around)
    for rule in group.further_rules:
        if rule.broken_by(scope) and broken.keys().isdisjoint(_places_read(group, rule, path)):
            yield replace(_rule_problem(group, rule, path), takes_reason=rule.takes_reason)
    for field in group.checked:
        if field.code in sound:
            yield from (_named(problem, field, (*path, field.code)) for problem in field.checks(sound[field.code]))
    for problem in checks.run(group, sound, today):
        yield _named(problem, checks.named_field(group, ".".join(map(str, problem.path))), path)
    for field in group.containers:
        yield from _inside(field, data.get(field.code), (*path, field.code), broken, today, scope)


def _places_read(group: Group, rule: Rule, path: Path) -> Iterator[Path]:
    """Where the answers stand that the condition of a rule speaks of."""
    yield from ((*path, name) for name in own_names(rule.when))
    yield from ((*path[: len(path) - group.steps_up], name) for name in names_around(rule.when))


def _inside(
    field: Container, value: Any, path: Path, broken: Mapping[Path, bool], today: date, scope: Data
) -> Iterator[Problem]:
    if isinstance(value, dict | list) and not broken.get(path):
        for step, item in field.objects(value):
            yield from _further(field.group, item, (*path, *step), broken, today, scope)


def _named(problem: Problem, field: Field, path: Path) -> Problem:
    """The problem below `path`, with the name of its field."""
    return replace(problem.below(*path), params={"label": field.spoken, **problem.params})


# order ----------------------------------------------------------------------------------------------------------------
def _one_a_place(problems: Iterable[Problem]) -> list[Problem]:
    first: dict[Path, Problem] = {}
    for problem in sorted(problems, key=lambda problem: problem.level):  # "error" before "warning"
        first.setdefault(problem.path, problem)
    return list(first.values())


def _in_paper_order(part: Part, problems: list[Problem]) -> list[Problem]:
    def place(problem: Problem) -> list[int]:
        ranks: list[int] = []
        group: Group | None = part.group
        steps = list(problem.path)
        while steps and group is not None:
            step = steps.pop(0)
            field = group.members.get(str(step))
            ranks.append(group.ranks.get(str(step), -1))
            group = field.group if isinstance(field, Container) else None
            if isinstance(field, Container) and field.depth and steps:
                ranks.append(field.rank(steps.pop(0)))
        return ranks

    return sorted(problems, key=place)
