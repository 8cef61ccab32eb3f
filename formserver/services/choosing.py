"""Before filling in: which papers a county uses, for whom one may be filled in, and the places an address may name."""

from collections.abc import Iterable
from dataclasses import dataclass

from formserver.clock import today
from formserver.models import Region
from formserver.regions.codes import tier_of
from formserver.regions.names import display_name
from formserver.services.person import Person
from formserver.store import elders, forms, regions
from formserver.store.elders import ElderLine
from formserver.store.paging import Page


@dataclass(frozen=True)
class Paper:
    """A form the county uses; ``category`` is registration or visit_record."""

    code: str
    title: str
    category: str


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


def papers(person: Person) -> list[Paper]:
    """The forms the county uses today, registrations first, by code."""
    adopted = {adoption.form_code for adoption in forms.adoptions(person.county_id, today())}
    found = [Paper(form.code, form.title, form.category) for form in forms.all_forms() if form.code in adopted]
    return sorted(found, key=lambda paper: (paper.category, paper.code))


def villages(person: Person) -> list[Place]:
    """The villages the person fills in papers for, by code; more than one must be chosen from."""
    found: dict[str, str] = {}
    for code in person.filling_regions:
        for region in regions.under(code, today()):
            if tier_of(region.code) == "village":
                found[region.code] = region.name
    return [Place(code, display_name(name)) for code, name in sorted(found.items())]


def people(person: Person, name: str = "", after: str = "") -> Page[ElderLine]:
    """The elders of the person's places whose name holds ``name``; those who left are not visited any more."""
    states = (elders.PENDING, elders.REGISTERED)
    return elders.list_for(person.scope, states=states, name=name.strip(), after=after, limit=20)


def one_elder(person: Person, elder_id: str) -> ElderLine:
    """One of those elders. Raises NotFound."""
    found = elders.get(person.scope, elder_id)
    return ElderLine(**{name: getattr(found, name) for name in ElderLine.__dataclass_fields__})


def nearby(county_id: str, village_code: str) -> Nearby:
    """The places near a village, for the blanks of addresses."""
    return Nearby(
        county=_places([regions.get(county_id)]) if regions.names([county_id]) else (),
        township=_places(regions.children(county_id, today())),
        village=_places(regions.children(village_code[:9], today())),
    )


def _places(found: Iterable[Region]) -> tuple[Place, ...]:
    return tuple(Place(region.code, display_name(region.name)) for region in found)
