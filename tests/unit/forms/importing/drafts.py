"""Small papers as rows of words, and what their drafts ask."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from formserver.forms.importing.drafting import Draft, draft
from formserver.forms.importing.guesses import Guess
from formserver.forms.importing.sheet import Line, Loose, Sheet, cleaned, closed
from formserver.services import documents

Json = dict[str, Any]
Words = str | tuple[str, int, int]  # of a cell; with its columns and rows where it covers more than one


def sheet(*rows: Sequence[Words], above: Sequence[str] = ("登记表",), below: Sequence[str] = ()) -> Sheet:
    """A paper of one table; each row as its cells from left to right."""
    loose = [[Loose(*cell) if isinstance(cell, tuple) else Loose(cell) for cell in row] for row in rows]
    columns = max(sum(cell.colspan for cell in row) for row in loose)
    table = closed([(row, 0.0) for row in loose], [1.0] * columns)
    return (*(Line(cleaned(line)) for line in above), table, *(Line(cleaned(line)) for line in below))


def drafted(*rows: Sequence[Words], code: str = "registration/one", **lines: Sequence[str]) -> Draft:
    """The draft of such a paper; it must load through every check of the dialect."""
    made = draft(sheet(*rows, **lines), code=code)
    documents.read(made.text, file="draft")
    return made


def fields(made: Draft) -> Json:
    """The fields of the draft's part, by code."""
    found: Json = json.loads(made.text)["properties"]["main"]["properties"]
    return found


def said(spec: Json) -> str:
    """A field in one line: label, kind, options with `!` where one excludes the others, blanks with their kinds."""
    kind = "sex" if "$ref" in spec else spec["x-kind"]
    options = "/".join(map(_option, spec.get("x-options", ())))
    more = [*spec.get("x-tiers", ()), *spec.get("x-precision", ()), options, spec.get("x-unit", "")]
    return " ".join(filter(None, [spec.get("title", "性别"), kind, *more]))


def _option(option: Json) -> str:
    blanks = {code: blank["x-kind"] for code, blank in option.get("blanks", {}).items()}
    label = re.sub(r"\{([a-z0-9_]+)\}", lambda place: f"[{blanks[place[1]]}]", option["label"])
    return label + ("!" if option.get("exclusive") else "")


def asked(*rows: Sequence[Words], **more: Any) -> list[str]:
    """What a paper asks, field by field."""
    return [said(spec) for spec in fields(drafted(*rows, **more)).values()]


def cells(made: Draft) -> list[list[str]]:
    """The printed words of the draft's tables, row by row."""
    blocks = [block for block in json.loads(made.text)["x-paper"]["blocks"] if "rows" in block]
    rows = (printed for block in blocks for row in block["rows"] for printed in row.get("rows", [row]))
    return [["⏎".join([cell["text"]] if "text" in cell else cell["lines"]) for cell in row["cells"]] for row in rows]


def guess(made: Draft, label: str) -> Guess:
    """The guess about a field of that name."""
    return next(one for one in made.guesses if one.label == label)
