"""What a condition does to a field: it must be answered, or must not be, whenever the condition holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from formserver.forms.conditions.answers import OfField
from formserver.forms.conditions.base import ALWAYS, NEVER, All, Condition, Data, Not, Schema
from formserver.forms.problems import Level


@dataclass(frozen=True)
class Rule:
    """`field` is required, or forbidden, whenever `when` holds; an `alternative` satisfies a requirement, too.

    `takes_reason`: whether a warning asks why nothing was answered.
    """

    effect: Literal["require", "forbid"]
    field: str
    when: Condition
    alternative: str | None = None
    level: Level = "error"
    takes_reason: bool = False

    def broken_by(self, data: Data) -> bool:
        """Whether the answers of the object (and, by `^code`, of the object around it) break the rule."""
        present = self.field in data or (self.alternative is not None and self.alternative in data)
        return present == (self.effect == "forbid") and self.when.holds(data)

    def schema(self) -> Schema | None:
        """The rule as if/then; None where its condition has no schema. Forbidding is `not required`: validators place a
        `false` subschema differently."""
        when = self.when.schema()
        return None if when is None else self._demand() if self.when == ALWAYS else {"if": when, "then": self._demand()}

    def schemas_around(self, inside: Callable[[Schema], Schema]) -> Iterator[Schema]:
        """The rule of an object that speaks of the object around it, as schemas of that one: for each case of what
        holds there, what is left of the rule. `inside` makes of a schema of the inner objects one of the outer."""
        atoms = head_atoms(self.when)
        for case in product((True, False), repeat=len(atoms)):
            left = replace(self, when=self.when.given(dict(zip(atoms, case, strict=True))))
            demand = left.schema()
            if left.when != NEVER and demand is not None:
                around = (
                    atom.as_head() if holds else Not(atom.as_head()) for atom, holds in zip(atoms, case, strict=True)
                )
                yield {"if": All(tuple(around)).schema(), "then": inside(demand)}

    def _demand(self) -> Schema:
        if self.effect == "forbid":
            return {"not": {"required": [self.field]}}
        if self.alternative is None:
            return {"required": [self.field]}
        return {"anyOf": [{"required": [self.field]}, {"required": [self.alternative]}]}


def head_atoms(condition: Condition) -> tuple[OfField, ...]:
    """The different statements about one answer of the object around."""
    found = (part for part in condition.parts_within() if isinstance(part, OfField) and part.names_head)
    return tuple(dict.fromkeys(found))
