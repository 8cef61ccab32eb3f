"""What a move to another edition does to one filled form, line by line, in the words of both editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from formserver.forms import reading
from formserver.forms.document import Part
from formserver.forms.editions.matching import Matching
from formserver.forms.editions.upgrading import Upgraded, members
from formserver.forms.group import Container, Group
from formserver.forms.input_names import locate
from formserver.forms.kinds.totals import TOTAL
from formserver.forms.problems import Path
from formserver.forms.reading import Line


class Becomes(StrEnum):
    """What becomes of an answer; the values are msgids, those that ask for a look first."""

    GONE = "不再询问"
    COMPUTED = "重新计算"
    WORDS = "文字改变"
    RENAMED = "换了名称"
    SAME = "不变"


@dataclass(frozen=True)
class Step:
    """One answer: how the paper called it and calls it now, what it read and reads now; empty where there is none."""

    becomes: Becomes
    former: str
    label: str
    before: str
    after: str


def steps(before: Part, after: Part, data: Any, moved: Upgraded, *, masked: bool) -> list[Step]:
    """Every answer that is there before or afterwards, as the new paper is read, those no longer asked at the end.

    `masked` hides the middle of sensitive numbers, as `reading.read` does.
    """
    old, new = _lines(before, data, masked), _lines(after, moved.data, masked)
    places = {place_of(before, after, data, moved, path): path for path in old}
    came = {place: path for place, path in places.items() if place in new}
    found = [_step(after, old[came[path]] if path in came else None, line) for path, line in new.items()]
    left = [line for path, line in old.items() if path not in came.values() and TOTAL not in path]
    return found + [Step(Becomes.GONE, line.label, "", line.text, "") for line in left]


def place_of(before: Part, after: Part, data: Any, moved: Upgraded, path: Path) -> Path:
    """Where the moved data have what stood at a path of the data; () where the new edition does not ask it."""
    return _place(before.group, after.group, path, data, moved.data, moved.ways)


def _lines(part: Part, data: Any, masked: bool) -> dict[Path, Line]:
    """Every line by its path, labelled with the row it stands in."""
    found: dict[Path, Line] = {}
    for chapter in reading.read(part, data, masked=masked):
        for one in chapter.lines:
            label = f"{chapter.title} {one.label}" if len(one.path) > 1 else one.label
            found[one.path] = Line(one.path, label, one.text or "、".join(one.files), one.is_masked)
    return found


def _step(after: Part, was: Line | None, now: Line) -> Step:
    if was is None:
        return Step(Becomes.COMPUTED, "", now.label, "", now.text)
    if was.text != now.text:
        spot = locate(after, now.path).field
        is_computed = TOTAL in now.path or (spot is not None and spot.is_fixed)
        return Step(Becomes.COMPUTED if is_computed else Becomes.WORDS, was.label, now.label, was.text, now.text)
    becomes = Becomes.SAME if was.label == now.label else Becomes.RENAMED
    return Step(becomes, was.label, now.label, was.text, now.text)


def _place(here: Group, there: Group, path: Path, data: Any, moved: Any, ways: Matching) -> Path:
    """Where an object of the new data has what stood at a path of the old one; () where nothing is made of it."""
    code, *rest = path
    now = dict(members(here, there, ways)).get(str(code))
    if now is None:
        return ()
    old, new = here.members[str(code)], there.members[now]
    if not isinstance(old, Container) or not isinstance(new, Container) or not rest or rest[0] == TOTAL:
        return (now, *rest)
    if code not in data or now not in moved:
        return ()
    before, after, step = data[code], moved[now], tuple(rest[: old.depth])
    row = _row(old.group, new.group, before, after, step, ways)
    held = dict(new.objects(after)).get(row) if row is not None else None
    if row is None or held is None:
        return ()
    place = _place(old.group, new.group, tuple(rest[old.depth :]), dict(old.objects(before))[step], held, ways)
    return (now, *row, *place) if place else ()


def _row(here: Group, there: Group, before: Any, after: Any, step: Path, ways: Matching) -> Path | None:
    """Where a row stands now: rows of which nothing is left are dropped, and those behind them move up."""
    if not isinstance(before, list) or len(before) == len(after):
        return step
    came: dict[int, int] = {}
    for number, row in enumerate(before):
        if len(came) < len(after) and _became(here, there, row, after[len(came)], ways):
            came[number] = len(came)
    return (came[int(step[0])],) if step[0] in came else None


def _became(here: Group, there: Group, row: Mapping[str, Any], now: Mapping[str, Any], ways: Matching) -> bool:
    """Whether a row is what is left of another one: each of its answers was there, and the same where codes are."""
    answers = {new: row[old] for old, new in members(here, there, ways) if old in row}
    asked = [code for code in now if code in there.members and not there.members[code].is_fixed]
    plain = (code for code in asked if not there.members[code].option_codes and isinstance(now[code], str | int))
    return all(code in answers for code in asked) and all(answers[code] == now[code] for code in plain)
