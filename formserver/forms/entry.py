"""Document -> entry page, posted page -> data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from formserver.forms.document import Part
from formserver.forms.nodes import Entry
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem

_ROW = re.compile("[.][0-9]+[.]")


def build(part: Part, pairs: Pairs, problems: Iterable[Problem] = ()) -> Entry:
    """The entry page of a part, filled with what was typed, each problem beside its input."""
    return Entry(part, pairs, tuple(problems))


def to_data(part: Part, pairs: Pairs) -> dict[str, Any]:
    """Posted pairs -> data of the part, not yet validated; unanswered and hidden fields and empty rows are absent."""
    return part.group.decode("", pairs)


def to_pairs(part: Part, data: Mapping[str, Any]) -> Pairs:
    """Data -> the pairs a page would post; `to_data` of them gives the data again."""
    return Pairs(part.group.encode("", data))


def unknown_names(part: Part, pairs: Pairs) -> list[str]:
    """Posted names the part does not have. Names that begin with "_" belong to the page itself."""
    known = part.input_names
    unknown = (name for name in pairs if name not in known and not name.startswith("_"))
    return sorted(name for name in unknown if _ROW.sub(".0.", name) not in known)


def with_row(pairs: Pairs, name: str) -> Pairs:
    """The pairs with one more, empty row in the table `name`."""
    rows = pairs.rows(name)
    return pairs.merged([(f"{name}.{rows[-1] + 1 if rows else 0}.row", "1")])


def without_row(pairs: Pairs, name: str, index: int) -> Pairs:
    """The pairs without row `index` of the table `name`; the other rows keep their numbers."""
    prefix = f"{name}.{index}."
    return Pairs((key, text) for key, text in pairs.items() if not key.startswith(prefix))
