"""The files of persons recomputed from their approved records, and from the day it is: nothing should be different
but what a birthday changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from formserver.extensions import db
from formserver.services import file_acts, file_hearing
from formserver.services.file_state import FileState
from formserver.services.person import Person
from formserver.store import elders

REBUILD = "rebuild"


@dataclass(frozen=True)
class Difference:
    """A file that said something else than its records: whose, and the names of what."""

    elder_id: str
    name: str
    names: tuple[str, ...]


def differences(person: Person, *, writes: bool = False) -> Iterator[Difference]:
    """Every file of the person's county that says something else than its records; ``writes``: it says so from now on,
    each by an act of its own."""
    for elder_id in list(elders.all_ids(person.county_id)):
        elder = elders.find(person.county_id, elder_id)
        assert elder is not None
        if elder.merged_into is not None:
            continue
        state = FileState(elder)
        file_hearing.listen(state)
        if state.changes:
            yield Difference(elder_id, elder.name, tuple(sorted(state.changes)))
            if writes:
                file_acts.take(person, elder, REBUILD, state.changes)
                db.session.commit()
