"""One difference between two editions of a paper, and how much it asks of the records that exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any, Final


class Effect(IntEnum):
    """What a change does to answers already given; the greater, the graver."""

    WORDS = 0  # shown or printed otherwise, nothing else
    HEARD = 1  # asked and kept as before; the register hears something that nobody told it so far
    WIDER = 2  # every answer that was accepted still is
    MEANING = 3  # accepted as before, but read, counted, asked or kept otherwise
    NARROWER = 4  # an answer that was accepted may be refused
    GONE = 5  # no longer asked: answers are kept aside
    REFUSED = 6  # a published field never changes like that


UNLIMITED: Final = "不限"
"""Stands where an edition has no limit."""

EFFECT_WORDS: Final = {
    Effect.WORDS: "只改文字",
    Effect.HEARD: "登记簿用到",
    Effect.WIDER: "放宽",
    Effect.MEANING: "含义改变",
    Effect.NARROWER: "收紧",
    Effect.GONE: "不再询问",
    Effect.REFUSED: "不允许",
}


@dataclass(frozen=True)
class Change:
    """`place`: codes from the part down, in the new edition, or in the old one for what is gone; `label`: how the paper
    calls it. `key`: a Chinese sentence with %(name)s places that `params` fill."""

    place: tuple[str, ...]
    label: str
    effect: Effect
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in Chinese: it quotes the paper, whose words exist in no other language."""
        return self.key % dict(self.params)

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Comparison:
    """All changes from one edition to another, as the paper is read. `same_schema`: whether the compiled JSON Schemas
    differ in titles at most."""

    changes: tuple[Change, ...]
    same_schema: bool

    @cached_property
    def effect(self) -> Effect:
        """The gravest effect; WORDS where nothing differs."""
        return max((change.effect for change in self.changes), default=Effect.WORDS)

    @property
    def is_wording(self) -> bool:
        """Whether the new edition is the next minor one: nothing but words, order, the printed sheet and what the
        register hears differ."""
        return self.effect <= Effect.HEARD and self.same_schema

    @property
    def is_compatible(self) -> bool:
        """Whether every valid record stays valid and keeps its meaning when it moves."""
        return self.effect <= Effect.WIDER

    @property
    def refused(self) -> tuple[Change, ...]:
        """The changes for which the new edition cannot be published."""
        return tuple(change for change in self.changes if change.effect == Effect.REFUSED)

    def next_after(self, edition: tuple[int, int]) -> tuple[int, int]:
        """The number the new edition gets: (major, minor)."""
        major, minor = edition
        return (major, minor + 1) if self.is_wording else (major + 1, 0)
