"""Why a question of a filled form is not shown: its rule part by part, as three-valued logic has it, with the answers
that the rule speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from formserver.forms.conditions.base import CLOSED, HEAD, NOTHING, Condition, Data, Explained, Not, Statement, Truth
from formserver.forms.conditions.written import parse
from formserver.forms.document import Part
from formserver.forms.editions import lineage
from formserver.forms.group import Container, Group, field_at
from formserver.forms.kinds.base import Field
from formserver.forms.order import passing
from formserver.forms.problems import Path
from formserver.forms.reading import mask, with_masks
from formserver.forms.visibility import Sight, look

Reason = Literal["rule", "computed", "given", "open"]
"""A rule hides it; it is computed, and there is no value yet; the system gives it later; it may be answered, and is
not."""


@dataclass(frozen=True)
class Named:
    """An answer that a rule speaks of: how the paper calls the question, and its words, "" where it is not answered;
    `is_closed`: it cannot be, because the question is not shown itself, or was answered with 无."""

    label: str
    text: str
    is_closed: bool


@dataclass(frozen=True)
class Told:
    """A statement and whether it is true; the answers it speaks of, and of rows how many are as it says; or the
    statements it is joined of, of which every one has to be true, or one (`needs_every` is False)."""

    statement: Statement
    truth: Truth
    answers: tuple[Named, ...] = ()
    rows: int | None = None
    parts: tuple[Told, ...] = ()
    needs_every: bool = True


@dataclass(frozen=True)
class Obstacle:
    """A rule that keeps a question from being shown: it has to be true, or where it is a jump, must not be. `jump`: the
    question at which the jump begins."""

    told: Told
    jump: str = ""


@dataclass(frozen=True)
class Unseen:
    """A question that is not shown. `place`: the row or section it stands in; `inside`: the questions that are not
    shown with it, because they stand in it."""

    path: Path
    label: str
    place: str
    reason: Reason
    obstacles: tuple[Obstacle, ...] = ()
    inside: tuple[str, ...] = ()


def unseen(part: Part, data: Data, *, masked: bool = False) -> list[Unseen]:
    """Every question without an answer, in paper order, and why. `masked` hides the middle of sensitive numbers."""
    return list(_Object(part.group, data, None, masked).unseen((), ""))


def added_since(editions: lineage.Editions) -> list[str]:
    """The questions that the newest edition of a part asks and the oldest of these does not, as the paper calls them;
    `editions` are those from the newest to that one."""
    names, newest = lineage.members(editions), editions[0]
    known = set(names[-1].values())
    return [
        field.spoken
        for code, field in (newest.fields.items() if newest else ())
        if field.has_answer and names[0][code] not in known
    ]


class _Object:
    """One object of fields with its answers, and the one around it."""

    def __init__(self, group: Group, data: Data, head: _Object | None, masked: bool) -> None:
        self._group, self._data, self._head, self._masked = group, data, head, masked
        self._sight: Sight = look(group, data, head._sight.answers if head else NOTHING)
        self._shown = with_masks(data, group) if masked else data

    def unseen(self, path: Path, place: str) -> Iterator[Unseen]:
        for field in self._group.fields.values():
            if not field.has_answer:
                continue
            here = (*path, field.code)
            if field.code in self._data:
                yield from self._inside(field, here)
            elif field.none_code not in self._data:
                yield self._why(field, here, place)

    def _inside(self, field: Field, path: Path) -> Iterator[Unseen]:
        if not isinstance(field, Container):
            return
        value = self._data[field.code]
        for step, item in field.objects(value):
            inner = _Object(field.group, item, self, self._masked)
            yield from inner.unseen((*path, *step), field.object_title(value, step))

    def _why(self, field: Field, path: Path, place: str) -> Unseen:
        hidden = self._sight.visibility[field.code] != "shown"
        reason: Reason = (
            "rule" if hidden else "computed" if field.is_fixed else "given" if field.given_by_system else "open"
        )
        obstacles = tuple(self._obstacles(field)) if hidden else ()
        inside = tuple(one.spoken for one in field.group.fields.values()) if isinstance(field, Container) else ()
        return Unseen(path, field.spoken, place, reason, obstacles, inside)

    # rules -----------------------------------------------------------------------------------------------------------
    def _obstacles(self, field: Field) -> Iterator[Obstacle]:
        """The rules of a hidden question that are not fulfilled, or of which it cannot be told yet."""
        written = self._group.spec["properties"][field.code].get("x-when", {})
        own = parse(written["show"]) if "show" in written else None
        if own is not None and own.truth(self._sight.answers) is not True:
            yield self._obstacle(own)
        for start, when in passing(self._group.spec).get(field.code, ()):
            jump = parse(when)
            if jump.truth(self._sight.answers) is not False:
                yield self._obstacle(jump, self._group.words(start))

    def _obstacle(self, condition: Condition, jump: str = "") -> Obstacle:
        return Obstacle(self._told(condition.explained(self._sight.answers)), jump)

    def _told(self, explained: Explained) -> Told:
        condition = explained.condition if explained.holds else Not(explained.condition)
        answers, parts = map(self._named, explained.names), map(self._told, explained.parts)
        said = Statement(condition, self._group.words)
        return Told(said, explained.truth, tuple(answers), explained.rows, tuple(parts), explained.needs_every)

    def _named(self, name: str) -> Named:
        """An answer by the name a condition gives it."""
        if name.startswith(HEAD) and self._head:
            return self._head._named(name.removeprefix(HEAD))
        field, _ = field_at(self._group, name)
        is_closed = self._sight.answers.get(name) is CLOSED
        return Named(self._group.words(name), self._text(field), is_closed)

    def _text(self, field: Field) -> str:
        said = field.text(self._data)
        masked = mask(said) if field.is_sensitive() else field.text(self._shown)
        return field.none_text(self._data) or (masked if self._masked else said)
