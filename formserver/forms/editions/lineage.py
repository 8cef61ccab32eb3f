"""What is the same in several editions of a paper, whatever its code was: followed from each edition to the next one
that has it. Columns of exports and moves of answers over several editions rest on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeVar

from formserver.forms.document import Part
from formserver.forms.editions import matching
from formserver.forms.editions.matching import DIRECT, Matched, Matching
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field

Names = Mapping[str, str]
Editions = Sequence[Group | None]
"""An object of fields in each edition, the newest first; None where an edition has no such object."""
Lines = Sequence[Mapping[str, int]]
"""For each edition: code -> the number of its line."""
Holder = TypeVar("Holder")
_ENDED: Final = (-1, "")


def lines(
    editions: Sequence[Holder | None],
    codes: Callable[[Holder], Iterable[str]],
    match: Callable[[Holder, Holder], Matched],
) -> Lines:
    """The lines that lead through editions, the oldest first: a line goes on in the next edition that has a counterpart
    of what it had last. Where two lead to one code, that goes on which was asked later; the other one ends."""
    heads: list[tuple[int, str]] = []  # where each line was seen last
    found: list[Mapping[str, int]] = []
    for at, edition in enumerate(editions):
        here: dict[str, int] = {}
        for older in reversed(range(at)) if edition is not None else ():
            former = editions[older]
            living = {code: line for line, (where, code) in enumerate(heads) if where == older}
            if former is None or edition is None or not living:
                continue
            for code, was in match(former, edition).pairs.items():
                if was in living:
                    heads[living[was]] = _ENDED if code in here else (at, code)
                    here.setdefault(code, living[was])
        ordered: dict[str, int] = {}
        for code in codes(edition) if edition is not None else ():
            if code not in here:
                here[code] = len(heads)
                heads.append((at, code))
            ordered[code] = here[code]
        found.append(ordered)
    return found


def _fields(group: Group) -> Iterable[str]:
    return group.fields


def _blank_lines(places: Sequence[tuple[Field, str] | None]) -> Lines:
    """Those of the blanks of an option; `places`: the field and the code of the option in each edition."""

    def match(former: tuple[Field, str], now: tuple[Field, str]) -> Matched:
        return matching.blanks(*former, *now)

    return lines(places, lambda place: matching.blanks_of(*place), match)


# moving ---------------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=50)
def through(chain: tuple[Part | None, ...]) -> Matching:
    """How the first and the last of several editions of a part are matched, the oldest first; None where an edition
    has no such part."""
    return DIRECT if len(chain) < 3 else _Through([part.group if part else None for part in chain])


class _Through(Matching):
    """Two editions matched through those between them. It knows the objects that it was made of, and no others."""

    def __init__(self, chain: Sequence[Group | None]) -> None:
        self._known: dict[tuple[int, int] | tuple[int, str, int, str], Matched] = {}
        self._objects(chain)

    def fields(self, before: Group, after: Group) -> Matched:
        return self._known.get((id(before), id(after))) or super().fields(before, after)

    def options(self, before: Field, after: Field) -> Matched:
        return self._known.get((id(before), id(after))) or super().options(before, after)

    def blanks(self, before: Field, was: str, after: Field, option: str) -> Matched:
        return self._known.get((id(before), was, id(after), option)) or super().blanks(before, was, after, option)

    def _objects(self, chain: Sequence[Group | None]) -> None:
        found = lines(chain, _fields, matching.fields)
        self._known[id(chain[0]), id(chain[-1])] = ends = _ends(found)
        for code in ends.pairs:
            self._field(_on_line(chain, found, found[-1][code]))

    def _field(self, chain: Sequence[Field | None]) -> None:
        kind = type(chain[-1])
        chain = [field if type(field) is kind else None for field in chain]
        first, last = chain[0], chain[-1]
        if first is None or last is None:
            return
        if isinstance(last, Container):
            self._objects([field.group if isinstance(field, Container) else None for field in chain])
            return
        found = lines(chain, matching.options_of, matching.options)
        self._known[id(first), id(last)] = ends = _ends(found)
        for code, was in ends.pairs.items():
            self._blanks(chain, [_of_line(codes, found[-1][code]) for codes in found], was, code)

    def _blanks(self, chain: Sequence[Field | None], options: Sequence[str], was: str, code: str) -> None:
        places = [(field, option) if field and option else None for field, option in zip(chain, options, strict=True)]
        found = _blank_lines(places)
        self._known[id(chain[0]), was, id(chain[-1]), code] = ends = _ends(found)
        for blank in ends.pairs:
            pairs = zip(places, (_of_line(codes, found[-1][blank]) for codes in found), strict=True)
            self._field([matching.blanks_of(*place).get(one) if place else None for place, one in pairs])


def _on_line(chain: Editions, found: Lines, line: int) -> list[Field | None]:
    """The field of a line in each edition."""
    pairs = zip(chain, found, strict=True)
    return [group.fields.get(_of_line(codes, line)) if group else None for group, codes in pairs]


def _of_line(codes: Mapping[str, int], line: int) -> str:
    """The code that a line has in an edition; "" where it has none."""
    return next((code for code, one in codes.items() if one == line), "")


def _ends(found: Lines) -> Matched:
    """What of the first edition is what of the last one."""
    came = {line: code for code, line in found[0].items()}
    pairs = {code: came[line] for code, line in found[-1].items() if line in came}
    taken = set(pairs.values())
    added = tuple(code for code in found[-1] if code not in pairs)
    return Matched(pairs, added, tuple(code for code in found[0] if code not in taken))


# columns --------------------------------------------------------------------------------------------------------------
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
    found = lines(editions[::-1], _fields, matching.fields)[::-1]
    together: list[dict[str, str]] = [{} for _ in editions]
    for line, key in sorted(_names(found[::-1]).items()):
        for at, siblings in enumerate(_with_siblings(key, _on_line(editions, found, line))):
            together[at] |= siblings
    return list(together)


def fields(editions: Editions) -> Iterator[list[Field | None]]:
    """Every field, in each edition; None where an edition has it not."""
    found = lines(editions[::-1], _fields, matching.fields)[::-1]
    yield from (_on_line(editions, found, line) for line in sorted(_names(found[::-1])))


def options(fields: Sequence[Field | None]) -> list[Names]:
    """For each edition of a choice, the newest first: code of an option -> the code it has for all of them."""
    return _named(lines(fields[::-1], matching.options_of, matching.options))[::-1]


def blanks(fields: Sequence[Field | None], options: Sequence[str]) -> list[Names]:
    """For each edition, the newest first: code of a blank of one option -> the code it has for all of them; `options`:
    the code of the option in each edition, "" where it has none."""
    places = [(field, code) if field and code else None for field, code in zip(fields, options, strict=True)]
    return _named(_blank_lines(places[::-1]))[::-1]


def _names(found: Lines) -> dict[int, str]:
    """A name for each line, which no other has: the code it has in the newest of the editions that know it. `found`:
    the oldest first."""
    newest = {line: code for codes in found for code, line in codes.items()}
    names: dict[str, int] = {}
    for line, code in sorted(newest.items(), reverse=True):  # a line that begins later is more likely asked still
        while code in names:
            code += "'"
        names[code] = line
    return {line: code for code, line in names.items()}


def _named(found: Lines) -> list[Names]:
    names = _names(found)
    return [{code: names[line] for code, line in codes.items()} for codes in found]


def _with_siblings(key: str, fields: Sequence[Field | None]) -> Iterator[Names]:
    """For each edition the field, its 无 and the blanks of its options, each with its common code."""
    chosen = options(fields)
    found: list[dict[str, str]] = [{} for _ in fields]
    for option in dict.fromkeys(one for names in chosen for one in names.values()):
        codes = [next((code for code, one in names.items() if one == option), "") for names in chosen]
        for at, names in enumerate(blanks(fields, codes)):
            if (field := fields[at]) is not None:
                here, there = f"{field.code}__{codes[at]}__", f"{key}__{option}__"
                found[at] |= {here + was: there + now for was, now in names.items()}
    for field, inner in zip(fields, found, strict=True):
        none = {field.none_code: f"{key}__none"} if field and field.none_code else {}
        yield {**({field.code: key} if field else {}), **none, **inner}


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
