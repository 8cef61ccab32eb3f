"""Records as rows of tables: the columns of a part over all editions that occur, and what stands in them.

A column belongs to a field, whatever its code was in an edition. The newest edition that occurs gives the order; what
it does not ask any more stands behind what stood before it in its own edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from formserver.forms.editions import lineage, wording
from formserver.forms.group import Container, Group
from formserver.forms.kinds import flat
from formserver.forms.kinds.base import Cell, Field
from formserver.forms.kinds.rows import Table
from formserver.forms.reading import mask, with_masks

Data = Mapping[str, Any]
FORMER: Final = "%s（旧版）"
COUNTED: Final = "%s（行数）"
_BETWEEN: Final = "、"
"""Stands between several codes in one cell."""


@dataclass(frozen=True)
class Column:
    """One column. ``key``: common to all editions; ``is_former``: the newest edition does not ask it any more."""

    key: str
    heading: str
    is_former: bool = False

    @property
    def title(self) -> str:
        """What stands at its head."""
        return FORMER % self.heading if self.is_former else self.heading


class Sheet:
    """The columns of one object of fields over its editions (the newest first; `occurring` tells of which there are
    any), with a code beside each coded answer or not."""

    def __init__(self, groups: lineage.Editions, occurring: Sequence[int], *, coded: bool) -> None:
        self._groups = groups
        self._worded = wording.worded(groups)
        self._names = lineage.columns(groups)
        self._coded = coded
        self._sensitive = [_sensitive(group) if group else {} for group in groups]
        self.columns = _told_apart(list(self._ordered(occurring)))

    def _ordered(self, occurring: Sequence[int]) -> Iterator[tuple[Column, str]]:
        """Each column with the words for where it stands."""
        found: dict[str, tuple[Column, str]] = {}
        order: list[str] = []
        for at in occurring:
            place = 0
            for code, heading, section in _headed(self._groups[at]):
                key = self._names[at][code]
                if code.endswith(flat.CODED) and not self._coded:
                    continue
                if key not in found:
                    found[key] = Column(key, heading, at != occurring[0]), section
                    order.insert(place, key)
                place = order.index(key) + 1
        yield from (found[key] for key in order)

    def cells(self, at: int, data: Data, *, masked: bool) -> dict[str, Cell]:
        """What stands in the columns for an object of the edition at that place, by key; `masked` hides the middle of
        sensitive answers, also of those written into a blank or a sentence."""
        (group, codes), names = self._worded[at], self._names[at]
        assert group is not None  # there are data of it
        members = group.members.values()
        found = flat.cells(members, with_masks(data, group) if masked else data)
        if masked:  # what is no text has no masked form, but its words have
            for member, columns in self._sensitive[at].items():
                words = group.members[member].export(data) if any(code not in found for code in columns) else {}
                found |= {code: mask(str(words[code])) for code in columns if code in words and code not in found}
        return {names[code]: _recoded(cell, codes[code]) if code in codes else cell for code, cell in found.items()}


@dataclass(frozen=True)
class Rows:
    """A growing table of a part, on a sheet of its own: `key` of its column in the part's sheet, its name, the table of
    each edition with the codes that lead to it."""

    key: str
    title: str
    tables: Sequence[tuple[tuple[str, ...], Table] | None]
    sheet: Sheet

    def rows(self, at: int, data: Data, *, masked: bool) -> Iterator[tuple[str, dict[str, Cell]]]:
        """Name and cells of every row of a record."""
        there = self.tables[at]
        if there is None:
            return
        (*path, code), table = there
        for step in path:
            data = data.get(step) or {}
        value = data.get(code) or ()
        for step_, row in table.objects(value):
            yield table.row_name(value, step_), self.sheet.cells(at, row, masked=masked)


class Export:
    """A part of a paper as tables: one row a record, and where `apart` is chosen a sheet for each growing table.

    `groups` are all published editions of the part, the newest first: those of which there are no records may know
    that two codes are one field. `occurring`: the places of those of which there are any.
    """

    def __init__(
        self, groups: lineage.Editions, occurring: Sequence[int], *, coded: bool = False, apart: bool = False
    ) -> None:
        sheet = Sheet(groups, occurring, coded=coded)
        self._sheet = sheet
        self.tables = list(_tables(groups, occurring, coded=coded)) if apart else []
        self._counted = {table.key for table in self.tables}
        self.columns = [
            replace(one, heading=COUNTED % one.heading) if one.key in self._counted else one for one in sheet.columns
        ]

    def cells(self, at: int, data: Data, *, masked: bool = True) -> dict[str, Cell]:
        """What stands in the columns for a record, by key; of tables with a sheet of their own how many rows."""
        cells = self._sheet.cells(at, data, masked=masked)
        for table in self.tables:
            count = sum(1 for _ in table.rows(at, data, masked=False))
            cells |= {table.key: count} if count else {}
        return cells


def _tables(groups: lineage.Editions, occurring: Sequence[int], *, coded: bool) -> Iterator[Rows]:
    names = lineage.columns(groups)
    found: dict[str, list[tuple[tuple[str, ...], Table] | None]] = {}
    for at in occurring:
        for path, table in _growing(groups[at], ()):
            key = names[at][".".join(path)]
            found.setdefault(key, [None] * len(groups))[at] = path, table
    for key, tables in found.items():
        inner = [there[1].group if there else None for there in tables]
        there = [at for at in occurring if tables[at]]
        title = next(one[1].spoken for one in tables if one)
        yield Rows(key, title, tables, Sheet(inner, there, coded=coded))


def _growing(group: Group | None, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Table]]:
    for field in group.containers if group else ():
        if isinstance(field, Table):
            yield (*path, field.code), field
        elif not field.depth:
            yield from _growing(field.group, (*path, field.code))


def _headed(group: Group | None) -> Iterator[tuple[str, str, str]]:
    """(code, heading, where it stands) of every column, as the paper prints them: a field stands under the heading of
    its section, a blank of an option in its field."""
    for section in group.sections if group else ():
        for field in section.fields:
            yield from ((code, heading, section.title) for code, heading in field.columns().items())
            blanks = flat.columns(field.siblings().values())
            yield from ((code, heading, field.spoken) for code, heading in blanks.items())


def _recoded(cell: Cell, names: Mapping[str, str]) -> Cell:
    """Codes of options as they are called in all editions; what was said instead of an answer stays."""
    return _BETWEEN.join(names.get(code, code) for code in str(cell).split(_BETWEEN))


def _told_apart(columns: Sequence[tuple[Column, str]]) -> list[Column]:
    """Columns with one heading get the words for where they stand before it, and where that does not help, a number."""
    often = Counter(column.title for column, _ in columns)
    named = [
        replace(column, heading=f"{place} {column.heading}") if place and often[column.title] > 1 else column
        for column, place in columns
    ]
    seen: Counter[str] = Counter()
    told = []
    for column in named:
        seen[column.title] += 1
        number = seen[column.title]
        told.append(replace(column, heading=f"{column.heading}（{number}）") if number > 1 else column)
    return told


def _sensitive(group: Group) -> dict[str, list[str]]:
    """Member -> the codes of its columns that say a sensitive answer."""
    found = {
        field.code: [one for one in field.columns() if _is_sensitive(field, one)] for field in group.members.values()
    }
    return {member: columns for member, columns in found.items() if columns}


def _is_sensitive(field: Field, column: str) -> bool:
    rest = column.removeprefix(field.code)
    if not rest or not isinstance(field, Container):
        return field.is_sensitive()
    member = rest[1:].split(".", field.depth)[-1]
    return _is_sensitive(field.group.members[_member(member)], member)


def _member(column: str) -> str:
    """The member that a column belongs to."""
    return column.partition(".")[0].removesuffix(flat.CODED)
