"""What the library holds for designs: definitions and lists with editions, found by their words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.forms.designing.base import Json, Sketch
from formserver.forms.designing.library import NAME, written_out

LISTS: Final = "清单"
GROUPS: Final = ("人员", "家庭和住址", "能力和健康", "探访和安全", "签字", LISTS)
_NAME: Final = re.compile(r"urn:formserver:(?P<sort>shared|list):(?P<code>[a-z][a-z0-9_]*):v(?P<edition>[0-9]+)")


@dataclass(frozen=True)
class Entry:
    """The edition of a definition or list. `name`: as documents name it; `about`: what it gives, in a sentence;
    `source`: where its words come from; `spec`: the field it gives, with its title."""

    name: str
    edition: int
    title: str
    group: str
    about: str
    source: str
    spec: Json

    @property
    def is_list(self) -> bool:
        """Whether it is a list, which fields look up."""
        return self.group == LISTS


def entries(shared: Mapping[str, Json]) -> list[Entry]:
    """The newest edition of each definition that is offered, and of each list, group by group."""
    found = [entry(name, shared) for name in shared if newer(name, shared) is None]
    return sorted((one for one in found if one), key=lambda one: (GROUPS.index(one.group), one.title))


def entry(name: str, shared: Mapping[str, Json]) -> Entry | None:
    """What a name stands for; None where it is not there, or is a definition that is not offered."""
    found, said = shared.get(name), _NAME.fullmatch(name)
    if found is None or said is None:
        return None
    edition, title = edition_of(name), found["title"]
    if said["sort"] == "list":
        spec = {"title": title, "x-kind": "lookup", "x-list": found}
        return Entry(name, edition, title, LISTS, "", found.get("description", ""), spec)
    words = found.get("x-library")
    if words is None:
        return None
    return Entry(name, edition, title, words["group"], words["about"], words["source"], written_out(name, shared))


def search(found: list[Entry], typed: str) -> list[Entry]:
    """Those with all the words typed, in what they are called, say or hold."""
    words = typed.lower().split()
    return [one for one in found if all(word in _text(one) for word in words)]


def _text(one: Entry) -> str:
    return f"{one.title} {one.group} {one.about} {one.source} {one.spec}".lower()


def edition_of(name: str) -> int:
    """The number of the edition that a name ends with."""
    return int(name.rpartition(":v")[2])


def newer(name: str, shared: Mapping[str, Json]) -> str | None:
    """The name of the newest edition, where it is another one."""
    said = _NAME.fullmatch(name)
    if said is None:
        return None
    editions = {
        edition_of(other[0]): other[0]
        for other in map(_NAME.fullmatch, shared)
        if other and (other["sort"], other["code"]) == (said["sort"], said["code"])
    }
    newest = max(editions, default=0)
    return editions[newest] if newest > edition_of(name) else None


@dataclass(frozen=True)
class Borrowed:
    """What a field of a design takes of the library: `place` of the field that names it, which holds the one asked
    for; `newer`: the name of a newer edition, "" for none."""

    place: str
    name: str
    edition: int
    title: str
    is_list: bool
    newer: str


def borrowed(sketch: Sketch, place: str) -> Borrowed | None:
    """What a field, or the one around it, takes of the library. Raises Refused where there is no such field."""
    steps = place.split(".")
    around = (".".join(steps[:length]) for length in range(2, len(steps) + 1))
    found = ((one, sketch.field(one)) for one in around)
    return next((_borrowed(one, spec, name, sketch.shared) for one, spec in found if (name := _named(spec))), None)


def _named(spec: Json) -> str:
    """What a field itself names of the library, "" for nothing."""
    listed = spec.get("x-list") or ""
    return str(spec.get(NAME) or (listed if isinstance(listed, str) else listed.get(NAME, "")))


def _borrowed(place: str, spec: Json, name: str, shared: Mapping[str, Json]) -> Borrowed:
    title, is_list = shared[name]["title"], NAME not in spec
    return Borrowed(place, name, edition_of(name), title, is_list, newer(name, shared) or "")


def outdated(sketch: Sketch, fields: Sequence[tuple[str, Json]]) -> list[Borrowed]:
    """Those of the fields (place, definition) that name an edition of which there is a newer one."""
    naming = ((place, spec) for place, spec in fields if NAME in spec or "x-list" in spec)
    found = [_borrowed(place, spec, name, sketch.shared) for place, spec in naming if (name := _named(spec))]
    return [one for one in found if one.newer]
