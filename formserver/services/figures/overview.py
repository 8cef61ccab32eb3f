"""The figures of a period and a place, as the page and the workbook show them; in a fixed number of queries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from formserver.clock import today
from formserver.errors import NotFound
from formserver.models import VisitCycle
from formserver.programme import figures as formulas
from formserver.programme.figures import Share, Tally
from formserver.regions.names import display_name
from formserver.services import programmes
from formserver.services.choosing_persons import LEVELS, RISKS
from formserver.services.figures import reach
from formserver.services.figures.reach import Place
from formserver.services.figures.words import AGE_DAYS, NO_CLASS, NO_LEVEL
from formserver.services.person import Person
from formserver.store import elder_marks, regions, visit_duties
from formserver.store import figures as sums
from formserver.store.figures import Cell, Days, FollowCount, WayCount
from formserver.store.visits import CARE, VISIT

SERIES: Final = 12
_OFFERED: Final = 36


@dataclass(frozen=True)
class Row:
    """One line of a table: ``code`` of a place, level, class, period or round, its name, and its figures."""

    code: str
    name: str
    tally: Tally
    overdue: int
    refusals: str

    @property
    def rate(self) -> Share:
        """月探访率."""
        return formulas.visit_rate(self.tally, self.refusals)

    @property
    def completion(self) -> Share:
        """任务完成率."""
        return formulas.completion(self.tally, self.refusals)

    @property
    def help_rate(self) -> Share:
        """失能老年人得到帮助的比例."""
        return formulas.help_rate(self.tally)


@dataclass(frozen=True)
class Held:
    """Persons of the register as it is today: the words, how many, and what a list of them is narrowed by."""

    label: str
    persons: int
    given: Mapping[str, str]


@dataclass(frozen=True)
class Overview:
    """All figures of a period (``cycle``) and a place. ``before``: the period before, where it was opened; ``series``:
    the last periods, the earliest first; ``periods``: ids of those one can choose."""

    place: Place
    cycle: VisitCycle
    periods: Sequence[str]
    total: Row
    before: Row | None
    places: Sequence[Row]
    levels: Sequence[Row]
    classes: Sequence[Row]
    series: Sequence[Row]
    rounds: Sequence[Row]
    ways: Sequence[WayCount]
    follow_ups: Sequence[FollowCount]
    register: Sequence[Held]
    refusals_because: str
    may_list: bool

    @property
    def rate_change(self) -> Decimal | None:
        """By how many percentage points the visit rate is higher than in the period before."""
        return formulas.change(self.total.rate, self.before.rate) if self.before else None

    @property
    def completion_change(self) -> Decimal | None:
        """The same of what was completed."""
        return formulas.change(self.total.completion, self.before.completion) if self.before else None

    @property
    def has_classes(self) -> bool:
        """Whether anybody is in a class."""
        return any(row.code for row in self.classes)

    @property
    def visit_ways(self) -> list[WayCount]:
        """Visits without care."""
        return [one for one in self.ways if one.kind == VISIT]

    @property
    def cares(self) -> int:
        """How often care was given after visits."""
        return sum(one.visits for one in self.ways if one.kind == CARE)

    @property
    def hazards(self) -> FollowCount:
        """The hazards."""
        nothing = FollowCount("hazard", 0, 0, 0, 0, (0,) * (len(AGE_DAYS) + 1))
        return next((one for one in self.follow_ups if one.kind == "hazard"), nothing)

    @property
    def open_follow_ups(self) -> int:
        """All that is not settled."""
        return sum(one.open for one in self.follow_ups)


def look(person: Person, period: str, code: str) -> Overview | None:
    """The figures of a period ("": the present one) of a place ("": all one may see). None where no period was opened
    yet. Raises NotFound for a place or period that is not there."""
    place = reach.look_at(person, code)
    opened = visit_duties.months(person.county_id, _OFFERED)
    if not opened:
        return None
    cycle = _chosen(opened, period)
    visiting = programmes.of_place(place.code).visiting
    figures = _Figures(place, cycle, visiting.refusals)
    at = [one.id for one in opened].index(cycle.id)
    recent = opened[at : at + SERIES]
    series, rounds = figures.series(recent)
    return Overview(
        place=place,
        cycle=cycle,
        periods=[one.id for one in opened],
        total=figures.total(),
        before=series[-2] if len(series) > 1 else None,
        places=figures.places(),
        levels=figures.split(lambda cell: cell.care_level, {**LEVELS, "": NO_LEVEL}),
        classes=figures.split(lambda cell: cell.visit_class, _classes(place.code)),
        series=series,
        rounds=rounds,
        ways=sums.ways(place.view, cycle.id),
        follow_ups=sums.follow_ups(place.view, _days(cycle)),
        register=_register(place),
        refusals_because=visiting.refusals_because,
        may_list=reach.may_list(person, place.view),
    )


class _Figures:
    """The sums of one cycle, put together in several ways."""

    def __init__(self, place: Place, cycle: VisitCycle, refusals: str) -> None:
        self._place, self._cycle, self._refusals = place, cycle, refusals
        self._cells = sums.cells(place.view, cycle.id, by_village=place.by_village)
        now = today().isoformat()
        self._overdue = sums.overdue(place.view, cycle.id, now, by_village=place.by_village)

    def total(self) -> Row:
        whole = formulas.total(cell.tally for cell in self._cells)
        return self._row(self._place.code, self._place.name, whole, sum(self._overdue.values()))

    def places(self) -> list[Row]:
        found = _together(self._cells, lambda cell: cell.place)
        names = regions.names(found)
        return [
            self._row(code, display_name(names.get(code, code)), tally, self._overdue.get(code, 0))
            for code, tally in found.items()
        ]

    def split(self, by: Callable[[Cell], str], words: Mapping[str, str]) -> list[Row]:
        """Of each value there is, in the order of the words."""
        found = _together(self._cells, by)
        order = [*(code for code in words if code in found), *(code for code in found if code not in words)]
        return [self._row(code, words.get(code, code), found[code], 0) for code in order]

    def series(self, recent: Sequence[VisitCycle]) -> tuple[list[Row], list[Row]]:
        """The periods given, the newest first, and the rounds of the present one, each as a whole."""
        cycle = self._cycle
        there = visit_duties.cycles(cycle.county_id, cycle.first, cycle.last)
        rounds = [one for one in there if one.kind == visit_duties.ROUND]
        found = sums.by_cycle(self._place.view, [cycle.id for cycle in (*recent, *rounds)])
        months = [self._row(one.id, one.title, found.get(one.id, Tally()), 0) for one in reversed(recent)]
        return months, [self._row(one.id, one.title, found[one.id], 0) for one in rounds if one.id in found]

    def _row(self, code: str, name: str, tally: Tally, overdue: int) -> Row:
        return Row(code, name, tally, overdue, self._refusals)


def _together(cells: Iterable[Cell], by: Callable[[Cell], str]) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for cell in cells:
        found[by(cell)] = found.get(by(cell), Tally()) + cell.tally
    return found


def _chosen(opened: Sequence[VisitCycle], period: str) -> VisitCycle:
    found = next((cycle for cycle in opened if cycle.id == period or not period), None)
    if found is None:
        raise NotFound
    return found


def _classes(place_code: str) -> dict[str, str]:
    """The classes of a place's programme; where it has none, no table of them is shown."""
    return {one.code: one.label for one in programmes.of_place(place_code).visit_classes} | {"": NO_CLASS}


def _days(cycle: VisitCycle) -> Days:
    day = today()
    ages = tuple((day - timedelta(days=last)).isoformat() for last in AGE_DAYS)
    return Days(cycle.first, cycle.last, day.isoformat(), ages)


def _register(place: Place) -> list[Held]:
    """Risk grades and categories of the register, as it is today."""
    wanted = [(RISKS[risk], f"risk:{risk}", {"risk": risk}) for risk in ("high", "medium")]
    categories = programmes.of_place(place.code).categories
    wanted += [(one.label, elder_marks.category(one.code), {"category": one.code}) for one in categories]
    found = sums.marks(place.view, [mark for _, mark, _ in wanted])
    return [Held(label, found.get(mark, 0), given) for label, mark, given in wanted]
