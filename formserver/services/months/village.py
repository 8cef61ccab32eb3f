"""本期月报 of one village: its figures and lists, what still hinders, what was done, why somebody was not visited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.clock import today
from formserver.errors import NotFound
from formserver.models import MonthEvent, MonthReport, VisitCycle
from formserver.programme import months as rules
from formserver.programme.figures import Tally
from formserver.programme.months import ACTS, Act, HandInTime, State, Timing, Told
from formserver.programme.visiting import Visiting
from formserver.services import places, programmes
from formserver.services.months import board, keeping
from formserver.services.months.keeping import time_of
from formserver.services.person import Person
from formserver.store import month_lists, months
from formserver.store.month_lists import DraftLine, PersonLine, VisitCounts, VisitLine
from formserver.store.months import Key
from formserver.store.paging import Page

_DRAFTS: Final = 50


@dataclass(frozen=True)
class VillageMonth:
    """All that the page of a village's month shows. ``hindrances``: what keeps it from being handed in;
    ``unapproved``: from being closed; ``explains_lateness``: handing it in now is late and takes a reason."""

    key: Key
    cycle: VisitCycle
    cycles: Sequence[VisitCycle]
    place: str
    report: MonthReport | None
    state: State
    counts: Tally
    visits: VisitCounts
    time: HandInTime
    timing: Timing
    acts: Sequence[Act]
    hindrances: Sequence[Told]
    unapproved: Sequence[Told]
    explains_lateness: bool
    rights: frozenset[str]
    differs: bool
    drafts: Sequence[DraftLine]
    follow_ups: int
    events: Sequence[MonthEvent]
    visiting: Visiting
    unmet: Page[PersonLine]
    may_explain: bool

    @property
    def revision(self) -> int:
        """How many acts the month has."""
        return self.report.revision if self.report else 0

    @property
    def came_down(self) -> MonthEvent | None:
        """The act by which township or county sent it back, where nothing was done since."""
        last = self.events[-1] if self.events else None
        return last if last is not None and last.action in ("send_back", "return_down") else None

    def why_not(self, act: Act) -> str:
        """Why the reader may not do an act now, as a msgid; empty where he may."""
        return rules.refusal(act, self.state, self.rights) or ""

    def lacking(self, act: Act) -> Sequence[Told]:
        """What has to be done before an act."""
        return {"hand_in": self.hindrances, "close": self.unapproved}.get(act.code, ())

    @property
    def handed_in(self) -> Tally | None:
        """The figures as they were handed in."""
        return Tally(**self.report.counts) if self.report and self.report.counts else None


def view(person: Person, period: str, village_code: str, *, after: str = "") -> VillageMonth:
    """The month of a village; ``after``: `unmet.next` of the page before. Raises NotFound."""
    key, cycle = keeping.month(person, period, village_code)
    report = months.find(key)
    state = State(report.state) if report else State.OPEN
    rights = keeping.rights_at(person, village_code)
    time, day = time_of(cycle), today()
    counts, visits = keeping.counts_of(key), keeping.visits_of(key)
    waiting = visits.returned + visits.sent
    return VillageMonth(
        key=key,
        cycle=cycle,
        cycles=board.periods(person),
        place=places.full_name(village_code),
        report=report,
        state=state,
        counts=counts,
        visits=visits,
        time=time,
        timing=time.on(day),
        acts=rules.open_acts(state, rights),
        hindrances=rules.hindrances(counts, visits.returned, time, day) if state is State.OPEN else (),
        unapproved=(Told(rules.UNAPPROVED, {"count": waiting}),) if waiting else (),
        rights=rights,
        explains_lateness=state is State.OPEN and keeping.needs_lateness_explained(key, report, cycle),
        differs=board.differs(report, counts),
        drafts=month_lists.drafts(key, _DRAFTS) if state is State.OPEN else (),
        follow_ups=month_lists.open_follow_ups(key),
        events=months.events(key),
        visiting=_visiting(cycle, village_code),
        unmet=month_lists.persons(key, "unmet", after=after),
        may_explain=_may_explain(person, key, report),
    )


@dataclass(frozen=True)
class Listed:
    """One list of a village's month: persons, or visits. ``may_explain``: the reader may say why its persons were not
    visited, or take that back."""

    key: Key
    cycle: VisitCycle
    place: str
    visiting: Visiting
    persons: Page[PersonLine] | None
    visits: Page[VisitLine] | None
    may_explain: bool


def listed(person: Person, period: str, village_code: str, which: str, *, after: str = "") -> Listed:
    """One of the lists `month_lists.PERSONS` and `VISITS` by name. Raises NotFound."""
    key, cycle = keeping.month(person, period, village_code)
    if which not in month_lists.PERSONS and which not in month_lists.VISITS:
        raise NotFound
    persons = month_lists.persons(key, which, after=after) if which in month_lists.PERSONS else None
    visits = month_lists.visits(key, which, after=after) if which in month_lists.VISITS else None
    may_explain = which in ("unmet", "excused") and _may_explain(person, key, months.find(key))
    place, visiting = places.full_name(village_code), _visiting(cycle, village_code)
    return Listed(key, cycle, place, visiting, persons, visits, may_explain)


def _may_explain(person: Person, key: Key, report: MonthReport | None) -> bool:
    is_open = report is None or report.state == State.OPEN
    return is_open and ACTS["hand_in"].right in keeping.rights_at(person, key.village_code)


def _visiting(cycle: VisitCycle, village_code: str) -> Visiting:
    return programmes.on(village_code, date.fromisoformat(cycle.first)).visiting
