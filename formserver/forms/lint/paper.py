"""Faults of the paper grid found at load: tables that do not close, placeholders that name nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from formserver.forms.group import Container, Group, field_at
from formserver.forms.kinds.totals import TOTAL, Rows
from formserver.forms.lint.base import Fault, Json
from formserver.forms.placeholders import PRINTED, ends, texts

PAGE_MM = 210
_TOLERANCE_MM = 0.2


def faults(paper: Json, groups: Mapping[str, Group]) -> Iterator[Fault]:
    """Everything wrong with `x-paper`; `groups` are the fields of the parts, by part code."""
    _, right, _, left = paper["page"]["margin_mm"]
    for index, block in enumerate(paper["blocks"]):
        path = f"$.x-paper.blocks[{index}]"
        if block["part"] not in groups:
            yield f"{path}.part", f"没有名为 {block['part']} 的部分"
        elif "line" in block:
            for end in ends(block):
                yield from _text_faults(end, groups[block["part"]], f"{path}.line")
        else:
            yield from _width_faults(block["columns_mm"], PAGE_MM - left - right, f"{path}.columns_mm")
            yield from _span_faults(block["rows"], [False] * len(block["columns_mm"]), f"{path}.rows")
            for number, row in enumerate(block["rows"]):
                yield from _row_faults(row, groups[block["part"]], f"{path}.rows[{number}]")


def closes(table: Json) -> bool:
    """Whether the cells of a table fill its columns exactly."""
    return next(_span_faults(table["rows"], [False] * len(table["columns_mm"]), ""), None) is None


# grid -----------------------------------------------------------------------------------------------------------------
def _width_faults(columns: Sequence[float], room: float, path: str) -> Iterator[Fault]:
    if abs(sum(columns) - room) > _TOLERANCE_MM:
        yield path, f"列宽合计{sum(columns):g}毫米，应是页面减去左右边距后的{room:g}毫米"


def _span_faults(rows: Sequence[Json], taken: Sequence[bool], path: str) -> Iterator[Fault]:
    """Whether the cells of every row, with the cells that reach down into it, fill all columns exactly.

    `taken`: the columns that a cell beside the whole list covers. A repeating entry is a list of its own.
    """
    reaching = [0] * len(taken)  # how many further rows the cell above covers in each column
    for index, row in enumerate(rows):
        here = f"{path}[{index}]"
        covered = [busy or left > 0 for busy, left in zip(taken, reaching, strict=True)]
        reaching = [max(left - 1, 0) for left in reaching]
        if "repeat" in row:
            printed = row.get("rows", [{"cells": row.get("cells")}])
            yield from _span_faults(printed, covered, f"{here}.rows" if "rows" in row else here)
            continue
        reason = _filled(row["cells"], covered, reaching)
        if reason:
            yield here, reason
            return
    if any(reaching):
        yield path, "有单元格跨行超出了最后一行"


def _filled(cells: Sequence[Json], covered: list[bool], reaching: list[int]) -> str | None:
    """Put the cells of one row into the free columns; the reason when they do not fill them exactly."""
    for cell in cells:
        column = covered.index(False) if False in covered else len(covered)
        end = column + cell.get("colspan", 1)
        if end > len(covered) or any(covered[column:end]):
            return "单元格放不下：这一行的列已经占满，或与上面跨行的单元格重叠"
        covered[column:end] = [True] * (end - column)
        reaching[column:end] = [cell.get("rowspan", 1) - 1] * (end - column)
    return None if all(covered) else f"这一行没有填满：第{covered.index(False) + 1}列空着"


# placeholders ---------------------------------------------------------------------------------------------------------
def _row_faults(row: Json, group: Group, path: str) -> Iterator[Fault]:
    table = _repeated(row["repeat"], group) if "repeat" in row else None
    if "repeat" in row and table is None:
        yield f"{path}.repeat", f"{row['repeat']} 不是表格"
        return
    inner, own = (table.group, _own_places(table)) if table else (group, frozenset())
    for printed, here in _printed_rows(row, path):
        for number, cell in enumerate(printed["cells"]):
            for text in texts(cell):
                yield from _text_faults(text, inner, f"{here}.cells[{number}]", own)


def _printed_rows(row: Json, path: str) -> list[tuple[Json, str]]:
    if "rows" not in row:
        return [(row, path)]
    return [(printed, f"{path}.rows[{index}]") for index, printed in enumerate(row["rows"])]


def _own_places(table: Rows) -> frozenset[str]:
    """What a repeated row may print besides its fields."""
    return frozenset({"{row}", "{n}"} | ({f"{{{TOTAL}}}"} if "column" in table.totals else set()))


def _repeated(path: str, group: Group) -> Rows | None:
    try:
        field, rest = field_at(group, path)
    except KeyError:
        return None
    return field if isinstance(field, Rows) and not rest else None


def _text_faults(text: str, group: Group, path: str, own: Collection[str] = ()) -> Iterator[Fault]:
    if "{" not in text and "}" not in text:  # as in every other cell
        return
    if re.search("[{}]", PRINTED.sub("", text)):
        yield path, f"“{text[:40]}”里有看不懂的大括号"
    for place in PRINTED.finditer(text):
        reason = None if place[0] in own else _place_fault(place, group)
        if reason:
            yield path, reason


def _place_fault(place: re.Match[str], group: Group) -> str | None:
    try:
        field, rest = field_at(group, place[1])
    except KeyError:
        return f"{place[0]} 没有对应的项"
    style = rest or place[3]
    if isinstance(field, Container) and not field.reads_inline and not (style and field.knows_style(style)):
        return f"{place[0]} 不是可以直接打印的项：表格用 repeat，分栏写明里面的项"
    if style and not field.knows_style(style):
        return f"{place[0]} 里的 {style} 不是这一项的写法"
    if place[2] and not field.knows_mark(place[2], rest):
        return f"{place[0]} 没有代码为 {place[2]} 的选项"
    return None
