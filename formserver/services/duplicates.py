"""Two files that may be of one person, and the word of somebody who looked that they are not."""

from typing import Final

from formserver.models import Elder
from formserver.services import file_acts
from formserver.services.person import Person

_NOT_SAME: Final = "not_same"


def are_not_same(elder: Elder, other_id: str) -> bool:
    """Whether somebody said that these two are two persons."""
    return other_id in elder.file.get(_NOT_SAME, ())


def note_not_same(person: Person, elder: Elder, other_id: str) -> None:
    """Keep with the file that another one is of somebody else. Leaves the commit to the caller."""
    known = elder.file.get(_NOT_SAME, [])
    if other_id not in known:
        file_acts.take(person, elder, _NOT_SAME, {f"file.{_NOT_SAME}": [*known, other_id]}, facts={"other": other_id})
