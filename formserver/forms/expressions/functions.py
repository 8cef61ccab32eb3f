"""The functions of expressions (docs/expressions.md): arithmetic on whole numbers, texts, dates and lists of them.

A function that has nothing to answer raises NoValue; the expression then has no value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn

from formserver.forms.expressions.operands import BANDS
from formserver.forms.kinds.identity import IdentityFacts, read_identity

_INTEGERS: Final = "list(int)"
_TEXTS: Final = "list(string)"


class NoValue(Exception):
    """What was asked of these answers has none: an age without a birth, a sum of nothing."""


@dataclass(frozen=True)
class Function:
    """`overloads`: (types of the parameters, type of the result). `skips_blanks`: a name given to it as it stands may
    be unanswered."""

    name: str
    does: Callable[..., Any]
    overloads: tuple[tuple[tuple[str, ...], str], ...]
    skips_blanks: bool = False


# blanks ---------------------------------------------------------------------------------------------------------------
def is_answered(value: object) -> bool:
    """Whether there is an answer."""
    return value is not None and value != []


def first_of(value: object, instead: object) -> object:
    """The answer, or what counts instead of it."""
    found = instead if value is None else value
    return _nothing() if found is None else found


# lists ----------------------------------------------------------------------------------------------------------------
def count(values: Sequence[Any] | None, *wanted: str) -> int:
    """How many are answered, or are `wanted`."""
    answered = _answered(values)
    return sum(value in wanted for value in answered) if wanted else len(answered)


def total(values: Sequence[int | None] | None) -> int:
    """The sum of what is answered; of nothing there is none."""
    return sum(_some(values))


def least(values: Sequence[int | None] | None) -> int:
    """The smallest of what is answered."""
    return int(min(_some(values)))


def greatest(values: Sequence[int | None] | None) -> int:
    """The greatest of what is answered."""
    return int(max(_some(values)))


# money and measures ---------------------------------------------------------------------------------------------------
def half_up(dividend: int, divisor: int) -> int:
    """The quotient rounded to a whole number, half away from zero (四舍五入)."""
    if divisor == 0:
        _nothing()
    quotient = (2 * abs(dividend) + abs(divisor)) // (2 * abs(divisor))
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


# dates and numbers that say a date ------------------------------------------------------------------------------------
def age_on(birth: str, day: str) -> int:
    """Completed years; none before the birth."""
    born, on = _day(birth), _day(day)
    return _nothing() if on < born else IdentityFacts(born, "").age_on(on)


def days_between(first: str, second: str) -> int:
    """Days from the first to the second; negative where the second is the earlier one."""
    return (_day(second) - _day(first)).days


def months_between(first: str, second: str) -> int:
    """Completed months from the first to the second; negative where the second is the earlier one."""
    start, end = _day(first), _day(second)
    if end < start:
        return -months_between(second, first)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def birth_of(number: str) -> str:
    """Date of birth in an identity number."""
    return _facts(number).birth.isoformat()


def sex_of(number: str) -> str:
    """`male` or `female`, by an identity number."""
    return _facts(number).sex


# grades ---------------------------------------------------------------------------------------------------------------
def band(value: int, bands: Sequence[Mapping[str, Any]]) -> str:
    """The code of the first band that holds the value; a band without `to` is open."""
    found = (str(one["code"]) for one in bands if one["from"] <= value <= one.get("to", value))
    return next(found, None) or _nothing()


def worst(codes: Sequence[str | None] | None, order: Sequence[str]) -> str:
    """The code that stands last in the order."""
    return order[max(_rank(code, order) for code in _some(codes))]


def worse_by(code: str, steps: int, order: Sequence[str]) -> str:
    """The code so many steps further down the order, at most the last; negative steps lead up, at most to the first."""
    return order[min(max(_rank(code, order) + steps, 0), len(order) - 1)]


FUNCTIONS: Final[Mapping[str, Function]] = {
    function.name: function
    for function in (
        Function("answered", is_answered, ((("dyn",), "bool"),), skips_blanks=True),
        Function("or", first_of, ((("int", "int"), "int"), (("string", "string"), "string")), skips_blanks=True),
        Function("count", count, ((("list(dyn)",), "int"), ((_TEXTS, "string"), "int")), skips_blanks=True),
        Function("sum", total, (((_INTEGERS,), "int"),), skips_blanks=True),
        Function("least", least, (((_INTEGERS,), "int"),), skips_blanks=True),
        Function("greatest", greatest, (((_INTEGERS,), "int"),), skips_blanks=True),
        Function("half_up", half_up, ((("int", "int"), "int"),)),
        Function("age_on", age_on, ((("string", "string"), "int"),)),
        Function("days_between", days_between, ((("string", "string"), "int"),)),
        Function("months_between", months_between, ((("string", "string"), "int"),)),
        Function("birth_of", birth_of, ((("string",), "string"),)),
        Function("sex_of", sex_of, ((("string",), "string"),)),
        Function("band", band, ((("int", BANDS), "string"),)),
        Function("worst", worst, (((_TEXTS, _TEXTS), "string"),), skips_blanks=True),
        Function("worse_by", worse_by, ((("string", "int", _TEXTS), "string"),)),
    )
}


def _nothing() -> NoReturn:
    raise NoValue


def _answered(values: Sequence[Any] | None) -> list[Any]:
    return [value for value in values or () if value is not None]


def _some(values: Sequence[Any] | None) -> list[Any]:
    return _answered(values) or _nothing()


def _rank(code: str, order: Sequence[str]) -> int:
    return order.index(code) if code in order else _nothing()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _nothing()


def _facts(number: str) -> IdentityFacts:
    return read_identity(number) or _nothing()
