"""What is the same column of an export in several editions of a paper: that of one field, whatever its code was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from formserver.forms.editions import matching
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field

Names = Mapping[str, str]
Editions = Sequence[Group | None]
"""An object of fields in each edition, the newest first; None where an edition has no such object."""


def columns(editions: Editions) -> list[Names]:
    """For each edition: code of a column -> the code it has for all of them, made of the codes that the fields have in
    the newest edition that knows them."""
    names = members(editions)
    found: list[Names] = []
    inside = {key: columns(groups) for key, groups in _containers(editions, names).items()}
    for at, group in enumerate(editions):
        here: dict[str, str] = {}
        for code, field in group.members.items() if group else ():
            key = names[at][code]
            inner = inside[key][at] if key in inside else {}
            here |= {column: key + _renamed(field, column.removeprefix(code), inner) for column in field.columns()}
        found.append(here)
    return found


def members(editions: Editions) -> list[Names]:
    """For each edition: code of a member -> the code it has for all of them."""
    found: list[Names] = []
    for at, group in enumerate(editions):
        here: dict[str, str] = {}
        for code in group.fields if group else ():
            assert group is not None
            here |= _with_siblings(group, code, [*zip(editions[:at], found, strict=True)])
        found.append(here)
    return found


def _containers(editions: Editions, names: Sequence[Names]) -> dict[str, list[Group | None]]:
    """Common code -> the objects inside that field, edition by edition."""
    found: dict[str, list[Group | None]] = {}
    for at, group in enumerate(editions):
        for field in group.containers if group else ():
            found.setdefault(names[at][field.code], [None] * len(editions))[at] = field.group
    return found


def _renamed(field: Field, rest: str, inner: Names) -> str:
    """The code of a column behind that of its field: `.row.member` of a printed table, `.member` of a section, or what
    is the field's own."""
    if not rest or not isinstance(field, Container):
        return rest
    *rows, member = rest[1:].split(".", field.depth)
    return "".join(f".{step}" for step in (*rows, inner[member]))


def _with_siblings(group: Group, code: str, newer: Sequence[tuple[Group | None, Names]]) -> Iterator[tuple[str, str]]:
    """The field, its 无 and the blanks of its options, each with its common code. Of the newer editions the one next to
    it is asked first: a code may be changed more than once."""
    field, now = group.fields[code], _followed(group, code, newer)
    key = now[1][now[2]] if now else code
    yield code, key
    if field.none_code:
        yield field.none_code, f"{key}__none"
    for option in matching.options_of(field):
        for blank in matching.blanks_of(field, option):
            here = f"{code}__{option}__{blank}"
            yield here, _blank(field, option, blank, now) or here.replace(code, key, 1)


def _followed(group: Group, code: str, newer: Sequence[tuple[Group | None, Names]]) -> tuple[Group, Names, str] | None:
    """The nearest newer edition that has the field, its names, and the code there."""
    for other, names in reversed(newer):
        now = matching.fields(group, other).now.get(code) if other else None
        if other and now:
            return other, names, now
    return None


def _blank(field: Field, option: str, blank: str, now: tuple[Group, Names, str] | None) -> str | None:
    if now is None:
        return None
    group, names, code = now
    after = group.fields[code]
    chosen = matching.options(field, after).now.get(option)
    if chosen is None:
        return None
    written = matching.blanks(field, option, after, chosen).now.get(blank)
    return None if written is None else names[f"{code}__{chosen}__{written}"]
