"""What is followed up stays with its person: when the person moves to another village, or two files become one."""

from collections.abc import Callable, Collection

from formserver.models import Elder, FollowUp
from formserver.services.follow_ups import owners
from formserver.services.follow_ups.taking import MOVE, take
from formserver.services.person import Person
from formserver.store import follow_ups
from formserver.store.follow_ups import OPEN, VILLAGE
from formserver.store.journal import REFILE


def move(person: Person, elder: Elder) -> None:
    """The person belongs to another village now: what is open goes along, settled by who works there; what was settled
    stays where it was."""
    staff = owners.at_village(elder.village_code)
    for item in follow_ups.locked_of(elder.county_id, elder.id):
        if item.state == OPEN and item.village_code != elder.village_code:
            places = {"township_code": elder.township_code, "village_code": elder.village_code}
            owner = item.owner_id if item.owner_id in staff else next(iter(staff), None)
            new = {"owner_id": owner if item.tier == VILLAGE else None, "seen_by_township": False}
            take(person, item, MOVE, {**places, **new})


def refile(person: Person, old_id: str, new: Elder) -> list[str]:
    """What was followed up with one file is of another file of the same person from now on; gives the ids."""
    return _refile(person, old_id, new, lambda item: True)


def go_back(person: Person, old_id: str, new: Elder, moved: Collection[str], records: Collection[str]) -> None:
    """The same, undone: what had ``moved`` goes back, and what these records led to, which go back as well."""
    _refile(person, old_id, new, lambda item: item.id in moved or item.record_id in records)


def _refile(person: Person, old_id: str, new: Elder, goes: Callable[[FollowUp], bool]) -> list[str]:
    going = [item for item in follow_ups.locked_of(new.county_id, old_id) if goes(item)]
    for item in going:
        take(person, item, REFILE, {"elder_id": new.id}, facts={"from": item.elder_id, "to": new.id})
    return [item.id for item in going]
