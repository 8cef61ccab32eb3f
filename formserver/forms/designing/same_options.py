"""One set of options for several fields: taken over from another field, codes and all."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from formserver.forms.designing.base import Do, Refused, Said, Sketch, Words, called
from formserver.forms.designing.meanings import forget
from formserver.forms.designing.options import refuse_used
from formserver.forms.designing.whole import fields_in_order


def sources(sketch: Sketch, place: str) -> list[tuple[str, str]]:
    """The fields whose options another one may take over: place, name."""
    own = sketch.field(place)["x-options"]
    found = fields_in_order(sketch)
    return [(other, called(spec)) for other, spec in found if spec.get("x-options") not in (None, own)]


def take_over(sketch: Sketch, words: Words) -> Said:
    """Give a `field` the options of the field at the place `source`, with their codes: only then can both be compared,
    and the worst of them be told."""
    place, other = words.needed("field"), words.needed("source")
    spec, taken = sketch.field(place), sketch.field(other)
    if "x-options" not in spec or "x-options" not in taken:
        raise Refused("请选一项有选项的。")
    kept = {one["code"] for one in taken["x-options"]}
    leaving = [one for one in spec["x-options"] if one["code"] not in kept]
    for gone in leaving:
        refuse_used(sketch, place, gone)
    forget(spec, (gone["code"] for gone in leaving))
    spec["x-options"] = deepcopy(taken["x-options"])
    return Said("“%(label)s”照抄了“%(other)s”的选项。", {"label": called(spec), "other": called(taken)})


STEPS: Final[dict[str, Do]] = {"copy_options": take_over}
