"""Numbers that say who somebody is: the citizen identity number and the card of disabled persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from operator import mul
from typing import Any, ClassVar

from formserver.forms.kinds.text import TextInput
from formserver.forms.pieces import Answer, Cells, Piece
from formserver.forms.problems import Problem

IDENTITY_PATTERN = "^[1-9][0-9]{16}[0-9X]$"
CARD_PATTERN = "^[1-9][0-9]{16}[0-9X][1-7][1-4]$"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = sum(_WEIGHTS) * ord("0")  # digits are added up as the bytes that write them


@dataclass(frozen=True)
class IdentityFacts:
    """What an identity number says of its holder."""

    birth: date
    sex: str  # "male" | "female"

    @cached_property
    def born(self) -> str:
        """The day of birth as answers write it."""
        return self.birth.isoformat()

    def age_on(self, day: date) -> int:
        """Completed years on that day."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


def check_character(body: str) -> str:
    """The 18th character for 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return "10X98765432"[(sum(map(mul, body.encode(), _WEIGHTS)) - _ZEROS) % 11]


def read_identity(number: object) -> IdentityFacts | None:
    """Birth and sex of a well-formed number with a right check character and a real birth date; None otherwise.

    The area code is not checked: most elders' codes no longer exist, and a fictional one must be enterable.
    """
    return _read(number) if isinstance(number, str) else None


@lru_cache(maxsize=1)  # each computed field asks for the same person's
def _read(number: str) -> IdentityFacts | None:
    if len(number) != 18 or not (number[:17].isdecimal() and number.isascii()):
        return None
    if check_character(number[:17]) != number[17]:
        return None
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return IdentityFacts(birth, "male" if int(number[16]) % 2 else "female")


class IdentityNumber(TextInput):
    """A citizen identity number: 18 characters, the last one X in upper case where it is X."""

    kind = "identity_number"
    sensitive_kind = True
    styles = frozenset({"cells"})
    hints: ClassVar[Mapping[str, str]] = {"data-count": "18"}
    pattern: ClassVar[str] = IDENTITY_PATTERN
    length: ClassVar[int] = 18
    wanted: ClassVar[str] = "%(label)s应为18位，最后一位可以是X，现在是%(length)s位"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.length, "pattern": self.pattern}

    def parse(self, text: str) -> str:
        return "".join(text.split()).upper()

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if len(str(value)) == self.length:
            return "%(label)s里有不该出现的字符，请逐位核对", {}
        return self.wanted, {"length": len(str(value))}

    def checks(self, value: Any) -> Iterator[Problem]:
        number = value[:18]
        if read_identity(number) is not None:
            return
        if check_character(number[:17]) != number[17]:
            yield Problem((), "%(label)s的校验位不对，请逐位核对")
        else:
            yield Problem((), "%(label)s里的出生日期不存在，请核对第7至14位")

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        value, none = str(data.get(self.code, "")), self.none_text(data)
        if style and not none:
            return [Cells(value, self.length)]
        return [Answer(none or value, width=10)]


class DisabilityCard(IdentityNumber):
    """Card of disabled persons, 20 characters: identity number, kind of disability (1-7), grade (1-4)."""

    kind = "disability_card"
    hints: ClassVar[Mapping[str, str]] = {**IdentityNumber.hints, "data-count": "20"}
    blank_css = "blank-long"
    pattern = CARD_PATTERN
    length = 20
    wanted = "%(label)s应为20位：身份证号18位、残疾类别1位、残疾等级1位，现在是%(length)s位"
