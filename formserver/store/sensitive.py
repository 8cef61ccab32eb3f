"""Sensitive answers inside stored data: sealed on their way in, opened on their way out, leaf by leaf."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from formserver.errors import DecryptionFailed
from formserver.extensions import keys

Path = tuple[str, ...]
"""Keys from the root of the data to an answer, with ``*`` for each item of an array or each row of a table."""


def seal(data: Mapping[str, Any], paths: Sequence[Path], county: str, record: str) -> dict[str, Any]:
    """A copy of the data in which every answer at the paths is one encrypted text. Absent answers stay absent.

    An answer of any kind (text, number, array, object) is sealed as its JSON text, bound to county, record and path.
    """

    def close(answer: Any, path: str) -> str:
        return seal_text(json.dumps(answer, ensure_ascii=False), county, record, path)

    return _changed(data, paths, close)


def open_(data: Mapping[str, Any], paths: Sequence[Path], county: str, record: str) -> dict[str, Any]:
    """A copy of sealed data with the answers readable again. Raises DecryptionFailed where a value was moved or cut."""

    def reveal(value: Any, path: str) -> Any:
        if not isinstance(value, str):
            raise DecryptionFailed
        return json.loads(open_text(value, county, record, path))

    return _changed(data, paths, reveal)


def seal_text(text: str, county: str, record: str, path: str) -> str:
    """One text encrypted for its place."""
    return keys.ring.encrypt(text, county=county, record=record, path=path)


def open_text(value: str, county: str, record: str, path: str) -> str:
    """The text of `seal_text`. Raises DecryptionFailed."""
    return keys.ring.decrypt(value, county=county, record=record, path=path)


def _changed(data: Mapping[str, Any], paths: Sequence[Path], change: Callable[[Any, str], Any]) -> dict[str, Any]:
    copy: dict[str, Any] = _copied(data)
    for path in paths:
        for holder, key, place in _leaves(copy, path, ()):
            holder[key] = change(holder[key], "/".join(place))
    return copy


def _copied(value: Any) -> Any:
    if isinstance(value, list):
        return [_copied(one) if isinstance(one, list | dict) else one for one in value]
    return {key: _copied(one) if isinstance(one, list | dict) else one for key, one in value.items()}


def _leaves(holder: Any, path: Path, place: Path) -> Iterator[tuple[Any, Any, Path]]:
    """The holders and keys of the answers at a path, each with its own place (``*`` replaced by key or index)."""
    head, *rest = path
    for key in _keys(holder, head):
        here = (*place, str(key))
        if rest:
            yield from _leaves(holder[key], tuple(rest), here)
        else:
            yield holder, key, here


def _keys(holder: Any, head: str) -> list[Any]:
    if isinstance(holder, dict):
        return list(holder) if head == "*" else [key for key in (head,) if key in holder]
    if isinstance(holder, list) and head == "*":
        return list(range(len(holder)))
    return []
