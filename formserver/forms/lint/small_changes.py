"""Whether a document is as sound as the one before it, told by what differs: most steps change words of one field.

Judged here is only what no other place of a document asks about; of every other difference nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from formserver.forms.expressions.computing import found_in
from formserver.forms.kinds.registry import make_field
from formserver.forms.lint import limits, structure
from formserver.forms.lint.base import Fault, Json, Part, Readable
from formserver.forms.placeholders import ends, texts

Words = frozenset[str]
_DEEPEST: Final = 8  # objects inside of each other; far from what bundling allows
_OF_THE_WHOLE: Final = frozenset({"title", "x-copies", "properties", "x-paper"})
_OF_AN_OBJECT: Final = frozenset({"properties", "required"})
# words of a field that nothing but the field itself asks about
_ITS_OWN: Final = frozenset({"title", "x-spoken", "description", "minLength", "x-carry", "x-prefill", "x-concept"})
# those that expressions ask about, too: their steps are counted by the letters of an answer
_COUNTED: Final = frozenset({"maxLength", "minimum", "maximum", "x-options"})
_OF_A_ROW: Final = frozenset({"cells", "rows", "height_mm"})
_OF_A_CELL: Final = frozenset({"text", "lines", "foot", "align", "valign", "vertical", "bold", "label"})


class _Elsewhere(Exception):
    """Something differs that other places may ask about."""


def stays_sound(before: Json, document: Readable) -> bool:
    """Whether a document that has the form of the meta-schema is sound, because the bundled one `before` is. False
    where that cannot be told by what differs: then the whole is to be judged."""
    after = document.bundled
    try:
        _only(before, after, _OF_THE_WHOLE)
        _compare_papers(before["x-paper"], after["x-paper"])
        parts = _pairs(before["properties"], after["properties"])
        changed = [(code, was, now, _compare_objects(was, now, frozenset(), 0)) for code, was, now in parts]
    except _Elsewhere:
        return False
    faults = (_faults(document.parts[code], was, now, words) for code, was, now, words in changed)
    return next(chain.from_iterable(faults), None) is None


def _faults(part: Part, was: Json, now: Json, words: Words) -> Iterator[Fault]:
    """What is wrong with the fields of a part that differ under these words, and with which of them are required; what
    follows relies on nothing having been found before."""
    changed = [(code, field) for code, _, field in _pairs(was["properties"], now["properties"])]
    yield from structure.required_faults(now, "$")
    for _, field in changed:
        yield from structure.field_faults(field, "$", now["properties"])
    for code, field in changed:
        yield from limits.range_faults(make_field(code, field), "$")
    if "required" in words:
        yield from limits.size_faults(part.group, "$")
    if words & _COUNTED and any(found_in(part.group)):
        yield "$", "what is computed of them is to be counted again"


# what may differ ------------------------------------------------------------------------------------------------------
def _only(was: Json, now: Json, words: Words) -> Words:
    """The words under which two objects differ; these at the most, else `_Elsewhere` is raised."""
    differing = frozenset(word for word in was.keys() | now.keys() if was.get(word) != now.get(word))
    if not differing <= words:
        raise _Elsewhere
    return differing


def _pairs(was: Json, now: Json) -> list[tuple[str, Any, Any]]:
    """What differs in two objects of the same names in the same order: name, before, after."""
    if list(was) != list(now):
        raise _Elsewhere
    return [(name, was[name], value) for name, value in now.items() if was[name] != value]


def _compare_objects(was: Json, now: Json, around: Words, depth: int) -> Words:
    """The words under which two objects of fields and what is inside of them differ; they themselves may in the words
    `around`, too."""
    differing = _only(was, now, _OF_AN_OBJECT | around)
    fields = now["properties"]
    toggled = {*was.get("required", ())} ^ {*now.get("required", ())}
    if depth > _DEEPEST or any("x-computed" in fields.get(code, ()) for code in toggled):
        raise _Elsewhere
    inside = (_compare_fields(one, other, depth + 1) for _, one, other in _pairs(was["properties"], fields))
    return differing.union(*inside)


def _compare_fields(was: Json, now: Json, depth: int) -> Words:
    if "items" in was and "items" in now:
        differing = _only(was, now, _ITS_OWN | {"items"})
        return differing | _compare_objects(was["items"], now["items"], frozenset(), depth)
    if "properties" in was and "properties" in now:
        return _compare_objects(was, now, _ITS_OWN, depth)
    differing = _only(was, now, _ITS_OWN | _COUNTED)
    for one, other in _aligned(was, now, "x-options"):
        _only(one, other, frozenset({"label"}))
        _plain([one["label"], other["label"]])
    return differing


# the sheet ------------------------------------------------------------------------------------------------------------
def _compare_papers(was: Json, now: Json) -> None:
    """Cells may differ in words without answers and in how they look, rows in their height."""
    _only(was, now, frozenset({"blocks"}))
    for block, other in _aligned(was, now, "blocks"):
        if "line" in block and "line" in other:
            _only(block, other, frozenset({"line", "align"}))
            _plain([*ends(block), *ends(other)])
        else:
            _only(block, other, frozenset({"rows"}))
            _compare_rows(block, other)


def _compare_rows(was: Json, now: Json) -> None:
    for row, other in _aligned(was, now, "rows"):
        _only(row, other, _OF_A_ROW)
        _compare_rows(row, other)
        for cell, another in _aligned(row, other, "cells"):
            _only(cell, another, _OF_A_CELL)
            _plain([*texts(cell), *texts(another)])


def _aligned(was: Json, now: Json, word: str) -> Iterator[tuple[Json, Json]]:
    """What differs in two lists of the same length."""
    before, after = was.get(word, ()), now.get(word, ())
    if len(before) != len(after):
        raise _Elsewhere
    return ((one, other) for one, other in zip(before, after, strict=True) if one != other)


def _plain(said: list[str]) -> None:
    if any("{" in text or "}" in text for text in said):
        raise _Elsewhere
