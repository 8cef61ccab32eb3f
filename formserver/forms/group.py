"""The fields of one JSON object, in paper order: a part, a section, a row, a sentence.

Compiles them to one JSON Schema, and reads and writes them as posted pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from formserver.forms.conditions.base import ALWAYS, HEAD, NOTHING, Condition, Data
from formserver.forms.gates import Gates, names_around
from formserver.forms.kinds import flat
from formserver.forms.kinds.base import Cell, Field, Spec
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.order import field_order, with_jumps
from formserver.forms.pairs import Pairs
from formserver.forms.ruled import Ruled
from formserver.forms.sections import Place, Section

Make = Callable[[str, Spec], Field]
Parse = Callable[[str], Any]


class Group(Ruled):
    """The fields of one object. `members` also holds their siblings (blanks of options, `<field>__none`); `marks` are
    the names of what the engine itself writes into such an object."""

    def __init__(self, spec: Spec, make: Make, marks: frozenset[str] = frozenset()) -> None:
        self.spec, self.marks = spec, marks
        # the object around this one, and how many steps of a path lie between them
        self.head: Group | None = None
        self.steps_up = 0
        fields = {code: make(code, field) for code, field in with_jumps(spec).items()}
        self.fields: dict[str, Field] = {code: fields[code] for code in field_order(spec)}
        self.members: dict[str, Field] = {}
        for code, field in self.fields.items():
            self.members[code] = field
            if field.none_code:
                self.members[field.none_code] = make(field.none_code, {"x-kind": "none_mark", **_none_words(field)})
            self.members |= field.siblings()
            if isinstance(field, Container):
                field.group.head, field.group.steps_up = self, 1 + field.depth

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The printed sections; one without heading where the document names none."""
        if "x-sections" not in self.spec:
            return (Section("", "", tuple(self.fields.values())),)
        return tuple(
            Section(
                part["code"],
                part.get("title", ""),
                tuple(self.fields[code] for code in part["fields"]),
                part.get("note", ""),
            )
            for part in self.spec["x-sections"]
        )

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """The members that hold objects of fields."""
        return tuple(field for field in self.members.values() if isinstance(field, Container))

    @cached_property
    def judged(self) -> tuple[Container, ...]:
        """The members that hold objects of which more is to be said than their schema does."""
        return tuple(inner for inner in self.containers if inner.group.is_judged)

    @property
    def is_judged(self) -> bool:
        """Whether more is to be said of these answers than their schema does."""
        return any((self.further_rules, self.checked, self.checks, self.told_by_identity, self.judged))

    @cached_property
    def frozen(self) -> frozenset[str]:
        """The codes of the fields that are copied from the register and never typed."""
        return frozenset(code for code, field in self.fields.items() if "x-frozen" in field.spec)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Code -> place in paper order, for the members."""
        return {code: place for place, code in enumerate(self.members)}

    # rules -----------------------------------------------------------------------------------------------------------
    def is_shown(self, code: str, data: Data) -> bool:
        """Whether an answer of the field would be accepted now."""
        return self.gates.of(code).holds(data)

    @cached_property
    def gates(self) -> Gates:
        """When the members are shown; a sibling is shown with its field. Raises CycleError."""
        gates: dict[str, Condition] = {}
        around: dict[str, set[str]] = {}
        for code, field in self.fields.items():
            if field.shown_when != ALWAYS:
                gates |= dict.fromkeys(self.with_siblings(code), field.shown_when)
            if isinstance(field, Container):
                around[code] = {name for gate in field.group.gates for name in names_around(gate)}
        return Gates(self.members, gates, around)

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """The members of which more is to be told than that they are shown, each after those that decide about it."""
        gated = {code for code in self.members if self.gates.of(code) != ALWAYS}
        deep = {inner.code for inner in self.containers if inner.depth}
        refusable = {code for code, field in self.members.items() if field.none_code}
        return tuple(code for code in self.gates.order if code in gated | deep | refusable)

    def words(self, code: str, option: str | None = None) -> str:
        """The paper's words for a field or one of its options; `code` as conditions write it (^field, rows.field)."""
        if self.head is not None and code.startswith(HEAD):
            return self.head.words(code.removeprefix(HEAD), option)
        field, rest = field_at(self, code)
        if rest and isinstance(field, Container):
            return field.group.words(rest, option)
        if option is None or not isinstance(field, Choice):
            return field.spoken
        found = field.option(option)
        return found.words if found else option

    def may_hold(self, name: str) -> bool:
        """Whether the data have a property of that name."""
        return name in self.marks or (name in self.members and self.members[name].has_answer)

    # schema ----------------------------------------------------------------------------------------------------------
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the object."""
        schema: dict[str, Any] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {code: _titled(field) for code, field in self.members.items() if field.has_answer},
        }
        if self.always_required:
            schema["required"] = list(self.always_required)
        own = (rule.schema() for rule in self.schema_rules if not rule.when.names_head)
        rules = [*own, *self._schemas_of_inner_rules()]
        return schema | {"allOf": rules} if rules else schema

    def _schemas_of_inner_rules(self) -> Iterator[dict[str, Any]]:
        for field in self.fields.values():
            if isinstance(field, Container):
                for rule in field.group.schema_rules:
                    if rule.when.names_head:
                        yield from rule.schemas_around(field.inside)

    def sensitive_paths(self) -> Iterator[tuple[str, ...]]:
        """Paths of the answers to encrypt; "*" stands for every row."""
        for field in self.members.values():
            yield from field.sensitive_paths()

    @cached_property
    def sensitive(self) -> tuple[tuple[str, ...], ...]:
        """The same, for who asks with every record."""
        return tuple(self.sensitive_paths())

    # entry -----------------------------------------------------------------------------------------------------------
    def inputs(self, prefix: str, pairs: Pairs) -> Inputs:
        """The HTML inputs of all fields, by name."""
        for code, field in self.members.items():
            yield from field.inputs(prefix + code, pairs)

    def decode(self, prefix: str, pairs: Pairs, around: Data = NOTHING) -> dict[str, Any]:
        """Posted texts -> data. Absent are unanswered fields and answers of hidden fields (the draft keeps them).
        `around` is the scope of the object around."""
        found = dict(self.scope({}, around))
        for code, gate, parse, decode, looks_around in self._readers:
            if gate is not None and not gate.holds(found):
                continue
            name = prefix + code
            if parse is not None:
                text = pairs.text(name)
                value = parse(text) if text else None
            else:
                value = decode(name, pairs, found) if looks_around else decode(name, pairs)
            if value is not None:
                found[code] = value
        return self._as_printed(found)

    @cached_property
    def _readers(self) -> tuple[tuple[str, Condition | None, Parse | None, Callable[..., Any], bool], ...]:
        """Of each member: its code and gate; how the text of its input is read, where it has one input and no more; how
        it reads any; whether it asks for the answers around it. Each after those that decide about it."""
        members = [(code, self.members[code]) for code in self.gates.order]
        has_one = {code for code, member in members if type(member).decode is Field.decode}
        gates = {code: gate for code, _ in members if (gate := self.gates.of(code)) != ALWAYS}
        return tuple(
            (code, gates.get(code), one.parse if code in has_one else None, one.decode, isinstance(one, Container))
            for code, one in members
        )

    def _as_printed(self, found: dict[str, Any]) -> dict[str, Any]:
        """The answers of members alone, in paper order."""
        is_other = self.looks_around or not self.gates.is_as_printed
        return {code: found[code] for code in self.members if code in found} if is_other else found

    def without_hidden(self, data: Data, around: Data = NOTHING) -> dict[str, Any]:
        """The data without answers of fields not shown; what depends on a hidden answer is judged without it."""
        found = dict(self.scope({}, around))
        for code in self.gates.shown(found):
            if data.get(code) is not None:
                found[code] = data[code]
        return self._as_printed(found)

    def with_siblings(self, code: str) -> Iterator[str]:
        """The field and the further members that belong to it."""
        field = self.members[code]
        yield from (code, *field.siblings())
        if field.none_code:
            yield field.none_code

    def encode(self, prefix: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Data -> the pairs a page would post for them."""
        for code, field in self.members.items():
            if code in data:
                yield from field.encode(prefix + code, data[code])


class Container(Field):
    """Base of the kinds whose answer holds objects of fields: one (`depth` 0), or one below each row (`depth` 1)."""

    depth: ClassVar[int] = 0
    reads_inline: ClassVar[bool] = False  # whether the answer reads as one line among others

    @cached_property
    def group(self) -> Group:
        """The fields of one such object."""
        return Group(self.spec.get("items", self.spec), self.make, self.marks)

    @property
    def marks(self) -> frozenset[str]:
        """Names of what the engine itself writes into such an object."""
        return frozenset()

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        return "请填写%(label)s", {}

    def inside(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A schema of each object inside the answer, as one of the object that holds the field."""
        return {"properties": {self.code: schema}}

    def decode(self, name: str, pairs: Pairs, around: Data = NOTHING) -> Any:
        raise NotImplementedError

    def objects(self, value: Any) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
        """The objects inside the answer, each with its path from the answer."""
        yield (), value

    def places(self, name: str, pairs: Pairs) -> list[Place]:
        """The objects inside the answer as the page shows them, also empty ones."""
        raise NotImplementedError

    def object_title(self, value: Any, step: Sequence[str | int]) -> str:
        """How pages name the object at `step` of the answer."""
        return self.spoken

    def sums(self, value: Any) -> list[tuple[str, str, str]]:
        """(code, label, sum) of what is added up inside the answer."""
        return []

    def rank(self, step: str | int) -> int:
        """Where the object at `step` stands among the others."""
        return int(step)

    def page_indexes(self, name: str, pairs: Pairs, around: Data = NOTHING) -> Sequence[str]:
        """The indexes on the page of the objects of an array, in its order; `around` as for `decode`."""
        return ()

    def sensitive_paths(self) -> Iterator[tuple[str, ...]]:
        between = ("*",) * self.depth
        yield from ((self.code, *between, *path) for path in self.group.sensitive_paths())

    def columns(self) -> dict[str, str]:
        inner = flat.columns(self.group.members.values()).items()
        return {f"{self.code}.{code}": f"{self.spoken} {heading}" for code, heading in inner}

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        inner = flat.cells(self.group.members.values(), data.get(self.code) or {}).items()
        return {f"{self.code}.{code}": cell for code, cell in inner}


def field_at(group: Group, path: str) -> tuple[Field, str]:
    """The field that a placeholder of the paper names, and the rest of the path inside its answer. Raises KeyError."""
    step, _, rest = path.partition(".")
    field = group.members[step]
    if rest and isinstance(field, Container) and not field.depth:
        return field_at(field.group, rest)
    return field, rest


def _titled(field: Field) -> dict[str, Any]:
    return {"title": field.spoken, **field.schema()}


def _none_words(field: Field) -> dict[str, Any]:
    return {"title": field.title, "x-spoken": field.spoken, "x-reasons": field.none_labels()}
