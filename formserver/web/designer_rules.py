"""What the designer's panel shows of the conditions of a field: sentences, each to be changed, and one being built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from flask_babel import gettext

from formserver.forms.conditions.base import HEAD, Statement
from formserver.forms.conditions.base import Words as PaperWords
from formserver.forms.conditions.written import parse
from formserver.forms.designing import rules, statements, trees
from formserver.forms.designing.base import LEVELS, Json, Refused, Sketch, called
from formserver.forms.designing.statements import Test
from formserver.forms.document import FormDocument
from formserver.forms.group import Container, Group


@dataclass(frozen=True)
class Node:
    """A part of a condition at its `path`: one statement `on` a field, or several, joined by `how`; `where`: what is
    said of the rows it counts."""

    path: str
    statement: Statement
    on: str
    how: str
    parts: Sequence["Node"]
    where: "Node | None"
    counts_rows: bool


@dataclass(frozen=True)
class Rule:
    """A rule: its effect, its condition (None: always), and where a jump leads to."""

    effect: str
    kind: str
    node: Node | None
    to: str


@dataclass(frozen=True)
class RulesPanel:
    """The field at a dotted `place`; `building`: `effect`, `at`, `mode` and `on` of a statement, as chosen so far."""

    sketch: Sketch
    document: FormDocument
    place: str
    building: Mapping[str, str]

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules of the field."""
        words = self.group.words
        targets = dict(rules.landings(self.sketch, self.place))
        return [
            Rule(effect, effect.partition(".")[0], _node(node, "", words) if node else None, targets.get(to, to))
            for effect, node, to in rules.conditions(self.sketch.field(self.place))
        ]

    @property
    def group(self) -> Group:
        """The object of fields that it belongs to."""
        part, *way = self.place.split(".")[:-1]
        group = self.document.parts[part].group
        for code in way:
            inner = group.members[code]
            assert isinstance(inner, Container)
            group = inner.group
        return group

    @property
    def level(self) -> str:
        """What a missing answer means; "" where it may be missing."""
        return rules.level_of(self.sketch, self.place)

    @property
    def levels(self) -> list[tuple[str, str]]:
        """What it may mean."""
        return [(level, str(gettext(words))) for level, words in LEVELS.items()]

    @property
    def hows(self) -> list[tuple[str, str]]:
        """How statements may be joined."""
        return [(how, str(gettext(words))) for how, words in trees.HOWS.items()]

    @property
    def effects(self) -> list[tuple[str, str]]:
        """What a new condition may bring about; a jump where something is left to jump over."""
        jumps = rules.landings(self.sketch, self.place)
        found = {one: words for one, words in rules.EFFECTS.items() if one != rules.JUMP or jumps}
        return [(effect, str(gettext(words))) for effect, words in found.items()]

    @property
    def landings(self) -> list[tuple[str, str]]:
        """Where a new jump may lead to."""
        return rules.landings(self.sketch, self.place)

    # the statement that is built --------------------------------------------------------------------------------------
    @property
    def effect(self) -> str:
        """The rule it belongs to, "" for a new one."""
        return self.building.get("effect", "")

    @property
    def path(self) -> str:
        """Its place in the rule."""
        return self.building.get("at", "")

    @cached_property
    def askable(self) -> dict[str, Json]:
        """The fields it may speak of, by the name it calls them."""
        try:
            return rules.askable(self.sketch, self.place, self.effect or rules.JUMP, self.path)
        except Refused:  # the condition has gone meanwhile
            return {}

    @property
    def on_fields(self) -> list[tuple[str, str]]:
        """The same with their labels."""
        return [(name, self._label(name, spec)) for name, spec in self.askable.items()]

    def _label(self, name: str, spec: Json) -> str:
        if name.startswith(HEAD):
            return str(gettext("（表格外的）%(label)s", label=called(spec)))
        own = self.place.rpartition(".")[2]
        return str(gettext("%(label)s（这一项自己）", label=called(spec))) if name == own else called(spec)

    @property
    def on(self) -> str:
        """The field it speaks of, "" before it is chosen."""
        chosen = self.building.get("on", "")
        return chosen if chosen in self.askable else ""

    @property
    def on_label(self) -> str:
        """What that field is called."""
        return self._label(self.on, self.askable[self.on])

    @property
    def tests(self) -> list[Test]:
        """What may be asked of it."""
        return statements.tests_for(self.askable[self.on])

    @property
    def takes_limits(self) -> bool:
        """Whether a test asks for a number, a day, or two of them."""
        return any(test.form in (statements.ONE, statements.TWO, statements.COUNTS) for test in self.tests)

    @property
    def counts_rows(self) -> bool:
        """Whether nothing but rows can be counted."""
        return all(test.form == statements.COUNTS for test in self.tests)

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Its options."""
        return statements.offered(self.askable[self.on])

    @property
    def others(self) -> list[tuple[str, str]]:
        """The fields it can be compared with."""
        return rules.others(self.sketch, self.place, self.on, self.effect or rules.JUMP, self.path)

    @cached_property
    def stored(self) -> tuple[str, list[str]]:
        """The test and the values of the statement that is changed; its first test, and nothing, for a new one."""
        leaf = None
        if self.building.get("mode") == "set":
            leaf = trees.at(rules.condition(self.sketch.field(self.place), self.effect), self.path)
        if leaf and self.on in (leaf.get("field"), leaf.get("rows")):
            test = statements.test_of(leaf, self.askable[self.on])
            return (test.code, statements.values_of(leaf, test)) if test else ("", [])
        return self.tests[0].code, []


def _node(node: Json, path: str, words: PaperWords) -> Node:
    how, parts = trees.shape(node)
    said, below = Statement(parse(node), words), f"{path}." if path else ""
    if not trees.is_leaf(node):
        inner = [_node(one, f"{below}{number}", words) for number, one in enumerate(parts)]
        return Node(path, said, "", how, inner, None, False)
    where = None
    if "where" in node:
        where = _node(node["where"], f"{below}{trees.WHERE}", partial(_in_rows, words, node["rows"]))
    return Node(path, said, str(node.get("field") or node["rows"]), "", (), where, "rows" in node)


def _in_rows(words: PaperWords, rows: str, field: str, option: str | None) -> str:
    return words(f"{rows}.{field}", option)
