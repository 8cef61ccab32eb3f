"""What a form may not change of the form above it: fields the upper form locks, and where it lets others add fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

from formserver.forms import canonical
from formserver.forms.document import FormDocument
from formserver.forms.editions import matching, references
from formserver.forms.editions.fields import compare_field
from formserver.forms.editions.naming import Place
from formserver.forms.editions.uses import uses
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.telling import Sentence, Sentences, of_field

Aspects = frozenset[str]
CODE: Final = "code"  # its code, kind and options stay
MEANING: Final = "meaning"  # its whole definition stays, but for the help on the page
ORDER: Final = "order"  # it stays in its section, and in order with the others that are locked so
PRINT: Final = "print"  # the cells that print it stay as they are
EVERYTHING: Final = frozenset({CODE, MEANING, ORDER, PRINT})
NOTHING: Final[Aspects] = frozenset()
WORDS: Final = {CODE: "代码", MEANING: "含义", ORDER: "顺序", PRINT: "印出的样子"}
FREE: Final = frozenset({"description", "x-example", "x-draw", "x-was", "x-locked", "x-open"})
_OF_OBJECTS: Final = frozenset({"properties", "items", "required", "x-order", "x-sections", "x-checks"})


@dataclass(frozen=True)
class Broken:
    """One lock that does not hold: where (codes from the part down), how the paper calls it, and why, as `Sentence`."""

    place: Place
    label: str
    key: str
    params: Mapping[str, Any] | None = None

    @property
    def told(self) -> Sentence:
        """All of it in one sentence."""
        return of_field(self.label, Sentence(self.key, self.params or {}))


class Upper(NamedTuple):
    """The form above, as a document names it, and the edition it is based on: (major, minor)."""

    form: str
    edition: tuple[int, int]


def upper_of(document: FormDocument) -> Upper | None:
    """The form that a document says it is derived from."""
    named = document.bundled.get("x-upper")
    if named is None:
        return None
    major, minor = map(int, named["edition"].split("."))
    return Upper(named["form"], (major, minor))


def in_order(documents: Iterable[FormDocument]) -> list[FormDocument]:
    """Upper forms before those derived from them; else as they come. Those that lead in a circle are the last."""
    waiting, done = list(documents), list[FormDocument]()
    while waiting:
        codes = {one.code for one in waiting}
        ready = [one for one in waiting if (upper := upper_of(one)) is None or upper.form not in codes] or waiting
        done += ready
        waiting = [one for one in waiting if one not in ready]
    return done


def locked(spec: Mapping[str, Any]) -> Aspects:
    """What a field or a section locks by itself."""
    words = spec.get("x-locked", ())
    return EVERYTHING if words is True else frozenset(words)


def locks(document: Mapping[str, Any]) -> dict[Place, Aspects]:
    """Every field of a document (JSON) with a lock, its own or that of what is around it, and what of it is locked."""
    found: dict[Place, Aspects] = {}
    for code, part in document["properties"].items():
        found |= _locks(part, (code,), NOTHING)
    return found


def _locks(holder: Mapping[str, Any], place: Place, around: Aspects) -> Iterator[tuple[Place, Aspects]]:
    sections = _section_of(holder)
    for code, field in holder.get("properties", {}).items():
        held = around | locked(field) | locked(sections.get(code, {}))
        if held:
            yield (*place, code), held
        yield from _locks(field.get("items", field), (*place, code), held)


def _section_of(holder: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Field code -> its section as the document writes it; empty where there are no sections."""
    return {code: section for section in holder.get("x-sections", ()) for code in section["fields"]}


def broken_locks(upper: FormDocument, derived: FormDocument) -> list[Broken]:
    """Every lock of the upper form that the derived one does not keep, in the order of the upper paper."""
    judge = _Judge(upper, derived)
    found: list[Broken] = []
    for code, part in upper.parts.items():
        if code in derived.parts:
            found += judge.object(part.group, derived.parts[code].group, (code,), part.title)
        elif any(place[0] == code for place in judge.locks):
            found.append(Broken((code,), part.title, "这一部分里有上级锁定的项，不能去掉"))
    more = (part for code, part in derived.parts.items() if code not in upper.parts)
    found += [Broken((part.code,), part.title, _CLOSED) for part in more if judge.names_open]
    return [*found, *judge.prints()]


_CLOSED: Final = "不能加在这里：上级只许加在它开放的地方"


class _Judge:
    """One comparison of a form with the one above it."""

    def __init__(self, upper: FormDocument, derived: FormDocument) -> None:
        self.upper, self.derived = upper, derived
        self.locks, self.held = locks(upper.bundled), locks(derived.bundled)
        self.names_open = _names_open(upper.bundled)

    def object(self, upper: Group, own: Group, place: Place, label: str) -> Iterator[Broken]:
        """The fields of an object, those inside them, what is added, and the order."""
        now = matching.fields(upper, own).now
        for code, field in upper.fields.items():
            here = (*place, code)
            if code not in now:
                if self._below(here):
                    reason = "由上级锁定，不能去掉" if here in self.locks else "里面有上级锁定的项，不能去掉"
                    yield Broken(here, field.spoken, reason)
                continue
            yield from self._field(field, own.fields[now[code]], here, (upper, own))
            yield from self._inside(field, own.fields[now[code]], here)
        yield from self._added(upper, own, place, label)
        yield from self._order(upper, own, place, now)
        yield from self._checks(upper, own, place, label)

    def _below(self, place: Place) -> Aspects:
        """What is locked of a field or of anything inside it."""
        return frozenset().union(*(held for one, held in self.locks.items() if one[: len(place)] == place))

    def _inside(self, upper: Field, own: Field, place: Place) -> Iterator[Broken]:
        if not isinstance(upper, Container) or "x-cell" in upper.spec:
            return
        if isinstance(own, Container):
            yield from self.object(upper.group, own.group, place, upper.spoken)
        elif CODE not in self.locks.get(place, NOTHING) and self._below(place):
            yield Broken(place, upper.spoken, "里面有上级锁定的项，填写方式不能改")
        is_shown_alike = upper.spec.get("x-when") == own.spec.get("x-when")
        if MEANING in self._below(place) - self.locks.get(place, NOTHING) and not is_shown_alike:
            yield Broken(place, upper.spoken, "里面有上级锁定的项，什么情况下填写不能改")

    def _field(self, upper: Field, own: Field, place: Place, groups: tuple[Group, Group]) -> Iterator[Broken]:
        held = self.locks.get(place, NOTHING)
        if CODE in held:
            yield from self._code(upper, own, place)
        if MEANING in held:
            yield from self._meaning(upper, own, place, groups)
        lost = [Sentence(WORDS[one]) for one in WORDS if one in held - self.held.get((*place[:-1], own.code), NOTHING)]
        if lost:
            yield Broken(place, upper.spoken, "由上级锁定（%(what)s），不能解除", {"what": Sentences(lost, "、")})

    def _code(self, upper: Field, own: Field, place: Place) -> Iterator[Broken]:
        if own.code != upper.code:
            yield Broken(place, upper.spoken, "的代码由上级锁定，不能改成 %(code)s", {"code": own.code})
        if type(own) is not type(upper):
            yield Broken(place, upper.spoken, "的填写方式由上级锁定，不能改")
        missing = [option.words for code, option in matching.options_of(upper).items() if code not in _codes(own)]
        if missing:
            words = {"options": "、".join(missing)}
            yield Broken(place, upper.spoken, "的选项由上级锁定，不能去掉或换代码：%(options)s", words)

    def _meaning(self, upper: Field, own: Field, place: Place, groups: tuple[Group, Group]) -> Iterator[Broken]:
        was, now = (
            (field.code in group.spec.get("required", ())) for field, group in zip((upper, own), groups, strict=True)
        )
        if _defined(upper) == _defined(own) and was == now:
            return
        said = [*compare_field(upper, own, place, {}), *([Sentence("必填改变")] if was != now else ())]
        changes = Sentences(said or [Sentence("定义改变")], "、")
        yield Broken(place, upper.spoken, "的含义由上级锁定，不能改：%(changes)s", {"changes": changes})

    # what is around fields --------------------------------------------------------------------------------------------
    def _added(self, upper: Group, own: Group, place: Place, label: str) -> Iterator[Broken]:
        """Fields of the derived form alone, and places it opens to others."""
        sections = {section["code"]: section for section in upper.spec.get("x-sections", ())}
        section_of = _section_of(own.spec)
        for code in matching.fields(upper, own).added:
            section = sections.get(section_of.get(code, {}).get("code", ""), {})
            if not self._is_open(upper.spec, section, place):
                yield Broken((*place, code), own.fields[code].spoken, _CLOSED if self.names_open else _SEALED)
        for section in own.spec.get("x-sections", ()):
            known = sections.get(section["code"])
            if known is not None and "x-open" in section and not self._is_open(upper.spec, known, place):
                yield Broken(place, section.get("title", section["code"]), "不能再开放给下级：上级没有开放这里")
        if "x-open" in own.spec and not self._is_open(upper.spec, {}, place):
            yield Broken(place, label, "不能再开放给下级：上级没有开放这里")

    def _is_open(self, holder: Mapping[str, Any], section: Mapping[str, Any], place: Place) -> bool:
        if "x-open" in section or ("x-open" in holder and not locked(section)):
            return True
        is_locked = bool(locked(section)) or place in self.locks
        return not self.names_open and not is_locked

    def _order(self, upper: Group, own: Group, place: Place, now: Mapping[str, str]) -> Iterator[Broken]:
        fixed = [code for code in upper.fields if ORDER in self.locks.get((*place, code), NOTHING) and code in now]
        was, is_now = _section_of(upper.spec), _section_of(own.spec)
        for code in fixed:
            if was.get(code, {}).get("code") != is_now.get(now[code], {}).get("code"):
                yield Broken((*place, code), upper.fields[code].spoken, "的位置由上级锁定，不能移到别的栏目")
        there = [code for code in own.fields if code in {now[one] for one in fixed}]
        for code, other in zip(fixed, there, strict=True):
            if now[code] != other:
                yield Broken((*place, code), upper.fields[code].spoken, "的先后由上级锁定，不能改")
                return

    def _checks(self, upper: Group, own: Group, place: Place, label: str) -> Iterator[Broken]:
        """A check of the upper form that names a field whose meaning is locked stays."""
        kept = {canonical.dumps(check) for check in own.spec.get("x-checks", ())}
        for index, check in enumerate(upper.spec.get("x-checks", ())):
            if canonical.dumps(check) not in kept and self._protects(place, index):
                yield Broken(place, label, _CHECK, {"number": index + 1})

    def _protects(self, place: Place, index: int) -> bool:
        named = (
            use.target
            for use in uses(self.upper.bundled)
            if use.owner == place and ("x-checks", index) in pairwise(use.steps)
        )
        return any(MEANING in self.locks.get(target, NOTHING) for target in named)

    # the sheet --------------------------------------------------------------------------------------------------------
    def prints(self) -> Iterator[Broken]:
        """Fields whose printing is locked and that are printed elsewhere, or otherwise."""
        places = {place for place, held in self.locks.items() if PRINT in held}
        wanted, found = _cells(self.upper.bundled, places), _cells(self.derived.bundled, places)
        fields = {place: field.spoken for place, field in references.fields(self.upper)}
        for place in fields:
            if wanted.get(place) != found.get(place):
                yield Broken(place, fields[place], "印出的样子由上级锁定，不能改")
        order = [place for place in wanted if place in found]
        for place, other in zip(order, (place for place in found if place in wanted), strict=True):
            if place != other:
                yield Broken(place, fields[place], "在印出的表上的先后由上级锁定，不能改")
                return


_SEALED: Final = "不能加在这里：这一处由上级锁定"
_CHECK: Final = "第%(number)s条核对涉及上级锁定的项，不能去掉或改"


def _names_open(node: Any) -> bool:
    """Whether a document opens any place to forms below."""
    inner = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    return (isinstance(node, Mapping) and "x-open" in node) or any(map(_names_open, inner))


def _codes(field: Field) -> tuple[str, ...]:
    return tuple(matching.options_of(field))


def _defined(field: Field) -> Any:
    """The definition without help, locks and the fields inside, which are judged by themselves."""
    words = {word: value for word, value in field.spec.items() if word not in FREE}
    if isinstance(field, Container) and "x-cell" not in field.spec:
        words = {word: value for word, value in words.items() if word not in _OF_OBJECTS}
    return words


def printed_locked(document: Mapping[str, Any]) -> frozenset[str]:
    """The cells, lines and repeated rows whose printing a form locks, as `printed` writes them."""
    places = {place for place, held in locks(document).items() if PRINT in held}
    return frozenset(text for texts in _cells(document, places).values() for text in texts)


def printed(entry: Any) -> str:
    """A cell, a line or a row as one text, by which two of them are compared."""
    return canonical.dumps({"printed": entry})


def _cells(document: Mapping[str, Any], places: set[Place]) -> dict[Place, list[str]]:
    """Each of the places with the cells, lines and repeated rows that print it, as they are written."""
    found: dict[Place, list[str]] = {}
    for use in uses(document):
        if use.owner == () and use.target in places:
            node: Any = document
            for step in use.steps[: _cell_end(use.steps)]:
                node = node[step]
            found.setdefault(use.target, []).append(printed(node))
    return found


def _cell_end(steps: tuple[str | int, ...]) -> int:
    """How many steps lead to the cell, the line or the repeated row around a text."""
    return steps.index("cells") + 2 if "cells" in steps else steps.index("line" if "line" in steps else "repeat")
