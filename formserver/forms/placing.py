"""Where a JSON path of the data stands on the entry page."""

from __future__ import annotations

from typing import Any

from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path


def name_of(part: Part, path: Path, pairs: Pairs) -> str:
    """The input name of a JSON path. Data skip empty rows: entry i of an array is the i-th answered row of the page."""
    steps: list[str] = []
    group: Group | None = part.group
    rest = list(path)
    while rest:
        step = rest.pop(0)
        steps.append(str(step))
        found = group.members.get(str(step)) if group is not None else None
        group = found.group if isinstance(found, Container) else None
        if isinstance(found, Container) and found.depth and rest:
            head = _head_of(part, path[: -len(rest) - 1], pairs) if found.group.looks_around else NOTHING
            steps.append(found.page_index(rest.pop(0), ".".join(steps), pairs, head))
    return ".".join(steps)


def _head_of(part: Part, path: Path, pairs: Pairs) -> Data:
    """The object that holds the table at the path."""
    data: Any = part.group.decode("", pairs)
    for step in path[:-1]:
        data = data[step]
    return dict(data)
