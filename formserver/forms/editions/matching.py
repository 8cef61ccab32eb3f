"""What of the old edition is what of the new one: by its code, or by a former code that `x-was` declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from formserver.forms.group import Group
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.options import Option


@dataclass(frozen=True)
class Matched:
    """`pairs`: new code -> old code; `added` new and `gone` old codes without a counterpart, each in its order."""

    pairs: Mapping[str, str]
    added: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def renamed(self) -> Mapping[str, str]:
        """Old code -> new code of what has another code now."""
        return {old: new for new, old in self.pairs.items() if old != new}

    @property
    def now(self) -> Mapping[str, str]:
        """Old code -> new code of all that is in both."""
        return {old: new for new, old in self.pairs.items()}


def matched(before: Iterable[str], after: Mapping[str, Iterable[str]]) -> Matched:
    """`before`: the old codes; `after`: new code -> its former codes."""
    known = dict.fromkeys(before)
    pairs = {}
    for code, former in after.items():
        old = code if code in known else next((was for was in former if was in known and was not in after), None)
        if old is not None:
            pairs[code] = old
    taken = set(pairs.values())
    added = tuple(code for code in after if code not in pairs)
    return Matched(pairs, added, tuple(code for code in known if code not in taken))


def fields(before: Group, after: Group) -> Matched:
    """The fields of an object."""
    return matched(before.fields, {code: field.spec.get("x-was", ()) for code, field in after.fields.items()})


def options(before: Field, after: Field) -> Matched:
    """The options of a choice, the lines of a list."""
    return matched(options_of(before), {code: option.was for code, option in options_of(after).items()})


def options_of(field: Field) -> Mapping[str, Option]:
    """Code -> option, in paper order; empty where the kind has none."""
    return {option.code: option for option in getattr(field, "options", ())}


def blanks(before: Field, was: str, after: Field, option: str) -> Matched:
    """The blanks of an option (`was` in the old edition)."""
    named = {code: blank.spec.get("x-was", ()) for code, blank in blanks_of(after, option).items()}
    return matched(blanks_of(before, was), named)


def blanks_of(field: Field, option: str) -> Mapping[str, Field]:
    """Code -> blank of one option."""
    prefix = f"{field.code}__{option}__"
    found = field.siblings().items()
    return {code.removeprefix(prefix): blank for code, blank in found if code.startswith(prefix)}


def rows_of(field: Field) -> Mapping[str, str]:
    """Code -> label of the printed rows of a table, a matrix or a grid; empty where rows have no codes."""
    return {row["code"]: row["label"] for row in field.spec.get("x-rows", {}).get("rows", ())}


class Matching:
    """What answers the question which of the old edition is what of the new one: here, the two editions alone."""

    def fields(self, before: Group, after: Group) -> Matched:
        """The fields of an object."""
        return fields(before, after)

    def options(self, before: Field, after: Field) -> Matched:
        """The options of a choice, the lines of a list."""
        return options(before, after)

    def blanks(self, before: Field, was: str, after: Field, option: str) -> Matched:
        """The blanks of an option (`was` in the old edition)."""
        return blanks(before, was, after, option)


DIRECT: Final = Matching()
"""How two editions are matched between which there is none."""
