"""The programme documents of this installation, and the one of a place."""

from datetime import date
from functools import cache, lru_cache

from formserver.clock import today
from formserver.programme import definition
from formserver.programme.definition import Programme, ProgrammeMissing
from formserver.resources import root


@cache
def shipped() -> tuple[Programme, ...]:
    """Those that are there, by name; what cannot be loaded is what `formserver check` names."""
    return tuple(definition.read_folder(root() / "schemas")[0])


def of_place(place_code: str) -> Programme:
    """The programme of a place today. Raises ProgrammeMissing."""
    return on(place_code, today())


@lru_cache(maxsize=5000)
def on(place_code: str, day: date) -> Programme:
    """The programme of a place on a day; of a day before there was any, the first one. Raises ProgrammeMissing."""
    try:
        return definition.choose(shipped(), place_code, day)
    except ProgrammeMissing:
        first = min((one.valid_from for one in shipped() if one.covers(place_code, one.valid_from) >= 0), default=day)
        return definition.choose(shipped(), place_code, max(day, first))
