"""Whose numbers somebody may see: those of the places for which a role gives the rights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from formserver.clock import today
from formserver.errors import NotFound
from formserver.regions.codes import COUNTY_DIGITS, TOWNSHIP_DIGITS, covers
from formserver.regions.names import display_name
from formserver.services.choices import Option
from formserver.services.person import Person
from formserver.services.rights import ROLE_RIGHTS
from formserver.store import regions
from formserver.store.figures import View
from formserver.store.scope import grants_on

RIGHT: Final = "see_reports"
LISTS: Final = "see_register"


@dataclass(frozen=True)
class Place:
    """What is looked at: ``code`` and ``name`` of a county, township or village; ``above``: those it lies in that can
    be looked at, too, the county first; ``view``: what of it the reader sees. ``by_village``: what stands in its
    table, else townships."""

    code: str
    name: str
    above: Sequence[Option]
    view: View
    by_village: bool


def places(person: Person, *rights: str) -> tuple[str, ...]:
    """Codes of the places of the county for which one role gives all of these rights today, none inside another."""
    found = set()
    for grant in grants_on(person.grants, today()):
        if set(rights) <= ROLE_RIGHTS.get(grant.role_name, frozenset()):
            if covers(grant.region_code, person.county_id):
                return (person.county_id,)
            found |= {grant.region_code} if covers(person.county_id, grant.region_code) else set()
    return tuple(sorted(code for code in found if not any(covers(other, code) for other in found - {code})))


def look_at(person: Person, code: str, *rights: str) -> Place:
    """A place, or ("") all that the reader may see. Raises NotFound for what he may not."""
    mine = places(person, RIGHT, *rights)
    code = code or (mine[0] if len(mine) == 1 else person.county_id)
    seen = (code,) if any(covers(one, code) for one in mine) else tuple(one for one in mine if covers(code, one))
    if not seen or not covers(person.county_id, code):
        raise NotFound
    names = regions.names(code[:length] for length in (COUNTY_DIGITS, TOWNSHIP_DIGITS, len(code)))
    if code not in names:
        raise NotFound
    above = [upper for upper in (code[:COUNTY_DIGITS], code[:TOWNSHIP_DIGITS]) if len(upper) < len(code)]
    told = [(one, display_name(names.get(one, one))) for one in above if any(covers(seen_, one) for seen_ in mine)]
    by_village = len(code) > COUNTY_DIGITS or all(len(one) > TOWNSHIP_DIGITS for one in seen)
    return Place(code, display_name(names[code]), told, View(person.county_id, seen), by_village)


def may_list(person: Person, view: View) -> bool:
    """Whether the reader may also see who is behind all numbers of a view."""
    mine = places(person, RIGHT, LISTS)
    return all(any(covers(one, place) for one in mine) for place in view.places)
