"""Where expressions stand and what they can name: the object of fields that holds them, the whole part, the record
before, and today."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from formserver.forms.conditions.base import NOTHING
from formserver.forms.expressions.names import named_by
from formserver.forms.expressions.operands import Operand
from formserver.forms.expressions.sizes import Size
from formserver.forms.group import Container, Group
from formserver.forms.kinds.totals import Rows
from formserver.forms.problems import Path

Data = Mapping[str, Any]
Pattern = tuple[str, ...]  # field codes; "*" stands for a row


@dataclass(frozen=True)
class Known:
    """What expressions know besides the answers of the page: today, the data of the last approved record of the same
    form and part about the same person, and the answers nobody types (`given`, by field code)."""

    today: date
    previous: Data | None = None
    given: Data = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """The objects of fields at one place of a part: the part itself, a section, the rows of a table.

    Names: those of the object itself as they are, `form.` before those of the part, `previous.` before those of the
    last approved record, and `today`.
    """

    whole: Group
    group: Group
    pattern: Pattern

    @cached_property
    def operands(self) -> Mapping[str, Operand]:
        """Every name an expression may use here."""
        of_part = self._of_part
        found = {"today": Operand("today", "string", lambda _: None, None, most=Size(10))}
        found |= {f"previous.{name}": replace(one, path=None) for name, one in of_part.items()}
        found |= {f"form.{name}": one for name, one in of_part.items()}
        return found | {name: self._here(one) for name, one in self._own.items()}

    @cached_property
    def sizes(self) -> Mapping[str, Size]:
        """The size of what each name stands for at the most."""
        return {name: operand.most for name, operand in self.operands.items()}

    @property
    def most_objects(self) -> int:
        """How many objects there are at this place at the most."""
        group, count = self.whole, 1
        for code in self.pattern:
            inner = group.members.get(code)
            if isinstance(inner, Rows):
                count *= inner.most_rows
            group = inner.group if isinstance(inner, Container) else group
        return count

    def _here(self, operand: Operand) -> Operand:
        return operand if operand.path is None else replace(operand, path=(*self.pattern, *operand.path))

    @cached_property
    def _own(self) -> Mapping[str, Operand]:
        return named_by(self.group)

    def reader(self, own: Data, data: Data, known: Known) -> Callable[[str], Any]:
        """Name -> value, for one object `own` of the part's `data`."""
        sources: Mapping[str, Data] = {"form": data, "previous": known.previous or {}}

        def read(name: str) -> Any:
            if name in self._own:
                return self._own[name].read(own)
            source, _, rest = name.partition(".")
            return self._of_part[rest].read(sources[source]) if rest else known.today.isoformat()

        return read

    @cached_property
    def _of_part(self) -> Mapping[str, Operand]:
        return named_by(self.whole)

    def objects(self, data: Data) -> Iterator[tuple[Path, Data, Data]]:
        """The objects at this place: path, answers, and the answers as conditions see them. A section nobody has begun
        is an empty one."""
        yield from _objects(self.whole, self.pattern, data, (), NOTHING)


def scopes(whole: Group) -> Iterator[Scope]:
    """Every place of a part where an expression may stand. What is copied from elsewhere was computed there."""
    yield from _scopes(whole, whole, ())


def _scopes(whole: Group, group: Group, pattern: Pattern) -> Iterator[Scope]:
    yield Scope(whole, group, pattern)
    for code, inner in group.fields.items():
        if isinstance(inner, Container) and "x-frozen" not in inner.spec:
            yield from _scopes(whole, inner.group, (*pattern, code, *("*",) * inner.depth))


def _objects(group: Group, pattern: Pattern, data: Data, path: Path, around: Data) -> Iterator[tuple[Path, Data, Data]]:
    seen = group.scope(data, around)
    if not pattern:
        yield path, data, seen
        return
    code, *rest = pattern
    container = group.members[code]
    assert isinstance(container, Container)
    value, inner = data.get(code), tuple(rest[container.depth :])
    if not container.depth:
        yield from _objects(container.group, inner, value if isinstance(value, dict) else {}, (*path, code), seen)
    elif isinstance(value, dict | list):
        for step, item in container.objects(value):
            yield from _objects(container.group, inner, item, (*path, code, *step), seen)
