"""Printed sentences cut for a screen: a blank stays in one line with the word before it and the unit behind it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.forms.kinds.base import Field

# Chinese may be broken after any character: the word before the blank says what it asks for (其中：男__人，);
# of a longer one its end is enough.
_WORD: Final = r"[^\s，。；：、（）()]"
_BEFORE: Final = re.compile(rf"((?<!{_WORD}){_WORD}{{0,8}}|{_WORD}{{0,4}})[：:（(]?\s*\Z")
# A unit; longer words belong to what follows.
_BEHIND: Final = re.compile(r"([^\s，。；：、（）():]{1,2}(?=[\s，。；：、（）():]|\Z))?[，。；：、）):]*")


@dataclass(frozen=True)
class Run:
    """Words that may be broken anywhere, then a blank (or none) with what stays beside it."""

    words: str
    before: str = ""
    blank: Field | None = None
    behind: str = ""


def runs_of(parts: Sequence[str | Field]) -> Iterator[Run]:
    """The words and blanks of a sentence (Sentence.sentence_parts) as runs; together they say the same."""
    words = ""
    rest = list(parts)
    while rest:
        part = rest.pop(0)
        if isinstance(part, str):
            words += part
            continue
        behind = ""
        if rest and isinstance(rest[0], str):
            found = _BEHIND.match(rest[0])
            behind = found[0] if found else ""
            rest[0] = rest[0][len(behind) :]
        cut = _BEFORE.search(words)
        start = cut.start() if cut else len(words)
        yield Run(words[:start], words[start:], part, behind)
        words = ""
    if words:
        yield Run(words)
