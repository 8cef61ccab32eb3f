"""What of a paper was recognised: its fields in paper order, compared with those of the shipped document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from formserver.forms.document import FormDocument
from formserver.forms.group import Container, Group, field_at
from formserver.forms.kinds.base import Field
from formserver.forms.placeholders import PRINTED, texts

Asked = tuple[str, ...]  # kind, then options with the kinds of their blanks, tiers, or the precision of a date


class Score(NamedTuple):
    """Fields of the shipped paper, how many of them were found with the right kind and options; what was wrong."""

    fields: int
    right: int
    missed: list[Asked]
    wrong: list[tuple[str, Asked]]  # path of the field in the draft, what it was taken for

    @property
    def share(self) -> float:
        """Of the paper's fields, between 0 and 1."""
        return self.right / self.fields


def score(shipped: FormDocument, draft: FormDocument) -> Score:
    """Compare two documents of one paper, field by field in the order they are printed."""
    wanted, got = list(printed_fields(shipped)), list(printed_fields(draft))
    asked, taken = [asks for _, asks in wanted], [asks for _, asks in got]
    matcher = SequenceMatcher(None, asked, taken, autojunk=False)
    pairs = [block for block in matcher.get_matching_blocks() if block.size]
    hit = {at for block in pairs for at in range(block.a, block.a + block.size)}
    met = {at for block in pairs for at in range(block.b, block.b + block.size)}
    missed = [one for at, one in enumerate(asked) if at not in hit]
    return Score(len(asked), len(hit), missed, [one for at, one in enumerate(got) if at not in met])


def printed_fields(document: FormDocument) -> Iterator[tuple[str, Asked]]:
    """Every field of the printed paper once: its path and what it asks; of sentences and rows those within."""
    seen: set[str] = set()
    for block in document.paper["blocks"]:
        group = document.parts[block["part"]].group
        if "line" in block:
            yield from _of_texts([block["line"]] if isinstance(block["line"], str) else block["line"], group, "", seen)
        for row in block.get("rows", ()):
            path = f"{row['repeat']}." if "repeat" in row else ""
            inner = _rows_of(group, row["repeat"]) if path else group
            for cell in (cell for printed in row.get("rows", [row]) for cell in printed["cells"]):
                yield from _of_texts(texts(cell), inner, path, seen)


def _rows_of(group: Group, path: str) -> Group:
    field, _ = field_at(group, path)
    assert isinstance(field, Container)
    return field.group


def _of_texts(lines: list[str], group: Group, path: str, seen: set[str]) -> Iterator[tuple[str, Asked]]:
    for place in (place for line in lines for place in PRINTED.finditer(line) if place[1] not in ("row", "n")):
        field, rest = field_at(group, place[1])
        here = path + (place[1][: -len(rest) - 1] if rest else place[1])
        if here in seen:
            continue
        seen.add(here)
        if isinstance(field, Container):
            yield from ((f"{here}.{inner.code}", asked(inner)) for inner in field.group.fields.values())
        else:
            yield here, asked(field)


def asked(field: Field) -> Asked:
    """What a field asks, without names and codes."""
    spec = field.spec
    if spec["x-kind"] == "yes_no":
        return ("yes_no",)
    options = []
    for option in spec.get("x-options", ()):
        blanks = "、".join(blank["x-kind"] for blank in option.get("blanks", {}).values())
        alone = "!" if option.get("exclusive") else ""
        options.append(re.sub(r"\{[a-z0-9_]+\}|\s", "", option["label"]) + blanks + alone)
    precision = spec.get("x-precision", ["day"]) if spec["x-kind"] == "date" else []
    return (spec["x-kind"], *options, *spec.get("x-tiers", ()), *precision)
