"""The read-model of a filled form: the lines that the record page, the approver, the history and exports all show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.totals import TOTAL
from formserver.forms.problems import Path

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One answer in words. `files` are ids of stored pictures."""

    path: Path
    label: str
    text: str
    is_masked: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """Lines under one heading: a printed section, or a row of a table."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Change:
    """One answer that differs between two revisions; an empty text: unanswered."""

    path: Path
    label: str
    before: str
    after: str


def read(part: Part, data: Data, *, masked: bool = False) -> list[Chapter]:
    """The answered lines under their headings, in paper order. `masked` hides the middle of sensitive numbers, also of
    those written into a blank or a sentence."""
    return [chapter for chapter in _chapters(part.group, data, (), "", masked) if chapter.lines]


def answer(group: Group, code: str, data: Data, path: Path, *, masked: bool) -> Line:
    """One answered field or blank of an object of fields, in words; `data` may hold no other answers of the object."""
    shown = with_masks(data, group) if masked else data
    return next(_line(group.members[code], data, shown, path[:-1]), Line(path, group.members[code].spoken, ""))


def changes(part: Part, before: Data, after: Data, *, masked: bool = False) -> list[Change]:
    """What differs between two revisions, in paper order; masked numbers that differ even where they look alike."""
    old, new = _by_path(part, before), _by_path(part, after)
    shown_old, shown_new = _by_path(part, before, masked=masked), _by_path(part, after, masked=masked)
    found = []
    for path in dict.fromkeys([*new, *old]):
        if old.get(path, (None, ""))[1] != new.get(path, (None, ""))[1]:
            label = (new.get(path) or old[path])[0]
            texts = (shown.get(path, ("", ""))[1] for shown in (shown_old, shown_new))
            found.append(Change(path, label, *texts))
    return found


def mask(text: str) -> str:
    """A number with its middle hidden: 420***********1234; of a short one only the end is shown."""
    first, last = (3, 4) if len(text) >= 11 else (0, 2 if len(text) >= 7 else 0)
    hidden = len(text) - first - last
    return text[:first] + "*" * hidden + text[first + hidden :]


def with_masks(data: Data, group: Group) -> Data:
    """The data with the middle of every sensitive number hidden; what is no text is taken out."""
    masked: Data = dict(data)
    for path in group.sensitive:
        masked = _masked_at(masked, path)
    return masked


def _by_path(part: Part, data: Data, *, masked: bool = False) -> dict[Path, tuple[str, str]]:
    found = {}
    for chapter in read(part, data, masked=masked):
        for line in chapter.lines:
            label = f"{chapter.title} {line.label}" if len(line.path) > 1 else line.label
            found[line.path] = label, line.text or "、".join(line.files)
    return found


def _chapters(group: Group, data: Data, path: Path, title: str, masked: bool) -> Iterator[Chapter]:
    shown = with_masks(data, group) if masked else data
    for section in group.sections:
        lines: list[Line] = []
        after: list[Chapter] = []
        for field in section.fields:
            if isinstance(field, Container) and not field.reads_inline:
                after += _inside(field, data, path, masked)
            else:
                lines += _line(field, data, shown, path)
        yield Chapter(section.title or title, tuple(lines))
        yield from after


def _inside(field: Container, data: Data, path: Path, masked: bool) -> Iterator[Chapter]:
    none = field.none_text(data)
    if none:
        yield Chapter("", (Line((*path, field.code), field.spoken, none),))
    value = data.get(field.code)
    if value is None:
        return
    for step, item in field.objects(value):
        title = field.object_title(value, step)
        yield from _chapters(field.group, item, (*path, field.code, *step), title, masked)
    sums = ((code, label, total) for code, label, total in field.sums(value) if total)
    yield Chapter(
        field.spoken, tuple(Line((*path, field.code, TOTAL, code), label, total) for code, label, total in sums)
    )


def _line(field: Field, data: Data, shown: Data, path: Path) -> Iterator[Line]:
    """The line of a field; `shown` are the data with their masks, or the data themselves."""
    none, said = field.none_text(data), field.text(data)
    text = said if shown is data else mask(said) if field.is_sensitive() else field.text(shown)
    if none or said:
        yield Line((*path, field.code), field.spoken, none or text, not none and text != said, field.files(data))


def _masked_at(value: Any, path: tuple[str, ...]) -> Any:
    """The answer with what stands at the path masked; what is no text is taken out. "*" stands for every row."""
    if not path:
        return mask(value) if isinstance(value, str) else None
    if isinstance(value, list):
        return [_masked_at(row, path[1:]) for row in value]
    if path[0] == "*":
        return {code: _masked_at(row, path[1:]) for code, row in value.items()}
    return {code: _masked_at(one, path[1:]) if code == path[0] else one for code, one in value.items()}
