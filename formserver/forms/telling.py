"""Sentences made of sentences, for the reader's language: each is a Chinese msgid, and what fills it may be one too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from formserver.clock import chinese_date

MARKS: Final = {"；": "; ", "、": ", "}
"""What stands between several sentences, in Chinese and in other languages."""


OF_FIELD: Final = "“%(label)s”%(said)s"


@dataclass(frozen=True)
class Sentence:
    """`key`: a msgid with %(name)s places; `params` fill them: words of a paper as they are, or further sentences. As
    text it is the Chinese sentence."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.key % dict(self.params)


@dataclass(frozen=True)
class Day:
    """A day, month or year as it is stored, for the reader's language. As text it is the Chinese one."""

    stored: str

    def __str__(self) -> str:
        return chinese_date(self.stored)


@dataclass(frozen=True)
class Sentences:
    """Sentences one behind the other; `mark`: what stands between them, see `MARKS`."""

    parts: Sequence[Any]
    mark: str = "；"

    def __str__(self) -> str:
        return self.mark.join(map(str, self.parts))


def of_field(label: str, said: Any) -> Sentence:
    """What is said of a field; `label`: how the paper calls it, `said`: a sentence that begins behind that."""
    return Sentence(OF_FIELD, {"label": label, "said": said})
