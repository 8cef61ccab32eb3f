"""Warnings that take a reason: where it is asked, whether it was given, and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from formserver.forms.document import Part
from formserver.forms.input_names import InputNames, field_named, frame_of
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path, Problem, path_at

REASON: Final = "_reason."
WARNING: Final = "_warning."
"""Before the name of a question: the reason typed there, and the code of the warnings it was asked for."""

LONGEST: Final = 200


@dataclass(frozen=True)
class Asked:
    """What one question is asked a reason for: one or several warnings of it and of its blanks."""

    name: str
    warnings: tuple[Problem, ...]

    @property
    def code(self) -> str:
        """Which warnings these are: a reason is for them and no others."""
        return "-".join(dict.fromkeys(warning.code for warning in self.warnings))

    def reason(self, pairs: Pairs) -> str:
        """The reason typed for just these warnings, or an empty text."""
        return pairs.text(REASON + self.name) if pairs.raw(WARNING + self.name) == self.code else ""


@dataclass(frozen=True)
class Reason:
    """A reason as a record keeps it: the warning in Chinese, the code it was asked under, and what was said to it."""

    warning: str
    code: str
    text: str

    def as_json(self) -> dict[str, str]:
        """For the record."""
        return {"warning": self.warning, "code": self.code, "text": self.text}


def asked(part: Part, problems: Iterable[Problem], pairs: Pairs) -> dict[str, Asked]:
    """The questions with warnings that take a reason, by name. What nobody fills in on this page is not asked."""
    names = InputNames(part, pairs)
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        warning = problem.params.get("warning", problem)
        if warning.takes_reason and not _is_given(part, problem.path):
            found.setdefault(frame_of(part, names.of_field_at(problem.path)), []).append(warning)
    return {name: Asked(name, tuple(warnings)) for name, warnings in found.items()}


def lacking(part: Part, problems: Iterable[Problem], pairs: Pairs) -> list[Problem]:
    """The problems that block submission as long as no reason is given, each at the place of its warning."""
    return [problem for one in asked(part, problems, pairs).values() for problem in _lacking(one, one.reason(pairs))]


def given(part: Part, problems: Iterable[Problem], pairs: Pairs) -> dict[str, Reason]:
    """The reasons of a page by the JSON pointer of their warning; one whose warning went away is not among them."""
    return {
        warning.pointer: Reason(warning.message, one.code, one.reason(pairs))
        for one in asked(part, problems, pairs).values()
        for warning in one.warnings
        if one.reason(pairs)
    }


def is_place(part: Part, name: str) -> bool:
    """Whether a posted name is that of a reason, or of what it was asked for, at a question of the part."""
    prefix = next((one for one in (REASON, WARNING) if name.startswith(one)), None)
    return prefix is not None and field_named(part, name.removeprefix(prefix)) is not None


def to_pairs(part: Part, pairs: Pairs, reasons: Mapping[str, Reason]) -> list[tuple[str, str]]:
    """The reasons of a record, by pointer, as its page would post them; `pairs` are those of its data."""
    names = InputNames(part, pairs)
    named = {frame_of(part, names.of(path_at(pointer))): reason for pointer, reason in reasons.items()}
    return [
        pair for name, reason in named.items() for pair in ((REASON + name, reason.text), (WARNING + name, reason.code))
    ]


def _lacking(one: Asked, reason: str) -> Iterator[Problem]:
    for warning in one.warnings:
        if not reason:
            yield Problem(warning.path, "%(warning)s。如不修改，请写明原因", {"warning": warning})
        elif len(reason) > LONGEST:
            yield Problem(warning.path, "%(warning)s。原因最多写%(limit)s个字", {"warning": warning, "limit": LONGEST})


def _is_given(part: Part, path: Path) -> bool:
    field = part.group.members.get(str(path[0])) if path else None
    return field is None or "x-frozen" in field.spec
