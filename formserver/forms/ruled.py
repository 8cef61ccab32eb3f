"""The rules and checks of the fields of one object: what is required, forbidden, judged beyond the schema, and of which
answers around it they speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from formserver.forms.conditions.base import ALWAYS, NEVER, NOTHING, Data, seen_from_inside
from formserver.forms.kinds.base import Field, Spec
from formserver.forms.rules import Rule


class Ruled:
    """Base of the objects of fields: `members` are the fields with their siblings."""

    spec: Spec
    fields: dict[str, Field]
    members: dict[str, Field]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Everything conditional about these fields, errors and warnings."""
        static = (
            Rule("require", code, field.shown_when, field.none_code) for code, field in self._conditionally_required()
        )
        return (*static, *(rule for field in self.members.values() for rule in field.rules()))

    def _conditionally_required(self) -> Iterator[tuple[str, Field]]:
        for code in self.spec.get("required", ()):
            field = self.fields[code]
            if field.none_code or field.shown_when != ALWAYS:
                yield code, field

    @cached_property
    def schema_rules(self) -> tuple[Rule, ...]:
        """The rules that the compiled schema holds, in the order of its `allOf`; behind them there those of the objects
        inside that speak of this one."""
        return tuple(rule for rule in self.rules if rule.level == "error" and rule.schema() is not None)

    @cached_property
    def further_rules(self) -> tuple[Rule, ...]:
        """Warnings, and rules that compare two answers: judged with the checks."""
        return tuple(rule for rule in self.rules if rule not in self.schema_rules)

    @cached_property
    def always_required(self) -> tuple[str, ...]:
        """Codes in plain `required`."""
        conditional = {code for code, _ in self._conditionally_required()}
        return tuple(code for code in self.fields if code in self.spec.get("required", ()) and code not in conditional)

    @cached_property
    def checked(self) -> tuple[Field, ...]:
        """The members of a kind that knows faults which a schema cannot say."""
        return tuple(field for field in self.members.values() if type(field).checks is not Field.checks)

    @cached_property
    def checks(self) -> tuple[Spec, ...]:
        """The document's checks that are no expressions."""
        return tuple(check for check in self.spec.get("x-checks", ()) if "cel" not in check)

    @cached_property
    def told_by_identity(self) -> tuple[Field, ...]:
        """The fields the identity number knows something about."""
        return tuple(field for field in self.fields.values() if "from" in field.spec.get("x-computed", {}))

    def is_required(self, code: str, data: Mapping[str, Any]) -> bool:
        """Whether an answer is demanded now."""
        return code in self.always_required or any(rule.when.holds(data) for rule in self.demands(code))

    def demands(self, code: str) -> tuple[Rule, ...]:
        """The rules by which it depends on other answers whether an answer is demanded."""
        return self._demands.get(code, ())

    @cached_property
    def _demands(self) -> dict[str, tuple[Rule, ...]]:
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            if (rule.effect, rule.level) == ("require", "error"):
                found[rule.field] = (*found.get(rule.field, ()), rule)
        return found

    @cached_property
    def sometimes_required(self) -> tuple[Field, ...]:
        """The fields of which other answers decide whether an answer is demanded."""
        return tuple(field for code, field in self.fields.items() if self.demands(code))

    @cached_property
    def sometimes_hidden(self) -> tuple[Field, ...]:
        """The fields that may be answered only under a condition."""
        return tuple(field for field in self.fields.values() if field.shown_when != ALWAYS)

    @cached_property
    def lockable(self) -> tuple[Field, ...]:
        """The fields that may become read-only."""
        return tuple(field for field in self.fields.values() if field.read_only_when != NEVER)

    @cached_property
    def looks_around(self) -> bool:
        """Whether its conditions speak of the object around."""
        read_only = (field.read_only_when for field in self.lockable)
        return any(condition.names_head for condition in (*(rule.when for rule in self.rules), *read_only))

    def scope(self, data: Data, around: Data = NOTHING) -> Data:
        """The answers as the conditions of this object see them; `around` is the scope of the object around it."""
        return {**data, **seen_from_inside(around)} if self.looks_around else data
