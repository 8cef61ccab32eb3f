"""What is still to be done before a paper is ready: told in one place, each with the way to its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from formserver.forms.designing.base import Json, Said, Sketch, called
from formserver.forms.designing.meanings import unmapped
from formserver.forms.designing.whole import fields_in_order
from formserver.forms.placeholders import PRINTED, ends, texts

UNNAMED: Final = frozenset({"选项一", "选项二", "第一列", "第二列", "第一行", "第二行"})
"""What options, columns and lines are called that nobody has named yet."""


class Left(NamedTuple):
    """One thing to do: the sentence, and the field or the cell it is about."""

    said: Said
    field: str = ""
    cell: str = ""


class _Entry(NamedTuple):
    """A row of a table, rows that repeat together, or a line: its block, its number in it, what it says and prints."""

    block: int
    number: int
    part: str
    said: Json
    texts: list[str]


def left(sketch: Sketch) -> list[Left]:
    """Everything that is not ready yet, in the order of the page, then of the sheet."""
    entries = [
        _Entry(number, row, block["part"], entry, _texts(entry))
        for number, block in enumerate(sketch.document["x-paper"]["blocks"])
        for row, entry in enumerate(block.get("rows", [block]))
    ]
    return [*_of_fields(sketch, entries), *_of_sheet(entries)]


def _texts(entry: Json) -> list[str]:
    if "line" in entry:
        return ends(entry)
    return [text for row in entry.get("rows", [entry]) for cell in row["cells"] for text in texts(cell)]


def _of_fields(sketch: Sketch, entries: Sequence[_Entry]) -> Iterator[Left]:
    found = [(place, place.rpartition(".")[0], called(spec), spec) for place, spec in fields_in_order(sketch)]
    twice = Counter([(holder, name) for _, holder, name, _ in found])
    printed = set(chain.from_iterable(map(_printed, entries)))
    for place, holder, name, spec in found:
        if place not in printed:
            yield Left(Said("“%(label)s”还没有印在表上：选一个空格，点“放到这一格”。", {"label": name}), place)
        if twice[holder, name] > 1:
            yield Left(Said("有几项都叫“%(label)s”，请改得分得清。", {"label": name}), place)
        if not UNNAMED.isdisjoint(_words_of(spec)):
            yield Left(Said("“%(label)s”里还有没改的文字，例如“选项一”“第一列”。", {"label": name}), place)
        elif unmapped(spec):
            yield Left(Said("“%(label)s”有的选项还没写明在名册里是什么意思。", {"label": name}), place)


def _words_of(spec: Json) -> list[str]:
    options, rows = spec.get("x-options", ()), spec["x-rows"].get("rows", ()) if "x-rows" in spec else ()
    return [spec["title"], *[one["label"] for one in options], *[one["label"] for one in rows]]


def _printed(entry: _Entry) -> Iterator[str]:
    """The places that it prints or repeats, and those of the fields around them."""
    repeats = f"{entry.part}.{entry.said['repeat']}" if "repeat" in entry.said else ""
    if repeats:
        yield repeats
    for mark in PRINTED.finditer("\n".join(entry.texts)):
        place = repeats or entry.part
        for step in mark[1].split("."):
            place = f"{place}.{step}"
            yield place


def _of_sheet(entries: Sequence[_Entry]) -> Iterator[Left]:
    for one in entries:
        if one.said.get("cells") and not any(one.texts):
            said = Said("第%(row)s行是空的：加上内容，或者删除。", {"row": one.number + 1})
            yield Left(said, cell=f"{one.block}.{one.number}.0")
