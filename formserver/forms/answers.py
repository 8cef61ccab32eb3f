"""The answers of a filled form, wherever they stand, and the files and persons they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.problems import Path

Data = Mapping[str, Any]


def files(group: Group, data: Data) -> Iterator[tuple[Path, str]]:
    """(path of the field, id) of every stored file the data name."""
    for path, field, holder in _naming(group, data, "files"):
        yield from ((path, file_id) for file_id in field.files(holder))


def references(group: Group, data: Data) -> Iterator[tuple[Path, Field, tuple[str, str]]]:
    """(path, field, (id, name)) of every person of the register the data name."""
    for path, field, holder in _naming(group, data, "reference"):
        reference = field.reference(holder)
        if reference:
            yield path, field, reference


def _naming(group: Group, data: Data, face: str) -> Iterator[tuple[Path, Field, Data]]:
    """(path, field, object that holds the answer) of every answered field of a kind that has that face of its own."""
    for field in _leading_to(group, face):
        if field.code not in data:
            continue
        if not isinstance(field, Container):
            yield (field.code,), field, data
            continue
        for step, item in field.objects(data[field.code]):
            inner = _naming(field.group, item, face)
            yield from (((field.code, *step, *path), one, holder) for path, one, holder in inner)


@lru_cache(maxsize=2000)
def _leading_to(group: Group, face: str) -> tuple[Field, ...]:
    def leads(field: Field) -> bool:
        inside = isinstance(field, Container) and _leading_to(field.group, face)
        return bool(inside) or getattr(type(field), face) is not getattr(Field, face)

    return tuple(field for field in group.members.values() if leads(field))


def without_sensitive(group: Group, data: Data) -> Data:
    """The data without the answers that are stored encrypted, for a reader who is not to know them."""
    for path in group.sensitive_paths():
        data = _without(data, path)
    return data


def _without(value: Any, path: tuple[str, ...]) -> Any:
    head, *rest = path
    if isinstance(value, list):
        return [_without(row, tuple(rest)) for row in value]
    if not isinstance(value, Mapping):
        return value
    if not rest:
        return {code: one for code, one in value.items() if code != head}
    return {code: _without(one, tuple(rest)) if head in ("*", code) else one for code, one in value.items()}


def value_at(data: Any, path: str) -> Any:
    """The answer at a dotted path (`children.male`), or None; not inside rows."""
    for step in path.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data
