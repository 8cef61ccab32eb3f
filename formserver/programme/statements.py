"""Statements about a person that rules of programmes are made of. What nobody knows makes a statement undecided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from formserver.document_faults import Fault

Json = Mapping[str, Any]
Truth = bool | None
"""True, false, or None: what it is about is not known."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person: categories that apply; ``age`` in whole years; ``ability`` and ``disability_grade``:
    codes of grades; ``relief``: kinds received. None: not known."""

    categories: frozenset[str] = frozenset()
    age: int | None = None
    ability: str | None = None
    disability_grade: str | None = None
    relief: frozenset[str] = frozenset()


WORDS: Final = ("category", "age_from", "high_age", "ability", "disability_grade", "relief", "all", "any", "not")


def truth(statement: Json, facts: Facts, high_age: int) -> Truth:
    """Whether a statement (`$defs/statement` of programme.schema.json) is true; ``high_age``: what 高龄 begins with."""
    ((word, value),) = statement.items()
    if word in ("all", "any"):
        return _joined(word, [truth(one, facts, high_age) for one in value])
    if word == "not":
        inner = truth(value, facts, high_age)
        return None if inner is None else not inner
    if word == "category":
        return value in facts.categories
    if word == "relief":
        return not facts.relief.isdisjoint(value)
    if word in ("age_from", "high_age"):
        return None if facts.age is None else facts.age >= (high_age if word == "high_age" else value)
    known = facts.ability if word == "ability" else facts.disability_grade
    return None if known is None else known in value


def names(statement: Json, path: str) -> Iterator[tuple[str, str, str]]:
    """The codes a statement names: its word, the code, and the JSON path where it stands."""
    ((word, value),) = statement.items()
    if word in ("all", "any"):
        for number, one in enumerate(value):
            yield from names(one, f"{path}.{word}[{number}]")
    elif word == "not":
        yield from names(value, f"{path}.not")
    elif word == "category":
        yield word, value, f"{path}.category"
    elif word in ("relief", "ability"):
        yield from ((word, code, f"{path}.{word}[{number}]") for number, code in enumerate(value))


def unknown(statement: Json, path: str, known: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """Codes that the document does not define; ``known``: word -> its codes."""
    for word, code, place in names(statement, path):
        if code not in known[word]:
            yield place, f"没有这个代码：{code}"


def age_on(birth: str | None, day: date) -> int | None:
    """Whole years on a day. ``birth``: YYYY, YYYY-MM or YYYY-MM-DD; of a date without day or month the years that are
    reached for certain; None where nothing is known."""
    if not birth:
        return None
    # an unknown month or day is the last one
    year, month, in_month = (*map(int, birth.split("-")), *(12, 31)[birth.count("-") :])
    return day.year - year - ((day.month, day.day) < (month, in_month))


def _joined(word: str, found: list[Truth]) -> Truth:
    deciding = word == "any"
    if deciding in found:
        return deciding
    return None if None in found else not deciding
