"""One thing wrong with the data of a form, at a JSON path, said in the paper's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["error", "warning"]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """`key`: a Chinese sentence with %(name)s places that `params` fill; a "warning" does not block submission."""

    path: Path
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    level: Level = "error"

    @property
    def message(self) -> str:
        """The sentence in Chinese: it quotes the paper, whose words exist in no other language."""
        return self.key % dict(self.params)

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901); codes never hold a slash or a tilde."""
        return "".join(f"/{step}" for step in self.path)

    def below(self, *prefix: str | int) -> Problem:
        """The same problem seen from an enclosing object."""
        return Problem((*prefix, *self.path), self.key, self.params, self.level)

    def as_json(self) -> dict[str, str]:
        """For the command line and for interfaces: where, how grave, and the sentence."""
        return {"path": self.pointer, "level": self.level, "message": self.message}
