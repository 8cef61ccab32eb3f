"""探访安排 on the page of a person: what is owed and how far it is, who visits, what was made in the last year."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.clock import today
from formserver.models import Elder
from formserver.programme.periods import months_later
from formserver.services import programmes
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.services.visiting import absences, assigning_view, cards, duties, opening
from formserver.services.visiting.assigning_view import Spell
from formserver.services.visiting.cards import Owed
from formserver.store import elders, visit_duties, visit_lists

_YEAR: Final = 12
_UNKNOWN: Final = "方式未填"


@dataclass(frozen=True)
class Arranged:
    """What the page says of visits. ``rule`` and ``because``: the duty towards the person, and whose rule it is;
    ``next_rule``: another one that begins with the next period, on ``from_day``, because the level changed;
    ``owed``: of the running cycles; ``spells``: who visited from when to when, the latest first; ``made``: visits of
    the last twelve months by way, ``undated`` of them without a day; ``may_explain``: the reader may say why nobody
    came."""

    rule: str
    because: str
    next_rule: str
    from_day: date | None
    owed: Sequence[Owed]
    spells: Sequence[Spell]
    made: Mapping[str, int]
    undated: int
    may_explain: bool

    @property
    def visitor(self) -> str:
        """Who visits the person today, by name; "" for nobody in particular."""
        day = today().isoformat()
        holding = (one for one in self.spells if one.first <= day and (not one.last or one.last >= day))
        return next((one.name for one in holding), "")

    @property
    def total(self) -> int:
        """How many visits there were in the last twelve months."""
        return sum(self.made.values())


def arranged(person: Person, elder: Elder) -> Arranged | None:
    """What is arranged for a person whose file the reader sees; None for who is visited no more."""
    if elder.state == elders.LEFT:
        return None
    on = today()
    day, first = on.isoformat(), months_later(on, -_YEAR).isoformat()
    made = visit_lists.visits_of(elder.county_id, [elder.id], first, day).get(elder.id, [])
    found = visit_duties.of_elder(elder.county_id, elder.id, day, day)
    coming, visiting = duties.rule_of(elder, on), programmes.on(elder.village_code, on).visiting
    month = next((duty for duty, cycle in found if cycle.kind == visit_duties.MONTH), None)
    rule = (visiting.duty(month.duty) if month else None) or coming
    changes = coming if coming and month and month.duty != coming.code else None
    calendar = programmes.on(elder.county_id, on).visiting.calendar
    return Arranged(
        rule=rule.label if rule else "",
        because=(rule.source or rule.assumed) if rule else "",
        next_rule=changes.label if changes else "",
        from_day=calendar.after(opening.period_on(elder.county_id, on)).first if changes else None,
        owed=[cards.owes(duty, cycle, made, on) for duty, cycle in sorted(found, key=lambda pair: pair[1].kind)],
        spells=assigning_view.history(elder.county_id, elder.id),
        made=_by_way(one.way for one in made),
        undated=sum(len(one.happened_on) < len(day) for one in made),
        may_explain=not rights_of(person.roles_at(elder.village_code)).isdisjoint(absences.RIGHTS),
    )


def _by_way(ways: Iterable[str | None]) -> dict[str, int]:
    counted = Counter(ways)
    return {cards.WAYS.get(way or "", _UNKNOWN): number for way, number in counted.most_common()}
