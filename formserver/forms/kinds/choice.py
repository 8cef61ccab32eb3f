"""Choices: one of several, any of several, yes or no; with blanks inside options and options that exclude others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from formserver.forms.conditions.answers import ContainsAny, IsOneOf
from formserver.forms.conditions.base import Condition, Not, Statement
from formserver.forms.expressions.operands import Operand, constant
from formserver.forms.expressions.sizes import NO_SIZE
from formserver.forms.kinds import inputs
from formserver.forms.kinds.base import Cell, Fault, Field, Spec
from formserver.forms.kinds.flat import CODED, coded
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.kinds.options import Option
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, Box, Gap, NewLine, Piece, Words, named
from formserver.forms.rules import Rule

YES_NO = ({"code": "yes", "label": "是"}, {"code": "no", "label": "否"})


class Choice(Field):
    """Base of the choices. On paper: every option with its box, or in style `word` the chosen word as written."""

    verb = "选择"
    styles = frozenset({"lines", "word"})
    takes_many: ClassVar[bool] = False  # whether the answer is a list of codes

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The options in paper order."""
        return tuple(self._option(spec) for spec in self.spec["x-options"])

    def _option(self, spec: Spec) -> Option:
        prefix = f"{self.code}__{spec['code']}__"
        blanks = {code: self.make(prefix + code, blank) for code, blank in spec.get("blanks", {}).items()}
        note, group = spec.get("note", ""), spec.get("group", "")
        exclusive, points, was = bool(spec.get("exclusive")), spec.get("points"), tuple(spec.get("x-was", ()))
        return Option(spec["code"], spec["label"], blanks, exclusive, group, note, points=points, was=was)

    def option(self, code: str) -> Option | None:
        """The option with that code."""
        return next((option for option in self.options if option.code == code), None)

    @cached_property
    def codes(self) -> list[str]:
        """Every option's code in paper order."""
        return [option.code for option in self.options]

    @property
    def option_codes(self) -> tuple[str, ...]:
        return tuple(self.codes)

    def operands(self) -> Iterator[Operand]:
        yield from super().operands()
        yield constant(f"{self.code}.order", "list(string)", list(self.order))
        points = {option.code: option.points for option in self.options if option.points is not None}
        if points:
            yield self._points(points)

    @property
    def order(self) -> Sequence[str]:
        """The codes from best to worst: as the paper prints them, unless the document says otherwise."""
        return tuple(self.spec.get("x-scale", {}).get("order", self.codes))

    def _points(self, points: Mapping[str, int]) -> Operand:
        """What the chosen option counts; of several chosen ones a list."""

        def read(data: Mapping[str, Any]) -> Any:
            chosen = self._read_operand(data)
            many = isinstance(chosen, list)
            return [points[code] for code in chosen if code in points] if many else points.get(str(chosen))

        kind, most = ("list(int)", NO_SIZE.listed(len(points))) if self.takes_many else ("int", NO_SIZE)
        return Operand(f"{self.code}.points", kind, read, (self.code,), is_aside=True, most=most)

    def to_operand(self, value: Any) -> Any:
        return value if isinstance(value, list if self.takes_many else str) else None

    @cached_property
    def _blanks(self) -> Mapping[str, Field]:
        return {blank.code: blank for option in self.options for blank in option.blanks.values()}

    def siblings(self) -> Mapping[str, Field]:
        return self._blanks

    def rules(self) -> Iterator[Rule]:
        yield from super().rules()
        for option in self.options:
            chosen = self.chosen(option.code)
            for blank in option.blanks.values():
                yield Rule("forbid", blank.code, Not(chosen))
                if not blank.spec.get("x-optional"):
                    yield Rule("require", blank.code, chosen)

    def chosen(self, code: str) -> Condition:
        """The statement that the option is chosen."""
        raise NotImplementedError

    def is_chosen(self, data: Mapping[str, Any], code: str) -> bool:
        """Whether the option is chosen in these data."""
        return self.chosen(code).holds(data)

    def labels(self) -> list[tuple[str, str]]:
        """Code and words of every option, as inputs want them."""
        return [(option.code, option.words) for option in self.options]

    def text(self, data: Mapping[str, Any]) -> str:
        if data.get(self.code) is None:
            return ""
        chosen = self._options_in(data)
        return "、".join("".join(_plain(part, data) for part in option.label_parts()) for option in chosen)

    def _options_in(self, data: Mapping[str, Any]) -> Sequence[Option]:
        """The options that are chosen in these data, in paper order."""
        return [option for option in self.options if self.is_chosen(data, option.code)]

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        if style == "word":
            return [Answer(self.none_text(data) or self.text(data))]
        pieces: list[Piece] = []
        for index, option in enumerate(self.options):
            if index:
                pieces.append(NewLine() if style == "lines" else Gap())
            pieces += self.option_pieces(data, option.code)
        return pieces

    def option_pieces(self, data: Mapping[str, Any], code: str) -> list[Piece]:
        """One option as printed: box, words, blanks in place; behind the last one 无, where that was answered."""
        option = self.option(code)
        if option is None:
            return []
        chosen = self.is_chosen(data, code)
        pieces: list[Piece] = [Box(chosen)]
        written = data if chosen else {}  # an answer kept in the blank of another option is none
        for part in option.label_parts():
            pieces += [Words(part)] if isinstance(part, str) else named(part.pieces(written), part.spoken)
        none = self.none_text(data) if code == self.codes[-1] else ""
        return [*pieces, Gap(), Words(none)] if none else pieces

    def knows_mark(self, option: str, place: str = "") -> bool:
        return not place and self.option(option) is not None

    def mark(self, data: Mapping[str, Any], option: str, place: str = "") -> Sequence[Piece]:
        return self.option_pieces(data, option)

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        return "请在%(label)s列出的选项里选择", {}

    def countable(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(option.code for option in self._options_in(data))

    def columns(self) -> dict[str, str]:
        return coded(super().columns())

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        words = super().export(data)
        return words | {self.code + CODED: "、".join(self.countable(data))} if words else {}


class SingleChoice(Choice):
    """Exactly one option. `x-draw: select` draws a list box for long lists."""

    kind = "single_choice"
    macro = "single_choice"
    operand = "string"
    result = "string"

    @property
    def draws(self) -> str:
        is_long = self.spec.get("x-draw") == "select" and not self.is_fixed
        return "select_choice" if is_long else super().draws

    def from_result(self, value: str) -> str | None:
        return value if value in self.codes else None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": self.codes}

    def chosen(self, code: str) -> Condition:
        return IsOneOf(self.code, (code,))

    @cached_property
    def _by_code(self) -> Mapping[str, Option]:
        return {option.code: option for option in self.options}

    def _options_in(self, data: Mapping[str, Any]) -> Sequence[Option]:
        # Lists hold thousands: a cell of an export is found, not sought.
        answer = data.get(self.code)
        option = self._by_code.get(answer) if isinstance(answer, str) else None
        return () if option is None else (option,)

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        draw = inputs.select if self.draws == "select_choice" else inputs.radio
        yield name, draw(self.spoken, self.labels())

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield name, str(value)


class YesNo(SingleChoice):
    """Yes or no; 是 and 否 where the document writes no options."""

    kind = "yes_no"

    def faults(self) -> Iterator[Fault]:
        if sorted(self.codes) != ["no", "yes"]:
            yield ".x-options", "是否题的选项代码只能是 yes 和 no"

    @cached_property
    def options(self) -> tuple[Option, ...]:
        return tuple(self._option(spec) for spec in self.spec.get("x-options", YES_NO))


class NoneMark(SingleChoice):
    """`<field>__none`: 无, 不适用 or 拒答 instead of an answer. Made by the group; `x-reasons` holds code -> label."""

    kind = "none_mark"
    result = ""

    @cached_property
    def options(self) -> tuple[Option, ...]:
        return tuple(Option(code, label, {}) for code, label in self.spec["x-reasons"].items())

    def columns(self) -> dict[str, str]:
        """None: its word stands in the column of the answer."""
        return {}

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        return {}

    def unwanted(self, reason: Statement) -> tuple[str, Mapping[str, Any]]:
        said = "”“".join(option.label for option in self.options)
        return "%(label)s不能再选“%(options)s”（因为%(reason)s）", {"options": said, "reason": reason}


class MultiChoice(Choice):
    """Any number of options; an exclusive one stands alone, at most one of a group."""

    kind = "multi_choice"
    takes_many = True
    operand = "list(string)"

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array", "items": {"enum": self.codes}, "uniqueItems": True, "minItems": 1}
        schema |= {word: self.spec[word] for word in ("minItems", "maxItems") if word in self.spec}
        alone = [option.code for option in self.options if option.exclusive]
        by_itself = {"if": {"contains": {"enum": alone}}, "then": {"maxItems": 1}}
        limits: list[dict[str, Any]] = [by_itself] if alone else []
        for group in sorted({option.group for option in self.options if option.group}):
            members = [option.code for option in self.options if option.group == group]
            limits.append({"contains": {"enum": members}, "minContains": 0, "maxContains": 1})
        return schema | {"allOf": limits} if limits else schema

    def chosen(self, code: str) -> Condition:
        return ContainsAny(self.code, (code,))

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        yield name, inputs.checkboxes(self.spoken, self.labels())

    def decode(self, name: str, pairs: Pairs) -> Any:
        chosen = [text for text in pairs.getlist(name) if text]
        if len(chosen) > 1:
            typed = dict.fromkeys(chosen, True)
            known = [code for code in self.codes if typed.pop(code, False)]
            # one code more than there are options is wrong already, and a thousand more cost time
            chosen = [*known, *typed][: len(self.codes) + 1]
        return chosen or None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((name, code) for code in value)

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        chosen = [option for option in self.options if isinstance(value, list) and option.code in value]
        alone = next((option for option in chosen if option.exclusive), None)
        if alone is not None and len(chosen) > 1:
            return "%(label)s选了“%(option)s”，就不能再选其他项", {"option": alone.words}
        for option in chosen:
            rivals = [other.words for other in chosen if option.group and other.group == option.group]
            if len(rivals) > 1:
                return "%(label)s里“%(options)s”只能选一项", {"options": "”“".join(rivals)}
        if keyword in ("minItems", "maxItems"):
            text = "%(label)s至少选%(limit)s项" if keyword == "minItems" else "%(label)s最多选%(limit)s项"
            return text, {"limit": self.spec.get(keyword, 1)}
        return super().explain(keyword, value)


def _plain(part: str | Field, data: Mapping[str, Any]) -> str:
    return part if isinstance(part, str) else part.bare(data)
