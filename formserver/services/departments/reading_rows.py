"""One row of a department's list: what it says of a person, or what is wrong with it, in plain words."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from formserver.files.reading_tables import EXACT_DIGITS
from formserver.forms.kinds.identity import check_character, read_identity
from formserver.forms.problems import Problem
from formserver.services.departments.columns import MEANINGS
from formserver.services.departments.villages import Villages
from formserver.store.departments import Source

_IDENTITY: Final = ("identity",)
_FULL: Final = 18
_OLD: Final = 15
_CARD: Final = re.compile(r"([0-9]{17}[0-9X])([1-7])([1-4])(B[1-9])?")
_DAMAGED: Final = re.compile(r"[0-9](\.[0-9]*)?E\+?[0-9]{2}")
_DAY: Final = re.compile(r"((?:19|20)[0-9]{2})[-./年]?([0-9]{1,2})[-./月]?([0-9]{1,2})日?")
_PHONE: Final = re.compile(r"[0-9]{7,13}")
_SEXES: Final = {"男": "male", "女": "female"}
_LONGEST_NAME: Final = 80
_LONGEST_DETAIL: Final = 60
_TOLD: Final = ("disability_kind", "disability_grade", "relief", "ability", "kind", "note")


@dataclass(frozen=True)
class Row:
    """What a row says of a person. ``village``: code, "" where it says none that can be found; ``category``: code;
    ``detail``: what else the list says, in its own words; ``problems``: what is wrong, the person's own data left
    out."""

    name: str = ""
    identity: str = ""
    sex: str | None = None
    birth: str | None = None
    village: str = ""
    residence: str | None = None
    phone: str | None = None
    category: str = ""
    since: str | None = None
    detail: str = ""
    problems: Sequence[Problem] = field(default=())


class RowReader:
    """Reads the rows of one list."""

    def __init__(self, source: Source, columns: Mapping[str, int], villages: Villages, today: date) -> None:
        """``columns``: meaning -> column, from 0; ``today``: no day of a list may be later."""
        self._source, self._columns, self._villages, self._today = source, columns, villages, today
        self._damaged = False

    def look_ahead(self, rows: Sequence[Sequence[str]]) -> None:
        """Learn whether a spreadsheet has damaged numbers of this list: then one that ends in 000 is not believed,
        whatever its check digit says."""
        numbers = (_number(self._cell(cells, "identity")) for cells in rows)
        self._damaged = any(_is_damaged(number) for number in numbers)

    def read(self, cells: Sequence[str]) -> Row:
        """What the row says."""
        found: list[Problem] = []
        name = self._cell(cells, "name")
        if not name:
            found.append(Problem(("name",), "没有写姓名"))
        elif len(name) > _LONGEST_NAME:
            found.append(Problem(("name",), "姓名太长，请核对这一列是不是姓名"))
        # Where somebody is registered already the register knows better: only for new ones the village must be found.
        village = self._villages.find(self._cell(cells, "township"), self._cell(cells, "village"))
        return Row(
            name=name[:_LONGEST_NAME],
            village=village,
            residence=self._cell(cells, "residence") or None,
            **self._person(cells, found.append),
            **self._category(cells, found.append),
            problems=tuple(found),
        )

    def is_blank(self, cells: Sequence[str]) -> bool:
        """Whether no column of a meaning holds anything: a blank row, or the rest of a header."""
        return not any(self._cell(cells, meaning) for meaning in self._columns)

    def _cell(self, cells: Sequence[str], meaning: str) -> str:
        column = self._columns.get(meaning)
        return cells[column] if column is not None and column < len(cells) else ""

    # who it is --------------------------------------------------------------------------------------------------------
    def _person(self, cells: Sequence[str], problem: Callable[[Problem], None]) -> dict[str, Any]:
        card = _number(self._cell(cells, "card"))
        number = _number(self._cell(cells, "identity")) or (card[:_FULL] if _CARD.fullmatch(card) else "")
        wrong = self._wrong(number)
        if wrong:
            problem(wrong)
        elif card and not _CARD.fullmatch(card):
            problem(Problem(("card",), "残疾证号应为20位：身份证号18位、残疾类别1位、残疾等级1位"))
        elif card and not card.startswith(number):
            problem(Problem(("card",), "残疾证号的前18位与身份证号不一致"))
        facts = read_identity(number)
        sex = _SEXES.get(self._cell(cells, "sex"))
        if facts and sex and sex != facts.sex:
            problem(Problem(("sex",), "性别与身份证号不一致"))
        born = self._cell(cells, "birth")
        if facts and _day(born) not in (None, facts.birth):
            problem(Problem(("birth",), "出生日期与身份证号不一致"))
        phone = _number(self._cell(cells, "phone")).replace("-", "")
        return {
            "identity": number if facts else "",
            "sex": facts.sex if facts else sex,
            "birth": facts.birth.isoformat()[:7] if facts else None,
            "phone": phone if _PHONE.fullmatch(phone) else None,
        }

    def _wrong(self, number: str) -> Problem | None:
        """What is wrong with an identity number; None for nothing."""
        if not number:
            return Problem(_IDENTITY, "没有身份证号。没有号码的人，请由村（社区）登记")
        if _DAMAGED.fullmatch(number):
            return Problem(_IDENTITY, "身份证号被 Excel 改成了数字，后几位已丢失。请把这一列设成“文本”，照原件重填")
        if _is_damaged(number) or (self._damaged and number.endswith("000")):
            return Problem(_IDENTITY, "身份证号后三位变成了000，是 Excel 改的。请把这一列设成“文本”，照原件重填")
        return _misspelt(number)

    # what the list says of it -----------------------------------------------------------------------------------------
    def _category(self, cells: Sequence[str], problem: Callable[[Problem], None]) -> dict[str, Any]:
        told = " ".join(filter(None, (self._cell(cells, meaning) for meaning in _TOLD)))
        day, since = self._cell(cells, "since"), None
        if day:
            since = _day(day)
            if since is None:
                problem(Problem(("since",), "日期没有看懂，请写成2025-01-08的样子"))
            elif since > self._today:
                problem(Problem(("since",), "日期在今天以后，请核对"))
        return {
            "category": self._named(cells, problem),
            "since": since.isoformat() if since else None,
            "detail": told[:_LONGEST_DETAIL],
        }

    def _named(self, cells: Sequence[str], problem: Callable[[Problem], None]) -> str:
        source = self._source
        if not source.column:
            return source.category
        text = unicodedata.normalize("NFKC", self._cell(cells, source.column)) or self._grade_of_card(cells)
        for words, code in source.by_value:
            if text.startswith(words):
                return code
        label = {"label": MEANINGS[source.column][0]}
        if text:
            problem(Problem((source.column,), "没有看懂%(label)s，请核对这一格", label))
        else:
            problem(Problem((source.column,), "没有写%(label)s", label))
        return ""

    def _grade_of_card(self, cells: Sequence[str]) -> str:
        found = _CARD.fullmatch(_number(self._cell(cells, "card")))
        return found[3] if found and self._source.column == "disability_grade" else ""


def fills_in(meaning: str, columns: Mapping[str, int]) -> bool:
    """Whether the columns tell what a meaning says; the grade of a disability also stands in the card's number."""
    return meaning in columns or (meaning == "disability_grade" and "card" in columns)


def _number(text: str) -> str:
    if text.isascii() and text.isalnum():  # as nearly every number is
        return text.upper()
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().removeprefix("'")


def _misspelt(number: str) -> Problem | None:
    if len(number) == _OLD and number.isdecimal():
        return Problem(_IDENTITY, "这是15位的旧号码，请填写18位的身份证号")
    if len(number) != _FULL:
        return Problem(_IDENTITY, "身份证号应为18位，现在是%(length)s位", {"length": len(number)})
    if not (number[:17].isdecimal() and number.isascii() and number[17] in "0123456789X"):
        return Problem(_IDENTITY, "身份证号里有不该出现的字符，请逐位核对")
    if read_identity(number) is not None:
        return None
    if check_character(number[:17]) != number[17]:
        return Problem(_IDENTITY, "身份证号的校验位不对，请逐位核对")
    return Problem(_IDENTITY, "身份证号里的出生日期不存在，请核对第7至14位")


def _is_damaged(number: str) -> bool:
    """Whether a spreadsheet has made a number of it: digits behind the fifteenth are lost."""
    if _DAMAGED.fullmatch(number):
        return True
    is_long = len(number) == _FULL and number.isascii() and number.isdecimal()
    return is_long and number[EXACT_DIGITS:] == "000" and check_character(number[:17]) != number[17]


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
