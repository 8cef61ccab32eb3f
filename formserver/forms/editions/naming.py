"""How a document names its own fields: dotted paths, names of blanks, codes of options.

Works on the JSON of a document whose form is right, whether or not every name in it leads somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.lint.base import Json

Place = tuple[str, ...]  # codes from the part down; "#a" is the option a of a choice, what follows it a blank of it
Steps = tuple[str | int, ...]  # from the document down to a text

NOTHING: Final[Json] = {}
_STEP = re.compile(r"[^.]+")
_ASIDE: Final = frozenset({"rows", "total"})  # what is said of a table beside its columns


@dataclass(frozen=True)
class Use:
    """One text that names a field, an option or a blank.

    `target`: what it names; `owner`: whose word it is, () for the sheet; `steps`, `span`: the text, and where in it the
    code stands; `said`: in Chinese, whose and which word it is; `leads`: whether the document has what is named.
    """

    target: Place
    owner: Place
    steps: Steps
    span: tuple[int, int]
    said: str
    leads: bool = True


def spoken(code: str, field: Json) -> str:
    """How a definition is called: by `x-spoken`, its title, or its code."""
    return str(field.get("x-spoken") or field.get("title") or code)


@dataclass(frozen=True)
class At:
    """An object of fields: its JSON, its place, the way to it, the object around it."""

    spec: Json
    place: Place
    steps: Steps
    around: At | None = None

    @property
    def fields(self) -> Json:
        return dict(self.spec.get("properties", NOTHING))

    def below(self, code: str) -> At:
        """The object of fields inside a field."""
        field, steps = self.fields[code], (*self.steps, "properties", code)
        is_rows = "items" in field
        return At(field.get("items", field), (*self.place, code), (*steps, "items") if is_rows else steps, self)


@dataclass(frozen=True)
class Text:
    """A text that names fields: whose word it is, where it stands, how that is said."""

    owner: Place
    steps: Steps
    said: str

    def at(self, *steps: str | int) -> Text:
        return Text(self.owner, (*self.steps, *steps), self.said)

    def use(self, target: Place, start: int, end: int, *, leads: bool = True) -> Use:
        return Use(target, self.owner, self.steps, (start, end), self.said, leads)


# names ----------------------------------------------------------------------------------------------------------------
def path(text: str, at: At, where: Text, start: int = 0, end: int | None = None) -> Iterator[Use]:
    """What a dotted path names: each container on the way, and the field it leads to."""
    place, fields, field = at.place, at.fields, NOTHING
    for step in _STEP.finditer(text, start, len(text) if end is None else end):
        found = _field_of(step[0], fields)
        if found is None:
            if place == at.place or not _is_beside(step[0], field):
                yield where.use((*place, step[0]), *step.span(), leads=False)
                return
            continue
        place, field = (*place, found), fields[found]
        yield where.use(place, step.start(), step.start() + len(found))
        yield from _sibling(step[0][len(found) :], step.start() + len(found), field, place, where)
        fields = field.get("items", field).get("properties")
        if fields is None:
            return


def _field_of(name: str, fields: Json) -> str | None:
    """The field that a name belongs to: its own code, or that of a sibling (`f__none`, `f__option__blank`)."""
    if name in fields:
        return name
    return max((code for code in fields if name.startswith(f"{code}__")), key=len, default=None)


def _is_beside(step: str, field: Json) -> bool:
    """Whether a step is no field but a printed row of the table, its sum, or all its rows."""
    lines = field.get("x-rows", NOTHING).get("rows", ())
    return "items" in field and (step in _ASIDE or any(line["code"] == step for line in lines))


def _sibling(rest: str, start: int, field: Json, place: Place, where: Text) -> Iterator[Use]:
    """The option and the blank that `__option__blank` names."""
    for option in field.get("x-options", ()):
        head = f"__{option['code']}__"
        if rest.startswith(head) and rest.removeprefix(head) in option.get("blanks", NOTHING):
            of_option = (*place, f"#{option['code']}")
            yield where.use(of_option, start + 2, start + len(head) - 2)
            yield where.use((*of_option, rest.removeprefix(head)), start + len(head), start + len(rest))


def options(codes: Any, named: Iterable[Place], where: Text) -> Iterator[Use]:
    """Options of the fields named just before: one code, or a list of codes."""
    place = next(iter(named), None)
    if place is None:
        return
    texts = [(where, codes)] if isinstance(codes, str) else [(where.at(index), one) for index, one in enumerate(codes)]
    yield from (text.use((*place, f"#{code}"), 0, len(code)) for text, code in texts)


def last(found: list[Use]) -> Iterator[Place]:
    """The field a path leads to, where it does."""
    fields = (use.target for use in reversed(found) if use.leads)
    yield from (place for place in fields if not any(step.startswith("#") for step in place))
