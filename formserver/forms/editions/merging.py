"""A new edition of the upper form and one's own changes, merged: field by field, word by word, by code.

What only one side changed is taken. What both changed, each in its way, is a conflict that a person decides; what the
upper form locks follows the upper form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms import canonical
from formserver.forms.document import FormDocument, Json
from formserver.forms.editions.aligning import aligned
from formserver.forms.editions.arranging import OBJECT_WORDS, Around, arranged
from formserver.forms.editions.conflicts import NOTHING, ORDER, TAKEN_OUT, WORDS, Choices, Conflict, Sides
from formserver.forms.editions.locking import CODE, EVERYTHING, FREE, MEANING, Aspects, locked, locks, printed_locked
from formserver.forms.editions.naming import Place, spoken
from formserver.forms.editions.sequences import in_order
from formserver.forms.editions.sheets import Sheets

_NONE: Final[Aspects] = frozenset()
_IDENTITY: Final = frozenset({"x-kind", "$ref"})
_NESTED: Final = frozenset({"x-when", "x-rows", "x-cell", "x-copies", "blanks"})  # words that hold words
_CODED: Final = frozenset({"x-options", "x-parts", "rows", "x-columns"})  # lists of what has codes
_WHOLE: Final = frozenset({CODE, MEANING})  # locks under which a field keeps its kind
_NAME: Final = frozenset({"$id"})
_NAMES: Final = frozenset({"$id", "x-upper"})
_SETS: Final = frozenset({"x-was", "x-dropped"})


@dataclass(frozen=True)
class Merged:
    """`text`: the document in the one layout, not yet checked. `open`: conflicts nobody decided, for which the upper
    form's word stands meanwhile; `settled`: decided ones. `followed`: what follows the upper form because it is locked.
    """

    text: str
    open: tuple[Conflict, ...]
    settled: tuple[Conflict, ...]
    followed: tuple[str, ...]


def merge(
    base: FormDocument,
    upper: FormDocument,
    own: FormDocument,
    chosen: Mapping[str, str] | None = None,
    *,
    is_one_form: bool = False,
) -> Merged:
    """One's own document with what changed from `base` to `upper`, the editions of the form above.

    `chosen`: place as conflicts name it -> "upper" or "own". The result is still one's own form: its name stays, and
    `x-upper` names the new edition. `is_one_form`: `upper` is a newer edition of the form itself, which locks nothing
    for itself; `x-upper` is a word like others.
    """
    choices = Choices(chosen or {})
    sides = Sides(*(json.loads(one.text) for one in (base, upper, own)))
    made = _Merge(aligned(sides, choices), choices, is_one_form=is_one_form).document()
    made["$id"] = own.bundled["$id"]
    if "x-upper" in own.bundled and not is_one_form:
        number = "{}.{}".format(*upper.edition)
        made["x-upper"] = {"form": own.bundled["x-upper"]["form"], "edition": number}
    text = canonical.dumps(made)
    return Merged(text, tuple(choices.open), tuple(choices.settled), tuple(choices.followed))


class _Merge:
    """One merge of documents whose codes agree."""

    def __init__(self, sides: Sides, choices: Choices, *, is_one_form: bool) -> None:
        self._sides, self._choices, self._is_one_form = sides, choices, is_one_form
        self._locks = {} if is_one_form else locks(sides.upper)
        self._sheets = Sheets(choices, frozenset() if is_one_form else printed_locked(sides.upper))

    def document(self) -> Json:
        """The whole document."""
        made: Json = {}
        names = _NAME if self._is_one_form else _NAMES
        for word in (word for word in self._sides.words() if word not in names):
            one = self._sides.get(word)
            if word == "x-paper":
                made[word] = self._sheets.merge(one)
            elif word == "properties":
                made[word] = self._each(one, self._part)
            else:
                made[word] = self._word(one, word, word, "这张表")
        found = {word: value for word, value in made.items() if value is not NOTHING}
        return _without_revived(found)

    def _each(self, sides: Sides, merge: Callable[[Sides, str], Any]) -> Json:
        found = {code: merge(sides.get(code), code) for code in sides.words()}
        return {code: one for code, one in found.items() if one is not NOTHING}

    # fields -----------------------------------------------------------------------------------------------------------
    def _part(self, sides: Sides, code: str) -> Any:
        held = any(place[0] == code for place in self._locks)
        titles = (part["title"] for side in self._sides[1:] for part in side["x-parts"] if part["code"] == code)
        return self._kept(sides, (code,), next(titles, code), self._object, is_held=held)

    def _field(self, sides: Sides, place: Place) -> Any:
        label = next(spoken(place[-1], one) for one in (sides.upper, sides.own, sides.base) if one is not NOTHING)
        held = any(one[: len(place)] == place for one in self._locks)
        return self._kept(sides, place, label, self._same_field, is_held=held)

    def _kept(
        self, sides: Sides, place: Place, label: str, merge: Callable[[Sides, Place, str], Any], *, is_held: bool
    ) -> Any:
        """What one side took out is gone, unless the other changed it or something of it is locked (`is_held`); else
        the merge of both."""
        if sides.upper == sides.own or sides.own == sides.base:
            return sides.upper
        if is_held and sides.own is NOTHING and NOTHING not in (sides.base, sides.upper):
            self._choices.follow(label)
            return sides.upper
        if sides.upper is NOTHING or sides.own is NOTHING:
            return self._choices.value(sides, ".".join(place), label, TAKEN_OUT)
        return merge(sides, place, label)

    def _same_field(self, sides: Sides, place: Place, label: str) -> Any:
        """A field that both have; of two kinds nothing can be put together, and one of them is taken."""
        if _shape(sides.upper) == _shape(sides.own):
            return self._words_of_field(sides, place, label)
        if self._locks.get(place, _NONE) & _WHOLE:
            self._choices.follow(label)
            return sides.upper
        return self._choices.value(sides, ".".join(place), label, WORDS["x-kind"])

    def _words_of_field(self, sides: Sides, place: Place, label: str) -> Json:
        held = self._locks.get(place, _NONE)
        found: Json = {}
        for word in sides.words():
            one = sides.get(word)
            if word in OBJECT_WORDS:
                continue
            if word == "items" and one.all_are(dict):
                found[word] = self._object(one, place, label)
            elif self._follows(word, held):
                found[word] = self._followed(one, label)
            elif word == "x-locked" and not self._is_one_form:
                found[word] = _locked_by_both(one)
            else:
                found[word] = self._word(one, word, ".".join((*place, word)), label, is_kept=CODE in held)
        if "properties" in sides.words():
            found |= self._arranged(sides, place, label)
        return {word: value for word, value in found.items() if value is not NOTHING}

    @staticmethod
    def _follows(word: str, held: Aspects) -> bool:
        return (MEANING in held and word not in FREE) or (CODE in held and word in _IDENTITY)

    def _followed(self, sides: Sides, label: str) -> Any:
        if sides.own not in (sides.upper, sides.base):
            self._choices.follow(label)
        return sides.upper

    def _object(self, sides: Sides, place: Place, label: str) -> Json:
        """A part, or the object inside a field that is not the field itself."""
        words = [word for word in sides.words() if word not in OBJECT_WORDS]
        found = {word: self._word(sides.get(word), word, ".".join((*place, word)), label) for word in words}
        return {word: one for word, one in found.items() if one is not NOTHING} | self._arranged(sides, place, label)

    def _arranged(self, sides: Sides, place: Place, label: str) -> Json:
        """The fields of an object, in their order, with what is demanded and checked."""
        sides = Sides(*(one if isinstance(one, Mapping) else {} for one in sides))  # what both added has no base
        asked = sides.get("properties")
        fields = self._each(asked, lambda one, code: self._field(one, (*place, code)))
        held = {code: self._locks.get((*place, code), _NONE) for code in fields}
        return {"properties": fields} | arranged(sides, fields, Around(place, label, held, self._choices))

    # words ------------------------------------------------------------------------------------------------------------
    def _word(self, sides: Sides, word: str, place: str, label: str, *, is_kept: bool = False) -> Any:
        """The value of one word. `is_kept`: what the upper form lists is not taken out."""
        if word in _SETS:
            return _set(sides)
        if word in _CODED and sides.all_are(list):
            return self._coded(sides, place, label, is_kept=is_kept)
        if word in _NESTED and sides.all_are(dict):
            return self._nested(sides, place, label)
        return self._choices.value(sides, place, label, WORDS.get(word, word))

    def _nested(self, sides: Sides, place: str, label: str) -> Json:
        words = {word: self._word(sides.get(word), word, f"{place}.{word}", label) for word in sides.words()}
        return {word: value for word, value in words.items() if value is not NOTHING}

    def _coded(self, sides: Sides, place: str, label: str, *, is_kept: bool) -> list[Any]:
        """Options, rows, columns, parts: each by its code, in the order of the side that changed it."""
        lists = Sides(*({} if one is NOTHING else {entry["code"]: entry for entry in one} for one in sides))
        found = {}
        for code in lists.words():
            one, here = lists.get(code), f"{place}.{code}"
            said = f"{label}·{_label(one, code)}"
            if is_kept and one.own is NOTHING and one.upper is not NOTHING:
                found[code] = one.upper
            elif NOTHING in (one.upper, one.own):
                found[code] = self._choices.value(one, here, said, TAKEN_OUT)
            else:
                found[code] = self._nested(one, here, said)
        present = {code: one for code, one in found.items() if one is not NOTHING}
        orders = Sides(*map(list, lists))
        order = in_order(orders, present, lambda: self._choices.side(orders, f"{place}.order", label, ORDER))
        return [present[code] for code in order]


def _label(sides: Sides, code: str) -> str:
    """What an entry of a list is called."""
    entry = next(one for one in (sides.upper, sides.own, sides.base) if one is not NOTHING)
    return str(entry.get("label", entry.get("title", code)))


def _shape(field: Json) -> tuple[Any, bool]:
    """The kind of a definition, and whether it holds fields."""
    return field.get("x-kind"), "properties" in field


def _locked_by_both(sides: Sides) -> Any:
    """What either side locks: a form below may lock more, never less."""
    held = [locked({"x-locked": one}) if one is not NOTHING else _NONE for one in sides]
    both = held[1] | (held[2] - (held[0] - held[1]))  # what the upper form gave up, it gave up for all
    if both == EVERYTHING:
        return True
    return [aspect for aspect in ("code", "meaning", "order", "print") if aspect in both] or NOTHING


def _set(sides: Sides) -> Any:
    """A list whose order says nothing: what either side added, without what either took out."""
    base, upper, own = ([] if one is NOTHING else one for one in sides)
    found = [one for one in dict.fromkeys([*upper, *own]) if (one in upper and one in own) or one not in base]
    return found or NOTHING


def _without_revived(document: Json) -> Json:
    """Without the names in `x-dropped` of fields that are there all the same."""
    kept = [name for name in document.get("x-dropped", ()) if not _is_there(document, name.split("."))]
    return {word: kept if word == "x-dropped" else one for word, one in document.items() if word != "x-dropped" or kept}


def _is_there(document: Json, codes: Iterable[str]) -> bool:
    found: Any = document
    for code in codes:
        found = found.get("items", found).get("properties", {}).get(code)
        if found is None:
            return False
    return True
