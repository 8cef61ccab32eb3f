"""The recorded sheet: what the macros of a part's fields draw, drawn once, with holes that every request fills.

The macros are drawn with nodes whose facts answer with holes. What they wrote between the holes is the same for every
request; no template and no program is made of a document's words, so a document has nothing to inject into.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn

from markupsafe import Markup, escape

from formserver.forms.document import Part
from formserver.forms.facts import Question
from formserver.forms.nodes import Entry, Row
from formserver.forms.pairs import Pairs
from formserver.services.documents import form_document, in_force
from formserver.web.facts import RequestFacts, drawn
from formserver.web.holes import Hole, Holes, Undecided
from formserver.web.locale import LANGUAGES, in_language

Mark = tuple[int, str]
SHEET = "entry/sheet.html"
_has_markup = re.compile("[&<>'\"]").search


@dataclass(frozen=True)
class Sheet:
    """Pieces of HTML in order; in the holes stands what is usual, and a request may put its own there.

    ``typed``: input name -> holes for its text. ``ticked``, ``chosen``: input name -> code -> marks for the options.
    ``texts``, ``flags``: (fact, node name) -> holes, marks. A mark is a hole with what stands there when it is so.
    ``islands``: (hole, macro, node name, words), drawn anew by every request.
    """

    pieces: list[str]
    typed: dict[str, list[int]] = field(default_factory=dict)
    ticked: dict[str, dict[str, list[Mark]]] = field(default_factory=dict)
    chosen: dict[str, dict[str, list[Mark]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    flags: dict[tuple[str, str], list[Mark]] = field(default_factory=dict)
    islands: list[tuple[int, str, str, tuple[str, ...]]] = field(default_factory=list)

    def filled(self, facts: RequestFacts) -> Markup:
        """The sheet with the facts of one request."""
        pieces = self.pieces.copy()
        self._write(facts, pieces)
        self._mark(facts, pieces)
        for place, macro, name, more in self.islands:
            pieces[place] = facts.island_at(macro, name, more)
        return Markup("".join(pieces))

    def _write(self, facts: RequestFacts, pieces: list[str]) -> None:
        raw, texts = facts.pairs.raw, facts.texts
        for name, places in self.typed.items():
            if text := raw(name):
                # nearly every text is written as it is: asking costs a third of what writing it anew does
                written = escape(text) if _has_markup(text) else text
                for place in places:
                    pieces[place] = written
        for key in texts.keys() & self.texts.keys():
            for place in self.texts[key]:
                pieces[place] = texts[key]

    def _mark(self, facts: RequestFacts, pieces: list[str]) -> None:
        pairs = facts.pairs
        for name, codes in self.chosen.items():
            for place, words in codes.get(pairs.raw(name), ()):
                pieces[place] = words
        for name, codes in self.ticked.items():
            for code in pairs.getlist(name):
                for place, words in codes.get(code, ()):
                    pieces[place] = words
        for flag in facts.flags & self.flags.keys():
            for place, words in self.flags[flag]:
                pieces[place] = words


class Recorder:
    """Answers every question with a hole (forms.facts.Facts), and remembers what was asked for it."""

    def __init__(self) -> None:
        self._holes = Holes()
        # each puts the place of a hole where a sheet looks for it
        self._asked: list[tuple[str, Callable[[Sheet, int], None]]] = []

    def typed(self, name: str) -> Hole:
        return self._hole(lambda sheet, place: sheet.typed.setdefault(name, []).append(place))

    def ticked(self, mark: str, name: str, code: str) -> Hole:
        words = self._written(mark)
        return self._hole(lambda sheet, place: _under(sheet.ticked, name, code).append((place, words)))

    def chosen(self, mark: str, name: str, code: str) -> Hole:
        words = self._written(mark)
        return self._hole(lambda sheet, place: _under(sheet.chosen, name, code).append((place, words)))

    def text(self, fact: str, name: str) -> Hole:
        return self._hole(lambda sheet, place: sheet.texts.setdefault((fact, name), []).append(place))

    def flag(self, on: str, off: str, fact: str, name: str) -> Hole:
        words, usual = self._written(on), self._written(off)
        return self._hole(lambda sheet, place: sheet.flags.setdefault((fact, name), []).append((place, words)), usual)

    def island(self, macro: str, question: Question, *words: str) -> Hole:
        return self._hole(lambda sheet, place: sheet.islands.append((place, macro, question.name, words)))

    def _written(self, words: str) -> str:
        if self._holes.is_in(words):
            raise Undecided("a fact stands inside of another")
        return str(escape(words))

    def _hole(self, put: Callable[[Sheet, int], None], usual: str = "") -> Hole:
        self._asked.append((usual, put))
        return self._holes.hole(str(len(self._asked) - 1))

    def sheet(self, drawn: str) -> Sheet:
        """The sheet of what was drawn with this recorder's nodes. Raises Undecided."""
        written = self._holes.split(drawn)
        sheet = Sheet(written)
        for place in range(1, len(written), 2):
            written[place], put = self._asked[int(written[place])]
            put(sheet, place)
        return sheet


def _under(marks: dict[str, dict[str, list[Mark]]], name: str, code: str) -> list[Mark]:
    return marks.setdefault(name, {}).setdefault(code, [])


class Unasked(Pairs):
    """The pairs of no request, not even empty: who reads them while a sheet is recorded should have asked the node."""

    def __init__(self) -> None:
        pass

    def __getattr__(self, name: str) -> NoReturn:
        raise Undecided(name)


@dataclass(frozen=True)
class RecordedEntry(Entry):
    """The entry of no request, whose nodes are drawn once for all."""

    edition_id: str = field(default="", kw_only=True)
    recorder: Recorder = field(default_factory=Recorder, kw_only=True)

    @property
    def facts(self) -> Recorder:
        return self.recorder


def record(part: Part, language: str, macro: str, of: Callable[[Entry], object], *, edition_id: str = "") -> Sheet:
    """The sheet of what a macro of sheet.html draws of a part in a language. Raises Undecided."""
    entry = RecordedEntry(part, Unasked(), edition_id=edition_id)
    with in_language(language):
        return entry.recorder.sheet(drawn(SHEET, macro, of(entry)))


@lru_cache(maxsize=120)
def sheet_of(edition_id: str, part_code: str, language: str) -> Sheet:
    """The whole sheet of a part of an edition."""
    part = form_document(edition_id).parts[part_code]
    return record(part, language, "sheet", lambda entry: entry.sections, edition_id=edition_id)


@lru_cache(maxsize=1000)
def card_sheet(edition_id: str, part_code: str, language: str, table: str, index: str) -> Sheet:
    """The card of one row of the growing table of that name."""
    part = form_document(edition_id).parts[part_code]

    def row(entry: Entry) -> Row:
        found = entry.find(table)
        assert found is not None  # the page has drawn it
        return found.row(index, entry.facts.text("title", f"{table}.{index}"))

    return record(part, language, "card", row, edition_id=edition_id)


def record_in_force() -> None:
    """Record the sheets of all editions in force, for a server that is about to be forked into many."""
    for edition_id, document in in_force():
        for part_code in document.parts:
            for language in LANGUAGES:
                sheet_of(edition_id, part_code, language)
