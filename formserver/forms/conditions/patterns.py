"""Patterns that accept exactly the decimal strings or dates on one side of a limit, for schemas that must compare them.

Every pattern is anchored, needs no look-around, and means the same in RE2, Python, Rust and browsers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

_WHOLE = "(0|[1-9][0-9]*)"
_FRACTION = "([.][0-9]+)?"
_SHORTER_DATES = ("(-[0-9]{2}){0,2}", "(-[0-9]{2})?", "")


def at_least(limit: str) -> str:
    """For decimal strings not below the limit, itself one: "37.3", "-5"."""
    size = limit.removeprefix("-")
    if limit.startswith("-") or not size.strip("0."):
        return _anchored([_WHOLE + _FRACTION, f"-({'|'.join(_up_to(size))})"])
    return _anchored(_from(size))


def at_most(limit: str) -> str:
    """For decimal strings not above the limit, itself one."""
    size = limit.removeprefix("-")
    if limit.startswith("-") and size.strip("0."):
        return _anchored([f"-({'|'.join(_from(size))})"])
    return _anchored([f"-{_WHOLE}{_FRACTION}", *_up_to(size)])


def before(day: str) -> str:
    """For dates of any precision before the day, at the common precision."""
    return _anchored(_dates(day, _smaller))


def after(day: str) -> str:
    """For dates of any precision after the day, at the common precision."""
    return _anchored(_dates(day, _greater))


def _anchored(alternatives: Iterable[str]) -> str:
    return f"^({'|'.join(alternatives)})$"


# digits of one length -------------------------------------------------------------------------------------------------
def _smaller(digits: str, first: int = 0) -> Iterator[str]:
    """Digits of the same length that are less; the first of them not below `first`."""
    for index, digit in enumerate(digits):
        least = first if index == 0 else 0
        if int(digit) > least:
            yield f"{digits[:index]}[{least}-{int(digit) - 1}]{_any(len(digits) - index - 1)}"


def _greater(digits: str) -> Iterator[str]:
    for index, digit in enumerate(digits):
        if digit != "9":
            yield f"{digits[:index]}[{int(digit) + 1}-9]{_any(len(digits) - index - 1)}"


def _any(count: int) -> str:
    return f"[0-9]{{{count}}}" if count else ""


# decimals without sign ------------------------------------------------------------------------------------------------
def _from(size: str) -> Iterator[str]:
    whole, _, fraction = size.partition(".")
    yield f"[1-9][0-9]{{{len(whole)},}}{_FRACTION}"
    yield from (larger + _FRACTION for larger in _greater(whole))
    yield whole + _fraction_from(fraction.rstrip("0"))


def _up_to(size: str) -> Iterator[str]:
    whole, _, fraction = size.partition(".")
    if len(whole) > 1:
        yield f"(0|[1-9][0-9]{{0,{len(whole) - 2}}}){_FRACTION}"
    yield from (smaller + _FRACTION for smaller in _smaller(whole, first=1 if len(whole) > 1 else 0))
    yield whole + _fraction_up_to(fraction.rstrip("0"))


def _fraction_from(fraction: str) -> str:
    if not fraction:
        return _FRACTION
    greater = (f"{fraction[:i]}[{int(d) + 1}-9][0-9]*" for i, d in enumerate(fraction) if d != "9")
    return f"[.]({'|'.join([*greater, fraction + '[0-9]*'])})"


def _fraction_up_to(fraction: str) -> str:
    if not fraction:
        return "([.]0+)?"
    smaller = [f"{fraction[:i]}[0-{int(d) - 1}][0-9]*" for i, d in enumerate(fraction) if d != "0"]
    shorter = [fraction[:i] for i in range(1, len(fraction))]
    return f"([.]({'|'.join([*smaller, *shorter, fraction + '0*'])}))?"


# dates ----------------------------------------------------------------------------------------------------------------
def _dates(day: str, differing: Callable[[str], Iterator[str]]) -> Iterator[str]:
    parts = day.split("-")
    for index, part in enumerate(parts):
        for digits in differing(part):
            yield "-".join([*parts[:index], digits]) + _SHORTER_DATES[index]
