"""Where two lines of change meet: what both changed, each in its way, is shown side by side and chosen by a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

UPPER: Final = "upper"
OWN: Final = "own"
_LONGEST: Final = 200
# What of a thing both sides changed.
TAKEN_OUT: Final = "一边去掉，一边改过"
ORDER: Final = "先后"
CODE: Final = "代码"
HEADING: Final = "所在的栏目"
HEADINGS: Final = "栏目的先后"
CHECK: Final = "核对"
PRINTED: Final = "印出的内容"
GRID: Final = "格子合不拢，两边只能选一边"
WORDS: Final = {
    "title": "名称",
    "description": "说明",
    "x-kind": "填写方式",
    "x-spoken": "称呼",
    "label": "文字",
    "text": "文字",
    "lines": "文字",
    "show": "显示的条件",
    "require": "必填的条件",
    "forbid": "不能填的条件",
    "x-computed": "自动得出",
    "x-concept": "登记簿里的含义",
    "maxLength": "最多字数",
    "minLength": "最少字数",
    "maximum": "最大值",
    "minimum": "最小值",
    "x-text": "印出的文字",
    "note": "提示",
}
NOT_THERE: Final = "（无）"


class _Nothing:
    """What is not there: another thing than any JSON value."""


NOTHING: Final[Any] = _Nothing()


class Sides(NamedTuple):
    """One thing in the edition both began with, in the new upper edition and in one's own; NOTHING where it is not."""

    base: Any
    upper: Any
    own: Any

    def get(self, word: str) -> Sides:
        """What stands under a word on each side."""
        return Sides(*(one.get(word, NOTHING) if isinstance(one, Mapping) else NOTHING for one in self))

    def words(self) -> list[str]:
        """Every word that any side has, those of the upper form first."""
        found = (word for one in (self.upper, self.own, self.base) if isinstance(one, Mapping) for word in one)
        return list(dict.fromkeys(found))

    def all_are(self, kind: type) -> bool:
        """Whether both later sides are of that type, and the base, if it is there."""
        return all(isinstance(one, kind) for one in (self if self.base is not NOTHING else self[1:]))


@dataclass(frozen=True)
class Conflict:
    """`place`: where, as it is written to choose; `label`: how the paper calls it; `word`: what of it, in Chinese; the
    rest: what it says on each side, in words."""

    place: str
    label: str
    word: str
    base: str
    upper: str
    own: str


@dataclass
class Choices:
    """What a person chose: place -> "upper" or "own"; a choice holds for everything below its place, the nearest first.

    `open`: conflicts nobody chose for; `settled`: those somebody did; `followed`: what follows the upper form because
    that locks it.
    """

    chosen: Mapping[str, str]
    open: list[Conflict] = field(default_factory=list)
    settled: list[Conflict] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)

    def value(self, sides: Sides, place: str, label: str, word: str) -> Any:
        """What changed on one side; where both changed it, what is chosen, and until then the upper one's."""
        if sides.upper == sides.own or sides.own == sides.base:
            return sides.upper
        if sides.upper == sides.base:
            return sides.own
        return sides.upper if self.side(sides, place, label, word) == UPPER else sides.own

    def side(self, sides: Sides, place: str, label: str, word: str) -> str:
        """The side that is chosen for a conflict, which is noted; the upper one while nobody chose."""
        conflict = Conflict(place, label, word, *(said(one) for one in sides))
        chosen = self._chosen(place)
        (self.open if chosen is None else self.settled).append(conflict)
        return chosen or UPPER

    def follow(self, label: str) -> None:
        """Note that something follows the upper form."""
        if label not in self.followed:
            self.followed.append(label)

    def _chosen(self, place: str) -> str | None:
        steps = place.split(".")
        around = (".".join(steps[:end]) for end in range(len(steps), 0, -1))
        return next((self.chosen[one] for one in around if one in self.chosen), None)


def said(value: Any) -> str:
    """A value as people read it, shortened."""
    if value is NOTHING:
        return NOT_THERE
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
