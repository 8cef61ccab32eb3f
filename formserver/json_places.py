"""Where in the text of a document a JSON path leads to: what is wrong is easier to find by its line."""

import json
import re
from dataclasses import dataclass
from typing import Final

from formserver.strict_json import spelled

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_NEXT_STEP: Final = ("", ".", "[")


@dataclass
class _Holder:
    """An object or a list that is open, at its member `key` or `index`; `key` is None where one comes next."""

    path: str
    is_list: bool
    index: int = 0
    key: str | None = None

    @property
    def here(self) -> str:
        return f"{self.path}[{self.index}]" if self.is_list else f"{self.path}.{spelled(self.key or '')}"

    def step(self) -> None:
        self.index, self.key = self.index + 1, None


def line_of(text: str, path: str) -> int | None:
    """The line, from 1, of what stands at a path ($.steps[1].code), or of the nearest thing around it.

    None for the whole text, which need be no JSON then. What a shared definition holds is at the place that names it.
    """
    if path == "$":
        return None
    found = lines(text)
    around = [place for place in found if path.startswith(place) and path[len(place) :][:1] in _NEXT_STEP]
    nearest = max(around, key=len, default="$")
    return None if nearest == "$" else found[nearest]


def lines(text: str) -> dict[str, int]:
    """The line in which the value at each path begins; of a text that `strict_json.parse` accepts."""
    found: dict[str, int] = {}
    holders: list[_Holder] = []
    line, behind = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", behind, token.start())
        behind = token.start()
        _take(token[0], line, holders, found)
    return found


def _take(word: str, line: int, holders: list[_Holder], found: dict[str, int]) -> None:
    inner = holders[-1] if holders else None
    if word in "}]":
        holders.pop()
    elif word == "," and inner:
        inner.step()
    elif inner and not inner.is_list and inner.key is None:
        inner.key = json.loads(word)
    elif word != ":":
        path = inner.here if inner else "$"
        found[path] = line
        if word in "{[":
            holders.append(_Holder(path, is_list=word == "["))
