"""Who decides what is asked for a person: those of the place asked, or where there is nobody else, those above."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from formserver.clock import today
from formserver.regions.codes import covers
from formserver.services.person import Person
from formserver.services.rights import rights_of, roles_with
from formserver.store import users

VILLAGE: Final = frozenset({"record_visit", "approve_village"})
TOWNSHIP: Final = frozenset({"approve_township"})
COUNTY: Final = frozenset({"approve_county"})
_RUNGS: Final = ((12, VILLAGE), (9, TOWNSHIP), (6, COUNTY))


class Staff:
    """Who works in a county today; asked for, in one query, once somebody has to be known."""

    def __init__(self, county_id: str) -> None:
        self._county_id = county_id

    @cached_property
    def of_right(self) -> Mapping[str, Sequence[tuple[str, str, str]]]:
        """Right -> user id, full name and region code of each who has it."""
        rights = VILLAGE | TOWNSHIP | COUNTY
        found: dict[str, list[tuple[str, str, str]]] = {}
        for user_id, name, role, region in users.holdings(self._county_id, roles_with(*rights), today()):
            for right in rights & rights_of((role,)):
                found.setdefault(right, []).append((user_id, name, region))
        return found

    def at(self, rights: frozenset[str], place_code: str, without: str = "") -> dict[str, str]:
        """Those with one of the rights at a place, by id: their names; not the one ``without``."""
        held = (one for right in sorted(rights) for one in self.of_right.get(right, ()))
        return {user_id: name for user_id, name, region in held if covers(region, place_code) and user_id != without}

    def deciding(self, place_code: str, asker_id: str) -> dict[str, str]:
        """Who decides what somebody asks of a village or a township, by id: their names. Nobody decides what he asked
        himself: where a place has nobody else, the next one above decides."""
        for digits, rights in _RUNGS:
            found = self.at(rights, place_code[:digits], asker_id) if len(place_code) >= digits else {}
            if found:
                return found
        return {}

    def stands_for(self, person: Person, village_code: str) -> bool:
        """Whether the person speaks for a village: who works there, or the township where nobody does."""
        held = rights_of(person.roles_at(village_code))
        return bool(held & VILLAGE) or bool(held & TOWNSHIP and not self.at(VILLAGE, village_code))
