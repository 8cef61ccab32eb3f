"""What a request knows of the questions of its entry page: all of it at once, by kind of fact and input name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from flask import current_app
from markupsafe import Markup, escape

from formserver.forms.facts import Question
from formserver.forms.group import Group
from formserver.forms.kinds.base import Field
from formserver.forms.nodes import Entry, Node, id_of
from formserver.forms.problems import Problem

Texts = dict[tuple[str, str], str]
Flags = set[tuple[str, str]]

_ISLANDS, _FRAME = "entry/islands.html", "entry/frame.html"
_TONES: Final = {"error": Markup(" has-problem"), "warning": Markup(" has-warning")}
_TOLD: Final = Markup(' aria-describedby="{}-problem"')
_TOLD_TOO: Final = Markup(" {}-problem")
_DEMANDS: Final[tuple[tuple[str, Callable[[Group], Sequence[Field]], Callable[[Node], bool]], ...]] = (
    ("hidden", attrgetter("sometimes_hidden"), lambda node: not node.is_shown),
    ("required", attrgetter("sometimes_required"), attrgetter("is_required")),
    ("read_only", attrgetter("lockable"), attrgetter("is_read_only")),
)
_INVALID: Final = Markup(' aria-invalid="true"')


class RequestFacts:
    """The facts of one request (forms.facts.Facts). What is usual is not kept: no text, no mark, no problem.

    ``texts`` are HTML by fact and node name; ``flags`` are the (fact, node name) that hold.
    """

    def __init__(self, entry: Entry, problems: Mapping[str, Problem], texts: Mapping[tuple[str, str], str]) -> None:
        """``problems``: the gravest of each node, by its name; ``texts``: what else this request has to write down."""
        self.pairs = entry.pairs
        self._entry = entry
        self.texts: Texts = dict(texts)
        for name, problem in problems.items():
            self.texts.update(_problem(name, problem))
        self.flags: Flags = set(_demands(entry))

    def typed(self, name: str) -> str:
        return escape(self.pairs.raw(name))

    def ticked(self, mark: str, name: str, code: str) -> str:
        return escape(mark if code in self.pairs.getlist(name) else "")

    def chosen(self, mark: str, name: str, code: str) -> str:
        return escape(mark if code == self.pairs.raw(name) else "")

    def text(self, fact: str, name: str) -> str:
        return self.texts.get((fact, name), Markup())

    def flag(self, on: str, off: str, fact: str, name: str) -> str:
        return escape(on if (fact, name) in self.flags else off)

    def island(self, macro: str, question: Question, *words: str) -> Markup:
        return drawn(_ISLANDS, macro, question, *words)

    def island_at(self, macro: str, name: str, words: Iterable[str]) -> Markup:
        """The island of the node of that name."""
        return drawn(_ISLANDS, macro, self._entry.find(name), *words)


def _demands(entry: Entry) -> Iterator[tuple[str, str]]:
    for holder in entry.holders.values():
        group = holder.group
        for fact, fields, holds in _DEMANDS:
            for one in fields(group):
                node = Node(entry, group, holder.prefix + one.code, one)
                if holds(node):
                    yield fact, node.name


def _problem(name: str, problem: Problem) -> Iterator[tuple[tuple[str, str], str]]:
    place, invalid = id_of(name), _INVALID if problem.level == "error" else ""
    yield ("problem", name), drawn(_FRAME, "problem_place", place, problem)
    yield ("tone", name), _TONES[problem.level]
    yield ("told", name), _TOLD.format(place) + invalid
    yield ("told_too", name), _TOLD_TOO.format(place)
    if invalid:
        yield ("invalid", name), invalid


def drawn(template: str, macro: str, *things: Any) -> Markup:
    """What a macro draws; it escapes what it is given."""
    module: Any = current_app.jinja_env.get_template(template).module
    return Markup(getattr(module, macro)(*things))
