"""Choices that are more than one tick: answered by number, put in order, or made for several lines on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

from formserver.forms.conditions.answers import ContainsAny
from formserver.forms.conditions.base import Condition
from formserver.forms.expressions.operands import Operand
from formserver.forms.expressions.sizes import NO_SIZE
from formserver.forms.kinds import inputs
from formserver.forms.kinds.base import Cell, Field
from formserver.forms.kinds.choice import Choice, SingleChoice
from formserver.forms.kinds.flat import CODED, coded
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.kinds.options import Option
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Box, Cells, Gap, NewLine, Piece, Words


class CodedChoice(SingleChoice):
    """One option, answered on paper by writing its number, counted from 1, into a box: 1是 2否 □."""

    kind = "coded_choice"

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        chosen = data.get(self.code)
        number = str(self.codes.index(chosen) + 1) if chosen in self.codes else ""
        box = Cells(number.rjust(self._digits), self._digits)
        if style == "word":
            return [box]
        words: list[Piece] = []
        for place, option in enumerate(self.options, start=1):
            words += [Words(f"{place}{option.words}"), NewLine() if style == "lines" else Gap()]
        return [*words, box]

    @property
    def _digits(self) -> int:
        return len(str(len(self.options)))


class RankedChoice(Choice):
    """Options put in order, the first the most important: codes in the order of their rank, at most `maxItems`."""

    kind = "ranked_choice"
    takes_many = True
    operand = "list(string)"

    @property
    def ranks(self) -> int:
        """How many options may be ranked."""
        return int(self.spec.get("maxItems", len(self.options)))

    def schema(self) -> dict[str, Any]:
        least = self.spec.get("minItems", 1)
        items = {"enum": self.codes}
        return {"type": "array", "items": items, "uniqueItems": True, "minItems": least, "maxItems": self.ranks}

    def chosen(self, code: str) -> Condition:
        return ContainsAny(self.code, (code,))

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        for rank in range(1, self.ranks + 1):
            yield f"{name}.{rank}", inputs.select(f"{self.spoken}第{rank}位", self.labels())

    def decode(self, name: str, pairs: Pairs) -> Any:
        typed = (pairs.text(f"{name}.{rank}") for rank in range(1, self.ranks + 1))
        return [code for code in typed if code] or None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((f"{name}.{rank}", code) for rank, code in enumerate(value, start=1))

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "uniqueItems":
            return "%(label)s里同一项不能排两次", {}
        if keyword == "minItems":
            return "%(label)s至少排%(limit)s项", {"limit": self.spec.get("minItems", 1)}
        return super().explain(keyword, value)

    def text(self, data: Mapping[str, Any]) -> str:
        words = dict(self.labels())
        return " ".join(
            f"{rank}.{words.get(code, code)}" for rank, code in enumerate(data.get(self.code) or (), start=1)
        )

    def option_pieces(self, data: Mapping[str, Any], code: str) -> list[Piece]:
        chosen = data.get(self.code) or []
        rank = str(chosen.index(code) + 1) if code in chosen else ""
        option = self.option(code)
        return [Cells(rank, 1), Words(option.words)] if option else []

    def columns(self) -> dict[str, str]:
        return coded({f"{self.code}.{rank}": f"{self.spoken} 第{rank}位" for rank in range(1, self.ranks + 1)})

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        words = dict(self.labels())
        found: dict[str, Cell] = {}
        for rank, code in enumerate(data.get(self.code) or (), start=1):
            found |= {f"{self.code}.{rank}": words.get(code, code), f"{self.code}.{rank}{CODED}": code}
        return found

    def made_up(self, rng: Random) -> list[str]:
        return rng.sample(self.codes, self.ranks)


class Matrix(Field):
    """One scale for several printed lines: an object, line code -> option code. On paper `{field.line}` draws a line's
    boxes, `{field.line#option}` one of them."""

    kind = "matrix"
    verb = "选择"
    prints_rows = True

    @property
    def lines(self) -> dict[str, str]:
        """Line code -> printed label, in paper order."""
        return {row["code"]: row["label"] for row in self.spec["x-rows"]["rows"]}

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The options of the scale, in paper order."""
        return self._line("", "").options

    @property
    def scale(self) -> dict[str, str]:
        """Option code -> printed words, in paper order."""
        return {option.code: option.label for option in self.options}

    def operands(self) -> Iterator[Operand]:
        """`field.line` is the option of a line, `field.points` what all answered lines count."""
        lines = [self._line(code, label) for code, label in self.lines.items()]
        for line in lines:
            yield from (operand.below(self.code) for operand in line.operands() if operand.path)
        points = [operand for line in lines for operand in line.operands() if operand.name.endswith(".points")]

        def read(data: Mapping[str, Any]) -> list[int]:
            found = (operand.below(self.code).read(data) for operand in points)
            return [count for count in found if count is not None]

        most = NO_SIZE.listed(len(points))
        yield Operand(f"{self.code}.points", "list(int)", read, (self.code,), is_aside=True, most=most)

    def _line(self, code: str, label: str) -> SingleChoice:
        return SingleChoice(code, {"title": label, "x-options": self.spec["x-options"]}, self.make)

    def knows_style(self, style: str) -> bool:
        return style in self.lines

    def schema(self) -> dict[str, Any]:
        answer = {"type": "string", "enum": list(self.scale)}
        lines = {code: answer | {"title": label} for code, label in self.lines.items()}
        return {"type": "object", "additionalProperties": False, "properties": lines, "minProperties": 1}

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        for code, label in self.lines.items():
            yield f"{name}.{code}", inputs.radio(f"{self.spoken} {label}", self.scale.items())

    def decode(self, name: str, pairs: Pairs) -> Any:
        typed = {code: pairs.text(f"{name}.{code}") for code in self.lines}
        return {code: text for code, text in typed.items() if text} or None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((f"{name}.{code}", option) for code, option in value.items())

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        return "请在%(label)s列出的选项里选择", {}

    def text(self, data: Mapping[str, Any]) -> str:
        value = data.get(self.code) or {}
        answered = ((label, value[code]) for code, label in self.lines.items() if code in value)
        return "；".join(f"{label}：{self.scale.get(option, option)}" for label, option in answered)

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        pieces: list[Piece] = []
        for line in [style] if style in self.lines else self.lines:
            pieces += [] if style in self.lines else [Words(f"{self.lines[line]}　")]
            for option in self.scale:
                pieces += [*self.mark(data, option, line), Words(self.scale[option]), Gap()]
            pieces[-1:] = [] if style in self.lines else [NewLine()]
        return pieces

    def knows_mark(self, option: str, place: str = "") -> bool:
        return place in self.lines and option in self.scale

    def mark(self, data: Mapping[str, Any], option: str, place: str = "") -> Sequence[Piece]:
        return [Box((data.get(self.code) or {}).get(place) == option)]

    def countable(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        value = data.get(self.code) or {}
        return tuple(f"{line}.{value[line]}" for line in self.lines if line in value)

    def columns(self) -> dict[str, str]:
        return coded({f"{self.code}.{line}": f"{self.spoken} {label}" for line, label in self.lines.items()})

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        value = data.get(self.code) or {}
        found: dict[str, Cell] = {}
        for line in (line for line in self.lines if line in value):
            found |= {f"{self.code}.{line}": self.scale[value[line]], f"{self.code}.{line}{CODED}": value[line]}
        return found

    def made_up(self, rng: Random) -> dict[str, str]:
        return {line: rng.choice(list(self.scale)) for line in self.lines}
