"""The places in a document's words that answers fill in: `{blank}` in sentences, more ways on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

BLANK: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# {field}, {field.inner}, {field#option}, {field|style}
PRINTED: Final = re.compile(r"\{([a-z][a-z0-9_.]*)(?:#([a-z0-9_]+))?(?:\|([a-z]+))?\}")


def texts(cell: Mapping[str, Any]) -> list[str]:
    """The printed lines of a cell of the paper, with their placeholders; those at its lower end are the last."""
    lines = [cell["text"]] if "text" in cell else list(cell.get("lines", []))
    return [*lines, *cell.get("foot", [])]


def ends(line: Mapping[str, Any]) -> list[str]:
    """The printed texts of a line outside of the tables: one, or one at each of its ends."""
    return [line["line"]] if isinstance(line["line"], str) else list(line["line"])
