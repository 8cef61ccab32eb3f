"""The fields of an entry page as nodes, which macros and pages walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Any

from wtforms.form import BaseForm

from formserver.forms.conditions.base import Statement
from formserver.forms.document import Part
from formserver.forms.facts import Facts, Question
from formserver.forms.group import Container, Group
from formserver.forms.input_names import InputNames
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.options import Option
from formserver.forms.kinds.rows import Table
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.forms.rule_words import Jump, jumps_of, said_of
from formserver.forms.sections import Section
from formserver.forms.visibility import Holder, Visibility, holders


@dataclass(frozen=True)
class Entry:
    """One entry page: sections of nodes. Templates ask it; nothing is computed in them."""

    part: Part
    pairs: Pairs
    problems: tuple[Problem, ...] = ()

    @property
    def facts(self) -> Facts:
        """What the request knows. Pages that are drawn have it."""
        raise NotImplementedError

    @cached_property
    def form(self) -> BaseForm:
        """The inputs, by name, holding what was typed."""
        form = BaseForm(dict(self.part.group.inputs("", self.pairs)))
        form.process(self.pairs)
        return form

    @cached_property
    def sections(self) -> list[tuple[Section, list[Node]]]:
        """The printed sections, each with its fields."""
        return [(section, self.nodes(self.part.group, "", section.fields)) for section in self.part.group.sections]

    def nodes(self, group: Group, prefix: str, fields: Iterable[Field]) -> list[Node]:
        """Nodes of some fields of one object."""
        return [Node(self, group, prefix + one.code, one) for one in fields]

    def row_nodes(self, table: Container, prefix: str) -> list[Node]:
        """Nodes of the fields of one row, whose input names begin with ``prefix``."""
        return self.nodes(table.group, prefix, table.group.fields.values())

    @cached_property
    def holders(self) -> dict[str, Holder]:
        """Every object of fields on the page as this request leaves it, by the prefix of its input names."""
        return {one.prefix: one for one in holders(self.part.group, self.pairs)}

    @cached_property
    def by_name(self) -> dict[str, list[Problem]]:
        """Problems by the name of the field they belong to: those of an address's village stand at the address."""
        found: dict[str, list[Problem]] = {}
        names = InputNames(self.part, self.pairs)
        for problem in self.problems:
            found.setdefault(names.of_field_at(problem.path), []).append(problem)
        return found

    def walk(self) -> Iterator[Node]:
        """Every node of the page, those of blanks, sentences and rows too."""
        for _, nodes in self.sections:
            for node in nodes:
                yield from node.walk()

    def find(self, name: str) -> Node | None:
        """The node of an input name, or None."""
        group, prefix, steps = self.part.group, "", name.split(".")
        while (field := group.members.get(steps.pop(0))) is not None and steps:
            prefix = self._below(field, prefix + field.code, steps)
            if not prefix or not isinstance(field, Container):
                return None
            group = field.group
        return Node(self, group, prefix + field.code, field) if field is not None else None

    def _below(self, field: Field, name: str, steps: list[str]) -> str:
        """The prefix of the object inside the field that the steps lead into; empty: the page has none."""
        if not isinstance(field, Container):
            return ""
        index = steps.pop(0) if field.depth else ""
        prefixes = {place.index: place.prefix for place in field.places(name, self.pairs)}
        return prefixes.get(index, "") if steps else ""


@dataclass(frozen=True)
class Row:
    """One row or block on the page."""

    table: Node
    index: str
    title: str
    is_removable: bool

    @property
    def name(self) -> str:
        """The names of its inputs begin with this and a dot."""
        return f"{self.table.name}.{self.index}"

    @property
    def nodes(self) -> list[Node]:
        """Its fields."""
        container = self.table.field
        assert isinstance(container, Container)  # what has rows holds fields
        return self.table.entry.row_nodes(container, f"{self.name}.")


@dataclass(frozen=True)
class Node(Question):
    """A field on the page: `templates/entry/kinds.html` says what a macro may read of it, and what it must ask."""

    entry: Entry = dataclass_field(repr=False)
    group: Group = dataclass_field(repr=False)
    name: str
    field: Field

    @property
    def id(self) -> str:
        """HTML id of the place of this field."""
        return id_of(self.name)

    @property
    def label(self) -> str:
        """The printed label, or how the field is spoken of where the paper prints none."""
        return self.field.title or self.field.spoken

    @property
    def heading(self) -> str:
        """The printed heading that the field is the first below: in rows that of a group of columns."""
        opened = (section.title for section in self.group.sections if section.fields[0] is self.field)
        return next(opened, "")

    @property
    def condition(self) -> str:
        """When it is to be answered, in Chinese; empty: always."""
        return str(self.statement)

    @property
    def statement(self) -> Statement:
        """The condition as something to say in any language."""
        return Statement(self.field.shown_when, self.group.words)

    @property
    def read_only_statement(self) -> Statement | None:
        """When it is read-only, as something to say; None: never."""
        return said_of(self.group, self.field, "read_only")

    @property
    def forbidden_statement(self) -> Statement | None:
        """When it must stay empty though it is shown, as something to say; None: never."""
        return said_of(self.group, self.field, "forbid")

    @property
    def jumps(self) -> list[tuple[Jump, Node]]:
        """Where to go on after certain answers, each with the node there."""
        return [(jump, self._sibling(jump.to)) for jump in jumps_of(self.group, self.field)]

    @property
    def facts(self) -> Facts:
        return self.entry.facts

    # answers, for pages and islands -----------------------------------------------------------------------------------
    @property
    def holder(self) -> Holder:
        """The object it stands in."""
        return self.entry.holders[self._prefix]

    @property
    def value(self) -> Any:
        """The decoded answer, or None."""
        return self.holder.data.get(self.field.code)

    @property
    def visibility(self) -> Visibility:
        """Whether it is to be answered: shown, hidden, or unknown while what it depends on is open."""
        return self.holder.sight.visibility[self.field.code]

    @property
    def is_shown(self) -> bool:
        """Whether it may be answered now; without scripts it is drawn all the same, with its condition. One of which it
        cannot be told yet is shown where it holds an answer or a problem: nothing is kept or refused out of sight."""
        visibility = self.visibility
        return visibility == "shown" or (visibility == "unknown" and (self.value is not None or bool(self.problems)))

    @property
    def is_read_only(self) -> bool:
        """Whether the page shows the answer and takes no other."""
        return self.field.read_only_when.holds(self.holder.sight.answers)

    @property
    def is_required(self) -> bool:
        """Whether an answer is demanded now."""
        answers = self.holder.sight.answers
        return self.field.code in self.group.fields and self.group.is_required(self.field.code, answers)

    def is_live_for(self, changed: Iterable[str]) -> bool:
        """Whether what the server knows of the answer is to be drawn anew after changes under these names."""
        return bool(self.field.live) and any(f"{name}.".startswith(f"{self.name}.") for name in changed)

    @property
    def problems(self) -> list[Problem]:
        """Problems of the field, its blanks excepted."""
        return self.entry.by_name.get(self.name, [])

    def input(self, suffix: str = "") -> Any:
        """The WTForms field behind the node, or one of several (`.township`)."""
        return self.entry.form[self.name + suffix]

    # neighbours -------------------------------------------------------------------------------------------------------
    @property
    def none(self) -> Node | None:
        """The node of 无 / 不适用, where allowed."""
        return self._sibling(self.field.none_code) if self.field.none_code else None

    def blanks(self, option: Option) -> dict[str, Node]:
        """The nodes of an option's blanks, by the blank's property code."""
        return {blank.code: self._sibling(blank.code) for blank in option.blanks.values()}

    @property
    def _prefix(self) -> str:
        return self.name[: len(self.name) - len(self.field.code)]

    def _sibling(self, code: str) -> Node:
        return Node(self.entry, self.group, self._prefix + code, self.group.members[code])

    @cached_property
    def inner(self) -> list[Node]:
        """The fields inside a sentence or a section."""
        if not isinstance(self.field, Container) or self.field.depth:
            return []
        places = self.field.places(self.name, self.entry.pairs)
        return [node for place in places for node in self.entry.row_nodes(self.field, place.prefix)]

    @property
    def inner_by_code(self) -> dict[str, Node]:
        """`inner` by field code."""
        return {node.field.code: node for node in self.inner}

    @property
    def inner_sections(self) -> list[tuple[Section, list[Node]]]:
        """The headings and fields of a shared section."""
        by_code = self.inner_by_code
        groups = self.field.group.sections if isinstance(self.field, Container) else ()
        return [(section, [by_code[one.code] for one in section.fields]) for section in groups]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of a table or block that the page shows. Those a paper prints are the same for every request."""
        if not isinstance(self.field, Container) or not self.field.depth:
            return []
        return [self.row(place.index, place.title) for place in self.field.places(self.name, self.entry.pairs)]

    def row(self, index: str, title: str) -> Row:
        """The row of a table under an index; printed ones, and that of the head, stay."""
        is_removable = isinstance(self.field, Table) and not (self.field.head and index == "0")
        return Row(self, index, title, is_removable)

    def walk(self) -> Iterator[Node]:
        """The node, its 无, its blanks, and everything inside."""
        yield self
        if self.none:
            yield self.none
        if isinstance(self.field, Choice):
            for option in self.field.options:
                yield from self.blanks(option).values()
        for node in self.inner:
            yield from node.walk()
        for row in self.rows:
            for node in row.nodes:
                yield from node.walk()


def id_of(name: str) -> str:
    """The HTML id of the place of the field whose inputs have that name."""
    return "f-" + name.replace(".", "-")
