"""The lists behind figures: who is in a state in a period, which visits were made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.clock import today
from formserver.errors import NotFound
from formserver.models import VisitCycle
from formserver.programme.definition import Programme
from formserver.regions.names import display_name
from formserver.services import programmes
from formserver.services.choosing_persons import LEVELS
from formserver.services.figures import reach, words
from formserver.services.figures.reach import Place
from formserver.services.person import Person
from formserver.store import figure_lists, regions, visit_duties
from formserver.store.figure_lists import DutyLine, Persons, VisitLine, Visits
from formserver.store.paging import Page

NAMES: Final = ("period", "place", "of", "level", "class", "kind", "way", "late")


@dataclass(frozen=True)
class Behind:
    """A page of a list. ``given``: what it is of, by the names of an address; ``words``: the same for the reader;
    ``names``: of the villages in it."""

    place: Place
    cycle: VisitCycle
    given: Mapping[str, str]
    words: Sequence[str]
    names: Mapping[str, str]
    programme: Programme


@dataclass(frozen=True)
class PersonsBehind(Behind):
    """Persons of a cycle."""

    page: Page[DutyLine]
    today: str

    @property
    def classes(self) -> dict[str, str]:
        """The classes of the place, by code."""
        return {one.code: one.label for one in self.programme.visit_classes}

    def absence(self, code: str | None) -> str:
        """The words of an absence, "" for none that the programme knows."""
        found = self.programme.visiting.absence(code or "")
        return found.label if found else ""


@dataclass(frozen=True)
class VisitsBehind(Behind):
    """Visits of a period."""

    page: Page[VisitLine]


def persons(person: Person, asked: Mapping[str, str], *, after: str = "") -> PersonsBehind:
    """Persons behind a figure. Raises NotFound for what is not there or not to be seen."""
    place, cycle = _at(person, asked)
    of, day = asked.get("of", "persons"), today().isoformat()
    if of not in words.STATES:
        raise NotFound
    level, visit_class = asked.get("level"), asked.get("class")
    page = figure_lists.persons(place.view, Persons(cycle.id, of, day, level, visit_class), after=after)
    programme = programmes.of_place(place.code)
    classes = {one.code: one.label for one in programme.visit_classes}
    told = [words.STATES[of]]
    told += [] if level is None else [LEVELS.get(level, words.NO_LEVEL)]
    told += [] if visit_class is None else [classes.get(visit_class, words.NO_CLASS)]
    return PersonsBehind(place, cycle, _given(asked), told, _names(page.rows), programme, page, day)


def visits(person: Person, asked: Mapping[str, str], *, after: str = "") -> VisitsBehind:
    """Visits behind a figure. Raises NotFound as above."""
    place, cycle = _at(person, asked)
    kind, way, late = asked.get("kind", "visit"), asked.get("way"), asked.get("late") == "1"
    if kind not in words.LISTS or (way is not None and way not in words.WAYS):
        raise NotFound
    page = figure_lists.visits(place.view, Visits(cycle.id, kind, way, late), after=after)
    told = [words.LISTS[kind], *([] if way is None else [words.WAYS[way]]), *([words.LATE] if late else [])]
    programme = programmes.of_place(place.code)
    return VisitsBehind(place, cycle, _given(asked), told, _names(page.rows), programme, page)


def _at(person: Person, asked: Mapping[str, str]) -> tuple[Place, VisitCycle]:
    place = reach.look_at(person, asked.get("place", ""), reach.LISTS)
    cycle = visit_duties.cycle(person.county_id, asked.get("period", ""))
    if cycle is None:
        raise NotFound
    return place, cycle


def _given(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: asked[name] for name in NAMES if name in asked}


def _names(rows: Sequence[DutyLine] | Sequence[VisitLine]) -> dict[str, str]:
    return {code: display_name(name) for code, name in regions.names({row.village_code for row in rows}).items()}
