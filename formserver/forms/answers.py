"""Every answer of a filled form, wherever it stands, and the files they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.problems import Path

Data = Mapping[str, Any]


def answered(group: Group, data: Data) -> Iterator[tuple[Path, Field, Data]]:
    """Every answered field, those inside rows and sections too: path, field, the object that holds the answer."""
    for code, field in group.members.items():
        if code not in data:
            continue
        yield (code,), field, data
        if isinstance(field, Container):
            for step, item in field.objects(data[code]):
                yield from (
                    ((code, *step, *path), inner, holder) for path, inner, holder in answered(field.group, item)
                )


def files(group: Group, data: Data) -> Iterator[tuple[Path, str]]:
    """(path of the field, id) of every stored file the data name."""
    for path, field, holder in answered(group, data):
        yield from ((path, file_id) for file_id in field.files(holder))


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
        data = data.get(step) if isinstance(data, Mapping) else None
    return data
