"""Three versions of a document under the same codes: what one side renamed is renamed in the others, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from formserver.forms.document import Json
from formserver.forms.editions import conflicts
from formserver.forms.editions.conflicts import OWN, Choices, Sides
from formserver.forms.editions.locking import CODE, NOTHING, locks
from formserver.forms.editions.matching import matched
from formserver.forms.editions.naming import Place, spoken
from formserver.forms.editions.renaming import renamed


def aligned(sides: Sides, choices: Choices) -> Sides:
    """The documents with the codes of the result. A renaming that would hit something else on a side is left out, and
    what it renamed counts as taken out and added."""
    for part in sides.base["properties"]:
        sides = _fields(sides, (part,), choices)
    return sides


def _fields(sides: Sides, place: Place, choices: Choices) -> Sides:
    held = [_properties(side, place) for side in sides]
    if not all(held):
        return sides
    for names in _same(*({code: field.get("x-was", ()) for code, field in one.items()} for one in held)):
        sides = _renamed(sides, place, names, choices)
    for code in _properties(sides.base, place):
        sides = _fields(_options(sides, (*place, code), choices), (*place, code), choices)
    return sides


def _options(sides: Sides, place: Place, choices: Choices) -> Sides:
    """The options of a field, and the blanks in them."""
    held = [_named(side, place) for side in sides]
    if not all(held):
        return sides
    for names in _same(*({code: option.get("x-was", ()) for code, option in one.items()} for one in held)):
        marked = (None if name is None else f"#{name}" for name in names)
        sides = _renamed(sides, place, Sides(*marked), choices)
    for code in _named(sides.base, place):
        here = (*place, f"#{code}")
        blanks = [_named(side, here) for side in sides]
        for names in _same(*({name: blank.get("x-was", ()) for name, blank in one.items()} for one in blanks)):
            sides = _renamed(sides, here, names, choices)
    return sides


def _same(base: Mapping[str, Any], upper: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[Sides]:
    """What something is called on each side; None where it is gone."""
    above, beside = matched(base, upper).now, matched(base, own).now
    yield from (Sides(code, above.get(code), beside.get(code)) for code in base)


def _renamed(sides: Sides, place: Place, names: Sides, choices: Choices) -> Sides:
    code = _code(sides, place, names, choices)
    made = []
    for side, name in zip(sides, names, strict=True):
        is_other = name is not None and name != code and code.lstrip("#") not in _names(side, place, code)
        made.append(renamed(side, (*place, name), code.lstrip("#")) if is_other else side)
    return Sides(*made)


def _code(sides: Sides, place: Place, names: Sides, choices: Choices) -> str:
    """The code in the result: the new one of the side that renamed it."""
    base, upper, own = names
    if upper in (None, base) or own in (None, base, upper):
        return str(own or base if upper in (None, base) else upper)
    if CODE in locks(sides.upper).get((*place, upper), NOTHING):
        return str(upper)
    label = spoken(upper, _properties(sides.upper, place).get(upper, {}))
    chosen = choices.side(names, ".".join((*place, base)), label, conflicts.CODE)
    return str(own if chosen == OWN else upper)


# a place of a document ------------------------------------------------------------------------------------------------
def _names(document: Json, place: Place, code: str) -> Mapping[str, Any]:
    """What stands beside something called `code`."""
    return (
        _named(document, place) if code.startswith("#") or place[-1].startswith("#") else _properties(document, place)
    )


def _properties(document: Json, place: Place) -> Json:
    """The fields of the object at a place; none where nothing is there."""
    found: Any = document
    for code in place:
        found = found.get("items", found).get("properties", {}).get(code, {})
    return dict(found.get("items", found).get("properties", {}))


def _named(document: Json, place: Place) -> Json:
    """The options of the field at a place, or the blanks of the option there, by code."""
    if place[-1].startswith("#"):
        option = _named(document, place[:-1]).get(place[-1][1:], {})
        return dict(option.get("blanks", {}))
    field = _properties(document, place[:-1]).get(place[-1], {})
    return {option["code"]: option for option in field.get("x-options", ())}
