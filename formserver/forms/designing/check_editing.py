"""Changing a check in its place: the fields it names, the answers it speaks of, the sentence people are told."""

from __future__ import annotations

import re
from typing import Any, Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, no_braces
from formserver.forms.designing.checking import CHECKS, HOLDS, Check, chosen, numbered, written
from formserver.forms.placeholders import BLANK

_SIMPLE: Final = re.compile(r"([a-z][a-z0-9_]*) (<=|<|==) ([a-z][a-z0-9_]*)")
_SIGNS: Final = {sign: code for code, (sign, _) in HOLDS.items()}


def kind_of(check: Json) -> Check | None:
    """The check as one that can be added; None for an expression of its own."""
    simple = _SIMPLE.fullmatch(check["cel"]) if check["check"] == "holds" else None
    return CHECKS.get(_SIGNS[simple[2]] if simple else check["check"])


def named(check: Json) -> dict[str, Any]:
    """The fields that a check names, by the name of the slot; of sums a list."""
    kind = kind_of(check)
    simple = _SIMPLE.fullmatch(check.get("cel", ""))
    if kind is None:
        return {}
    if simple:
        return {"first": simple[1], "second": simple[3]}
    return {slot.name: check[slot.word] for slot in kind.slots}


def is_named_by_path(check: Json) -> bool:
    """Whether it names answers inside of fields, which only an expert writes."""
    values = named(check).values()
    return any("." in path for value in values for path in ([value] if isinstance(value, str) else value))


def sentence(sketch: Sketch, place: str, check: Json) -> str:
    """What people are told, with 【names】 in the place of answers; "" where the kind of the check says it."""
    beside: Json = sketch.holder(place)["properties"]
    return BLANK.sub(
        lambda mark: f"【{called(beside[mark[1]])}】" if mark[1] in beside else mark[0], check.get("message", "")
    )


def change_check(sketch: Sketch, words: Words) -> Said:
    """The check of that `number` in the object of a `field` names other fields (by the names of its slots), another
    `option` and `options`, or tells another sentence (`message`, answers as 【name】)."""
    place, check = words.needed("field"), numbered(sketch, words)
    new, kind = dict(check), kind_of(check)
    if kind is not None and not is_named_by_path(check):
        found = {slot.word: chosen(sketch, place, slot, words) for slot in kind.slots}
        if found != {slot.word: named(check)[slot.name] for slot in kind.slots} or kind.code == "chosen_together":
            new |= written(kind, found, sketch.holder(place), words)
    typed = words.text("message", limit=200)
    if check["check"] == "holds" and typed != sentence(sketch, place, check):
        new["message"] = _message(sketch, place, typed)
    if not new.get("message", "-"):
        raise Refused("请写好不对时说什么。")
    check.clear()
    check.update(new)
    return Said("改了一条核对。")


def _message(sketch: Sketch, place: str, typed: str) -> str:
    text = no_braces(typed)
    for code, spec in sketch.holder(place)["properties"].items():
        text = text.replace(f"【{called(spec)}】", f"{{{code}}}")
    return text


STEPS: Final[dict[str, Do]] = {"change_check": change_check}
