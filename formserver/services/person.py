"""Who acts: a signed-in person in one county, with the roles held there today."""

from dataclasses import dataclass
from functools import cached_property

from formserver.clock import today
from formserver.models import Grant
from formserver.regions.codes import covers
from formserver.store.scope import Scope, grants_on, roles_at, scope_of
from formserver.store.users import OPERATOR_NAME

# Roles that fill in papers; where such a role is given for one village, that is where new papers belong.
FILLING_ROLES = frozenset({"visitor", "village_lead", "typist"})


@dataclass(frozen=True)
class Person:
    """A person as every service needs him; built at the edge from the session, or by a command."""

    user_id: str
    name: str
    county_id: str
    grants: tuple[Grant, ...]

    @cached_property
    def scope(self) -> Scope:
        """Which regions the person may see."""
        return scope_of(self.user_id, self.grants, today(), self.county_id)

    def roles_at(self, place_code: str) -> frozenset[str]:
        """The roles held today at a place: those given for it or for a region above it."""
        return roles_at(self.grants, place_code, today())

    def regions_of(self, role: str) -> tuple[str, ...]:
        """Codes of the regions of this county in which the role is held today."""
        held = {grant.region_code for grant in self._held_today if grant.role_name == role}
        return tuple(sorted(code for code in held if covers(self.county_id, code) or covers(code, self.county_id)))

    @cached_property
    def _held_today(self) -> list[Grant]:
        return list(grants_on(self.grants, today()))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Codes of the county and of the regions in it for which the person holds any role today."""
        held = {grant.region_code for grant in self._held_today}
        return tuple(sorted(code for code in held if covers(self.county_id, code)))

    @cached_property
    def filling_regions(self) -> tuple[str, ...]:
        """Codes of the regions in which the person fills in papers."""
        return tuple(sorted({code for role in FILLING_ROLES for code in self.regions_of(role)}))


def operator(county_id: str, user_id: str) -> Person:
    """Whoever runs commands on the machine: sees the whole county; `user_id`: his account in journals."""
    whole = Grant(
        user_id=user_id, role_name="county_approver", region_code=county_id, valid_from=today(), valid_to=None
    )
    return Person(user_id, OPERATOR_NAME, county_id, (whole,))
