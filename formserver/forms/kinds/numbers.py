"""Numbers: counts, sums of money, and numbers the system gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal as Exact
from random import Random
from typing import Any, ClassVar

from formserver.forms.kinds.base import Cell
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.kinds.text import TextInput
from formserver.forms.pairs import Pairs, normalise
from formserver.forms.pieces import Answer, Piece

MONEY_PATTERN = "^(0|[1-9][0-9]{0,8})([.][0-9]{1,2})?$"
_INTEGER = re.compile("-?(0|[1-9][0-9]{0,11})")
_NUMBER = re.compile("-?[0-9]{1,12}([.][0-9]{1,4})?")
_MONEY_TYPED = re.compile("([0-9]+)([.][0-9]*)?")


class Number(TextInput):
    """Base of the numbers: shown with their unit, printed without, because the paper prints it."""

    width: ClassVar[int] = 3
    adds_up = True
    hints: ClassVar[Mapping[str, str]] = {"inputmode": "decimal"}
    blank_css = "blank-short"
    operand = "int"
    result = "int"

    @property
    def decimals(self) -> int:
        """How many decimals are kept; expressions count in units of the last one (分 of money)."""
        return 0

    def to_operand(self, value: Any) -> int | None:
        number = self.number(value)
        units = None if number is None else number.scaleb(self.decimals)
        return int(units) if units is not None and units == units.to_integral_value() else None

    def from_result(self, value: int) -> Any:
        return plain(Exact(value).scaleb(-self.decimals))

    def without_unit(self, text: str) -> str:
        """A typed text without the unit behind it; what is typed has been normalised (℃ became °C)."""
        return text.removesuffix(normalise(self.unit)).strip()

    def bare(self, data: Mapping[str, Any]) -> str:
        value = data.get(self.code)
        return "" if value is None else str(value)

    def text(self, data: Mapping[str, Any]) -> str:
        return self.bare(data) and f"{self.bare(data)}{self.unit}"

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        return [Answer(self.none_text(data) or self.bare(data), self.width)]

    def number(self, value: Any) -> Exact | None:
        return Exact(str(value)) if _NUMBER.fullmatch(str(value)) else None

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        value = data.get(self.code)
        number = self.number(value)
        return super().export(data) if number is None else {self.code: value if isinstance(value, int) else number}


def plain(number: Exact) -> str:
    """A number as the answers write it: 150.50 -> "150.5"."""
    return format(number.normalize(), "f")


class Integer(Number):
    """A number without fraction."""

    kind = "integer"
    compared_as = "integer"
    hints: ClassVar[Mapping[str, str]] = {"inputmode": "numeric"}
    blank_css = "blank-number"

    def from_result(self, value: int) -> int:
        return value

    def schema(self) -> dict[str, Any]:
        limits = {"minimum": 0, "maximum": 999_999}
        return {"type": "integer"} | limits | {word: self.spec[word] for word in limits if word in self.spec}

    def parse(self, text: str) -> int | str:
        bare = self.without_unit(text)
        return int(bare) if _INTEGER.fullmatch(bare) else text

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "minimum":
            return "%(label)s不能小于%(limit)s", {"limit": self.schema()["minimum"]}
        if keyword == "maximum":
            return "%(label)s不能大于%(limit)s", {"limit": self.schema()["maximum"]}
        return "%(label)s应填写整数，例如 3，现在填的是“%(typed)s”", {"typed": str(value)[:20]}

    def made_up(self, rng: Random) -> int:
        least = int(self.spec.get("minimum", 0))
        usual = least + (12 if self.unit in ("年", "天", "次") else 3)
        return rng.randint(least, min(int(self.spec.get("maximum", usual)), usual))


class Counter(Integer):
    """第__次: given by the system at the first submission, never typed, so no page posts it."""

    kind = "counter"
    carries = False
    given_by_system = True
    fits_blank = False
    adds_up = False
    result = ""

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": 99_999}

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        return ()

    def decode(self, name: str, pairs: Pairs) -> Any:
        return None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        return iter(())

    def made_up(self, rng: Random) -> int:
        return 1


class Money(Number):
    """A sum of money in 元 as a decimal string with at most two decimals; floats cannot hold 0.1."""

    kind = "money"
    compared_as = "decimal"
    width = 4

    @property
    def decimals(self) -> int:
        return 2

    @property
    def unit(self) -> str:
        return str(self.spec.get("x-unit", "元"))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 12, "pattern": MONEY_PATTERN}

    def parse(self, text: str) -> str:
        bare = text.removeprefix("¥").removesuffix("元").replace(",", "").replace("，", "").strip()
        found = _MONEY_TYPED.fullmatch(bare)
        if not found:
            return text
        whole, fraction = found[1].lstrip("0") or "0", (found[2] or "").rstrip("0").rstrip(".")
        return f"{whole}{fraction}"

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        return "%(label)s应填写金额（元，最多两位小数），例如 150.5，现在填的是“%(typed)s”", {"typed": str(value)[:20]}

    def made_up(self, rng: Random) -> str:
        return str(10 * rng.randint(8, 300)) + rng.choice(("", "", "", ".5"))
