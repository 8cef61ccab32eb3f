"""Several options, lines or columns at once, one a line as they are pasted."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, told_at
from formserver.forms.designing.blanks import opened
from formserver.forms.designing.left import UNNAMED
from formserver.forms.designing.options import OPTIONS, append, listed, refuse_many, rename

_LONGEST: Final = 200
_LONGEST_TEXT: Final = 101_000
_TOLD: Final = 5


def add_several(sketch: Sketch, words: Words) -> Said:
    """Add to the options, lines or columns (`list`) of a `field` what stands in `several`, one a line. Those that have
    no name yet are named first; what is there already, or is written twice, is not added again."""
    place, which = words.needed("field"), words.text("list") or OPTIONS
    spec = sketch.field(place)
    found = listed(spec, which)
    if not found:
        raise Refused()
    with told_at("several"):
        new, twice = _told_apart(words.needed("several", limit=_LONGEST_TEXT), found)
        unnamed = [one for one in found if one["label"] in UNNAMED]
        refuse_many(len(found) - len(unnamed), max(len(new), len(unnamed)), which)
        for one, text in zip(unnamed, new, strict=False):
            rename(sketch, place, one, text, which)
        for text in new[len(unnamed) :]:
            append(sketch, place, spec, found, text, which)
    named: dict[str, str | int] = {"label": called(spec), "count": len(new)}
    if not twice:
        return Said("给“%(label)s”写了%(count)s个。", named)
    same = "、".join(twice[:_TOLD])
    return Said("给“%(label)s”写了%(count)s个；重复的没有再写：%(same)s。", named | {"same": same})


def _told_apart(typed: str, found: list[Json]) -> tuple[list[str], list[str]]:
    """The lines that are new, and those that are there already, each once. Raises Refused."""
    known = {opened(one["label"]) for one in found}
    new: list[str] = []
    twice: list[str] = []
    for number, line in enumerate(typed.split("\n"), 1):
        text = line.strip()
        if len(text) > _LONGEST:
            raise Refused("第%(line)s行写得太长，最多%(limit)s个字。", line=number, limit=_LONGEST)
        if text:
            (twice if text in known else new).append(text)
            known.add(text)
    if not new:
        raise Refused("写的都已经有了。")
    return new, list(dict.fromkeys(twice))


STEPS: Final[dict[str, Do]] = {"several": add_several}
