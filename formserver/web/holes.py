"""Holes: the places of what is not known yet in what is drawn once and filled many times."""

from __future__ import annotations

import re
import secrets
from typing import NoReturn

from markupsafe import Markup


class Undecided(Exception):
    """A macro decided by a fact, or changed it: of a hole it may only write down where it is."""


class Hole(Markup):
    """The place of a fact in what is being drawn. It can be written down and nothing else."""

    def _refuse(self, *_: object) -> NoReturn:
        raise Undecided(type(self).__doc__)

    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __eq__ = __ne__ = __lt__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class Holes:
    """The holes of one recording. Nobody can write their text into a document: it is drawn by lot."""

    def __init__(self) -> None:
        self._lot = secrets.token_hex(16)

    def hole(self, name: str) -> Hole:
        """The place of the fact of that name (letters, digits, ``_``, ``.``)."""
        return Hole(f"\x02{self._lot}:{name}\x03")

    def is_in(self, words: str) -> bool:
        """Whether there is a hole in the words, whole or not."""
        return self._lot in words.lower()

    def split(self, drawn: str) -> list[str]:
        """What was drawn, cut at the holes: words, name of a hole, words, ... Raises Undecided."""
        written = re.split(f"\x02{self._lot}:([\\w.]+)\x03", drawn)
        if any(self.is_in(words) for words in written[::2]):
            raise Undecided("a fact was changed after it was asked")
        return written
