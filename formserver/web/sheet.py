"""The recorded sheet: what the macros of a part's fields draw, drawn once, with holes that every request fills.

The macros are drawn with nodes whose facts answer with holes. What they wrote between the holes is the same for every
request; no template and no program is made of a document's words, so a document has nothing to inject into.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NoReturn

from flask_babel import force_locale
from markupsafe import Markup, escape

from formserver.forms.document import Part
from formserver.forms.facts import Question
from formserver.forms.group import Container
from formserver.forms.nodes import Entry
from formserver.forms.pairs import Pairs
from formserver.forms.validation import locate
from formserver.services.documents import form_document
from formserver.web.facts import RequestFacts, drawn

Key = tuple[str, ...]
SHEET = "entry/sheet.html"


@dataclass(frozen=True)
class Sheet:
    """Pieces of HTML in order; at some places stands what is usual, and a request may put its own there.

    ``texts``: fact and name -> places. ``flags``: fact and name -> places, each with what stands there when the fact
    holds. ``islands``: (place, macro, name, words), drawn anew by every request.
    """

    pieces: tuple[str, ...]
    texts: Mapping[tuple[str, str], tuple[int, ...]]
    flags: Mapping[Key, tuple[tuple[int, str], ...]]
    islands: tuple[tuple[int, str, str, tuple[str, ...]], ...]

    def filled(self, facts: RequestFacts) -> Markup:
        """The sheet with the facts of one request."""
        pieces = list(self.pieces)
        for text in facts.texts.keys() & self.texts.keys():
            for place in self.texts[text]:
                pieces[place] = facts.texts[text]
        for flag in facts.flags & self.flags.keys():
            for place, words in self.flags[flag]:
                pieces[place] = words
        for place, macro, name, more in self.islands:
            pieces[place] = facts.island_at(macro, name, more)
        return Markup("".join(pieces))


class Undecided(Exception):
    """A macro decided by a fact, or changed it: it may only write down what its node answers."""


class Hole(Markup):
    """The place of a fact in what is being drawn. It can be written down and nothing else."""

    def _refuse(self, *_: object) -> NoReturn:
        raise Undecided(type(self).__doc__)

    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __eq__ = __ne__ = __lt__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class Recorder:
    """Answers every question with a hole (forms.facts.Facts), and remembers what was asked for it.

    Nobody can write the text of a hole into a document: it is drawn by lot for each recording.
    """

    def __init__(self) -> None:
        self._lot = secrets.token_hex(16)
        self._asked: list[_Asked] = []

    def text(self, fact: str, name: str) -> str:
        return self._hole(_Asked("texts", (fact, name)))

    def flag(self, on: str, off: str, fact: str, *place: str) -> str:
        return self._hole(_Asked("flags", (fact, *place), str(escape(off)), str(escape(on))))

    def island(self, macro: str, question: Question, *words: str) -> str:
        return self._hole(_Asked("islands", (macro, question.name, *words)))

    def _hole(self, asked: _Asked) -> Hole:
        if self._lot in asked.on + asked.usual:
            raise Undecided("a fact stands inside of another")
        self._asked.append(asked)
        return Hole(f"\x02{self._lot}:{len(self._asked) - 1}\x03")

    def sheet(self, drawn: str) -> Sheet:
        """The sheet of what was drawn with this recorder's nodes. Raises Undecided."""
        written = re.split(f"\x02{self._lot}:([0-9]+)\x03", drawn)
        holes = {place: self._asked[int(written[place])] for place in range(1, len(written), 2)}
        pieces = tuple(holes[place].usual if place in holes else piece for place, piece in enumerate(written))
        if any(self._lot in piece.lower() for piece in pieces):
            raise Undecided("a fact was changed after it was asked")
        texts: dict[tuple[str, str], tuple[int, ...]] = {}
        flags: dict[Key, tuple[tuple[int, str], ...]] = {}
        islands: list[tuple[int, str, str, tuple[str, ...]]] = []
        for place, asked in holes.items():
            first, second, *more = asked.key
            if asked.kind == "islands":
                islands.append((place, first, second, tuple(more)))
            elif asked.kind == "texts":
                texts[first, second] = (*texts.get((first, second), ()), place)
            else:
                flags[asked.key] = (*flags.get(asked.key, ()), (place, asked.on))
        return Sheet(pieces, texts, flags, tuple(islands))


@dataclass(frozen=True)
class _Asked:
    kind: Literal["texts", "flags", "islands"]
    key: Key
    usual: str = ""
    on: str = ""


class Unasked(Pairs):
    """The pairs of no request, not even empty: who reads them while a sheet is recorded should have asked the node."""

    def __init__(self) -> None:
        pass

    def __getattr__(self, name: str) -> NoReturn:
        raise Undecided(name)


@dataclass(frozen=True)
class RecordedEntry(Entry):
    """The entry of no request, whose nodes are drawn once for all."""

    recorder: Recorder = field(default_factory=Recorder, kw_only=True)

    @property
    def facts(self) -> Recorder:
        return self.recorder


def record(part: Part, language: str, macro: str, of: Callable[[Entry], object]) -> Sheet:
    """The sheet of what a macro of sheet.html draws of a part in a language. Raises Undecided."""
    entry = RecordedEntry(part, Unasked())
    with force_locale(language):
        return entry.recorder.sheet(drawn(SHEET, macro, of(entry)))


@lru_cache(maxsize=120)
def sheet_of(edition_id: str, part_code: str, language: str) -> Sheet:
    """The whole sheet of a part of an edition."""
    return record(form_document(edition_id).parts[part_code], language, "sheet", lambda entry: entry.sections)


@lru_cache(maxsize=1000)
def row_sheet(edition_id: str, part_code: str, language: str, table: str, prefix: str) -> Sheet:
    """The fields of one row, whose input names begin with ``prefix``, of the table of that name."""
    part = form_document(edition_id).parts[part_code]
    found = locate(part, tuple(table.split("."))).field
    assert isinstance(found, Container)  # the page has drawn it
    return record(part, language, "cells", lambda entry: entry.row_nodes(found, prefix))
