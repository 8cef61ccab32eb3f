"""How visits are divided in the demonstration: who visits whom, who stands in for whom, and rounds of extra visits."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from formserver.clock import now, simulated, today
from formserver.demo import months
from formserver.demo.cast import Cast, Member
from formserver.services.visiting import assigning, lunar, rounds, standing_in
from formserver.services.visiting.assigning import Giving
from formserver.services.visiting.rounds import Plan
from formserver.services.visiting.standing_in import StandIn
from formserver.store import assignments

_DIVIDED: Final = timedelta(days=45)  # so long ago
_SHARES: Final = 5  # of five persons the visitor has two, the lead one, and two are everybody's
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_SEASONS: Final = ("冬", "春", "夏", "秋")
_OF_SEASON: Final = {"cold": (11, 12, 1, 2, 3), "heat": (6, 7, 8, 9)}
_STORM: Final = "storm"


def arrange(cast: Cast) -> None:
    """Divide the persons of the village, let its two visitors stand in for one another, and open two rounds of extra
    visits in the township: one that is over and one that is running."""
    visitor, lead, _ = cast.authors
    _Village(visitor, lead).divide()
    township = cast.deciders["township_approver"][0]
    busy = months.visited_on(township.person.county_id)
    around = f"{_SEASONS[busy.month % 12 // 3]}季用火用电走访", busy - _WEEK, busy + _WEEK
    _open(township, *around, "每户都看炉灶、插座和煤气，当场能改的当场改。")
    _open(township, *_weather(), "先去独居和身体不好的老人家，看取暖、用电、用气。", levels=("key",))


@dataclass(frozen=True)
class _Village:
    """The village of the first two authors."""

    visitor: Member
    lead: Member

    def divide(self) -> None:
        """Some persons are the visitor's, some the lead's, some nobody's; this week the lead is away, next week the
        visitor."""
        person, place = self.lead.person, self.lead.place
        day = today() - _DIVIDED
        with _morning(day):
            served = assignments.persons(person.county_id, place, day)
            ids = [line.id for line in served]
            self._give([*ids[0::_SHARES], *ids[1::_SHARES]], self.visitor, day)
            self._give(ids[2::_SHARES], self.lead, day)
        self._stands_in(self.visitor, self.lead, today() - 2 * _DAY, "到县里开会。")
        self._stands_in(self.lead, self.visitor, today() + _WEEK, "参加探访员培训。")

    def _give(self, elder_ids: Sequence[str], to: Member, day: date) -> None:
        person, place = self.lead.person, self.lead.place
        what = Giving(tuple(elder_ids), to.person.user_id, day.isoformat(), "按居住地就近分工。")
        if elder_ids:
            assigning.give(person, place, what, assignments.version(person.county_id, place))

    def _stands_in(self, who: Member, for_whom: Member, first: date, note: str) -> None:
        last = first + 6 * _DAY
        what = StandIn(for_whom.person.user_id, who.person.user_id, first.isoformat(), last.isoformat(), note)
        standing_in.begin(self.lead.person, self.lead.place, what)


def _open(township: Member, title: str, first: date, last: date, note: str, levels: tuple[str, ...] = ()) -> None:
    """A round about persons of these levels, or about everybody where none is of them."""
    plan = Plan(title, township.place, first.isoformat(), last.isoformat(), levels=levels, note=note)
    with _morning(first):
        if not rounds.preview(township.person, plan):
            plan = replace(plan, levels=())
        rounds.open_one(township.person, plan)


def _weather() -> tuple[str, date, date]:
    """What the season brings: title, first and last day, since the day before yesterday."""
    code = next((code for code, held in _OF_SEASON.items() if today().month in held), _STORM)
    found = next(one for one in lunar.proposals(today() - 2 * _DAY) if one.code == code)
    return found.title, found.first, found.last


def _morning(day: date) -> AbstractContextManager[None]:
    return simulated(min(months.at(day), now()))
