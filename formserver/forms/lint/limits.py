"""What a document may cost: how much a page draws, a validator reads and a sheet prints when everything is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from formserver.forms.group import Container, Group, field_at
from formserver.forms.kinds.base import Field
from formserver.forms.lint.base import Fault, Json
from formserver.forms.placeholders import PRINTED, ends, texts

MAX_SIZE = 20_000  # nodes of a part's compiled schema, those of rows as often as there may be rows
MAX_PIECES = 20_000  # words, boxes and blanks of a sheet, those of rows as often as there may be rows
_BOUNDS = (("minLength", "maxLength"), ("minItems", "maxItems"), ("minimum", "maximum"))


def faults(paper: Json, groups: Mapping[str, Group]) -> Iterator[Fault]:
    """What is too much, or has no answer at all; `groups` are the fields of the parts, by part code."""
    for code, group in groups.items():
        yield from size_faults(group, f"$.properties.{code}")
        yield from _empty_ranges(group, f"$.properties.{code}")
    if pieces(paper, groups) > MAX_PIECES:
        yield "$.x-paper.blocks", f"要打印的内容太多：合计最多{MAX_PIECES}处，表格按最多的行数算"


def size_faults(group: Group, path: str) -> Iterator[Fault]:
    """Whether a part asks too much."""
    if size(group.schema()) > MAX_SIZE:
        yield path, f"填写项和选项太多：合计最多{MAX_SIZE}个，表格按最多的行数算"


def size(schema: Any) -> int:
    """How many nodes a JSON Schema has; what it says of growing rows is counted once for each row there may be."""
    if isinstance(schema, str):
        return 1
    if isinstance(schema, list):
        return sum(map(size, schema))
    if not isinstance(schema, dict):
        return 1
    times = _rows_of(schema) if "items" in schema else 1
    return 1 + sum(size(part) * (times if word == "items" else 1) for word, part in schema.items())


def pieces(paper: Json, groups: Mapping[str, Group]) -> int:
    """How many words, boxes and blanks the grid prints when every table has all the rows it may have."""
    wanted: Counter[tuple[Group, tuple[str, ...]]] = Counter()
    count = 0
    for block in paper["blocks"]:
        group = groups[block["part"]]
        if "line" in block:
            wanted.update(_places(ends(block), group))
        for row in block.get("rows", ()):
            inner, times = _repeated(row, group)
            cells = [cell for printed in row.get("rows", [row]) for cell in printed["cells"]]
            count += len(cells) * times
            wanted.update({place: times * n for place, n in Counter(_cell_places(cells, inner)).items()})
    return count + sum(times * _drawn(*place) for place, times in wanted.items())


def _repeated(row: Json, group: Group) -> tuple[Group, int]:
    """The fields that the placeholders of a row name, and how often the row is printed."""
    if "repeat" not in row:
        return group, 1
    field, _ = field_at(group, row["repeat"])
    assert isinstance(field, Container)  # the grid was searched for that before
    return field.group, _rows_of(field.schema())


def _rows_of(schema: Json) -> int:
    """The most rows that the answer of a table may have, by its schema."""
    if "items" in schema:
        return int(schema["maxItems"]) if "properties" in schema["items"] else 1
    return len(schema["properties"])


def _cell_places(cells: list[Json], group: Group) -> Iterator[tuple[Group, tuple[str, ...]]]:
    for cell in cells:
        yield from _places(texts(cell), group)


def _places(lines: list[str], group: Group) -> Iterator[tuple[Group, tuple[str, ...]]]:
    for text in lines:
        yield from ((group, place) for place in PRINTED.findall(text))


def _drawn(group: Group, place: tuple[str, ...]) -> int:
    """How many pieces a placeholder draws while nothing is answered."""
    path, option, style = place
    if path.partition(".")[0] not in group.members:  # {row}, {n}
        return 1
    field, rest = field_at(group, path)
    return len(field.mark({}, option, rest) if option else field.pieces({}, rest or style))


# ranges ---------------------------------------------------------------------------------------------------------------
def _empty_ranges(group: Group, path: str) -> Iterator[Fault]:
    for code, field in group.fields.items():
        yield from range_faults(field, f"{path}.properties.{code}")


def range_faults(field: Field, path: str) -> Iterator[Fault]:
    """Bounds of a field, or of what stands inside of it, that no answer can be within."""
    for one in (field, *field.siblings().values()) if field.has_answer else ():
        yield from ((path, reason) for reason in _empty_range(one))
    if isinstance(field, Container):
        yield from _empty_ranges(field.group, f"{path}.items" if "items" in field.spec else path)


def _empty_range(field: Field) -> Iterator[str]:
    """Bounds that no answer can be within, those the kind takes for granted among them."""
    said = {**field.schema(), **field.spec}
    options = len(field.spec.get("x-options", ()))
    if options and said.get("minItems", 0) > options:
        yield f"minItems（{said['minItems']}）大于选项的个数（{options}）"
    for least, greatest in _BOUNDS:
        if least in said and said[least] > said.get(greatest, said[least]):
            yield f"{least}（{said[least]}）大于 {greatest}（{said[greatest]}），没有答案能填"
