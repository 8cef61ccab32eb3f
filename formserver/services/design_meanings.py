"""What the options of a field may stand for in the register of a county."""

from collections.abc import Sequence
from typing import Final

from formserver.programme.definition import Named, Programme
from formserver.services import programmes

_SAID: Final = {
    "categories": lambda programme: programme.chosen_categories,
    "ability": lambda programme: programme.abilities,
    "relief": lambda programme: programme.relief,
    "visit_class": lambda programme: programme.visit_classes,
}


def values(county_id: str, concept: str) -> list[tuple[str, str]]:
    """What the programme of a county says under a concept: code, words; none where it says nothing."""
    said = _SAID.get(concept)
    programme: Programme = programmes.of_place(county_id)
    found: Sequence[Named] = said(programme) if said else ()
    return [(one.code, one.label) for one in found]
