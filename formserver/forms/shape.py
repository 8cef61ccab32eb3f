"""The shape of data: the faults that a compiled JSON Schema finds, found alike by either of two engines.

`Compiled` (jsonschema-rs) is what pages and commands use; `Oracle` (jsonschema) is what it is held against.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import jsonschema_rs
import re2
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry

from formserver.forms.problems import Path

Schema = Mapping[str, Any]
UNREADABLE: Final = "unreadable"
_MOST_ANSWERS: Final = 5000
_MOST_LETTERS: Final = 2 * 1024 * 1024
_DEEPEST: Final = 40


class Fault(NamedTuple):
    """What the schema's `keyword` refuses at `path`, and the value that stands there."""

    path: Path
    keyword: str
    value: Any


class Engine(ABC):
    """A compiled schema."""

    def is_valid(self, data: Any) -> bool:
        """Whether the data have the shape."""
        return not self.faults(data)

    def faults(self, data: Any) -> list[Fault]:
        """Every pair of place and keyword once, in one order whatever the engine.

        Data too large to judge in time, or no JSON at all, have one fault: `UNREADABLE`, at the root.
        """
        if not _is_small(data):
            return [Fault((), UNREADABLE, data)]
        try:
            found = self._find(data)
        except ValueError:  # half a character, or a key that is no text
            return [Fault((), UNREADABLE, data)]
        # steps that are compared lead from one node: they are codes alike, or numbers alike
        return [Fault(path, keyword, _value_at(data, path)) for path, keyword in sorted(set(found))] if found else []

    @abstractmethod
    def _find(self, data: Any) -> list[tuple[Path, str]]:
        """Place and keyword of what is wrong, in any order, as often as the engine says so."""


class Compiled(Engine):
    """The engine in Rust. Patterns run in linear time; nothing is fetched."""

    def __init__(self, schema: Schema) -> None:
        # its own messages are never read; with a mask they do not write out the whole object a fault stands in
        self._validator = jsonschema_rs.Draft202012Validator(
            dict(schema), pattern_options=jsonschema_rs.RegexOptions(), offline=True, mask=""
        )

    def _find(self, data: Any) -> list[tuple[Path, str]]:
        return [(tuple(error.instance_path), str(error.schema_path[-1])) for error in self._validator.iter_errors(data)]


class Oracle(Engine):
    """The engine in Python, slow and plain."""

    def __init__(self, schema: Schema) -> None:
        self._validator: Validator = Plain(dict(schema), registry=Registry())

    def _find(self, data: Any) -> list[tuple[Path, str]]:
        return [(tuple(error.absolute_path), str(error.validator)) for error in self._validator.iter_errors(data)]


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """The keyword `pattern` with RE2: it cannot run for ever, and `$` is the end of the text, as in every validator but
    Python's `re`, where it also stands before a last line end."""
    if isinstance(value, str) and not re2.search(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


Plain = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


def _is_small(data: Any) -> bool:
    """Whether the data hold no more answers and letters, and no deeper ones, than any page can post."""
    room, level = _MOST_ANSWERS, [data]
    letters = 0
    for _ in range(_DEEPEST):
        room -= len(level)
        if room < 0 or not level:
            break
        inner: list[Any] = []
        for node in level:
            if isinstance(node, str):
                letters += len(node)
            elif isinstance(node, dict):
                inner += node.values()
            elif isinstance(node, list):
                inner += node
        level = inner
    return not level and letters <= _MOST_LETTERS


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
