"""The problems of an entry page, each at the place where it is told."""

from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext

from formserver.forms.nodes import Entry, id_of
from formserver.forms.problems import Problem
from formserver.web.locale import said


@dataclass(frozen=True)
class Told(Entry):
    """The entry of a part that tells its problems."""

    @cached_property
    def placed(self) -> dict[str, list[Problem]]:
        """Problems by the name of the node they stand at: one tier of an address stands at the address."""
        found: dict[str, list[Problem]] = {}
        for name, problems in self.by_name.items():
            found.setdefault(self._place_of(name), []).extend(problems)
        return found

    def _place_of(self, name: str) -> str:
        name = name.removesuffix("__none")  # its boxes stand at the field
        while name and self.find(name) is None:
            name = name.rpartition(".")[0]
        return name

    @property
    def gravest(self) -> dict[str, Problem]:
        """What is told at each node, by its name."""
        placed = self.placed.items()
        return {name: min(problems, key=lambda problem: problem.level) for name, problems in placed if name}

    def listed(self, level: str) -> list[tuple[str, str]]:
        """(id to jump to, sentence) of all problems of a level, in paper order."""
        return [
            (id_of(name) if name else "entry", self._in_its_row(name, said(problem)))
            for name, problems in self.placed.items()
            for problem in problems
            if problem.level == level
        ]

    def _in_its_row(self, name: str, sentence: str) -> str:
        """The sentence with the row it is about: rows ask the same questions."""
        node = self.find(name)
        row = node.holder.row if node is not None else ""
        return gettext("%(row)s：%(sentence)s", row=row, sentence=sentence) if row else sentence
