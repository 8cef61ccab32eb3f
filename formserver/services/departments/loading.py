"""A list checked and taken over at once, by a command: the same steps as in the background, each with its commit."""

from collections.abc import Callable

from formserver.extensions import db
from formserver.services.departments import checking, lists, taking
from formserver.services.departments.checking import Done
from formserver.services.departments.lists import ListRefused
from formserver.services.person import Person
from formserver.store import department_lists


def check(person: Person, list_id: str) -> dict[str, int]:
    """Check a list by its columns as they were guessed; gives outcome -> rows. Raises NotFound, ListRefused."""
    found = lists.get(person, list_id)
    lists.check_columns(found, found.columns)
    _do(person, list_id, checking.make)
    return dict(department_lists.get(person.county_id, list_id).counts)


def take(person: Person, list_id: str) -> int:
    """Take a checked list over without its rows with problems; gives how many were taken. Raises NotFound,
    ListChanged, ListRefused where it says nothing new."""
    found = lists.get(person, list_id)
    if not lists.count_to_take(found):
        raise ListRefused("名单里没有新的内容，不用导入。")
    _do(person, list_id, taking.make)
    return lists.count_to_take(lists.get(person, list_id))


def _do(person: Person, list_id: str, make: Callable[[Person, str, Callable[[int, int], None]], Done]) -> None:
    done = make(person, list_id, lambda done, total: None)
    done.note()
    db.session.commit()
