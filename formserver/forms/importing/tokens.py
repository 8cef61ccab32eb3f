"""The words of a cell as what they are: printed words, boxes, blanks, dates, places to sign, numbers of a visit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from formserver.forms.importing.kinds import UNIT


@dataclass(frozen=True)
class Words:
    """Printed words."""

    text: str


@dataclass(frozen=True)
class Box:
    """A box before an option."""


@dataclass(frozen=True)
class Blank:
    """Room to write into; `implied`: nothing but the colon before it says so."""

    implied: bool = False


@dataclass(frozen=True)
class Day:
    """A date with its printed 年 月 日; `to_day`: to the day, else to the month; `filled`: something is written in."""

    to_day: bool
    filled: bool = False


@dataclass(frozen=True)
class Sign:
    """A place to sign or seal, with the words printed there."""

    text: str

    @property
    def is_seal(self) -> bool:
        """Whether a seal belongs there."""
        return "盖章" in self.text or "签章" in self.text


@dataclass(frozen=True)
class Count:
    """第__次: the number of a visit."""


Token = Words | Box | Blank | Day | Sign | Count
Line = list[Token]
_ROOM: Final = r"(?:_+|\s+|\s*[_\s]*\d{1,4}[_\s]*)"
_FOUND: Final = re.compile(
    r"(?P<box>[□○]\s*)"
    rf"|(?P<day>{_ROOM}?年{_ROOM}月(?:{_ROOM}日)?)"
    r"|(?P<bare>(?<![^\s：:])年月日?(?=\s|$))"
    r"|(?P<count>第[_\s]+次)"
    r"|(?P<sign>[^\s：:，。；□○_（(]{0,40}[（(]?(?:签字|签名|签章|盖章)[）)]?(?:[（(](?:盖章|公章)[）)])?[：:]?(?=[\s_□○年]|$))"
    r"|(?P<blank>\s*_{2,}\s*|(?<=[：:（(])\s*(?=[）)])|(?<=\S)\s{2,}|(?<=\S)\s(?=[人元次天个年岁户月](?:[\s，。；）)]|$)))"
)
_DATED: Final = re.compile(rf"年{_ROOM}?月")
_COLONS: Final = ("：", ":", "；", ";")
_NO_ROOM_AFTER: Final = "，、。,"
_LONG: Final = 6  # spaces at the end of a line that are more than typing
_LABEL: Final = 60  # letters of a label at most


def tokens(text: str) -> list[Line]:
    """The lines of a cell; lines without anything are left out."""
    return [list(_settled(list(_raw(words)))) for words in text.split("\n") if words.strip()]


def ends_open(token: object) -> bool:
    """Whether these are words with a colon at the end: a name whose answer stands behind it."""
    return isinstance(token, Words) and token.text.rstrip().endswith(_COLONS) and len(token.text) < _LABEL


@dataclass(frozen=True)
class _Gap:
    """White space, or an underlined blank (`written`), before it is known what it is."""

    text: str

    @property
    def written(self) -> bool:
        return "_" in self.text or not self.text


def _raw(words: str) -> Iterator[Token | _Gap]:
    bare = words.lstrip()
    if bare != words and UNIT.match(bare) and not _DATED.match(bare):
        yield Blank()
    end = 0
    for found in _FOUND.finditer(bare):
        if found.start() > end:
            yield Words(bare[end : found.start()])
        yield _token(str(found.lastgroup), found[0])
        end = found.end()
    if end < len(bare):
        yield Words(bare[end:])


def _token(name: str, text: str) -> Token | _Gap:
    if name == "box":
        return Box()
    if name in ("day", "bare"):
        return Day("日" in text, any(sign.isdigit() for sign in text))
    if name == "count":
        return Count()
    return Sign(text) if name == "sign" else _Gap(text)


def _settled(raw: list[Token | _Gap]) -> Iterator[Token]:
    """Gaps become blanks where somebody writes; a colon at the end leaves room behind it."""
    boxed = any(isinstance(token, Box) for token in raw)
    for before, token, behind in zip([None, *raw], raw, [*raw[1:], None], strict=False):
        if not isinstance(token, _Gap):
            yield token
            if ends_open(token) and (behind is None or isinstance(behind, Sign)):
                yield Blank(implied=True)
        elif isinstance(before, Sign):
            yield from [Words("  ")] if behind is not None else []
        elif _is_blank(token, before, behind, boxed=boxed):
            yield Blank()
        elif behind is not None:
            yield Words("  ")


def _is_blank(gap: _Gap, before: Token | _Gap | None, behind: Token | _Gap | None, *, boxed: bool) -> bool:
    if gap.written or not isinstance(before, Words):
        return gap.written
    if ends_open(before) or before.text.endswith(("（", "(")):
        return True
    if isinstance(behind, Words):
        return _meets_words(before, behind, boxed=boxed)
    return behind is None and not boxed and len(gap.text) >= _LONG


def _meets_words(before: Words, behind: Words, *, boxed: bool) -> bool:
    if before.text.endswith(tuple(_NO_ROOM_AFTER)):
        return False
    return not boxed or bool(UNIT.match(behind.text)) or behind.text[0] in "）)"
