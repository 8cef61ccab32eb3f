"""What can be told of questions while they are being answered: shown, hidden, or not yet known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from formserver.forms.conditions.base import CLOSED, NOTHING, Data, Truth
from formserver.forms.group import Container, Group
from formserver.forms.pairs import Pairs

Visibility = Literal["shown", "hidden", "unknown"]
_WORDS: Final[Mapping[Truth, Visibility]] = {True: "shown", False: "hidden", None: "unknown"}


@dataclass(frozen=True)
class Sight:
    """`answers` are the scope of the object, CLOSED where none can come any more; `visibility` is by member."""

    answers: Data
    visibility: Mapping[str, Visibility]


def look(group: Group, data: Data, around: Data = NOTHING) -> Sight:
    """How the questions of an object stand; `data` hold no hidden answers, `around` are the answers of the sight of the
    object around it. What depends on a hidden question is hidden for certain."""
    answers: dict[str, Any] = dict(group.scope(data, around))
    visibility: dict[str, Visibility] = dict.fromkeys(group.members, "shown")
    for code in group.watched:
        field, truth = group.members[code], group.gates.of(code).truth(answers)
        visibility[code] = _WORDS[truth]
        if code not in data:
            if truth is False or field.none_code in data:
                answers[code] = CLOSED
        elif isinstance(field, Container) and field.depth:
            answers[code] = [look(field.group, row, answers).answers for _, row in field.objects(data[code])]
    return Sight(answers, visibility)


def only_shown(group: Group, data: Data, around: Data = NOTHING) -> dict[str, Any]:
    """The data without what stands in no question that is shown, also inside rows: answers kept of hidden questions,
    and of questions that the document no longer has."""
    found = group.without_hidden(data, around)
    scope = group.scope(found, around)
    for field in group.containers:
        if field.code in found:
            found[field.code] = _each(field, found[field.code], scope)
    return {mark: data[mark] for mark in group.marks if mark in data} | found


def _each(field: Container, value: Any, around: Data) -> Any:
    if isinstance(value, list):
        return [only_shown(field.group, row, around) for row in value]
    if field.depth:
        return {step: only_shown(field.group, row, around) for step, row in value.items()}
    return only_shown(field.group, value, around)


@dataclass(frozen=True)
class Holder:
    """One object of fields on a page: its group, the prefix of its input names, its answers, what is shown of it, and
    the printed name of the row it stands in, if any."""

    group: Group
    prefix: str
    data: Mapping[str, Any]
    sight: Sight
    row: str = ""


def holders(
    group: Group, pairs: Pairs, prefix: str = "", around: Data = NOTHING, read: Data | None = None, row: str = ""
) -> Iterator[Holder]:
    """The object whose input names begin with ``prefix``, and those inside; ``around`` are the answers of the sight of
    the object around it, ``read`` its data where that one has read them already."""
    data = group.decode(prefix, pairs, around) if read is None else read
    sight = look(group, data, around)
    yield Holder(group, prefix, data, sight, row)
    for inner in group.containers:
        inside = None if inner.depth else data.get(inner.code)
        for place in inner.places(prefix + inner.code, pairs):
            named = place.title if inner.depth else row
            yield from holders(inner.group, pairs, place.prefix, sight.answers, inside, named)
