"""A village of the demonstration through four periods: visited, handed in, received, closed; one late, one amended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from formserver.clock import SHANGHAI, simulated, today
from formserver.demo import stories
from formserver.demo.cast import Cast, Member
from formserver.demo.people import Made
from formserver.demo.stories import Case, Story
from formserver.extensions import db
from formserver.ids import new_id
from formserver.programme.periods import Period
from formserver.services import programmes
from formserver.services.months import explaining, keeping
from formserver.services.months.explaining import Said
from formserver.services.months.keeping import Asked
from formserver.services.visiting import opening
from formserver.store import month_lists, months
from formserver.store.months import Key

Visit = Callable[[Made, str, date, Story], Case]
"""Fills in a visit to a person (with the id of the file) on a day, and lets a story happen to it."""

COUNTY: Final = "500230"
"""Its months are shown: its paper says itself by when a month is handed in."""
PEOPLE: Final = 5
_PERIODS: Final = 4
_BEFORE: Final = timedelta(days=40)
_VISITED: Final = timedelta(days=17)  # in the second half of the period
_WEEKS_BEFORE: Final = timedelta(days=35)
_EARLIER: Final = 0.6  # so many of the visits that would lie in those months lie before them
_MORNING: Final = time(9)
_MISTAKE: Final = "服务需求填错了一项。"


def at(day: date) -> datetime:
    """A morning."""
    return datetime.combine(day, _MORNING, SHANGHAI)


def begins(county_id: str) -> date:
    """The day on which people are registered: before the first of the periods."""
    return _periods(county_id)[0].first - _BEFORE


def visited_on(county_id: str) -> date:
    """The day of the last period that is over on which the village with months is visited."""
    return _periods(county_id)[-2].first + _VISITED


def beside(day: date) -> date:
    """The day, or one that lies in no month that was handed in: in the weeks before them, or in the present period."""
    first, *_, present = _periods(COUNTY)
    if not first.first <= day < present.first:
        return day
    share = (day - first.first) / (present.first - first.first)
    if share < _EARLIER:
        return first.first - _WEEKS_BEFORE + share / _EARLIER * (_WEEKS_BEFORE - timedelta(days=1))
    return present.first + (share - _EARLIER) / (1 - _EARLIER) * (today() - present.first)


@dataclass(frozen=True)
class Village:
    """The village of the first two authors at work; ``people``: those registered there, with the ids of their files."""

    cast: Cast
    people: Sequence[tuple[Made, str]]
    visit: Visit

    @property
    def lead(self) -> Member:
        """Who hands its months in."""
        return self.cast.authors[1]

    @property
    def approver(self) -> Member:
        """Who receives them."""
        return self.cast.deciders["township_approver"][0]

    def live(self) -> None:
        """All periods that are over, the oldest first."""
        *past, _ = _periods(self.lead.person.county_id)
        for period, story in zip(past, _STORIES, strict=True):
            self._open(period)
            story(self, period, self._visited(period, stories.first_step if story is _waiting else stories.approved))

    def _open(self, period: Period) -> None:
        with simulated(at(period.first)):
            opening.open_period(self.lead.person.county_id, period)
            db.session.commit()

    def _visited(self, period: Period, story: Story) -> list[Case]:
        """Everybody but the last one is visited, whom nobody found at home."""
        day = period.first + _VISITED
        with simulated(at(day)):
            return [self.visit(made, elder_id, day, story) for made, elder_id in self.people[:-1]]

    def key(self, period: Period) -> Key:
        """Its month."""
        return Key(self.lead.person.county_id, period.name, self.lead.place)

    def do(self, who: Member, period: Period, action: str, day: date, note: str = "", record_id: str = "") -> None:
        """One act of one person on the month."""
        with simulated(at(day)):
            report = months.find(self.key(period))
            asked = Asked(action, new_id(), report.revision if report else 0, note, record_id)
            keeping.act(who.person, period.name, self.lead.place, asked)

    def hand_in(self, period: Period, day: date, note: str = "") -> None:
        """The lead says why somebody is missing, and hands the month in."""
        with simulated(at(day)):
            unmet = month_lists.persons(self.key(period), "unmet").rows
            said: Mapping[str, Said] = {line.elder_id: Said("no_answer", "上门两次都没有人。") for line in unmet}
            explaining.explain(self.lead.person, period.name, self.lead.place, said)
        self.do(self.lead, period, "hand_in", day, note)

    def close(self, period: Period, day: date, note: str = "") -> None:
        """Handed in, received, and closed the day after."""
        self.hand_in(period, day, note)
        self.do(self.approver, period, "sign", day)
        self.do(self.approver, period, "close", day + timedelta(days=1))


def _amended(village: Village, period: Period, visits: Sequence[Case]) -> None:
    village.close(period, period.hand_in)
    after, visit = period.hand_in + timedelta(days=3), visits[0]
    village.do(village.approver, period, "open_record", after, _MISTAKE, visit.record_id)
    with simulated(at(after)):
        visit.do(visit.author.person, "correct", _MISTAKE)
        visit.hand_in_again()
        stories.approved(visit)


def _late(village: Village, period: Period, visits: Sequence[Case]) -> None:
    village.close(period, period.hand_in + timedelta(days=2), "停电两天，没有按时上报。")


def _signed(village: Village, period: Period, visits: Sequence[Case]) -> None:
    village.hand_in(period, period.hand_in)
    village.do(village.approver, period, "sign", period.hand_in)


def _waiting(village: Village, period: Period, visits: Sequence[Case]) -> None:
    village.hand_in(period, period.hand_in)


_STORIES: Final = (_amended, _late, _signed, _waiting)


def _periods(county_id: str) -> list[Period]:
    calendar = programmes.of_place(county_id).visiting.calendar
    found = [calendar.of_day(today())]
    while len(found) <= _PERIODS:
        found.insert(0, calendar.before(found[0]))
    return found
