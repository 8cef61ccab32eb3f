"""What differs from request to request on an entry page, and how the macros of the kinds ask for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from formserver.forms.conditions.base import ALWAYS, NEVER
from formserver.forms.group import Group
from formserver.forms.kinds.base import Field
from formserver.forms.pairs import spelled


class Facts(Protocol):
    """What one request knows of its questions, as HTML that macros write down as it stands.

    A sheet that is being recorded answers with holes instead, to be filled by every request.
    """

    def typed(self, name: str) -> str:
        """The text typed into the input of that name."""

    def ticked(self, mark: str, name: str, code: str) -> str:
        """``mark`` where the code is among the texts of that name."""

    def chosen(self, mark: str, name: str, code: str) -> str:
        """``mark`` where the code is the text of that name."""

    def text(self, fact: str, name: str) -> str:
        """Words about the question of that name; empty unless the request has some."""

    def flag(self, on: str, off: str, fact: str, name: str) -> str:
        """``on`` where the request says so, else ``off``; both are HTML."""

    def island(self, macro: str, question: Question, *words: str) -> str:
        """What a macro of templates/entry/islands.html draws of the question for this request."""


class Question(ABC):
    """The face of a field that macros ask. Everything here is HTML, already escaped."""

    group: Group
    name: str
    field: Field

    @property
    @abstractmethod
    def facts(self) -> Facts:
        """Who answers."""

    @property
    def spelled(self) -> str:
        """What its input is called on the page, where it has but one."""
        return spelled(self.name)

    def typed(self, place: str = "") -> str:
        """What was typed into the input, or into one of several (``.township``)."""
        return self.facts.typed(self.name + place)

    def ticked(self, code: str, place: str = "") -> str:
        """The attribute of a box that is ticked: any of the texts posted for it is its code."""
        return self.facts.ticked(" checked", self.name + place, code)

    def chosen(self, code: str, place: str = "", mark: str = " checked") -> str:
        """The attribute of the one option that is chosen; of a list box's option " selected"."""
        return self.facts.chosen(mark, self.name + place, code)

    def if_required(self, words: str, otherwise: str = "") -> str:
        """``words`` where an answer is demanded now."""
        if self.group.demands(self.field.code):
            return self.facts.flag(words, otherwise, "required", self.name)
        return words if self.field.code in self.group.always_required else otherwise

    def if_hidden(self, words: str) -> str:
        """``words`` where it may not be answered now. Without scripts it is drawn all the same, with its condition."""
        return self.facts.flag(words, "", "hidden", self.name) if self.field.shown_when != ALWAYS else ""

    def if_read_only(self, words: str) -> str:
        """``words`` where the page shows the answer and takes no other."""
        is_lockable = self.field.read_only_when != NEVER
        return self.facts.flag(words, "", "read_only", self.name) if is_lockable else ""

    @property
    def problem(self) -> str:
        """The place of the gravest problem, where there is one."""
        return self.facts.text("problem", self.name)

    @property
    def tone(self) -> str:
        """The class of its row of the sheet because of that problem, after a space."""
        return self.facts.text("tone", self.name)

    @property
    def told(self) -> str:
        """The attributes that tie its input to that problem, where nothing else describes it."""
        return self.facts.text("told", self.name)

    @property
    def told_too(self) -> str:
        """The id of that problem's place, after a space, behind the id of a note."""
        return self.facts.text("told_too", self.name)

    @property
    def invalid(self) -> str:
        """The attribute of its inputs where that problem blocks submission, behind the id of a note."""
        return self.facts.text("invalid", self.name)

    @property
    def beside(self) -> str:
        """What the request has to show beside the question."""
        return self.facts.text("beside", self.name)

    @property
    def reason(self) -> str:
        """The place for the reason of its warning, where one is asked."""
        return self.facts.text("reason", self.name)

    def island(self, macro: str, *words: str) -> str:
        """A part that is drawn anew for every request, by a macro that may read everything of the node."""
        return self.facts.island(macro, self, *words)
