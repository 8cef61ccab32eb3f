"""Answers kept aside because the edition of a record does not ask them any more, in the words of the one that did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formserver.forms import reading
from formserver.forms.document import Part
from formserver.forms.editions.upgrading import Upgraded
from formserver.forms.group import Container, Group
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path
from formserver.forms.reading import Line


@dataclass(frozen=True)
class Aside:
    """One answer kept aside. `edition_id`: the edition that asked; `path`: where it stood there; `title`: what the
    paper called the row or the section around it; `answer`: the answer with its blanks and its 无, by code."""

    edition_id: str
    path: Path
    title: str
    answer: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "edition": self.edition_id,
            "path": list(self.path),
            "title": self.title,
            "answer": dict(self.answer),
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> Aside:
        """The contrary of `as_json`."""
        return cls(stored["edition"], tuple(stored["path"]), stored["title"], stored["answer"])


def of_move(before: tuple[str, Part], after: tuple[str, Part], data: Mapping[str, Any], moved: Upgraded) -> list[Aside]:
    """What a move of the data keeps aside; `before`, `after`: id and part of the two editions."""
    told = {(one.is_hidden, one.path[:-1], code) for one in moved.gone for code in one.answer if code != one.field.code}
    kept = [one for one in moved.gone if (one.is_hidden, one.path[:-1], one.path[-1]) not in told]
    places = ((one, *((*after, moved.data) if one.is_hidden else (*before, data))) for one in kept)
    return [Aside(edition, one.path, _title(part, one.path, held), one.answer) for one, edition, part, held in places]


def of_pairs(edition_id: str, part: Part, left: Pairs) -> list[Aside]:
    """What pairs that a draft keeps aside say; they are named as on a page of their own edition."""
    found = _answers(part.group, "", (), "", left)
    return [Aside(edition_id, path, title, answer) for path, title, answer in found]


def line(part: Part, aside: Aside, *, masked: bool) -> Line:
    """The answer as pages show it, in the words of its own edition. `masked`: as for `reading.read`."""
    *around, code = aside.path
    shown = reading.answer(_group(part, tuple(around)), str(code), aside.answer, aside.path, masked=masked)
    label = f"{aside.title} {shown.label}" if aside.title else shown.label
    return Line(shown.path, label, shown.text, shown.is_masked, shown.files)


# where answers stand --------------------------------------------------------------------------------------------------
def _group(part: Part, around: Path) -> Group:
    """The fields of the object at a path."""
    group, steps = part.group, list(around)
    while steps:
        container = group.members[str(steps.pop(0))]
        assert isinstance(container, Container)
        group, steps = container.group, steps[container.depth :]
    return group


def _title(part: Part, path: Path, data: Any) -> str:
    """What the paper calls the innermost object around the answer at a path; "" where that is the paper itself."""
    group, title, steps = part.group, "", list(path)
    while len(steps) > 1:
        code = str(steps.pop(0))
        container = group.members[code]
        assert isinstance(container, Container)
        step, steps = tuple(steps[: container.depth]), steps[container.depth :]
        value = data.get(code) if isinstance(data, Mapping) else None
        title, group = container.object_title(value, step), container.group
        data = next((inner for at, inner in container.objects(value) if at == step), None) if value else None
    return title


Answer = tuple[Path, str, Mapping[str, Any]]


def _answers(group: Group, prefix: str, path: Path, title: str, pairs: Pairs) -> Iterator[Answer]:
    """Every answer that the pairs hold, whether its question would be shown or not: path, title of the object around
    it, the answer with what belongs to it. A blank or a 无 left without its question stands by itself."""
    for code, field in group.fields.items():
        is_inside = isinstance(field, Container) and not field.reads_inline
        own = [one for one in group.with_siblings(code) if not (is_inside and one == code)]
        values = {one: group.members[one].decode(prefix + one, pairs) for one in own}
        found = {one: value for one, value in values.items() if value is not None}
        if code in found or field.none_code in found:
            yield (*path, code), title, found
        else:
            yield from (((*path, one), title, {one: value}) for one, value in found.items())
        if isinstance(field, Container) and is_inside:
            for place in field.places(prefix + code, pairs):
                step: Sequence[str | int] = [_step(field, place.index)] if field.depth else []
                inside = field.object_title(None, step)
                yield from _answers(field.group, place.prefix, (*path, code, *step), inside, pairs)


def _step(field: Container, index: str) -> str | int:
    return index if field.prints_rows else int(index)
