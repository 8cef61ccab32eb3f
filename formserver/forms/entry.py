"""Document -> entry page, posted page -> data, problem -> the input it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Any

from wtforms.form import BaseForm

from formserver.forms import validation
from formserver.forms.conditions.base import NOTHING, Data, Statement
from formserver.forms.document import Part
from formserver.forms.group import Container, Group, Place, Section
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.choice import Choice, Option
from formserver.forms.kinds.rows import Table
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path, Problem
from formserver.forms.rule_words import Jump, jumps_of, said_of
from formserver.forms.sight import Sight, Visibility, look

_ROW = re.compile("[.][0-9]+[.]")


def build(part: Part, pairs: Pairs, problems: Iterable[Problem] = ()) -> Entry:
    """The entry page of a part, filled with what was typed, each problem beside its input."""
    return Entry(part, pairs, tuple(problems))


def to_data(part: Part, pairs: Pairs) -> dict[str, Any]:
    """Posted pairs -> data of the part, not yet validated; unanswered and hidden fields and empty rows are absent."""
    return part.group.decode("", pairs)


def to_pairs(part: Part, data: Mapping[str, Any]) -> Pairs:
    """Data -> the pairs a page would post; `to_data` of them gives the data again."""
    return Pairs(part.group.encode("", data))


def unknown_names(part: Part, pairs: Pairs) -> list[str]:
    """Posted names the part does not have. Names that begin with "_" belong to the page itself."""
    known = part.input_names
    unknown = (name for name in pairs if name not in known and not name.startswith("_"))
    return sorted(name for name in unknown if _ROW.sub(".0.", name) not in known)


def name_of(part: Part, path: Path, pairs: Pairs) -> str:
    """The input name of a JSON path. Data skip empty rows: entry i of an array is the i-th answered row of the page."""
    steps: list[str] = []
    group: Group | None = part.group
    rest = list(path)
    while rest:
        step = rest.pop(0)
        steps.append(str(step))
        found = group.members.get(str(step)) if group is not None else None
        group = found.group if isinstance(found, Container) else None
        if isinstance(found, Container) and found.depth and rest:
            head = _head_of(part, path[: -len(rest) - 1], pairs) if found.group.looks_around else NOTHING
            steps.append(found.page_index(rest.pop(0), ".".join(steps), pairs, head))
    return ".".join(steps)


def with_row(pairs: Pairs, name: str) -> Pairs:
    """The pairs with one more, empty row in the table `name`."""
    rows = pairs.rows(name)
    return pairs.merged([(f"{name}.{rows[-1] + 1 if rows else 0}.row", "1")])


def without_row(pairs: Pairs, name: str, index: int) -> Pairs:
    """The pairs without row `index` of the table `name`; the other rows keep their numbers."""
    prefix = f"{name}.{index}."
    return Pairs((key, text) for key, text in pairs.items() if not key.startswith(prefix))


def _head_of(part: Part, path: Path, pairs: Pairs) -> Data:
    """The object that holds the table at the path."""
    data: Any = to_data(part, pairs)
    for step in path[:-1]:
        data = data[step]
    return dict(data)


# what templates walk --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Entry:
    """One entry page: sections of nodes. Templates ask it; nothing is computed in them."""

    part: Part
    pairs: Pairs
    problems: tuple[Problem, ...] = ()

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

    def nodes(self, group: Group, prefix: str, fields: Iterable[Field], around: Data = NOTHING) -> list[Node]:
        """Nodes of some fields of one object; `around` are the answers of the sight of the object around it."""
        data = group.decode(prefix, self.pairs, around)
        sight = look(group, data, around)
        return [Node(self, group, prefix + one.code, one, data, sight) for one in fields]

    @cached_property
    def by_name(self) -> dict[str, list[Problem]]:
        """Problems by the name of the field they belong to: those of an address's village stand at the address."""
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            name = name_of(self.part, validation.locate(self.part, problem.path).path, self.pairs)
            found.setdefault(name, []).append(problem)
        return found

    def walk(self) -> Iterator[Node]:
        """Every node of the page, those of blanks, sentences and rows too."""
        for _, nodes in self.sections:
            for node in nodes:
                yield from node.walk()

    def find(self, name: str) -> Node | None:
        """The node of an input name, or None."""
        return next((node for node in self.walk() if node.name == name), None)


@dataclass(frozen=True)
class Row:
    """One row or block on the page."""

    name: str
    index: str
    title: str
    nodes: list[Node]
    is_removable: bool


@dataclass(frozen=True)
class Node:
    """A field on the page: `data` are the answers of the object it stands in."""

    entry: Entry = dataclass_field(repr=False)
    group: Group = dataclass_field(repr=False)
    name: str
    field: Field
    data: Mapping[str, Any] = dataclass_field(repr=False)
    sight: Sight = dataclass_field(repr=False)

    @property
    def id(self) -> str:
        """HTML id of the place of this field."""
        return _id(self.name)

    @property
    def label(self) -> str:
        """The printed label, or how the field is spoken of where the paper prints none."""
        return self.field.title or self.field.spoken

    def input(self, suffix: str = "") -> Any:
        """The WTForms field behind the node, or one of several (`.township`)."""
        return self.entry.form[self.name + suffix]

    @property
    def value(self) -> Any:
        """The decoded answer, or None."""
        return self.data.get(self.field.code)

    @property
    def visibility(self) -> Visibility:
        """Whether it is to be answered: shown, hidden, or unknown while what it depends on is open."""
        return self.sight.visibility[self.field.code]

    @property
    def is_shown(self) -> bool:
        """Whether it may be answered now; without scripts it is drawn all the same, with its condition. One of which it
        cannot be told yet is shown where it holds an answer or a problem: nothing is kept or refused out of sight."""
        kept_out_of_sight = self.value is not None or bool(self.problems)
        return self.visibility == "shown" or (self.visibility == "unknown" and kept_out_of_sight)

    @property
    def is_read_only(self) -> bool:
        """Whether the page shows the answer and takes no other."""
        return self.field.read_only_when.holds(self.sight.answers)

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
    def condition(self) -> str:
        """When it is to be answered, in Chinese; empty: always."""
        return str(self.statement)

    @property
    def statement(self) -> Statement:
        """The condition as something to say in any language."""
        return Statement(self.field.shown_when, self.group.words)

    @property
    def is_required(self) -> bool:
        """Whether an answer is demanded now."""
        return self.field.code in self.group.fields and self.group.is_required(self.field.code, self.sight.answers)

    @property
    def problems(self) -> list[Problem]:
        """Problems of the field, its blanks excepted."""
        return self.entry.by_name.get(self.name, [])

    @property
    def none(self) -> Node | None:
        """The node of 无 / 不适用, where allowed."""
        return self._sibling(self.field.none_code) if self.field.none_code else None

    def blanks(self, option: Option) -> dict[str, Node]:
        """The nodes of an option's blanks, by the blank's property code."""
        return {blank.code: self._sibling(blank.code) for blank in option.blanks.values()}

    def _sibling(self, code: str) -> Node:
        prefix = self.name[: len(self.name) - len(self.field.code)]
        return Node(self.entry, self.group, prefix + code, self.group.members[code], self.data, self.sight)

    @cached_property
    def inner(self) -> list[Node]:
        """The fields inside a sentence or a section."""
        if not isinstance(self.field, Container) or self.field.depth:
            return []
        group = self.field.group
        return self.entry.nodes(group, f"{self.name}.", group.fields.values(), self.sight.answers)

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
        """The rows of a table or block that the page shows."""
        if not isinstance(self.field, Container) or not self.field.depth:
            return []
        return [self._row(self.field, place) for place in self.field.places(self.name, self.entry.pairs)]

    def _row(self, field: Container, place: Place) -> Row:
        nodes = self.entry.nodes(field.group, place.prefix, field.group.fields.values(), self.sight.answers)
        is_removable = isinstance(field, Table) and not (field.head and place.index == "0")
        return Row(place.prefix.removesuffix("."), place.index, place.title, nodes, is_removable)

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


def _id(name: str) -> str:
    return "f-" + name.replace(".", "-")
