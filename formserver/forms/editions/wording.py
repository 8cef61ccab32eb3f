"""Options of several editions in the words and under the codes of the newest edition that has them, for tables that
hold records of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from formserver.forms.editions import lineage, matching
from formserver.forms.editions.lineage import Editions, Names
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.flat import CODED
from formserver.forms.kinds.registry import make_field
from formserver.forms.placeholders import BLANK

Spec = Mapping[str, Any]
Codes = Mapping[str, Names]
"""Column of codes -> code of an option in its edition -> the code it has for all of them."""
Fields = Sequence[Field | None]
_LISTS = frozenset({"x-options", "x-list"})


def worded(editions: Editions) -> list[tuple[Group | None, Codes]]:
    """For each edition, the newest first: its fields with the words of options as the newest edition says them, and the
    codes of its columns of codes. Codes of fields and of answers stay as they are."""
    found = zip(editions, _objects(editions), strict=True)
    return [(Group(spec, make_field, group.marks) if group else None, codes) for group, (spec, codes) in found]


def _objects(groups: Editions) -> list[tuple[Spec, Codes]]:
    properties = [dict(group.spec["properties"]) if group else {} for group in groups]
    codes: list[dict[str, Names]] = [{} for _ in groups]
    for fields in lineage.fields(groups):
        for at, (spec, named) in enumerate(_field(fields)):
            if (field := fields[at]) is not None:
                properties[at][field.code] = spec
                codes[at] |= named
    pairs = zip(groups, properties, strict=True)
    specs = ({**group.spec, "properties": mine} if group else {} for group, mine in pairs)
    return list(zip(specs, codes, strict=True))


def _field(fields: Fields) -> list[tuple[Spec, Codes]]:
    """The definition of a field in each edition, and the codes of its columns."""
    if any(isinstance(field, Container) and "x-cell" not in field.spec for field in fields):
        return _container(fields)
    if any(field and _LISTS & field.spec.keys() for field in fields):
        return _choice(fields)
    return [(field.spec if field else {}, {}) for field in fields]


def _container(fields: Fields) -> list[tuple[Spec, Codes]]:
    groups = [field.group if isinstance(field, Container) else None for field in fields]
    found: list[tuple[Spec, Codes]] = []
    for field, (spec, inner) in zip(fields, _objects(groups), strict=True):
        if not isinstance(field, Container):
            found.append((field.spec if field else {}, {}))
            continue
        codes = {}
        for column in field.columns():
            member = column.removeprefix(field.code)[1:].split(".", field.depth)[-1]
            if member in inner:
                codes[column] = inner[member]
        changed = {"items": spec} if "items" in field.spec else {"properties": spec["properties"]}
        found.append(({**field.spec, **changed}, codes))
    return found


def _choice(fields: Fields) -> list[tuple[Spec, Codes]]:
    names = lineage.options(fields)
    options = [matching.options_of(field) if field else {} for field in fields]
    known = [{key: code for code, key in codes.items()} for codes in names]
    labels: list[dict[str, str]] = [{} for _ in fields]
    for key in dict.fromkeys(key for codes in names for key in codes.values()):
        there = [codes.get(key, "") for codes in known]
        newest = next(at for at, code in enumerate(there) if code)
        blanks = lineage.blanks(fields, there)
        for at, code in enumerate(there):
            if code:
                label = options[newest][there[newest]].label
                labels[at][code] = _with_blanks(label, blanks[newest], blanks[at])
    return [_reworded(*one) if one[0] else ({}, {}) for one in zip(fields, labels, names, strict=True)]


def _with_blanks(label: str, said: Names, here: Names) -> str:
    """The words of an option with the blanks of another edition in the places of its own; those that it lacks go."""
    codes = {key: code for code, key in here.items()}
    return BLANK.sub(lambda found: f"{{{codes[said[found[1]]]}}}" if said[found[1]] in codes else "", label)


def _reworded(field: Field | None, labels: Names, names: Names) -> tuple[Spec, Codes]:
    assert field is not None
    codes = {column: names for column in field.columns() if column.endswith(CODED)}
    return {**field.spec, **_with_words(field.spec, labels)}, codes


def _with_words(spec: Spec, labels: Names) -> Spec:
    """The options of a choice, or the list that a look-up takes them from, in other words; nothing of a field that was
    no choice yet."""
    if "x-list" in spec:
        listed = spec["x-list"]
        return {"x-list": {**listed, "items": _labelled(listed["items"], labels)}}
    return {"x-options": _labelled(spec["x-options"], labels)} if "x-options" in spec else {}


def _labelled(options: Sequence[Spec], labels: Names) -> list[Spec]:
    return [{**option, "label": labels[option["code"]]} for option in options]
