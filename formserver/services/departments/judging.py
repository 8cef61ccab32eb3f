"""What would become of the rows of a list, a few hundred at a time, as the register stands now."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from formserver.clock import today
from formserver.forms.problems import Problem
from formserver.services.departments.reading_rows import Row, RowReader
from formserver.services.departments.villages import SEVERAL, Villages
from formserver.services.person import Person
from formserver.store import department_facts, department_lists, elders, regions
from formserver.store.department_facts import Known
from formserver.store.department_lists import BAD, ELSEWHERE, KNOWN, LEFT, MATCHED, NEW, ListKey
from formserver.store.departments import SOURCES, Source
from formserver.store.elder_categories import REFUTED
from formserver.store.identities import Whereabouts

CHUNK: Final = 500
"""Rows judged, and taken over, with one set of statements."""


@dataclass(frozen=True)
class Reading:
    """A row as it was read: its number, and what it says."""

    number: int
    row: Row


@dataclass(frozen=True)
class Judged:
    """What becomes of a row. ``index``: blind index of the number; ``key``: of all it says; ``elder``: who the register
    knows by it."""

    number: int
    row: Row
    outcome: str
    problems: Sequence[Problem]
    index: str
    key: str
    elder: Known | None = None


def read_all(person: Person, key: ListKey, source: Source, columns: Mapping[str, int]) -> list[Reading]:
    """Every row of a list that says anything, read by these columns; who stands in it twice is told so."""
    villages = Villages(regions.under(person.county_id, on=today()))
    reader = RowReader(source, columns, villages, today())
    stored = department_lists.rows(key)
    reader.look_ahead([row.cells for row in stored])
    first: dict[str, int] = {}
    found = []
    for line in stored:
        row = reader.read(line.cells)
        before = first.setdefault(row.identity, line.number) if row.identity else line.number
        if before != line.number:
            twice = Problem(("identity",), "与第%(row)s行是同一个人，请只留一行", {"row": before})
            row = replace(row, problems=(*row.problems, twice))
        if not reader.is_blank(line.cells):
            found.append(Reading(line.number, row))
    return found


def chunks(found: Sequence[Reading]) -> list[Sequence[Reading]]:
    """The rows in the order they are judged, a few hundred together."""
    return [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)]


class Judge:
    """Judges the rows of one list for one person."""

    def __init__(self, person: Person, source_code: str) -> None:
        self._person, self._source = person, SOURCES[source_code]

    def judge(self, found: Sequence[Reading]) -> list[Judged]:
        """What becomes of these rows, in five statements."""
        indexes = {one.number: department_facts.blind(one.row.identity) for one in found if one.row.identity}
        places = department_facts.whereabouts(indexes.values())
        own = {place.elder_id for place in places.values() if place.county_id == self._person.county_id}
        keys = {one.number: self._content_key(one.row) for one in found}
        known = department_facts.persons(self._person.county_id, own)
        standing = department_facts.standing(self._person.county_id, own)
        before = department_lists.states_by_content(self._person.county_id, keys.values())
        return [
            self._judged(one, indexes.get(one.number, ""), keys[one.number], places, known, standing, before)
            for one in found
        ]

    def _judged(
        self,
        one: Reading,
        index: str,
        key: str,
        places: Mapping[str, Whereabouts],
        known: Mapping[str, Known],
        standing: set[tuple[str, str]],
        before: Mapping[str, str],
    ) -> Judged:
        place = places.get(index)
        elder = known.get(place.elder_id) if place else None
        told = Judged(one.number, one.row, MATCHED, one.row.problems, index, key, elder)
        if one.row.problems:
            return replace(told, outcome=BAD)
        if place is None:
            return self._new(told)
        if elder is None:
            return replace(told, outcome=ELSEWHERE)
        if elder.state == elders.LEFT:
            return replace(told, outcome=LEFT)
        if not self._covers(elder.village_code):
            outside = Problem(("village",), "这个人登记在您负责的范围以外，请交给当地办理")
            return replace(told, outcome=BAD, problems=(outside,))
        is_known = (elder.id, one.row.category) in standing or before.get(key) == REFUTED
        return replace(told, outcome=KNOWN) if is_known else told

    def _new(self, told: Judged) -> Judged:
        problem = self._place_problem(told.row.village)
        if problem is None:
            return replace(told, outcome=NEW)
        return replace(told, outcome=BAD, problems=(problem,))

    def _place_problem(self, village: str) -> Problem | None:
        if village == SEVERAL:
            return Problem(("village",), "有几个同名的村（社区），请写明乡镇（街道）")
        if not village:
            return Problem(("village",), "名册里没有这个人，要写明所在的村（社区），照行政区划的名称写")
        if not self._covers(village):
            return Problem(("village",), "这个村（社区）不在您负责的范围")
        return None

    def _covers(self, village_code: str) -> bool:
        return village_code.startswith(self._person.scope.wide)

    def _content_key(self, row: Row) -> str:
        said = [self._source.code, row.identity, row.category, row.since, row.detail]
        return department_facts.blind(json.dumps(said, ensure_ascii=False))
