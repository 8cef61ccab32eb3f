"""The names of inputs on an entry page, and the JSON paths of the data they stand for.

Data skip empty rows: entry i of an array is the i-th answered row of the page, which may be row 5 there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path


class InputNames:
    """The names on one page, each table of which is read once, however many are asked for."""

    def __init__(self, part: Part, pairs: Pairs) -> None:
        self._part, self._pairs = part, pairs
        self._indexes: dict[str, Sequence[str]] = {}  # by the name of the table

    def of(self, path: Path) -> str:
        """The input name of a path."""
        steps: list[str] = []
        group: Group | None = self._part.group
        rest = list(path)
        while rest:
            step = rest.pop(0)
            steps.append(str(step))
            found = group.members.get(str(step)) if group is not None else None
            group = found.group if isinstance(found, Container) else None
            if isinstance(found, Container) and found.depth and rest:
                indexes = self._indexes_of(found, ".".join(steps), path[: -len(rest) - 1])
                row = rest.pop(0)
                steps.append(indexes[row] if isinstance(row, int) and row < len(indexes) else str(row))
        return ".".join(steps)

    def of_field_at(self, path: Path) -> str:
        """The name of the field a path ends in or inside of: of an address for one of its tiers."""
        return self.of(locate(self._part, path).path)

    def path_of(self, name: str) -> Path:
        """The path of a question; rows that are keyed by a code have it in both."""
        path: list[str | int] = []
        for prefix, step, found, row in _walk(self._part, name):
            path.append(step)
            if found is not None and row:
                indexes = self._indexes_of(found, prefix + step, tuple(path[:-1]))
                path.append(indexes.index(row) if row in indexes else row)
        return tuple(path)

    def _indexes_of(self, table: Container, name: str, holder: Path) -> Sequence[str]:
        if name not in self._indexes:
            head = self._object_at(holder) if table.group.looks_around else NOTHING
            self._indexes[name] = table.page_indexes(name, self._pairs, head)
        return self._indexes[name]

    def _object_at(self, path: Path) -> Data:
        data: Any = self._data
        for step in path:
            data = data.get(str(step), NOTHING)
        return dict(data)

    @cached_property
    def _data(self) -> Data:
        return self._part.group.decode("", self._pairs)


@dataclass(frozen=True)
class Spot:
    """What stands at a JSON path: the field it ends in or inside of, or the group when it ends at an object of fields.

    `path` is the part of the path up to the field, or to the object.
    """

    field: Field | None
    group: Group | None
    path: Path


def locate(part: Part, path: Path) -> Spot:
    """Follow a path of the data through the fields of the part."""
    group: Group | None = part.group
    field: Field | None = None
    taken = 0
    while taken < len(path) and group is not None:
        field = group.members.get(str(path[taken]))
        taken += 1
        group = field.group if isinstance(field, Container) else None
        if isinstance(field, Container) and field.depth:
            if taken == len(path):
                return Spot(field, None, path)
            taken += 1
    return Spot(field, group if taken == len(path) else None, path[:taken])


def field_named(part: Part, name: str) -> Field | None:
    """The field that the input of that name belongs to; None where the part has none."""
    return locate(part, tuple(name.split("."))).field


def question_of(part: Part, name: str) -> str:
    """The name of the question an input belongs to: `residence` for `residence.township`, its own for one in a row."""
    *_, (prefix, step, _, _) = _walk(part, name)
    return prefix + step.partition("__")[0]


def frame_of(part: Part, name: str) -> str:
    """The question that has a row of its own on the page: that of a blank is the one whose sentence or option it
    stands in."""
    for prefix, step, container, _ in _walk(part, name):
        if container is not None and container.reads_inline:
            return prefix + step
    return question_of(part, name)


def _walk(part: Part, name: str) -> Iterator[tuple[str, str, Container | None, str]]:
    """The steps of a name: what stands before it, the step, the container it names, and the index of the row in it."""
    group, prefix, rest = part.group, "", name.split(".")
    while rest:
        step = rest.pop(0)
        found = group.members.get(step)
        container = found if isinstance(found, Container) else None
        row = rest.pop(0) if container is not None and container.depth and rest else ""
        yield prefix, step, container, row
        if container is None:
            return
        group, prefix = container.group, ".".join([f"{prefix}{step}", *([row] if row else ()), ""])
