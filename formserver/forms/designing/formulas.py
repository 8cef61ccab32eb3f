"""Computed values as people build them, and the expressions they stand for (docs/expressions.md).

An expression is read back only where writing what was read gives the same text; all others belong to the expert.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from formserver.forms.designing.answers import IDENTITY, Answer
from formserver.forms.expressions.functions import FUNCTIONS

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*")
_TEXT: Final = re.compile('"([a-z0-9_]+)"')
Known = Mapping[str, Answer]


@dataclass(frozen=True)
class Formula:
    """A way of computing and what it works on: several answers `of`, or a `first` and a `second` one, `options` of the
    second, and whether all must be answered (`is_whole`)."""

    how: str
    of: tuple[str, ...] = ()
    first: str = ""
    second: str = ""
    options: tuple[str, ...] = ()
    is_whole: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every answer it speaks of."""
        return tuple(name for name in (*self.of, self.first, self.second) if name)


def written(formula: Formula, code: str, known: Known) -> str:
    """The expression of a formula, at the field of that code. `known`: the answers by name."""
    return _WRITERS[formula.how](formula, code, known)


def read(text: str, code: str, known: Known) -> Formula | None:
    """The formula of an expression; None where it has another shape."""
    found = (one for one in _guesses(text, code) if one.names and {*one.names} <= {*known})
    return next((one for one in found if written(one, code, known) == text), None)


def _guesses(text: str, code: str) -> Iterator[Formula]:
    """The formulas it might be, whatever its signs say."""
    own = (f"{code}.bands", f"{code}.order")
    options = tuple(_TEXT.findall(text))
    bare = _TEXT.sub("", text)
    names = tuple(name for name in _NAME.findall(bare) if name not in FUNCTIONS and name not in (*own, "in"))
    bases = tuple(name.removesuffix(".points") for name in names)
    first, second = (*dict.fromkeys(names), "", "")[:2]
    yield from (Formula(how, of=names) for how in ("sum", "worst"))
    yield from (Formula("score", of=bases, is_whole=is_whole) for is_whole in (True, False))
    if first:
        yield from (Formula(how, first=first) for how in ("rows", "band"))
        yield Formula("count", first=first, options=options)
    if second:
        yield from (Formula(how, first=first, second=second) for how in ("minus", "times", "age", "days", "months"))
        yield Formula("worse", first=second, second=first, options=options)


# writing --------------------------------------------------------------------------------------------------------------
def _sum(formula: Formula, code: str, known: Known) -> str:
    if len(formula.of) == 1 and known[formula.of[0]].is_list:
        return f"sum({formula.of[0]})"
    terms = (f"or(sum({name}), 0)" if known[name].is_list else name for name in formula.of)
    return f"sum([{', '.join(terms)}])"


def _score(formula: Formula, code: str, known: Known) -> str:
    terms = [f"sum({name}.points)" if known[name].is_list else f"{name}.points" for name in formula.of]
    if formula.is_whole or (len(terms) == 1 and known[formula.of[0]].is_list):
        return " + ".join(terms)
    lists = (f"or(sum({name}.points), 0)" if known[name].is_list else f"{name}.points" for name in formula.of)
    return f"sum([{', '.join(lists)}])"


def _count(formula: Formula, code: str, known: Known) -> str:
    if not formula.options:
        return f"count({formula.first})"
    counts = (f'count({formula.first}, "{option}")' for option in formula.options)
    return " + ".join(counts)


def _age(formula: Formula, code: str, known: Known) -> str:
    is_number = known[formula.first].sort == IDENTITY
    return f"age_on({f'birth_of({formula.first})' if is_number else formula.first}, {formula.second})"


def _worse(formula: Formula, code: str, known: Known) -> str:
    options = [f'"{option}"' for option in formula.options]
    test = f"in [{', '.join(options)}]" if len(options) != 1 else f"== {options[0]}"
    return f"{formula.second} {test} ? worse_by({formula.first}, 1, {code}.order) : {formula.first}"


_WRITERS: Final[Mapping[str, Callable[[Formula, str, Known], str]]] = {
    "sum": _sum,
    "score": _score,
    "count": _count,
    "age": _age,
    "worse": _worse,
    "rows": lambda formula, code, known: formula.first,
    "minus": lambda formula, code, known: f"{formula.first} - {formula.second}",
    "times": lambda formula, code, known: f"{formula.first} * {formula.second}",
    "days": lambda formula, code, known: f"days_between({formula.first}, {formula.second})",
    "months": lambda formula, code, known: f"months_between({formula.first}, {formula.second})",
    "band": lambda formula, code, known: f"band({formula.first}, {code}.bands)",
    "worst": lambda formula, code, known: f"worst([{', '.join(formula.of)}], {code}.order)",
}
