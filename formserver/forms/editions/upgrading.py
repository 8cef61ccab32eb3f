"""The answers of a record moved from one edition of its paper to another; what is no longer asked is kept aside."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.document import Part
from formserver.forms.editions import matching
from formserver.forms.editions.matching import DIRECT, Matching
from formserver.forms.expressions.scopes import Known
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path


@dataclass(frozen=True)
class Gone:
    """An answer the new edition does not ask: where it stood, the field that asked, the object that held it.

    `is_hidden`: the new edition has the question, but does not ask it beside these answers; path, field and object are
    then its own, else those of the edition before.
    """

    path: Path
    field: Field
    data: Mapping[str, Any]
    is_hidden: bool = False

    @property
    def value(self) -> Any:
        """The answer."""
        return self.data[self.field.code]

    @property
    def text(self) -> str:
        """The answer in the words of its own edition."""
        return self.field.text(self.data)

    @property
    def answer(self) -> dict[str, Any]:
        """The answer with its blanks and its 无, by code: enough for it to read as it did."""
        codes = [self.field.code, *self.field.siblings(), *([self.field.none_code] if self.field.none_code else [])]
        return {code: self.data[code] for code in codes if code in self.data}


@dataclass(frozen=True)
class Upgraded:
    """`data`: the answers under the new edition, not yet validated; `gone`: those it does not ask, in paper order;
    `ways`: how the editions were matched."""

    data: dict[str, Any]
    gone: tuple[Gone, ...]
    ways: Matching = dataclasses.field(default=DIRECT, compare=False)


def upgrade(before: Part, after: Part, data: Data, known: Known, ways: Matching = DIRECT) -> Upgraded:
    """Move the valid answers of a record: renamed fields and options take theirs along, fixed values are computed anew.
    `ways`: how the two are matched where there are editions between them, see `lineage.through`.

    Deterministic, and nothing is lost: every answer is in the new data or among what is gone.
    """
    gone: list[Gone] = []
    current = _Move(gone, ways).object(before.group, after.group, data, ())
    for _ in range(after.computing.rounds + 1):
        # what is hidden now may have fed a computed value, which may hide something else
        newer = _shown(after.group, after.computing.settled(current, known), NOTHING, (), gone)
        if newer == current:
            break
        current = newer
    return Upgraded(current, tuple(gone), ways)


class _Move:
    """One move; `gone` collects on the way."""

    def __init__(self, gone: list[Gone], ways: Matching) -> None:
        self._gone = gone
        self._ways = ways

    def object(self, before: Group, after: Group, data: Data, path: Path) -> dict[str, Any]:
        """An object of fields, in paper order."""
        now = dict(members(before, after, self._ways))
        moved: dict[str, Any] = {}
        for code, field in before.members.items():
            if code in data and code in now:
                moved[now[code]] = self._answer(field, after.members[now[code]], data, (*path, code))
            elif code in data:
                self._keep(field, data, (*path, code))
        marks = {mark: data[mark] for mark in after.marks if mark in data}
        return marks | {code: moved[code] for code in after.members if moved.get(code) is not None}

    def _answer(self, before: Field, after: Field, data: Data, path: Path) -> Any:
        """The answer as the new field holds it; None where nothing of it is left."""
        value = data[before.code]
        if type(before) is not type(after):
            self._keep(before, data, path)
            return None
        if isinstance(before, Container) and isinstance(after, Container):
            return self._objects(before, after, value, path)
        fitted = after.fitted(self._with_options(value, before, after))
        if fitted is None or (isinstance(value, dict) and len(fitted) < len(value)):
            self._keep(before, data, path)
        return fitted

    def _with_options(self, value: Any, before: Field, after: Field) -> Any:
        """The answer to a choice in the codes and the order of the new edition; other answers as they are."""
        if not matching.options_of(after):
            return value
        now, lines = self._ways.options(before, after).renamed, matching.rows_of(after)
        if isinstance(value, dict):
            return {line: now.get(code, code) for line, code in value.items() if line in lines} or None
        renamed = [now.get(code, code) for code in value] if isinstance(value, list) else now.get(value, value)
        return after.decode("", Pairs(after.encode("", renamed)))

    def _objects(self, before: Container, after: Container, value: Any, path: Path) -> Any:
        lines = matching.rows_of(after)
        if isinstance(value, dict) and lines:
            for line in (line for line in value if line not in lines):
                self._keep_all(before.group, value[line], (*path, line))
            value = {line: row for line, row in value.items() if line in lines}
        return _each(after, value, lambda inner, step: self.object(before.group, after.group, inner, (*path, *step)))

    def _keep(self, field: Field, data: Data, path: Path) -> None:
        if not isinstance(field, Container):
            self._gone.append(Gone(path, field, data))
            return
        for step, inner in field.objects(data[field.code]):
            self._keep_all(field.group, inner, (*path, *step))

    def _keep_all(self, group: Group, data: Data, path: Path) -> None:
        for code, field in group.members.items():
            if code in data:
                self._keep(field, data, (*path, code))


def members(before: Group, after: Group, ways: Matching) -> Iterator[tuple[str, str]]:
    """Old code -> new code of the fields of an object, of their 无 and of the blanks of their options."""
    for code, former in ways.fields(before, after).pairs.items():
        old, new = before.fields[former], after.fields[code]
        yield former, code
        if old.none_code and new.none_code:
            yield old.none_code, new.none_code
        for option, was in ways.options(old, new).pairs.items():
            blanks = ways.blanks(old, was, new, option).pairs.items()
            yield from ((f"{former}__{was}__{inner}", f"{code}__{option}__{name}") for name, inner in blanks)


Change = Callable[[Mapping[str, Any], Path], dict[str, Any]]


def _each(field: Container, value: Any, change: Change) -> Any:
    """The answer with each of its objects changed; objects of which nothing is left are dropped, None if all are."""
    changed = [(step, change(inner, step)) for step, inner in field.objects(value)]
    left = [(step, inner) for step, inner in changed if set(inner) - field.marks]
    if not left:
        return None
    if not field.depth:
        return left[0][1]
    return [inner for _, inner in left] if isinstance(value, list) else {step[0]: inner for step, inner in left}


def _shown(group: Group, data: Data, around: Data, path: Path, gone: list[Gone]) -> dict[str, Any]:
    """The data without answers of fields that are not shown; those typed by somebody are kept aside."""
    shown = group.without_hidden(data, around)
    hidden = [code for code in group.members if code in data and code not in shown]
    typed = [code for code in hidden if not group.members[code].is_fixed]
    gone += [Gone((*path, code), group.members[code], data, is_hidden=True) for code in typed]
    scope = group.scope(shown, around)
    for field in group.containers:
        if field.code in shown:
            shown[field.code] = _shown_inside(field, shown[field.code], scope, (*path, field.code), gone)
    marks = {mark: data[mark] for mark in group.marks if mark in data}
    return marks | {code: value for code, value in shown.items() if value is not None}


def _shown_inside(field: Container, value: Any, around: Data, path: Path, gone: list[Gone]) -> Any:
    return _each(field, value, lambda inner, step: _shown(field.group, inner, around, (*path, *step), gone))
