"""One statement of a condition: what may be asked of an answer, written as the dialect has it, and read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.designing.base import Json, Refused
from formserver.forms.designing.blanks import opened
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import KINDS, kinds_that, make_field
from formserver.forms.kinds.rows import Table

_LIMIT: Final = re.compile("-?(0|[1-9][0-9]{0,8})([.][0-9]{1,4})?")
_COUNT: Final = re.compile("0|[1-9][0-9]{0,2}")
_DAY: Final = re.compile("(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
OPTIONS, ONE, TWO, COUNTS, OTHER = "options", "one", "two", "counts", "other"
_CHOICES: Final = kinds_that(lambda kind: issubclass(kind, Choice))
_MANY: Final = kinds_that(lambda kind: issubclass(kind, Choice) and kind.takes_many)
_SINGLE: Final = _CHOICES - _MANY
_NUMBERS: Final = kinds_that(lambda kind: kind.compared_as in ("integer", "decimal"))
_DATES: Final = kinds_that(lambda kind: kind.compared_as == "date")
_TABLES: Final = kinds_that(lambda kind: issubclass(kind, Table))
_ANSWERS: Final = kinds_that(lambda kind: kind.has_answer and not kind.reads & {"x-totals"} and not kind.prints_rows)
_ASKED: Final = _ANSWERS - kinds_that(lambda kind: bool(kind.reads & {"x-frozen"})) | frozenset({"sentence"})
Given = Sequence[str]


@dataclass(frozen=True)
class Test:
    """A way to ask of an answer. `form`: what is chosen or typed for it: options, one limit, two, counts, another
    field, "" for nothing; `words`: the words of the dialect that say it."""

    code: str
    title: str
    form: str
    kinds: frozenset[str]
    words: tuple[str, ...]
    write: Callable[[Given, str], Json]

    def reads(self, leaf: Mapping[str, Any]) -> bool:
        """Whether it is what a statement asks."""
        said = {*leaf} - {"field", "rows", "where"}
        return said <= {*self.words} and (self.form not in (ONE, TWO) or len(said) == len(self.words))


def _limit(text: str, kind: str) -> Any:
    is_whole = KINDS[kind].compared_as == "integer"
    if not _LIMIT.fullmatch(text) or (is_whole and "." in text):
        raise Refused("请写数字，例如 60。")
    return int(text) if is_whole else text


def _day(text: str, kind: str) -> str:
    if not _DAY.fullmatch(text):
        raise Refused("日期请写成 2025-01-08 的样子，也可以只写到月或年。")
    return text


def _counts(least: str, most: str) -> Callable[[Given, str], Json]:
    def write(given: Given, kind: str) -> Json:
        typed = dict(zip((least, most), [*given, ""][:2], strict=True))
        if not any(typed.values()) or not all(_COUNT.fullmatch(text) for text in typed.values() if text):
            raise Refused("请写至少几个、最多几个，可以只写一个。")
        return {word: int(text) for word, text in typed.items() if text}

    return write


def _two(words: tuple[str, str], write: Callable[[str, str], Any]) -> Callable[[Given, str], Json]:
    def both(given: Given, kind: str) -> Json:
        if len([text for text in given if text]) < 2:
            raise Refused("“在两者之间”要写两个。")
        return {word: write(text, kind) for word, text in zip(words, given, strict=False)}

    return both


def _options(one: str, several: str) -> Callable[[Given, str], Json]:
    return lambda given, _: {several: [*given]} if given[1:] or not one else {one: given[0]}


def _first(word: str, read: Callable[[str, str], Any]) -> Callable[[Given, str], Json]:
    return lambda given, kind: {word: read(given[0], kind)}


def _as_it_is(text: str, kind: str) -> str:
    return text


_CHOSEN: Final = ("chosen_at_least", "chosen_at_most")
_LIMITS: Final = ("at_least", "at_most")
_DAYS: Final = ("after", "before")
TESTS: Final = (
    Test("is", "选了", OPTIONS, _SINGLE, ("is", "is_one_of"), _options("is", "is_one_of")),
    Test("contains", "选了其中任何一个", OPTIONS, _MANY, ("contains", "contains_any"), _options("", "contains_any")),
    Test("chosen", "选了几项", COUNTS, _MANY, _CHOSEN, _counts(*_CHOSEN)),
    Test("at_least", "不小于", ONE, _NUMBERS, ("at_least",), _first("at_least", _limit)),
    Test("at_most", "不大于", ONE, _NUMBERS, ("at_most",), _first("at_most", _limit)),
    Test("between", "在两数之间", TWO, _NUMBERS, _LIMITS, _two(_LIMITS, _limit)),
    Test("after", "晚于", ONE, _DATES, ("after",), _first("after", _day)),
    Test("before", "早于", ONE, _DATES, ("before",), _first("before", _day)),
    Test("within", "在两个日期之间", TWO, _DATES, _DAYS, _two(_DAYS, _day)),
    Test("answered", "填了", "", _ASKED, ("answered",), lambda got, _: {"answered": True}),
    Test("open", "没有填", "", _ASKED, ("answered",), lambda got, _: {"answered": False}),
    Test("same", "与另一项相同", OTHER, _ASKED, ("same_as",), _first("same_as", _as_it_is)),
    Test("before_field", "早于另一项", OTHER, _DATES, ("before_field",), _first("before_field", _as_it_is)),
    Test("after_field", "晚于另一项", OTHER, _DATES, ("after_field",), _first("after_field", _as_it_is)),
    Test("rows", "有几行", COUNTS, _TABLES, _LIMITS, _counts(*_LIMITS)),
)


def tests_for(spec: Mapping[str, Any]) -> list[Test]:
    """What may be asked of a field."""
    return [test for test in TESTS if spec["x-kind"] in test.kinds]


def test_of(leaf: Mapping[str, Any], spec: Mapping[str, Any]) -> Test | None:
    """What a statement asks of its field."""
    found = [test for test in tests_for(spec) if test.reads(leaf)]
    return next((test for test in found if test.code != ("open" if leaf.get("answered") else "answered")), None)


def values_of(leaf: Mapping[str, Any], test: Test) -> list[str]:
    """What was chosen or typed for a statement: option codes, limits (two places for two ends), another field."""
    if not test.form:
        return []
    found = [leaf.get(word, "") for word in test.words]
    if test.form == OPTIONS:
        return [code for one in found for code in ([one] if isinstance(one, str) else one) if code]
    return [str(one) for one in found]


def offered(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Code and words of the options one can ask for."""
    field = make_field("", spec)
    return [(one.code, opened(one.label)) for one in field.options] if isinstance(field, Choice) else []


def statement(on: str, asked: Mapping[str, Any], test: Test, given: Given) -> Json:
    """The statement that a test holds of the field `on`. Raises Refused."""
    if test.form and not any(given):
        raise Refused("请选好或写好要看的答案。")
    return {"rows" if test.kinds is _TABLES else "field": on, **test.write(given, asked["x-kind"])}
