"""The ways a value can be computed, in the words people choose them by, and which of them fit a field."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from formserver.forms.designing.answers import (
    CHOSEN,
    DATE,
    IDENTITY,
    LINES,
    NUMBER,
    NUMBERS,
    OPTION,
    OPTIONS,
    ROWS,
    TODAY,
    Answer,
    answers,
)
from formserver.forms.designing.base import Sketch
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.numbers import Number
from formserver.forms.kinds.registry import make_field

_SEXES: Final = ("male", "female")


@dataclass(frozen=True)
class Way:
    """A way of computing. `of`, `first`, `second`: the sorts of answers it works on, none where it has no such one;
    `note`: what to know of it; `takes_options`: it asks for options of the answer `of_options` names."""

    how: str
    title: str
    note: str = ""
    of: Collection[str] = ()
    first: Collection[str] = ()
    second: Collection[str] = ()
    of_options: str = ""


_SCORED: Final = (OPTION, OPTIONS, LINES, CHOSEN)
_OF_NUMBERS: Final = (
    Way("sum", "几项相加", "空着的不算；选一列就是把这一列加起来。", of=(NUMBER, NUMBERS)),
    Way("minus", "一项减另一项", "两项都填了才算。", first=(NUMBER,), second=(NUMBER,)),
    Way("times", "一项乘另一项", "例如单价乘次数；两项都填了才算。", first=(NUMBER,), second=(NUMBER,)),
)
_OF_COUNTS: Final = (
    Way("score", "按选项的分数加总分", "各选项几分写在那一项的“各选项算几分”里，没写的先按0、1、2…。", of=_SCORED),
    Way("rows", "表格填了几行", "", first=(ROWS,)),
    Way("count", "选了几个", "可以只数某几个答案。", first=(OPTIONS, CHOSEN, LINES), of_options="first"),
    Way("age", "周岁", "由出生日期或身份证号算到某一天。", first=(DATE, IDENTITY), second=(DATE,)),
    Way("days", "相差几天", "从前一个日期到后一个日期。", first=(DATE,), second=(DATE,)),
    Way("months", "相差几个月", "只算满月。", first=(DATE,), second=(DATE,)),
)
_OF_OPTIONS: Final = (
    Way("band", "按分数分档", "每一档从几分到几分；最后一档的“到”可以空着。", first=(NUMBER,)),
    Way("worst", "取几项里最差的一档", "选项从好到差排；这几项要用同一套选项。", of=(OPTION,)),
    Way(
        "worse",
        "某种情况时降一档",
        "一项定档，另一项选了某个答案时再降一档。",
        (),
        (OPTION,),
        (OPTION,),
        "second",
    ),
    Way(
        "ages",
        "由身份证号得出年龄段",
        "每一段从几岁到几岁，最后的“到”可以空着。",
        first=(IDENTITY,),
        second=(DATE,),
    ),
)
_SEX: Final = Way("sex", "由身份证号得出性别", first=(IDENTITY,))
_BIRTH: Final = Way("birth", "由身份证号得出出生日期", first=(IDENTITY,))
WAYS: Final = {way.how: way for way in (*_OF_NUMBERS, *_OF_COUNTS, *_OF_OPTIONS, _SEX, _BIRTH)}
FROM_IDENTITY: Final = frozenset({"sex", "birth", "ages"})
BANDED: Final = frozenset({"band", "ages"})


def ways(sketch: Sketch, place: str) -> list[Way]:
    """The ways the value of a field can be computed in; empty where it cannot be computed."""
    field = make_field("", sketch.field(place))
    if not field.result:
        return []
    if isinstance(field, Number):
        return [*_OF_NUMBERS, *(_OF_COUNTS if field.decimals == 0 else ())]
    if isinstance(field, Choice):
        return [*_OF_OPTIONS, *([_SEX] if {*_SEXES} <= {*field.codes} else ())]
    return [_BIRTH] if field.compared_as == "date" else []


def fitting(sketch: Sketch, place: str, way: Way, slot: str) -> list[Answer]:
    """The answers a way may work on: as one of several (`of`), as the `first` or the `second` one."""
    sorts: Collection[str] = getattr(way, slot)
    found = [one for one in answers(sketch, place) if one.sort in sorts]
    if way.how in FROM_IDENTITY:  # what a number tells is taken of the same object
        holder = place.rpartition(".")[0]
        return [one for one in found if one.place.rpartition(".")[0] == holder and "." not in one.name]
    if slot == "second" and DATE in sorts:
        found.append(Answer(TODAY, "填表当天", DATE, ""))
    return found
