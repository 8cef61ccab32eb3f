"""One thing wrong with the data of a form, at a JSON path, said in the paper's own words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

Level = Literal["error", "warning"]
Path = tuple[str | int, ...]


_NO_PARAMS: Final[Mapping[str, Any]] = MappingProxyType({})


class Problem(NamedTuple):
    """`key`: a Chinese sentence with %(name)s places that `params` fill; a "warning" does not block submission, but one
    that `takes_reason` asks why the answer is right all the same."""

    path: Path
    key: str
    params: Mapping[str, Any] = _NO_PARAMS
    level: Level = "error"
    takes_reason: bool = False

    def __str__(self) -> str:
        return self.message

    @property
    def code(self) -> str:
        """Which fault it is, the same whatever was answered: a reason given for one is none for another."""
        rule = self.params.get("rule", "")  # what a document wrote itself has one sentence of ours for all
        return hashlib.sha256(f"{self.key}{rule}".encode()).hexdigest()[:8]

    @property
    def message(self) -> str:
        """The sentence in Chinese: it quotes the paper, whose words exist in no other language."""
        return self.key % dict(self.params)

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901); codes never hold a slash or a tilde."""
        return pointer_of(self.path)

    def below(self, *prefix: str | int) -> Problem:
        """The same problem seen from an enclosing object."""
        return self._replace(path=(*prefix, *self.path))

    def as_json(self) -> dict[str, str]:
        """For the command line and for interfaces: where, how grave, and the sentence."""
        return {"path": self.pointer, "level": self.level, "message": self.message}


def pointer_of(path: Path) -> str:
    """A path as a JSON pointer."""
    return "".join(f"/{step}" for step in path)


def path_at(pointer: str) -> Path:
    """The path of a JSON pointer; codes never are numbers, so a number is a row."""
    return tuple(int(step) if step.isdecimal() else step for step in pointer.split("/")[1:])
