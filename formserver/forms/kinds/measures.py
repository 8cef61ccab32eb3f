"""What is measured or told by the clock: decimals, percentages, times of day, serial numbers of a given form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal as Exact
from random import Random
from typing import Any, ClassVar

from formserver.forms.kinds.numbers import Number
from formserver.forms.kinds.text import Text, TextInput
from formserver.forms.problems import Problem

TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
_DECIMAL_TYPED = re.compile("(-?)([0-9]+)([.][0-9]*)?")
_TIME_TYPED = re.compile("([0-9]{1,2})(?:[:.点时]([0-9]{1,2}|半)?分?)?")


class Decimal(Number):
    """A number with at most `x-decimals` decimals, kept as a decimal string; floats cannot hold 0.1.

    Negative only where `minimum` is. Limits are compared exactly, by a check: a schema compares numbers, not texts.
    """

    kind = "decimal"
    reads = frozenset({"x-decimals"})
    compared_as = "decimal"
    width = 4
    default_decimals: ClassVar[int] = 2
    default_limits: ClassVar[tuple[int, int]] = (0, 999_999)

    @property
    def decimals(self) -> int:
        """How many decimals are accepted, 1 to 4."""
        return int(self.spec.get("x-decimals", self.default_decimals))

    @property
    def limits(self) -> tuple[int, int]:
        """The least and the greatest value."""
        least, greatest = self.default_limits
        return int(self.spec.get("minimum", least)), int(self.spec.get("maximum", greatest))

    def schema(self) -> dict[str, Any]:
        sign = "-?" if self.limits[0] < 0 else ""
        pattern = f"^{sign}(0|[1-9][0-9]{{0,8}})([.][0-9]{{1,{self.decimals}}})?$"
        return {"type": "string", "maxLength": 16, "pattern": pattern}

    def parse(self, text: str) -> str:
        bare = self.without_unit(text).replace(",", "").replace("，", "")
        found = _DECIMAL_TYPED.fullmatch(bare)
        if not found:
            return text
        whole, fraction = found[2].lstrip("0") or "0", (found[3] or "").rstrip("0").rstrip(".")
        number = f"{whole}{fraction}"
        return number if number == "0" else f"{found[1]}{number}"

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        words = {"decimals": self.decimals, "typed": str(value)[:20]}
        return "%(label)s应填写数字，最多%(decimals)s位小数，例如 36.5，现在填的是“%(typed)s”", words

    def checks(self, value: Any) -> Iterator[Problem]:
        least, greatest = self.limits
        if Exact(value) < least:
            yield Problem((), "%(label)s不能小于%(limit)s", {"limit": f"{least}{self.unit}"})
        elif Exact(value) > greatest:
            yield Problem((), "%(label)s不能大于%(limit)s", {"limit": f"{greatest}{self.unit}"})

    def made_up(self, rng: Random) -> str:
        least, greatest = self.limits
        whole = rng.randint(least, min(greatest, least + 100))
        return f"{whole}.5" if 0 <= whole < greatest and rng.random() < 0.5 else str(whole)


class Percentage(Decimal):
    """A share in percent, 0 to 100 unless the document says otherwise, with one decimal."""

    kind = "percentage"
    macro = "decimal"
    width = 3
    adds_up = False
    default_decimals = 1
    default_limits = (0, 100)

    @property
    def unit(self) -> str:
        return str(self.spec.get("x-unit", "%"))


class Time(TextInput):
    """A time of day, HH:MM on the 24-hour clock. People type 8点半 or 8.30; the answer is "08:30"."""

    kind = "time"
    hints: ClassVar[Mapping[str, str]] = {"autocomplete": "off"}
    blank_css = "blank-short"
    result = "string"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 5, "pattern": TIME_PATTERN}

    def parse(self, text: str) -> str:
        found = _TIME_TYPED.fullmatch("".join(text.replace("：", ":").split()))
        if not found:
            return text
        minutes = "30" if found[2] == "半" else found[2] or "00"
        return f"{found[1].zfill(2)}:{minutes.zfill(2)}"

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        return "%(label)s应填写时间，例如 08:30 或 8点半，现在填的是“%(typed)s”", {"typed": str(value)[:20]}

    def made_up(self, rng: Random) -> str:
        return f"{rng.randint(8, 17):02d}:{rng.choice((0, 10, 30, 45)):02d}"


class SerialNumber(Text):
    """A number written by a rule of its own: `pattern`, with `x-example` to show how."""

    kind = "serial_number"
    reads = frozenset({"x-example"})
    macro = "text"

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "pattern" and "x-example" in self.spec:
            return "%(label)s的写法应如“%(example)s”", {"example": self.spec["x-example"]}
        return super().explain(keyword, value)

    def made_up(self, rng: Random) -> Any:
        return self.spec.get("x-example")
