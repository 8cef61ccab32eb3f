"""Taking out of the library: by its name or as a copy; a newer edition; a copy of one's own."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, no_braces
from formserver.forms.designing.fields import placed
from formserver.forms.designing.library import NAME, OWN, opened, written_out
from formserver.forms.designing.library_entries import Borrowed, Entry, borrowed, edition_of, entry
from formserver.forms.designing.library_sheet import height_of, style_of
from formserver.forms.designing.palette import ADVANCED, CONTAINERS, Kind

COPY: Final = "copy"
_CONTAINERS: Final = ("table", "block", "fixed_table", "matrix", "grid", "section")
_LINE: Final = re.compile(r"([a-z0-9][a-z0-9_]{0,59})\s+(\S.*)")
_GONE: Final = "资料库里没有这一份了，请重新选。"


@dataclass(frozen=True)
class _Taken(Kind):
    """What an entry gives, as a kind of the palette."""

    entry: Entry | None = None
    is_copy: bool = False

    def spec(self, label: str, sketch: Sketch) -> Json:
        """The definition of the new field."""
        assert self.entry is not None
        given = _copied(sketch, self.entry) if self.is_copy else _named(self.entry)
        return {**given, "title": label}


def take_in(sketch: Sketch, words: Words) -> Said:
    """A new field at a `cell`, without one below all tables, that is an `entry` of the library, called `label` (else as
    there); `as` "copy": it is the form's own from now on."""
    found = entry(words.needed("entry"), sketch.shared)
    if found is None:
        raise Refused(_GONE)
    label = no_braces(words.text("label", limit=60)) or found.title
    is_copy, spec = words.text("as") == COPY, found.spec
    code, group = spec["x-kind"], CONTAINERS if spec["x-kind"] in _CONTAINERS else ADVANCED
    kind = _Taken(
        code=code,
        title=found.title,
        group=group,
        note=found.about,
        style=style_of(spec),
        height_mm=height_of(spec),
        entry=found,
        is_copy=is_copy,
    )
    placed(sketch, kind, label, words.text("cell"))
    return Said("从资料库复制了“%(label)s”。" if is_copy else "从资料库加了“%(label)s”。", {"label": label})


def _named(found: Entry) -> Json:
    if found.is_list:
        return {"x-kind": "lookup", "x-list": {NAME: found.name, **found.spec["x-list"]}}
    return {NAME: found.name, OWN: [], **copy.deepcopy(found.spec)}


def _copied(sketch: Sketch, found: Entry) -> Json:
    if found.is_list:
        return {"x-kind": "lookup", "x-list": _own_list(sketch, found.spec["x-list"])}
    return _unnamed(sketch, found.name)


def _unnamed(sketch: Sketch, name: str) -> Json:
    """What a definition says itself; what it takes of the library in turn is still named."""
    said = {word: value for word, value in sketch.shared[name].items() if word not in ("$id", "x-library")}
    found: Json = copy.deepcopy(opened(said, sketch.shared))
    return found


def _own_list(sketch: Sketch, listed: Mapping[str, Any]) -> Json:
    """The items of a list under a name no list of the library has."""
    own = f"urn:formserver:list:{sketch.fresh_code('own')}:v1"
    return {**{word: copy.deepcopy(value) for word, value in listed.items() if word != NAME}, "$id": own}


# afterwards -----------------------------------------------------------------------------------------------------------
def _borrowed(sketch: Sketch, words: Words) -> tuple[Borrowed, Json]:
    found = borrowed(sketch, words.needed("field"))
    if found is None:
        raise Refused("这一项已经是本表自己的。")
    return found, sketch.field(found.place)


def make_own(sketch: Sketch, words: Words) -> Said:
    """A `field` keeps all it says and names the library no more."""
    found, spec = _borrowed(sketch, words)
    if found.is_list:
        spec["x-list"] = _own_list(sketch, spec["x-list"])
    else:
        _say(spec, _unnamed(sketch, found.name), sketch, found.name)
    return Said("把“%(label)s”改成了本表自己的。", {"label": called(spec)})


def renew(sketch: Sketch, words: Words) -> Said:
    """A `field` names the newest edition of what it takes; what the form says beside stays."""
    found, spec = _borrowed(sketch, words)
    if not found.newer:
        raise Refused("“%(label)s”用的已经是最新的一版。", label=called(spec))
    if found.is_list:
        spec["x-list"] = {NAME: found.newer, **sketch.shared[found.newer]}
    else:
        named = {NAME: found.newer, OWN: spec[OWN], **copy.deepcopy(written_out(found.newer, sketch.shared))}
        _say(spec, named, sketch, found.name)
    number = edition_of(found.newer)
    return Said("“%(label)s”换成了资料库第%(edition)s版。", {"label": called(spec), "edition": number})


def _say(spec: Json, words: Json, sketch: Sketch, name: str) -> None:
    """A field that took a definition says other words instead; what the form said beside the name stays."""
    before, own = written_out(name, sketch.shared), spec[OWN]
    said = {word: value for word, value in spec.items() if word not in (NAME, OWN)}
    kept = {word: value for word, value in said.items() if word in own or value != before.get(word)}
    spec.clear()
    spec.update({**words, **kept})


def set_items(sketch: Sketch, words: Words) -> Said:
    """The items of a `field`'s own list, one a line of `text`: the code, a space, the words."""
    spec = sketch.field(words.needed("field"))
    listed = spec.get("x-list")
    if not isinstance(listed, dict) or NAME in listed:
        raise Refused("只有本表自己的清单能改。")
    known = {one["code"]: one for one in listed["items"]}
    items: list[Json] = []
    for number, line in enumerate(words.needed("text", limit=_LONGEST_LIST).splitlines(), start=1):
        written = _LINE.fullmatch(line.strip())
        if line.strip() and written is None:
            raise Refused("第%(line)s行要写成“代码 名称”的样子，例如“01 汉族”。代码用小写字母、数字。", line=number)
        if written:
            items.append({**known.get(written[1], {}), "code": written[1], "label": written[2]})
    listed["items"] = items
    return Said("改了“%(label)s”的清单，现有%(count)s项。", {"label": called(spec), "count": len(items)})


_LONGEST_LIST: Final = 100_000

STEPS: Final[dict[str, Do]] = {"library": take_in, "own": make_own, "renew": renew, "items": set_items}
