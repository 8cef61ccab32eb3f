"""Before filling in: which papers a county uses, for whom one may be filled in, and the places an address may name."""

from collections.abc import Iterable
from dataclasses import dataclass

from formserver.clock import today
from formserver.models import Region
from formserver.regions.codes import TOWNSHIP_DIGITS
from formserver.regions.names import display_name
from formserver.services import usage
from formserver.services.person import Person
from formserver.store import elder_lists, elders, regions
from formserver.store.choices import AdoptedForm
from formserver.store.elder_lists import ElderLine
from formserver.store.elder_seeking import Sought
from formserver.store.paging import Page


@dataclass(frozen=True)
class Place:
    """A region by the name papers write; ``code`` of 6, 9 or 12 digits."""

    code: str
    name: str


@dataclass(frozen=True)
class Nearby:
    """What the blanks of an address offer: the county, its townships, and the villages of one township."""

    county: tuple[Place, ...] = ()
    township: tuple[Place, ...] = ()
    village: tuple[Place, ...] = ()

    def of(self, tier: str) -> tuple[Place, ...]:
        """The places offered for a tier; none for province, city and detail."""
        offered: dict[str, tuple[Place, ...]] = {
            "county": self.county,
            "township": self.township,
            "village": self.village,
        }
        return offered.get(tier, ())


def papers(person: Person) -> list[AdoptedForm]:
    """The forms the places use in which the person fills in papers, registrations first, by code."""
    return usage.offered_to(person, person.filling_regions)


def papers_at(person: Person, place: str) -> list[AdoptedForm]:
    """The forms a place uses, by code."""
    return usage.offered_at(person.county_id, place)


def villages(person: Person) -> list[Place]:
    """The villages the person fills in papers for, by code; more than one must be chosen from."""
    found = regions.under(*person.filling_regions, on=today())
    return list(_places(region for region in found if region.tier == "village"))


def villages_by_paper(person: Person) -> dict[str, list[Place]]:
    """Those villages for every form that one of them uses, by the form's code."""
    near = villages(person)
    offered = usage.by_place(person.county_id, dict.fromkeys(one.code[:TOWNSHIP_DIGITS] for one in near))
    found: dict[str, list[Place]] = {}
    for place in near:
        for paper in offered[place.code[:TOWNSHIP_DIGITS]]:
            found.setdefault(paper.code, []).append(place)
    return found


def people(person: Person, name: str = "", after: str = "") -> Page[ElderLine]:
    """The elders of the person's places whose name holds ``name``; those who left are not visited any more."""
    visited = Sought(states=(elders.PENDING, elders.REGISTERED), name=name)
    return elder_lists.list_for(person.scope, visited, after=after, limit=20)


def one_elder(person: Person, elder_id: str) -> ElderLine:
    """One of those elders. Raises NotFound."""
    found = elders.get(person.scope, elder_id)
    return ElderLine(**{name: getattr(found, name) for name in ElderLine.__dataclass_fields__})


def nearby(county_id: str, village_code: str) -> Nearby:
    """The places near a village, for the blanks of addresses."""
    return Nearby(
        county=tuple(Place(code, display_name(name)) for code, name in regions.names([county_id]).items()),
        township=_places(regions.children(county_id, today())),
        village=_places(regions.children(village_code[:9], today())),
    )


def _places(found: Iterable[Region]) -> tuple[Place, ...]:
    return tuple(Place(region.code, display_name(region.name)) for region in found)
