"""The programme documents of this installation, and the one of a place."""

from functools import cache

from formserver.clock import today
from formserver.programme import definition
from formserver.programme.definition import Programme
from formserver.resources import root


@cache
def shipped() -> tuple[Programme, ...]:
    """Those that are there, by name; what cannot be loaded is what `formserver check` names."""
    return tuple(definition.read_folder(root() / "schemas")[0])


def of_place(place_code: str) -> Programme:
    """The programme of a place today. Raises ProgrammeMissing."""
    return definition.choose(shipped(), place_code, today())
