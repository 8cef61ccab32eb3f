"""Groups of statements in the sentence of a condition."""

from typing import Any, Final

import pytest

from formserver.forms.conditions.base import Not
from formserver.forms.conditions.written import parse
from tests.unit.forms.test_conditions import words

ILL: Final[dict[str, Any]] = {"field": "one", "is": "a"}
SAME: Final[dict[str, Any]] = {"field": "text", "same_as": "other"}
TOLD: Final[dict[str, Any]] = {"field": "text", "answered": True}


@pytest.mark.parametrize(
    ("written", "sentence", "contrary"),
    [
        (
            {"all": [ILL, {"any": [SAME, TOLD]}]},
            "健康选了“A”，并且（姓名与曾用名相同，或者填写了姓名）",
            "健康没有选“A”，或者（姓名与曾用名不相同，并且没有填写姓名）",
        ),
        (
            {"any": [{"not": {"any": [ILL, SAME]}}, {"any": [TOLD]}]},
            "（健康没有选“A”，并且姓名与曾用名不相同），或者填写了姓名",
            "（健康选了“A”，或者姓名与曾用名相同），并且没有填写姓名",
        ),
        (
            {"all": [{"all": [ILL, SAME]}, TOLD]},
            "健康选了“A”，并且姓名与曾用名相同，并且填写了姓名",
            "健康没有选“A”，或者姓名与曾用名不相同，或者没有填写姓名",
        ),
        ({"all": [{"any": [ILL, SAME]}]}, "健康选了“A”，或者姓名与曾用名相同", "健康没有选“A”，并且姓名与曾用名不相同"),
    ],
)
def test_what_is_joined_by_the_other_word_stands_in_brackets(
    written: dict[str, Any], sentence: str, contrary: str
) -> None:
    assert parse(written).sentence(words) == sentence
    assert Not(parse(written)).sentence(words) == contrary
