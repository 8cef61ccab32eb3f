"""What the pages of 探访分工 show of a village: who visits whom, what is missing, who stands in, what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from formserver.clock import today
from formserver.models import VisitAssignment
from formserver.services import places
from formserver.services.follow_ups import owners
from formserver.services.person import Person
from formserver.services.visiting import assigning
from formserver.store import assignments, follow_ups, stand_ins, users
from formserver.store.assignments import Line

ON_PAGE: Final = 100
_CHANGES_SHOWN: Final = 10


@dataclass(frozen=True)
class Narrowed:
    """What the list of persons is narrowed by, as text: ``visitor``: an id, `assigning.NOBODY` or ""; ``grid``."""

    visitor: str = ""
    grid: str = ""

    @property
    def given(self) -> dict[str, str]:
        """Only what was chosen."""
        return {name: value for name, value in (("visitor", self.visitor), ("grid", self.grid)) if value}


@dataclass(frozen=True)
class Standing:
    """Somebody who stands in for another one, or will; by their names."""

    row: VisitAssignment
    name: str
    for_name: str


@dataclass(frozen=True)
class Change:
    """What somebody changed at one instant."""

    by: str
    by_name: str
    at: datetime
    rows: int


@dataclass(frozen=True)
class Division:
    """The page of a village. ``visitors`` and ``names``: user id -> name, of who visits here and of everybody named;
    ``counts``: persons each visits, None: nobody in particular; ``lapsed``: who does not visit here any more -> how
    many persons are still written as his; ``owned``: user id -> how much he has to settle; ``idle``: who of these does
    not work here any more; ``seen`` as in `assigning.give`."""

    village_code: str
    village: str
    visitors: Mapping[str, str]
    names: Mapping[str, str]
    counts: Mapping[str | None, int]
    lapsed: Mapping[str, int]
    owned: Mapping[str, int]
    idle: Sequence[str]
    lines: Sequence[Line]
    next: str | None
    grids: Sequence[str]
    stand_ins: Sequence[Standing]
    changes: Sequence[Change]
    seen: str

    @property
    def persons(self) -> int:
        """How many are served in the village."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class HandOver:
    """What somebody would hand over: the persons by id and name, to one of ``visitors``; what he has to settle by id,
    title and name of the person, to one of ``staff``."""

    village_code: str
    village: str
    visitors: Mapping[str, str]
    from_id: str
    from_name: str
    persons: Sequence[tuple[str, str]]
    items: Sequence[tuple[str, str, str]]
    staff: Mapping[str, str]
    seen: str


@dataclass(frozen=True)
class Spell:
    """A person was visited by somebody from a day to a day ("" until further notice)."""

    name: str
    first: str
    last: str
    note: str


def division(person: Person, village_code: str, narrowed: Narrowed, after: str = "") -> Division:
    """A village's division of work. Raises NotFound."""
    assigning.refuse(person, village_code)
    county, on = person.county_id, today()
    wanted = None if narrowed.visitor == assigning.NOBODY else narrowed.visitor
    lines = assignments.persons(
        county, village_code, on, visitor=wanted, grid=narrowed.grid, after=after, limit=ON_PAGE + 1
    )
    stands = stand_ins.of_village(county, village_code, on.isoformat())
    changes = assignments.batches(county, village_code, _CHANGES_SHOWN)
    lapsed = assignments.lapsed(county, village_code, on)
    visitors = assigning.visitors(village_code)
    owned = follow_ups.owners_in(county, village_code)
    idle = sorted(owned.keys() - owners.at_village(village_code).keys()) if owned.keys() - visitors.keys() else []
    named = {
        *lapsed,
        *idle,
        *(one.by for one in changes),
        *(id for one in stands for id in (one.user_id, one.for_user_id)),
    }
    names = {**users.names(filter(None, named)), **visitors}
    return Division(
        village_code=village_code,
        village=places.full_name(village_code),
        visitors=visitors,
        names=names,
        counts=assignments.counts(county, village_code, on),
        lapsed=lapsed,
        owned=owned,
        idle=idle,
        lines=lines[:ON_PAGE],
        next=assignments.place_of(lines[ON_PAGE - 1]) if len(lines) > ON_PAGE else None,
        grids=assignments.grids(county, village_code),
        stand_ins=[Standing(one, names.get(one.user_id, ""), names.get(one.for_user_id or "", "")) for one in stands],
        changes=[Change(one.by, names.get(one.by, ""), one.at, one.given + one.ended) for one in changes],
        seen=assignments.version(county, village_code),
    )


def everybody(person: Person, village_code: str, narrowed: Narrowed) -> tuple[str, ...]:
    """The ids of all persons of a narrowed list. Raises NotFound."""
    assigning.refuse(person, village_code)
    wanted = None if narrowed.visitor == assigning.NOBODY else narrowed.visitor
    found = assignments.persons(person.county_id, village_code, today(), visitor=wanted, grid=narrowed.grid)
    return tuple(line.id for line in found)


def hand_over(person: Person, village_code: str, from_id: str) -> HandOver:
    """What somebody's persons in a village are, also of who does not visit there any more. Raises NotFound."""
    assigning.refuse(person, village_code)
    return HandOver(
        village_code=village_code,
        village=places.full_name(village_code),
        visitors={id: name for id, name in assigning.visitors(village_code).items() if id != from_id},
        from_id=from_id,
        from_name=users.names([from_id]).get(from_id, ""),
        persons=assignments.given_to(person.county_id, village_code, from_id, today().isoformat()),
        items=follow_ups.owned_in(person.county_id, village_code, from_id),
        staff={id: name for id, name in owners.at_village(village_code).items() if id != from_id},
        seen=assignments.version(person.county_id, village_code),
    )


def history(county_id: str, elder_id: str) -> list[Spell]:
    """Who visited a person whom the caller may see from when to when, the latest first."""
    found = assignments.of_person(county_id, elder_id)
    names = users.names(one.user_id for one in found) if found else {}
    return [Spell(names.get(one.user_id, ""), one.first, one.last or "", one.note) for one in found]
