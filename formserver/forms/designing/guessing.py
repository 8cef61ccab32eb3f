"""Guesses of a paper that wait for somebody to look: which are open in a design, and where its page shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from formserver.forms.designing.base import Refused, Said, Sketch
from formserver.forms.designing.grid import tables
from formserver.forms.designing.printed import printed_at
from formserver.forms.importing.guesses import Because, Sure
from formserver.forms.placeholders import texts

Kept = Mapping[str, Any]
_PART: Final = "main"  # papers are read into one part
_OF_THE_TITLE: Final = (Because.TITLE, Because.NO_TITLE)


class Open(NamedTuple):
    """A guess nobody has confirmed yet. `number`: in the list that was kept; `said`: the guess as it was kept;
    `field`: the dotted place of the field it became; `cell`: the key of the cell it stands in (both "": about the whole
    paper)."""

    number: int
    said: Kept
    field: str = ""
    cell: str = ""

    @property
    def is_likely(self) -> bool:
        """Whether words of the paper point there."""
        return bool(self.said["sure"] == Sure.LIKELY)


def still_open(
    sketch: Sketch, guesses: Sequence[Kept], settled: Collection[int], retyped: Collection[str]
) -> list[Open]:
    """The guesses that are not sure and neither `settled` (numbers) nor overtaken by what was changed since: fields
    that are gone or asked in another way (`retyped`: their places), cells with other words. The least sure first."""
    found = [
        one
        for number, said in enumerate(guesses)
        if said["sure"] != Sure.SURE and number not in settled
        for one in _placed(sketch, number, said)
        if one.field not in retyped
    ]
    return sorted(found, key=lambda one: one.is_likely)


def confirmed(found: Sequence[Open]) -> Said:
    """What the history says of guesses that somebody looked at and found right."""
    if len(found) > 1:
        return Said("核对了认出来的%(count)s处，认得对。", {"count": len(found)})
    return Said("核对了“%(label)s”，认得对。", {"label": found[0].said["label"] or found[0].said["words"]})


def _placed(sketch: Sketch, number: int, said: Kept) -> Iterator[Open]:
    """The guess with its place; nothing where the paper no longer has what it is about."""
    if said["field"]:
        place = f"{_PART}.{said['field']}"
        try:
            sketch.field(place)
        except Refused:
            return
        cells = [slot.key for _, slot in printed_at(sketch, place)]
        yield Open(number, said, place, next(iter(cells), ""))
    elif said["because"] in _OF_THE_TITLE:
        if sketch.document["title"] == said["label"]:
            yield Open(number, said)
    elif said["because"] == Because.COPIES:
        if "、".join(sketch.document.get("x-copies", {}).get("holders", ())) == said["label"]:
            yield Open(number, said)
    else:
        yield from (Open(number, said, cell=key) for key in _worded(sketch, said["words"])[:1])


def _worded(sketch: Sketch, words: str) -> list[str]:
    """The keys of the cells that print these words and nothing else."""
    wanted = "".join(words.split())
    slots = (slot for table in tables(sketch) for slot in table.slots())
    return [slot.key for slot in slots if wanted and "".join("".join(texts(slot.cell)).split()).startswith(wanted)]
