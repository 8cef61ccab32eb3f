"""The accounts of the demonstration: in each county one person for each role, with one password that is no secret."""

import secrets
from dataclasses import dataclass
from typing import Final

from formserver.clock import now, today
from formserver.demo.people import Made, People
from formserver.ids import new_id
from formserver.models import Grant, User
from formserver.regions.names import display_name
from formserver.regions.tree import RegionTree
from formserver.services.person import Person
from formserver.services.rights import ROLE_LABELS
from formserver.store import regions, roles, users

PASSWORD: Final = "tanfang-guanai-88"
ADMIN: Final = "demo-admin"


@dataclass(frozen=True)
class County:
    """A county of the demonstration. ``town`` and ``second_town`` are the townships whose papers are filled in."""

    code: str
    prefix: str
    forms: tuple[str, ...]
    town: str
    second_town: str
    workflow: str = "village_township_county"


COUNTIES: Final = (
    County("420703", "ezhou", ("registration/ezhou", "visit_record/ezhou"), "420703103", "420703102"),
    County("350581", "fujian", ("registration/fujian", "visit_record/fujian"), "350581106", "350581102"),
    County(
        "500230",
        "shuren",
        ("registration/shuren", "visit_record/shuren"),
        "500230106",
        "500230109",
        "village_township",
    ),
    County("370403", "zaozhuang", ("registration/zaozhuang",), "370403103", "370403104"),
    County("320722", "jiangsu", ("registration/jiangsu", "visit_record/jiangsu"), "320722108", "320722107"),
)


@dataclass(frozen=True)
class Account:
    """One line of the table that is printed: role and place in Chinese, and the user name."""

    role: str
    place: str
    user_name: str


@dataclass(frozen=True)
class Member:
    """Somebody with an account, as services know him, and as papers name him."""

    person: Person
    made: Made
    place: str


@dataclass(frozen=True)
class Cast:
    """Who acts in a county: those who fill in papers, role -> those who decide, one for each township, and who looks
    after the forms."""

    authors: tuple[Member, ...]
    deciders: dict[str, tuple[Member, ...]]
    form_admin: Person

    def decider(self, roles_of_step: tuple[str, ...], place_code: str) -> Person:
        """The person with one of the roles at a place."""
        held = (member for role in roles_of_step for member in self.deciders.get(role, ()))
        return next(member.person for member in held if place_code.startswith(member.place))


def accounts() -> list[Account]:
    """The accounts that are in the database, county by county."""
    wanted = [f"{county.prefix}-{end}" for county in COUNTIES for end in _ENDINGS]
    found = []
    for user_name in (*wanted, ADMIN):
        user = users.by_username(user_name)
        grants = users.grants_of(user.id) if user else ()
        if grants:
            place = "五个县区" if user_name == ADMIN else _place(grants[0].region_code)
            found.append(Account(ROLE_LABELS[grants[0].role_name], place, user_name))
    return found


def is_complete() -> bool:
    """Whether a demonstration was built to its end: its administrator comes last."""
    return users.by_username(ADMIN) is not None


def engage(county: County, tree: RegionTree, people: People, password_hash: str) -> Cast:
    """Add the people of a county. The caller commits."""
    village, second = _village(tree, county.town), _village(tree, county.second_town)

    def one(ending: str, role: str, place: str) -> Member:
        return member(f"{county.prefix}-{ending}", role, place, county.code, people, password_hash)

    authors = (
        one("visitor", "visitor", village),
        one("lead", "village_lead", village),
        one("visitor-2", "visitor", second),
    )
    townships = (
        one("township", "township_approver", county.town),
        one("township-2", "township_approver", county.second_town),
    )
    counties = (one("county", "county_approver", county.code),)
    form_admin = one("forms", "form_admin", county.code).person
    one("disabled", "disability_reader", county.code)
    return Cast(authors, {"township_approver": townships, "county_approver": counties}, form_admin)


def engage_admin(people: People, password_hash: str) -> None:
    """Add the one system administrator, of all five counties. The caller commits."""
    admin = member(ADMIN, "system_admin", COUNTIES[0].code, COUNTIES[0].code, people, password_hash)
    for county in COUNTIES[1:]:
        _grant(admin.person.user_id, "system_admin", county.code)


_ENDINGS: Final = ("visitor", "lead", "township", "county", "forms", "disabled", "visitor-2", "township-2")
_UNITS: Final = {"village": "村（社区）", "township": "乡镇（街道）", "county": "民政局"}


def member(user_name: str, role: str, place: str, county: str, people: People, password_hash: str) -> Member:
    """Add somebody with an account and a role at a place. The caller commits."""
    made, user_id = people.younger(), new_id()
    user = User(
        id=user_id,
        username=user_name,
        full_name=made.name,
        password=password_hash,
        unit=_place(place),
        fs_uniquifier=secrets.token_hex(32),
        created_at=now(),
    )
    users.insert(user, phone=made.phone)
    grant = _grant(user_id, role, place)
    return Member(Person(user_id, made.name, county, (grant,)), made, place)


def _grant(user_id: str, role: str, place: str) -> Grant:
    """Give the role; the grant returned belongs to no session, so that commits leave it readable."""
    roles.ship()
    columns = {"user_id": user_id, "role_name": role, "region_code": place, "valid_from": today(), "valid_to": None}
    users.grant(Grant(id=new_id(), **columns))
    return Grant(id=new_id(), **columns)


def _village(tree: RegionTree, town: str) -> str:
    """The first village of a township that is no community of a town, else the first of all."""
    below = tree.children(town)
    return next((region.code for region in below if display_name(region.name).endswith("村")), below[0].code)


def _place(code: str) -> str:
    codes = [code[:length] for length in (6, 9, 12) if length <= len(code)]
    names = regions.names(codes)
    return "".join(display_name(names[part]) for part in codes if part in names)
