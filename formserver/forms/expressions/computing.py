"""What a part computes from its answers: values in the order of their dependencies, and checks that are expressions."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from formserver.forms.expressions.cel import Expression
from formserver.forms.expressions.scopes import Data, Known, Pattern, Scope, scopes
from formserver.forms.group import Group
from formserver.forms.kinds.base import Field
from formserver.forms.placeholders import BLANK
from formserver.forms.problems import Path, Problem

_MOST_ROUNDS = 8


@dataclass(frozen=True)
class Computed:
    """A field whose value an expression gives, in every object of its scope."""

    scope: Scope
    field: Field

    @property
    def pattern(self) -> Pattern:
        """Its path in the part; "*" stands for a row."""
        return (*self.scope.pattern, self.field.code)

    @cached_property
    def expression(self) -> Expression:
        """The expression, ready to run."""
        return Expression(self.field.spec["x-computed"]["cel"], self.scope.sizes)

    def value(self, own: Data, seen: Data, data: Data, known: Known) -> Any:
        """The answer for one object of the data; None where there is none, or the field is not shown."""
        if not self.scope.group.is_shown(self.field.code, seen):
            return None
        found = self.expression.value(self.scope.reader(own, data, known))
        return None if found is None else self.field.from_result(found)


@dataclass(frozen=True)
class Holds:
    """A check of the document: `{"check": "holds", "cel", "message", "at", "level"}`."""

    scope: Scope
    spec: Mapping[str, Any]

    @cached_property
    def expression(self) -> Expression:
        """The expression, ready to run."""
        return Expression(self.spec["cel"], self.scope.sizes)

    @property
    def takes_reason(self) -> bool:
        """Whether it is a warning that asks why."""
        return self.spec["level"] == "warning" and bool(self.spec.get("reason", True))

    def problems(self, data: Data, known: Known) -> Iterator[Problem]:
        """One for each object in which the expression is false; one without a value says nothing."""
        for path, own, _ in self.scope.objects(data):
            if self.expression.value(self.scope.reader(own, data, known)) is False:
                yield Problem(
                    (*path, self.spec["at"]),
                    "%(said)s",
                    {"said": self._said(own), "rule": self.spec["message"]},
                    self.spec["level"],
                    takes_reason=self.takes_reason,
                )

    def _said(self, own: Data) -> str:
        members = self.scope.group.members
        return BLANK.sub(lambda place: members[place[1]].text(own), self.spec["message"])


def found_in(whole: Group) -> tuple[list[Computed], list[Holds]]:
    """The computed fields and the written checks of a part, in paper order."""
    places = list(scopes(whole))
    fields = ((scope, field) for scope in places for field in scope.group.fields.values())
    computed = [Computed(scope, field) for scope, field in fields if "cel" in field.spec.get("x-computed", {})]
    checks = (Holds(scope, spec) for scope in places for spec in scope.group.spec.get("x-checks", ()))
    return computed, [check for check in checks if check.spec["check"] == "holds"]


def in_order(computed: list[Computed]) -> list[Computed]:
    """Each after those it reads. Raises graphlib.CycleError, naming the paths."""
    known = {one.pattern: one for one in computed}
    graph = {one.pattern: [path for path in _read_by(one) if path in known] for one in computed}
    return [known[path] for path in TopologicalSorter(graph).static_order()]


def _read_by(computed: Computed) -> Iterator[Pattern]:
    operands = computed.scope.operands
    yield from (path for name in computed.expression.used if (path := operands[name].path) is not None)


class Computing:
    """Everything a part computes; made once for a document."""

    def __init__(self, whole: Group) -> None:
        computed, self._checks = found_in(whole)
        self._computed = in_order(computed)
        self._fixed = frozenset(one.pattern for one in computed if one.field.is_fixed)
        self._rows = {tuple(step == "*" for step in pattern) for pattern in self._fixed}

    def __bool__(self) -> bool:
        """Whether there is anything to compute."""
        return bool(self._computed or self._checks)

    @property
    def rounds(self) -> int:
        """How often values are computed at the most: one may show or hide what others are computed from."""
        return min(len(self._computed) + 1, _MOST_ROUNDS) if self._computed else 0

    def steps(self) -> Iterator[tuple[Pattern, int]]:
        """Where each expression belongs, and the most steps it takes with one save: computed values are computed until
        nothing changes, and held against what was typed."""
        for one in self._computed:
            yield one.pattern, one.scope.most_objects * one.expression.steps * (self.rounds + 1)
        for check in self._checks:
            yield (*check.scope.pattern, check.spec["at"]), check.scope.most_objects * check.expression.steps

    @cached_property
    def reads_previous(self) -> bool:
        """Whether an expression speaks of the last approved record."""
        expressions = [*(one.expression for one in self._computed), *(one.expression for one in self._checks)]
        return any(name.startswith("previous.") for one in expressions for name in one.used)

    def values(self, data: Data, known: Known) -> Iterator[tuple[Path, Field, Any]]:
        """(path, field, value) of every fixed field that has a value, and of every other one that is empty."""
        if not self._computed:
            return
        filled = copy.deepcopy(dict(data))
        for one in self._computed:
            for path, own, seen in one.scope.objects(filled):
                if not one.field.is_fixed and _is_answered(one.field, own):
                    continue
                value = one.value(own, seen, filled, known)
                _write(filled, (*path, one.field.code), value)
                if value is not None:
                    yield (*path, one.field.code), one.field, value

    def settled(self, data: Data, known: Known) -> dict[str, Any]:
        """The data with every fixed value as the other answers give it now; one that has none is taken out."""
        filled = copy.deepcopy(dict(data))
        for one in self._computed:
            for path, own, seen in [*one.scope.objects(filled)] if one.field.is_fixed else ():
                value = one.value(own, seen, filled, known)
                if value is not None or one.field.code in own:
                    _write(filled, (*path, one.field.code), value)
        return filled

    def is_fixed(self, name: str) -> bool:
        """Whether the input of that name belongs to a fixed field."""
        steps = name.split(".")
        alike = (rows for rows in self._rows if len(rows) == len(steps))
        return any(
            tuple("*" if is_row else step for is_row, step in zip(rows, steps, strict=True)) in self._fixed
            for rows in alike
        )

    def problems(self, data: Data, known: Known) -> Iterator[Problem]:
        """Answers that differ from the computed ones, as warnings, and the written checks that do not hold."""
        for one in self._computed:
            for path, own, seen in one.scope.objects(data):
                value, typed = one.value(own, seen, data, known), own.get(one.field.code)
                if value is not None and typed is not None and not one.field.agrees(typed, value):
                    words = {"label": one.field.spoken, "said": one.field.text({one.field.code: value})}
                    place = (*path, one.field.code)
                    yield Problem(place, "%(label)s与算出的不一致：应为%(said)s", words, "warning")
        for check in self._checks:
            yield from check.problems(data, known)


def _is_answered(field: Field, own: Data) -> bool:
    return field.code in own or (field.none_code is not None and field.none_code in own)


def _write(data: dict[str, Any], path: Path, value: Any) -> None:
    """Write a value into the data, or take it out; sections that are not there yet are made."""
    holder: Any = data
    for step in path[:-1]:
        holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
    holder.pop(path[-1], None)
    if value is not None:
        holder[path[-1]] = value
