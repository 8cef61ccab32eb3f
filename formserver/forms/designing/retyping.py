"""Asking a field in another way: another kind, with its name, options and all that fits the new kind kept."""

from __future__ import annotations

import re
from typing import Any, Final

from formserver.forms.designing import sums
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called
from formserver.forms.designing.palette import CONTAINERS, KINDS, Kind
from formserver.forms.designing.printed import printed_at
from formserver.forms.designing.properties import PROPERTIES
from formserver.forms.editions.references import users
from formserver.forms.kinds import registry
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.choice import Choice
from formserver.forms.placeholders import PRINTED

_OF_ANY_KIND: Final = ("title", "x-spoken", "x-was", "x-when", "x-carry")


def kinds() -> list[Kind]:
    """The kinds a field can become: those of one answer."""
    return [kind for kind in KINDS.values() if kind.group != CONTAINERS and kind.code != "note"]


def can_change(spec: Json) -> bool:
    """Whether a field can become another kind: it has an answer of its own and holds no rows."""
    return spec.get("x-kind") in [kind.code for kind in kinds()]


def retype(sketch: Sketch, words: Words) -> Said:
    """Ask a `field` as another `kind`; what people are told of it, its options and its cell stay."""
    place, kind = words.needed("field"), _kind(words)
    holder, before = sketch.holder(place), sketch.field(place)
    if kind.code == before["x-kind"]:
        raise Refused("“%(label)s”已经是这一种了。", label=called(before))
    if not can_change(before):
        raise Refused("这一种不能改成别的。请删除它，再加一项。")
    if _sort(before["x-kind"]) != _sort(kind.code):
        _refuse_used(sketch, place)
    code = place.rpartition(".")[2]
    holder["properties"][code] = _spec(before, kind, sketch)
    anew = _Marks(registry.make_field(code, holder["properties"][code]), kind.style)
    for _, slot in printed_at(sketch, place):
        for word in {"text", "lines", "foot"} & set(slot.cell):
            slot.cell[word] = anew.printed(slot.cell[word])
    for block in sketch.document["x-paper"]["blocks"]:
        if "line" in block and place == f"{block['part']}.{code}":
            block["line"] = anew.printed(block["line"])
    sums.follow_column(sketch, place)
    return Said("把“%(label)s”改成了%(what)s。", {"label": called(before), "what": kind.title})


def _kind(words: Words) -> Kind:
    kind = KINDS.get(words.text("kind"))
    if kind is None or kind not in kinds():
        raise Refused()
    return kind


def _sort(code: str) -> str:
    """What conditions and computed values can ask of a kind: kinds of one sort change without them noticing."""
    made, words = registry.KINDS[code], KINDS[code].words
    return f"{made.takes_many} {sorted(words)}" if issubclass(made, Choice) else made.operand


def _refuse_used(sketch: Sketch, place: str) -> None:
    own = tuple(place.split("."))
    using = [use.said for use in users(sketch.document, own) if use.owner and use.owner != own]
    if using:
        said = "、".join(dict.fromkeys(using))
        raise Refused("“%(label)s”还有别处在用：%(users)s。请先改那里。", label=called(sketch.field(place)), users=said)


def _spec(before: Json, kind: Kind, sketch: Sketch) -> Json:
    new = kind.spec(before["title"], sketch)
    fitting = {one.word.partition(".")[0] for one in PROPERTIES if one.fits(new, "")} - {""}
    kept = {word: value for word, value in before.items() if word in fitting or word in _OF_ANY_KIND}
    if "x-options" in new:
        options = before.get("x-options") or _unwritten(before) or new["x-options"]
        new["x-options"] = [_option(one, kind) for one in options]
    elif isinstance(kept.get("x-concept"), dict):
        kept["x-concept"] = kept["x-concept"]["name"]
    return {**kept, **new}


def _unwritten(before: Json) -> list[Json]:
    """The options that a field has by its kind."""
    field = registry.make_field("", before)
    return [{"code": one.code, "label": one.label} for one in field.options] if isinstance(field, Choice) else []


def _option(one: Json, kind: Kind) -> Json:
    made = registry.KINDS[kind.code]
    takes_many = issubclass(made, Choice) and made.takes_many
    return {word: value for word, value in one.items() if takes_many or word != "exclusive"}


class _Marks:
    """The marks for a field on the sheet, written anew: those it does not know any more become one for the whole."""

    def __init__(self, field: Field, style: str) -> None:
        self._field = field
        self._whole = [f"{{{field.code}{style}}}"]

    def printed(self, words: Any) -> Any:
        """The words of a cell, or a list of lines."""
        if isinstance(words, list):
            return [self.printed(one) for one in words]
        return PRINTED.sub(self._written, words)

    def _written(self, mark: re.Match[str]) -> str:
        code, _, inner = mark[1].partition(".")
        if code != self._field.code or self._is_known(inner, mark[2], mark[3]):
            return mark[0]
        return self._whole.pop() if self._whole else ""

    def _is_known(self, inner: str, option: str | None, style: str | None) -> bool:
        if option:
            return self._field.knows_mark(option, inner)
        return (not inner or self._field.knows_style(inner)) and (not style or self._field.knows_style(style))


STEPS: Final[dict[str, Do]] = {"retype": retype}
