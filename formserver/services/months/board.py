"""The months of a period side by side: the villages of a township, or the townships of a county."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from formserver.clock import today
from formserver.errors import NotFound
from formserver.models import MonthEvent, MonthReport, VisitCycle
from formserver.programme import months as rules
from formserver.programme.figures import Tally, total
from formserver.programme.months import HandInTime, State, Timing
from formserver.regions.codes import COUNTY_DIGITS, TOWNSHIP_DIGITS, covers
from formserver.regions.names import display_name
from formserver.services.months import keeping
from formserver.services.months.keeping import RIGHTS, time_of
from formserver.services.person import Person
from formserver.services.rights import roles_with
from formserver.store import figures, month_lists, months, regions, visit_duties
from formserver.store.figures import View
from formserver.store.month_lists import VisitCounts
from formserver.store.scope import grants_on

_PERIODS: Final = 13
"""Periods one may choose from: a year and the present one."""


@dataclass(frozen=True)
class VillageRow:
    """A village's month. ``differs``: the figures are no longer those that were handed in."""

    code: str
    name: str
    state: State
    counts: Tally
    visits: VisitCounts
    is_late: bool
    is_amended: bool
    differs: bool
    is_overdue: bool
    is_sent_back: bool


@dataclass(frozen=True)
class TownshipRow:
    """The months of a township: how many of its villages stand in each state, how many are late or amended."""

    code: str
    name: str
    villages: int
    states: Counter[State]
    late: int
    amended: int
    counts: Tally

    @property
    def is_closed(self) -> bool:
        """Whether nothing of it waits any more."""
        return self.states[State.CLOSED] == self.villages


@dataclass(frozen=True)
class Board:
    """A period as a township or county sees it. ``townships`` where there are several, else ``villages``, sorted by
    what waits; ``place``: code and name of what is shown; ``above``: whether one can look from afar."""

    cycle: VisitCycle
    cycles: Sequence[VisitCycle]
    time: HandInTime
    timing: Timing
    place: tuple[str, str]
    above: bool
    townships: Sequence[TownshipRow]
    villages: Sequence[VillageRow]


def places_of(person: Person) -> tuple[str, ...]:
    """Codes of the regions in which the person works on months, without those that lie in others of them."""
    roles = roles_with(*RIGHTS)
    held = {grant.region_code for grant in grants_on(person.grants, today()) if grant.role_name in roles}
    mine = {code for code in held if covers(person.county_id, code)}
    mine |= {person.county_id} if any(covers(code, person.county_id) for code in held) else set()
    return tuple(sorted(code for code in mine if not any(code != other and covers(other, code) for other in mine)))


def current(person: Person) -> VisitCycle | None:
    """The period to begin with: the oldest one of which something waits for the person, else the last one whose time to
    hand in has come, else the last one that was opened."""
    cycles, waiting, day = periods(person), to_do(person), today()
    oldest = next((one for one in reversed(cycles) if one.id in waiting), None)
    return oldest or next((one for one in cycles if time_of(one).opens <= day), cycles[0] if cycles else None)


def periods(person: Person) -> Sequence[VisitCycle]:
    """The periods one may choose from, the newest first."""
    return visit_duties.months(person.county_id, _PERIODS)


def single_village(person: Person) -> str | None:
    """The village of a person who works on the months of no other place."""
    held = places_of(person)
    return held[0] if len(held) == 1 and len(held[0]) > TOWNSHIP_DIGITS else None


def board(person: Person, period: str, place: str = "") -> Board:
    """The months of a period at all places of the person, or of one township (``place``). Raises NotFound."""
    held = places_of(person)
    cycle = visit_duties.cycle(person.county_id, period)
    if cycle is None or cycle.kind != visit_duties.MONTH or not held:
        raise NotFound
    if place and not any(covers(code, place) for code in held):
        raise NotFound
    prefixes = (place,) if place else held
    rows = _villages(cycle, prefixes)
    names = regions.names([*rows, *(code[:TOWNSHIP_DIGITS] for code in rows), *prefixes])
    shown_at = prefixes[0] if len(prefixes) == 1 else ""
    by_township = not place and any(len(code) == COUNTY_DIGITS for code in held)
    shown = [replace(row, name=display_name(names.get(row.code, row.code))) for row in rows.values()]
    return Board(
        cycle=cycle,
        cycles=periods(person),
        time=time_of(cycle),
        timing=time_of(cycle).on(today()),
        place=(place, display_name(names.get(shown_at, ""))),
        above=bool(place) and place not in held,
        townships=_townships(shown, names) if by_township else [],
        villages=[] if by_township else sorted(shown, key=_by_waiting),
    )


def differs(report: MonthReport | None, counts: Tally) -> bool:
    """Whether the figures are no longer those that were handed in."""
    return report is not None and report.state != State.OPEN and report.counts != rules.kept(counts)


def _villages(cycle: VisitCycle, prefixes: Sequence[str]) -> dict[str, VillageRow]:
    """Every village with persons in the period, or with visits or a report."""
    counts = figures.by_village(View(cycle.county_id, tuple(prefixes)), cycle.id)
    visits = month_lists.visit_counts(cycle.county_id, cycle.id, prefixes)
    reports = months.below(cycle.county_id, cycle.id, prefixes)
    open_again = [code for code, report in reports.items() if report.state == State.OPEN]
    endings = months.last_endings(cycle.county_id, cycle.id, open_again)
    codes = sorted({*counts, *visits, *reports})
    rows = {
        code: _row(code, reports.get(code), counts.get(code, Tally()), visits.get(code, VisitCounts()))
        for code in codes
    }
    is_over = time_of(cycle).on(today()) is Timing.LATE
    return {code: _reopened(row, endings.get(code), cycle, is_over) for code, row in rows.items()}


def _reopened(row: VillageRow, ending: MonthEvent | None, cycle: VisitCycle, is_over: bool) -> VillageRow:
    """The row with what its being open means: it was sent back, or nobody has handed it in though its time is over."""
    is_overdue = is_over and row.state is State.OPEN and not keeping.came_back_late(ending, cycle)
    return replace(row, is_overdue=is_overdue, is_sent_back=ending is not None and ending.action == "send_back")


def _row(code: str, report: MonthReport | None, counts: Tally, visits: VisitCounts) -> VillageRow:
    state = State(report.state) if report else State.OPEN
    return VillageRow(
        code=code,
        name=code,
        state=state,
        counts=counts,
        visits=visits,
        is_late=report is not None and report.is_late,
        is_amended=report is not None and report.is_amended,
        differs=differs(report, counts),
        is_overdue=False,
        is_sent_back=False,
    )


_ORDER: Final = (State.HANDED_IN, State.SIGNED, State.OPEN, State.CLOSED)


def _by_waiting(row: VillageRow) -> tuple[int, bool, str]:
    """What the township has to receive first, then what it has to close, what is still to come, what is done."""
    return _ORDER.index(row.state), not row.is_overdue, row.code


def _townships(rows: Sequence[VillageRow], names: dict[str, str]) -> list[TownshipRow]:
    found = []
    for code in sorted({row.code[:TOWNSHIP_DIGITS] for row in rows}):
        own = [row for row in rows if row.code.startswith(code)]
        found.append(
            TownshipRow(
                code=code,
                name=display_name(names.get(code, code)),
                villages=len(own),
                states=Counter(row.state for row in own),
                late=sum(row.is_late or row.is_overdue for row in own),
                amended=sum(row.is_amended or row.differs for row in own),
                counts=total(row.counts for row in own),
            )
        )
    return sorted(found, key=lambda row: (row.is_closed, row.code))


def to_do(person: Person) -> dict[str, int]:
    """How many months of each period wait for the person: to be handed in where he leads a village, received or closed
    where he approves."""
    lead = tuple(code for role in roles_with("hand_in_month") for code in person.regions_of(role))
    approves = tuple(code for role in roles_with("sign_off_month") for code in person.regions_of(role))
    return month_lists.to_do(person.county_id, lead, approves, today()) if lead or approves else {}
