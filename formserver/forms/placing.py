"""Where the JSON paths of the data stand on the entry page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path


def name_of(part: Part, path: Path, pairs: Pairs) -> str:
    """The input name of one JSON path; for many paths of a page ask one `Placing`."""
    return Placing(part, pairs).name_of(path)


class Placing:
    """One page, each table of which is read once, however many paths are asked for."""

    def __init__(self, part: Part, pairs: Pairs) -> None:
        self._part, self._pairs = part, pairs
        self._indexes: dict[str, Sequence[str]] = {}  # by the name of the table

    def name_of(self, path: Path) -> str:
        """The input name of a path. Data skip empty rows: entry i of an array is the i-th answered row of the page."""
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
