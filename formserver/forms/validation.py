"""The one door of validation: shape by JSON Schema, then checks that compare values.

Both give problems in the paper's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, Final

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

# object -> the steps in it that lead to a fault: True where the fault stands right there, False where further inside
Broken = Mapping[Path, Mapping[str | int, bool]]


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
    problems: list[Problem] = []
    for place, found in groupby(faults, _PLACE):
        problems += _shape_problems(part, data, place, found)
    if not isinstance(data, dict):
        return problems
    _judge(part.group, data, (), Judged(_broken_by(problems), today, problems))
    if part.computing:
        problems += part.computing.problems(data, Known(today, previous))
    return _in_paper_order(part, _one_a_place(problems)) if problems else problems


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that block submission."""
    return [problem for problem in problems if problem.level == "error"]


# shape ----------------------------------------------------------------------------------------------------------------
_PLACE: Final = attrgetter("path")
# The places of faults are those of the schema, and rows of its tables: the same ones come again and again.
_spot = lru_cache(maxsize=5000)(locate)


def _shape_problems(part: Part, data: Any, path: Path, faults: Iterator[Fault]) -> Iterable[Problem]:
    """The problems of one place."""
    spot, first = _spot(part, path), next(faults)
    if spot.group is not None and isinstance(first.value, dict):
        scope = spot.group.scope(first.value, _around(spot.group, data, path))
        keywords = {first.keyword, *(fault.keyword for fault in faults)}
        return _object_problems(spot.group, keywords, first.value, path, scope)
    return (_answer_problem(spot.field, first),) if spot.field else (Problem(path, "填写内容应是一个对象"),)


def _answer_problem(field: Field, fault: Fault) -> Problem:
    if field.is_fixed:
        words = {"label": field.spoken, "said": str(fault.value)[:20]}
        return Problem(fault.path, "%(label)s算出来是“%(said)s”，超出了这一项允许的范围，请核对有关各项", words)
    key, params = field.explain(fault.keyword, fault.value)
    return Problem(fault.path, key, {"label": field.spoken, **params})


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
def _broken_by(problems: Iterable[Problem]) -> Broken:
    """The places of what the shape's problems are about."""
    broken: dict[Path, dict[str | int, bool]] = {}
    for path in (problem.path for problem in problems):
        for end, step in enumerate(path, start=1):
            inside = broken.setdefault(path[: end - 1], {})
            inside[step] = end == len(path) or inside.get(step, False)
    return broken


@dataclass(frozen=True, slots=True)
class Judged:
    """What judging the values of one record needs, and the problems it adds to."""

    broken: Broken
    today: date
    problems: list[Problem]


def _judge(group: Group, data: Data, path: Path, judged: Judged, around: Data = NOTHING) -> None:
    """Warnings and checks of this object and of those inside; what reads a broken value is not judged. `around` are the
    sound answers around."""
    faulty = judged.broken.get(path) or {}
    sound = _without(data, group, faulty) if faulty else data
    scope = group.scope(sound, around)
    for rule in group.further_rules:
        if rule.broken_by(scope) and not _reads_broken(group, rule, path, judged.broken):
            judged.problems.append(_rule_problem(group, rule, path)._replace(takes_reason=rule.takes_reason))
    _compare(group, sound, path, judged)
    for inner in group.judged:
        value = data.get(inner.code)
        if isinstance(value, dict | list) and not faulty.get(inner.code):
            for step, item in inner.objects(value):
                _judge(inner.group, item, (*path, inner.code, *step), judged, scope)


def _compare(group: Group, sound: Data, path: Path, judged: Judged) -> None:
    for field in group.checked:
        if field.code in sound:
            for one in field.checks(sound[field.code]):
                judged.problems.append(_named(one, field, (*path, field.code)))
    for one in checks.run(group, sound, judged.today):
        judged.problems.append(_named(one, checks.named_field(group, ".".join(map(str, one.path))), path))


def _without(data: Data, group: Group, faulty: Mapping[str | int, bool]) -> Data:
    return {code: value for code, value in data.items() if code in group.members and code not in faulty}


def _reads_broken(group: Group, rule: Rule, path: Path, broken: Broken) -> bool:
    """Whether the condition of a rule speaks of an answer that is wrong itself."""
    own, around = broken.get(path, NOTHING), broken.get(path[: len(path) - group.steps_up], NOTHING)
    return not (own_names(rule.when).isdisjoint(own) and names_around(rule.when).isdisjoint(around))


def _named(problem: Problem, field: Field, path: Path) -> Problem:
    """The problem below `path`, with the name of its field."""
    return problem.below(*path)._replace(params={"label": field.spoken, **problem.params})


# order ----------------------------------------------------------------------------------------------------------------
def _one_a_place(problems: Iterable[Problem]) -> list[Problem]:
    first: dict[Path, Problem] = {}
    for problem in sorted(problems, key=attrgetter("level")):  # "error" before "warning"
        first.setdefault(problem.path, problem)
    return list(first.values())


def _in_paper_order(part: Part, problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: _rank(part, problem.path))


@lru_cache(maxsize=5000)  # as `_spot`
def _rank(part: Part, path: Path) -> list[int]:
    """Where a place stands on the paper, among the others of its part."""
    ranks: list[int] = []
    group, steps = part.group, iter(path)
    for step in steps:
        ranks.append(group.ranks.get(str(step), -1))
        field = group.members.get(str(step))
        if not isinstance(field, Container):
            break
        group = field.group
        ranks += [field.rank(row) for row in islice(steps, field.depth)]
    return ranks
