"""What the blanks inside of options ask: text, numbers, dates; and what they are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called
from formserver.forms.designing.blanks import opened
from formserver.forms.designing.palette import KINDS, Kind
from formserver.forms.kinds import registry


class Blank(NamedTuple):
    """A blank: codes of its option and of itself, the words of the option, how it is called, its kind, and whether its
    option may be chosen without it."""

    option: str
    code: str
    words: str
    spoken: str
    kind: str
    is_optional: bool


def kinds() -> list[Kind]:
    """What a blank can ask."""
    return [kind for kind in KINDS.values() if registry.KINDS[kind.code].fits_blank]


def blanks(spec: Json) -> Iterator[Blank]:
    """The blanks of the options of a field."""
    for option in spec.get("x-options", ()):
        for code, blank in option.get("blanks", {}).items():
            words, is_optional = opened(option["label"]), bool(blank.get("x-optional"))
            yield Blank(option["code"], code, words, called(blank), blank["x-kind"], is_optional)


def set_blank(sketch: Sketch, words: Words) -> Said:
    """What the `blank` of an `option` of a `field` asks: its `kind`, how it is called in sentences (`spoken`), and
    whether it may be left empty (`optional`)."""
    place, kind = words.needed("field"), KINDS.get(words.text("kind"))
    options: list[Json] = sketch.field(place).get("x-options", [])
    found = next((one for one in options if one["code"] == words.text("option")), {})
    blank = found.get("blanks", {}).get(words.text("blank"))
    if blank is None:
        raise Refused("这一项已经不在表上，请看最新的样子。")
    if kind is None or kind not in kinds():
        raise Refused()
    if kind.code != blank["x-kind"]:
        kept = {word: blank[word] for word in ("title", "x-spoken", "x-optional", "x-sensitive") if word in blank}
        blank.clear()
        blank.update({**kept, "x-kind": kind.code})
    blank.pop("x-spoken", None)
    if "optional" in words.given:
        blank.pop("x-optional", None)
        blank.update({"x-optional": True} if words.text("optional") else {})
    spoken = words.needed("spoken", limit=60)
    blank.update({"x-spoken": spoken} if spoken != blank["title"] else {})
    named = {"label": called(sketch.field(place)), "option": opened(found["label"])}
    return Said("改了“%(label)s”里“%(option)s”的空。", named)


STEPS: Final[dict[str, Do]] = {"blank": set_blank}
