"""The objects of fields on an entry page as a request leaves them: read once, and looked at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.group import Group
from formserver.forms.pairs import Pairs
from formserver.forms.sight import Sight, look


@dataclass(frozen=True)
class Standing:
    """One object of fields on a page: its group, the prefix of its input names, its answers, what is shown of it."""

    group: Group
    prefix: str
    data: Mapping[str, Any]
    sight: Sight


def standings(
    group: Group, pairs: Pairs, prefix: str = "", around: Data = NOTHING, read: Data | None = None
) -> Iterator[Standing]:
    """The object whose input names begin with ``prefix``, and those inside; ``around`` are the answers of the sight of
    the object around it, ``read`` its data where that one has read them already."""
    data = group.decode(prefix, pairs, around) if read is None else read
    sight = look(group, data, around)
    yield Standing(group, prefix, data, sight)
    for inner in group.containers:
        inside = None if inner.depth else data.get(inner.code)
        for place in inner.places(prefix + inner.code, pairs):
            yield from standings(inner.group, pairs, place.prefix, sight.answers, inside)
