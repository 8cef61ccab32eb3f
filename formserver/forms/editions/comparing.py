"""Two editions of a paper side by side: every change, in the order in which the paper is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any, Final

from formserver.forms import canonical
from formserver.forms.document import FormDocument, Part
from formserver.forms.editions import matching
from formserver.forms.editions.changes import Change, Comparison, Effect
from formserver.forms.editions.fields import Place, compare_field
from formserver.forms.editions.matching import DIRECT, Matching
from formserver.forms.group import Container, Group

Ways = Mapping[str, Matching]
"""Part -> how it is matched."""


def compare(before: FormDocument, after: FormDocument, *, ways: Ways = MappingProxyType({})) -> Comparison:
    """What changes from one edition to the other; `ways`: how the parts are matched where other editions lie between
    them, see `lineage.through`."""
    return Comparison(tuple(_document(before, after, ways)), _bare(before.schema) == _bare(after.schema))


def _bare(schema: Any) -> Any:
    """A compiled schema without its words and its own name."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {word: value for word, value in schema.items() if not (word in ("title", "$id") and isinstance(value, str))}
    return {word: _bare(value) for word, value in kept.items()}


# document -------------------------------------------------------------------------------------------------------------
RECODED: Final = "代码由%(before)s改为%(after)s，已填的随着换"
"""What is said of a field that has another code: nothing for who fills it in."""
_PRINTED: Final = {"description": "表的说明改变", "x-copies": "一式几份、由谁保存改变", "x-paper": "印出的表格改变"} | {
    "x-upper": "所依据的上级的表或它的版本改变"
}


def _document(before: FormDocument, after: FormDocument, ways: Ways) -> Iterator[Change]:
    if before.code != after.code:
        names = {"before": before.code, "after": after.code}
        yield Change((), after.title, Effect.REFUSED, "表的代码由%(before)s改成%(after)s：那是另一张表", names)
    if before.title != after.title:
        words = {"before": before.title, "after": after.title}
        yield Change((), after.title, Effect.WORDS, "表名由“%(before)s”改为“%(after)s”", words)
    for word, key in _PRINTED.items():
        if before.bundled.get(word) != after.bundled.get(word):
            yield Change((), after.title, Effect.WORDS, key)
    yield from _parts(before, after, ways)


def _parts(before: FormDocument, after: FormDocument, ways: Ways) -> Iterator[Change]:
    for code, part in after.parts.items():
        if code in before.parts:
            yield from _part(before.parts[code], part, ways.get(code, DIRECT))
        else:
            yield Change((code,), part.title, Effect.WIDER, "增加这一部分")
    for code, part in before.parts.items():
        if code not in after.parts:
            yield Change((code,), part.title, Effect.REFUSED, "去掉了这一部分：已有的记录没有着落")
    order = [code for code in before.parts if code in after.parts]
    if order != [code for code in after.parts if code in before.parts]:
        yield Change((), after.title, Effect.MEANING, "各部分的先后改变")


def _part(before: Part, after: Part, ways: Matching) -> Iterator[Change]:
    place = (after.code,)
    if before.title != after.title:
        words = {"before": before.title, "after": after.title}
        yield Change(place, after.title, Effect.WORDS, "名称由“%(before)s”改为“%(after)s”", words)
    if (before.counter, before.follows) != (after.counter, after.follows):
        yield Change(place, after.title, Effect.MEANING, "次数的计法或所跟随的部分改变")
    yield from compare_objects(before.group, after.group, place, after.title, ways)


# objects of fields ----------------------------------------------------------------------------------------------------
def compare_objects(before: Group, after: Group, place: Place, label: str, ways: Matching = DIRECT) -> Iterator[Change]:
    """Two editions of an object of fields; `label`: what the paper calls it."""
    found = ways.fields(before, after)
    for code, field in after.fields.items():
        here = (*place, code)
        if code in found.pairs:
            yield from _same_field(before, after, code, here, found, ways)
        else:
            demanded = _is_demanded(after, code)
            key = "增加这一项，必填" if demanded else "增加这一项"
            yield Change(here, field.spoken, Effect.NARROWER if demanded else Effect.WIDER, key)
    for code in found.gone:
        yield Change((*place, code), before.fields[code].spoken, Effect.GONE, "不再询问，已填的另行保存")
    yield from _arranged(before, after, found, place, label)
    yield from _checks(before, after, place, label)


def _same_field(
    before: Group, after: Group, code: str, place: Place, found: matching.Matched, ways: Matching
) -> Iterator[Change]:
    former = found.pairs[code]
    old, new = before.fields[former], after.fields[code]
    if code != former:
        words = {"before": former, "after": code}
        yield Change(place, new.spoken, Effect.WIDER, RECODED, words)
    was, now = former in before.spec.get("required", ()), code in after.spec.get("required", ())
    if was != now:
        yield Change(place, new.spoken, *((Effect.NARROWER, "改为必填") if now else (Effect.WIDER, "不再必填")))
    yield from compare_field(old, new, place, found.renamed, ways)
    if type(old) is type(new) and isinstance(old, Container) and isinstance(new, Container):
        yield from _inside(old, new, place, ways)


def _inside(before: Container, after: Container, place: Place, ways: Matching) -> Iterator[Change]:
    if "x-cell" in before.spec:  # the fields of a grid are its columns, all made of one cell
        old, new = (holder.make("", {"title": "每一格", **holder.spec["x-cell"]}) for holder in (before, after))
        yield from compare_field(old, new, place, {}, ways)
    else:
        yield from compare_objects(before.group, after.group, place, after.spoken, ways)


def _is_demanded(group: Group, code: str) -> bool:
    return code in group.always_required or bool(group.demands(code))


def _arranged(before: Group, after: Group, found: matching.Matched, place: Place, label: str) -> Iterator[Change]:
    """Order and headings; what jumps pass over because of a new order is told with the fields themselves."""
    was, now = _sections(before, found.now), _sections(after, dict.fromkeys(found.pairs, ""))
    section_of = {code: section for section, codes in was for code in codes}
    moved = _moved([code for _, codes in was for code in codes], [code for _, codes in now for code in codes])
    for section, codes in now:
        for code in codes:
            if code in moved or section_of[code] != section:
                yield Change((*place, code), after.fields[code].spoken, Effect.WORDS, "换了位置")
    headings = [[(one.code, one.title, one.note) for one in group.sections] for group in (before, after)]
    if headings[0] != headings[1]:
        yield Change(place, label, Effect.WORDS, "分节的标题或提示改变")
    if _opened(before) != _opened(after):
        yield Change(place, label, Effect.WORDS, "整节的锁定，或让下级增加项的地方改变")


def _opened(group: Group) -> list[Any]:
    """Which sections are locked, and where forms below may add fields."""
    sections = [(one["code"], one.get("x-locked"), one.get("x-open")) for one in group.spec.get("x-sections", ())]
    return [group.spec.get("x-open"), *(one for one in sections if any(one[1:]))]


def _sections(group: Group, known: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The sections with the fields that both editions have, by the code they have now."""
    return [
        (section.code, [known[field.code] or field.code for field in section.fields if field.code in known])
        for section in group.sections
    ]


def _moved(was: list[str], now: list[str]) -> set[str]:
    """The fewest codes that have to be taken out so that the others stand in the same order."""
    kept = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return set(now) - {now[at] for block in kept for at in range(block.b, block.b + block.size)}


def _checks(before: Group, after: Group, place: Place, label: str) -> Iterator[Change]:
    was, now = ({canonical.dumps(check): check for check in _written(group)} for group in (before, after))
    for text in now:
        if text not in was:
            is_error = now[text].get("level", "error") == "error"
            effect = Effect.NARROWER if is_error else Effect.MEANING
            yield Change(place, label, effect, "增加一条核对" if is_error else "增加一条提醒")
    for text in was:
        if text not in now:
            yield Change(place, label, Effect.WIDER, "去掉一条核对或提醒")


def _written(group: Group) -> Sequence[Mapping[str, Any]]:
    return list(group.spec.get("x-checks", ()))
