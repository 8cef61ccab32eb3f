"""What is still to be done before a paper is ready: told in one place, each with the way to its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from formserver.forms.designing.base import Json, Said, Sketch, called
from formserver.forms.designing.grid import Table, place_of, tables
from formserver.forms.designing.meanings import unmapped
from formserver.forms.designing.whole import fields_in_order
from formserver.forms.placeholders import PRINTED, texts

_NEW: Final = frozenset({"选项一", "选项二", "第一列", "第二列", "第一行", "第二行"})


class Left(NamedTuple):
    """One thing to do: the sentence, and the field or the cell it is about."""

    said: Said
    field: str = ""
    cell: str = ""


def left(sketch: Sketch) -> list[Left]:
    """Everything that is not ready yet, in the order of the page, then of the sheet."""
    return [*_of_fields(sketch), *_of_sheet(sketch)]


def _of_fields(sketch: Sketch) -> Iterator[Left]:
    found = fields_in_order(sketch)
    twice = Counter((place.rpartition(".")[0], called(spec)) for place, spec in found)
    on_sheet = {prefix for place in _printed(sketch) for prefix in _prefixes(place)}
    for place, spec in found:
        name = called(spec)
        if place not in on_sheet:
            yield Left(Said("“%(label)s”还没有印在表上：选一个空格，点“放到这一格”。", {"label": name}), place)
        if twice[place.rpartition(".")[0], name] > 1:
            yield Left(Said("有几项都叫“%(label)s”，请改得分得清。", {"label": name}), place)
        if spec["title"] in _NEW or any(one in _NEW for one in _words_of(spec)):
            yield Left(Said("“%(label)s”里还有没改的文字，例如“选项一”“第一列”。", {"label": name}), place)
        elif unmapped(spec):
            yield Left(Said("“%(label)s”有的选项还没写明在名册里是什么意思。", {"label": name}), place)


def _words_of(spec: Json) -> list[str]:
    return [one["label"] for one in (*spec.get("x-options", ()), *spec.get("x-rows", {}).get("rows", ()))]


def _printed(sketch: Sketch) -> Iterator[str]:
    """The places that cells and lines print, and the tables whose rows repeat."""
    for table in tables(sketch):
        yield from (f"{table.block['part']}.{row['repeat']}" for row in table.rows if "repeat" in row)
        yield from (place_of(table, slot, name) for slot in table.slots() for name in slot.names())
    for block in sketch.document["x-paper"]["blocks"]:
        if "line" in block:
            ends = [block["line"]] if isinstance(block["line"], str) else block["line"]
            yield from (f"{block['part']}.{mark[1]}" for end in ends for mark in PRINTED.finditer(end))


def _prefixes(place: str) -> Iterator[str]:
    steps = place.split(".")
    return (".".join(steps[:length]) for length in range(2, len(steps) + 1))


def _of_sheet(sketch: Sketch) -> Iterator[Left]:
    for table in tables(sketch):
        for row in range(len(table.rows)):
            if _is_empty(table, row):
                yield Left(
                    Said("第%(row)s行是空的：加上内容，或者删除。", {"row": row + 1}), cell=f"{table.number}.{row}.0"
                )


def _is_empty(table: Table, row: int) -> bool:
    entry = table.rows[row]
    return "cells" in entry and bool(entry["cells"]) and not any(any(texts(cell)) for cell in entry["cells"])
