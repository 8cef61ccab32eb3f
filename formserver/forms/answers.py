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
