"""The order, the headings, the demands and the checks of an object of fields, of two lines of change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.document import Json
from formserver.forms.editions import conflicts
from formserver.forms.editions.conflicts import NOTHING, UPPER, Choices, Sides
from formserver.forms.editions.locking import MEANING, ORDER, Aspects
from formserver.forms.editions.naming import Place, spoken
from formserver.forms.editions.sequences import in_order
from formserver.forms.order import field_order

OBJECT_WORDS: Final = frozenset({"properties", "required", "x-order", "x-sections", "x-checks"})


@dataclass(frozen=True)
class Around:
    """The object whose fields are put in order: its place, how it is called, what of each field is locked."""

    place: Place
    label: str
    held: Mapping[str, Aspects]
    choices: Choices

    def named(self, *more: str) -> str:
        """A place in it, as choices name it."""
        return ".".join((*self.place, *more))

    def ordered(self, orders: Sides, present: Collection[str], fixed: set[str], name: str, word: str) -> list[str]:
        """The codes that are present in the order of the side that changed it; those that are fixed stand among each
        other as in the upper form."""
        fixed = fixed & set(orders.upper) & set(orders.own)
        above, beside = ([code for code in one if code in fixed] for one in orders[1:])
        if above != beside:
            self.choices.follow(f"{self.label}的{word}")
            orders = Sides(orders.own, orders.upper, orders.own)
        return in_order(orders, present, lambda: self.choices.side(orders, self.named(name), self.label, word))


def arranged(sides: Sides, fields: Json, around: Around) -> Json:
    """`required`, `x-order` or `x-sections`, and `x-checks` of the fields that are there."""
    fixed = {code for code in fields if ORDER in around.held[code]}
    orders = Sides(*(field_order(one) for one in sides))
    found: Json = {}
    if any("x-sections" in one for one in sides[1:]):
        found["x-sections"] = _sections(sides, orders, fields, fixed, around)
    elif any("x-order" in one for one in sides[1:]):
        found["x-order"] = around.ordered(orders, fields, fixed, "order", conflicts.ORDER)
    demanded = {code for code in fields if _is_required(sides, code, around.held[code])}
    required = in_order(Sides(*(one.get("required", []) for one in sides)), demanded, lambda: UPPER)
    checks = _checks(sides, around)
    return found | ({"required": required} if required else {}) | ({"x-checks": checks} if checks else {})


def _sections(sides: Sides, orders: Sides, fields: Json, fixed: set[str], around: Around) -> list[Json]:
    """The headings, each with its fields in order."""
    lists = Sides(*({one["code"]: one for one in side.get("x-sections", ())} for side in sides))
    standing = _standing(lists, orders, fields, fixed, around)
    inside: dict[str, list[str]] = {}
    for code, section in standing.items():
        inside.setdefault(section, []).append(code)
    firm = {standing[code] for code in fixed}
    there = around.ordered(Sides(*map(list, lists)), inside, firm, "sections", conflicts.HEADINGS)
    made = []
    for code in there:
        listed = Sides(*([one for one in side if one in inside[code]] for side in orders))
        order = around.ordered(listed, inside[code], fixed, f"{code}.order", conflicts.ORDER)
        made.append(_section(lists.get(code), around) | {"fields": order})
    return made


def _standing(lists: Sides, orders: Sides, fields: Json, fixed: set[str], around: Around) -> dict[str, str]:
    """Field -> the code of its heading. Where a side has no headings, its fields stand with those before them."""
    found: dict[str, str] = {}
    last = next(iter(lists.words()))
    for code in in_order(orders, fields, lambda: UPPER):
        one = Sides(*(_section_of(listed, code) for listed in lists))
        if code in fixed and one.upper is not NOTHING:
            section = one.upper
        else:
            label = spoken(code, fields[code])
            section = around.choices.value(one, around.named(code, "section"), label, conflicts.HEADING)
        last = found[code] = last if section is NOTHING else section
    return found


def _section_of(listed: Json, code: str) -> Any:
    return next((name for name, section in listed.items() if code in section["fields"]), NOTHING)


def _section(sides: Sides, around: Around) -> Json:
    """The words of a heading; one that a side has not is as the other says."""
    there = [one for one in (sides.upper, sides.own) if one is not NOTHING]
    if len(there) == 1:
        return dict(there[0])
    name = around.named(there[0]["code"])
    words = {word: sides.get(word) for word in sides.words() if word != "fields"}
    label = there[0].get("title", there[0]["code"])
    value = around.choices.value
    found = {word: value(one, f"{name}.{word}", label, conflicts.WORDS.get(word, word)) for word, one in words.items()}
    return {word: value for word, value in found.items() if value is not NOTHING}


def _is_required(sides: Sides, code: str, held: Aspects) -> bool:
    base, upper, own = (code in one.get("required", ()) for one in sides)
    if MEANING in held:
        return upper
    return own if upper == base else upper


def _checks(sides: Sides, around: Around) -> list[Json]:
    lists = Sides(*(_by_subject(one.get("x-checks", ())) for one in sides))
    value = around.choices.value
    found = {
        key: value(lists.get(key), around.named("x-checks", key), around.label, conflicts.CHECK)
        for key in lists.words()
    }
    present = {key: one for key, one in found.items() if one is not NOTHING}
    return [present[key] for key in in_order(Sides(*map(list, lists)), present, lambda: UPPER)]


def _by_subject(checks: Any) -> dict[str, Json]:
    """Checks have no codes: each by what it is about, and by its number among those about the same."""
    found: dict[str, Json] = {}
    for check in checks:
        about = next(str(check[word]) for word in _SUBJECTS if word in check)
        number = sum(key.startswith(f"{check['check']}-{about}-") for key in found) + 1
        found[f"{check['check']}-{about}-{number}"] = check
    return found


_SUBJECTS: Final = ("at", "total", "rows", "earlier", "field", "card")
