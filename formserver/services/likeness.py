"""What may be of one person: names that are the same, sound the same or differ in one character; births to the year."""

import unicodedata
from enum import StrEnum

from formserver import sounds


class Likeness(StrEnum):
    """How two names are alike; the value is its msgid."""

    SAME = "姓名相同"
    SOUND = "姓名同音"
    CLOSE = "姓名只差一个字"


_ORDER = tuple(Likeness)


def how_alike(one: str, other: str) -> Likeness | None:
    """How alike two names are; None: not enough to ask whether they are of one person."""
    first, second = plain(one), plain(other)
    if first == second:
        return Likeness.SAME
    if sounds.of_name(first) == sounds.of_name(second):
        return Likeness.SOUND
    # Of two characters one is too little: half of a village shares its surname.
    return Likeness.CLOSE if max(len(first), len(second)) > 2 and _is_close(first, second) else None


def closeness(likeness: Likeness) -> int:
    """What likenesses are ordered by, the closest first."""
    return _ORDER.index(likeness)


def may_be_born(birth: str | None, other: str | None) -> bool:
    """Whether two dates of birth (YYYY, YYYY-MM, YYYY-MM-DD or unknown) may be the same, to the year."""
    return not birth or not other or birth[:4] == other[:4]


def plain(name: str) -> str:
    """A name without what is written now so, now so: spaces, points between parts, width."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", name) if sign.isalnum())


def _is_close(one: str, other: str) -> bool:
    """Whether one character was exchanged, or left out."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
