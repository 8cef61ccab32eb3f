"""本期探访: whom somebody has to see in the running period and its rounds; a village's, for who looks after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from formserver.clock import today
from formserver.errors import Forbidden, NotFound
from formserver.models import VisitCycle
from formserver.programme.periods import Period
from formserver.regions.codes import COUNTY_DIGITS, TOWNSHIP_DIGITS, VILLAGE_DIGITS, covers, is_code
from formserver.regions.names import display_name
from formserver.services import deciders, programmes
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.services.visiting import cards, making, opening
from formserver.services.visiting.assigning import NOBODY, visitors
from formserver.services.visiting.cards import Card
from formserver.store import assignments, regions, stand_ins, users, visit_duties, visit_lists, visit_openings
from formserver.store.paging import Page
from formserver.store.visit_lists import DONE, EXCUSED, EXPLAINED, LATER, OVERDUE, REFUSED, THIS_WEEK, Wanted

TABS: Final[Mapping[str, tuple[int, ...]]] = {
    "todo": (OVERDUE, THIS_WEEK, LATER),
    "explained": (EXPLAINED,),
    "done": (DONE,),
    "refused": (REFUSED,),
    "excused": (EXCUSED,),
}
TITLES: Final = {
    "todo": "待探访",
    "explained": "已说明原因",
    "done": "已完成",
    "refused": "不愿意",
    "excused": "不计入",
}
GROUPS: Final = {OVERDUE: "已逾期", THIS_WEEK: "本周到期", LATER: "本期内"}
_OPENING: Final = frozenset({"assign_visitors", "open_rounds"})
_LOOKING: Final = frozenset({"see_reports", "type_paper"})
"""Who looks after a village, or types for it, sees its list whole."""


@dataclass(frozen=True)
class Asked:
    """What the reader asked for, as text. ``place``: a village, or a region whose villages are shown; "": his own
    persons; ``period``: YYYY-MM for the one before, "" for the running one; ``visitor``: an id, `NOBODY` or ""."""

    tab: str = "todo"
    place: str = ""
    visitor: str = ""
    period: str = ""
    after: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What an address needs to say of it, without tab and page."""
        names = ("place", "visitor", "period")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True)
class Cover:
    """Somebody stands in for the reader, or he for somebody: the other one's name, until when."""

    is_reader: bool
    name: str
    last: str


@dataclass(frozen=True)
class PlaceLine:
    """A region and how its persons stand, by group."""

    code: str
    name: str
    counts: Mapping[int, int]


@dataclass(frozen=True)
class Times:
    """Of which days the list is. ``running`` and ``shown``: a period that is over may be shown; ``cycles``: those of
    the list; ``is_open``: the shown period's duties were made, ``is_opening``: they are being made; ``may_open``: the
    reader may make them, ``ask``: else whom to ask; ``on``: today."""

    running: Period
    before: Period
    shown: Period
    cycles: Sequence[VisitCycle]
    is_open: bool
    is_opening: bool
    may_open: bool
    ask: Sequence[str]
    on: date

    @property
    def is_past(self) -> bool:
        """Whether a period that is over is shown."""
        return self.shown != self.running

    @property
    def week_ends(self) -> date:
        """The Sunday of this week."""
        return visit_lists.end_of_week(self.on)

    @property
    def rounds(self) -> list[VisitCycle]:
        """The rounds among them."""
        return [cycle for cycle in self.cycles if cycle.kind == visit_duties.ROUND]


@dataclass(frozen=True)
class Week:
    """One page of 本期探访. ``place``: "" for the reader's own persons; ``has_own``: he visits somewhere; ``looks_at``:
    the regions whose lists he may see whole; ``places``: where he looks at regions instead of persons; ``missing``: how
    many were neither visited nor explained in the period before, as long as it may be handed in; ``visitors``: of the
    village, by id."""

    times: Times
    asked: Asked
    place: str
    place_name: str
    has_own: bool
    looks_at: Sequence[str]
    counts: Mapping[str, int]
    cards: Page[Card]
    places: Sequence[PlaceLine]
    visitors: Mapping[str, str]
    covers: Sequence[Cover]
    missing: int

    @property
    def persons(self) -> int:
        """How many persons there are in all tabs."""
        return sum(self.counts.values())


def own_places(person: Person) -> tuple[str, ...]:
    """The regions in which somebody visits."""
    return tuple(sorted({code for role in assignments.VISITING for code in person.regions_of(role)}))


def count_urgent(person: Person) -> int:
    """How many of the persons somebody visits are overdue or due this week; one query."""
    own = own_places(person)
    return visit_lists.count_urgent(person.county_id, own, person.user_id, today()) if own else 0


def look(person: Person, asked: Asked) -> Week:
    """One page. Raises NotFound for a place the reader does not look after."""
    own, looked_at = own_places(person), _looked_at(person)
    place = asked.place or ("" if own else next(iter(looked_at), ""))
    if (not own and not place) or (place and not _covered(looked_at, place)):
        raise NotFound
    times = _times(person, asked.period)
    wanted = Wanted(
        county_id=person.county_id,
        cycle_ids=tuple(cycle.id for cycle in times.cycles),
        prefixes=(place,) if place else own,
        on=times.on,
        reader_id="" if place else person.user_id,
        visitor=None if asked.visitor == NOBODY else asked.visitor,
    )
    is_region = bool(place) and len(place) <= TOWNSHIP_DIGITS
    by_group = visit_lists.counts(wanted)
    return Week(
        times=times,
        asked=asked,
        place=place,
        place_name=display_name(regions.names([place]).get(place, "")) if place else "",
        has_own=bool(own),
        looks_at=looked_at,
        counts={tab: sum(by_group.get(group, 0) for group in groups) for tab, groups in TABS.items()},
        cards=Page([], None) if is_region else _cards(person, wanted, asked, times),
        places=_place_lines(wanted, place) if is_region else (),
        visitors=visitors(place) if place and not is_region else {},
        covers=[] if place else _covers(person, times.on),
        missing=0 if times.is_past else _missing(wanted, times),
    )


def open_running(person: Person) -> bool:
    """Make the duties of the running period, or go on with them; whether all are made. False: it is done in the
    background. Raises Forbidden, TooManyJobs, QueueUnavailable."""
    if not _may_open(person):
        raise Forbidden
    period = opening.period_on(person.county_id)
    opening.begin_period(person.county_id, period, by=person.user_id)
    return making.make(person, period.name)


def _times(person: Person, asked_period: str) -> Times:
    on = today()
    running = opening.period_on(person.county_id, on)
    before = programmes.on(person.county_id, on).visiting.calendar.before(running)
    shown = before if asked_period == before.name else running
    cycles = _cycles(person.county_id, shown, running, on)
    is_open, may_open = any(cycle.id == shown.name for cycle in cycles), _may_open(person)
    is_opening = not is_open and visit_openings.begun(person.county_id, shown.name) is not None
    ask = [] if is_open or is_opening or may_open else _whom_to_ask(person)
    return Times(running, before, shown, cycles, is_open, is_opening, may_open, ask, on)


def _cards(person: Person, wanted: Wanted, asked: Asked, times: Times) -> Page[Card]:
    lines = visit_lists.page(wanted, TABS[asked.tab], after=asked.after)
    return Page(cards.draw(person, lines.rows, times.cycles, times.on), lines.next)


def _cycles(county_id: str, shown: Period, running: Period, on: date) -> Sequence[VisitCycle]:
    """The running period with the rounds of today; a period that is over stands alone."""
    if shown != running:
        found = visit_duties.cycle(county_id, shown.name)
        return [found] if found else []
    return visit_duties.cycles(county_id, on.isoformat(), on.isoformat())


def _missing(wanted: Wanted, times: Times) -> int:
    """Whom nobody visited in the period before, and nobody said why."""
    if times.on > times.before.hand_in:
        return 0
    return visit_lists.counts(replace(wanted, cycle_ids=(times.before.name,))).get(OVERDUE, 0)


def _looked_at(person: Person) -> tuple[str, ...]:
    """The regions whose lists somebody may see whole."""
    codes = (*person.scope.wide, *person.scope.narrow)
    return tuple(code for code in codes if _LOOKING & rights_of(person.roles_at(code)))


def _covered(looked_at: Sequence[str], place: str) -> bool:
    return is_code(place) and any(covers(region, place) for region in looked_at)


def _may_open(person: Person) -> bool:
    return any(_OPENING & rights_of(person.roles_at(code)) for code in person.regions)


def _whom_to_ask(person: Person) -> list[str]:
    """Who makes the duties of the reader's places: the lead of his village, the township."""
    staff = deciders.Staff(person.county_id)
    places = [*own_places(person), *_looked_at(person)]
    leads = {name for place in places for name in staff.at(frozenset({"approve_village"}), place).values()}
    leads |= {name for place in places for name in staff.at(frozenset({"approve_township"}), place).values()}
    return sorted(leads)


def _covers(person: Person, on: date) -> list[Cover]:
    found = stand_ins.of_visitor(person.county_id, person.user_id, on)
    names = users.names(user_id for one in found for user_id in (one.user_id, one.for_user_id) if user_id)
    made = []
    for one in found:
        is_reader = one.user_id == person.user_id
        other = (one.for_user_id or "") if is_reader else one.user_id
        made.append(Cover(is_reader, names.get(other, ""), one.last or ""))
    return list(dict.fromkeys(made))


def _place_lines(wanted: Wanted, place: str) -> list[PlaceLine]:
    """How the regions below a place stand, by code: of a county its townships, of a township its villages."""
    digits = TOWNSHIP_DIGITS if len(place) == COUNTY_DIGITS else VILLAGE_DIGITS
    below = regions.children(place, wanted.on)
    sums: dict[str, dict[int, int]] = {region.code: {} for region in below}
    names = {region.code: display_name(region.name) for region in below}
    for village, numbers in visit_lists.counts_by_village(wanted).items():
        kept = sums.setdefault(village[:digits], {})
        for group, number in numbers.items():
            kept[group] = kept.get(group, 0) + number
    return [PlaceLine(code, names.get(code, code), numbers) for code, numbers in sorted(sums.items())]
