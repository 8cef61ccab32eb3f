"""The small parts a printed answer is made of: printed words, boxes, and what a hand would write.

Page and paper draw the same pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Words:
    """Words the paper prints."""

    text: str


@dataclass(frozen=True)
class Box:
    """A tick box."""

    ticked: bool = False


@dataclass(frozen=True)
class Answer:
    """What the hand writes; `width`: the room, in characters, that stays when it is empty (0: the rest of the cell);
    `of`: how the paper's reader names it, where it is printed."""

    text: str = ""
    width: int = 0
    of: str = field(default="", compare=False)


@dataclass(frozen=True)
class Cells:
    """One box per character; `of`: how the answer is named."""

    text: str
    count: int
    of: str = field(default="", compare=False)


@dataclass(frozen=True)
class Gap:
    """Room between two options, where a line may also break."""


@dataclass(frozen=True)
class NewLine:
    """A new line inside the cell."""


@dataclass(frozen=True)
class Photo:
    """A stored picture, scaled into the cell."""

    file_id: str


@dataclass(frozen=True)
class Signature:
    """Room for a signature; `by` when it was given on a screen; `of`: how it is named."""

    by: str = ""
    file_id: str = ""
    of: str = field(default="", compare=False)


Piece = Words | Box | Answer | Cells | Gap | NewLine | Photo | Signature


def named(pieces: Sequence[Piece], name: str, row: str = "") -> list[Piece]:
    """The pieces; what is written by hand gets this name, unless it has one, behind that of its row."""
    return [
        replace(piece, of=f"{row} {piece.of or name}".strip())
        if isinstance(piece, Answer | Cells | Signature)
        else piece
        for piece in pieces
    ]
