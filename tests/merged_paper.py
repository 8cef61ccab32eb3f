"""The small paper of two headings, changed by the upper form and by one's own, and what comes of both."""

from formserver.forms.document import Json
from formserver.forms.editions.merging import Merged, merge
from tests.locked_paper import Change, form
from tests.unit.forms.making import loaded


def merged(upper: list[Change], own: list[Change], base: list[Change] | None = None, /, **chosen: str) -> Merged:
    """The paper after the changes of each side; choices are named with underscores for dots."""
    first = base or []
    named = {place.replace("__", "."): side for place, side in chosen.items()}
    return merge(form(*first), form(*first, *upper), form(*first, *own), named)


def result(upper: list[Change], own: list[Change], base: list[Change] | None = None, /, **chosen: str) -> Json:
    """The part of a result that loads and has no open conflict."""
    made = merged(upper, own, base, **chosen)
    assert made.open == ()
    return dict(loaded(made.text).bundled["properties"]["main"])


def conflicts(made: Merged) -> list[tuple[str, str, str, str, str]]:
    return [(one.place, f"{one.label}·{one.word}", one.base, one.upper, one.own) for one in made.open]
