"""What every search for faults of a document reads and gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from formserver.forms.group import Group

Json = Mapping[str, Any]
Fault = tuple[str, str]  # (JSON path, reason in Chinese)


class Part(Protocol):
    """A part of a document that can be searched."""

    @property
    def group(self) -> Group: ...


class Readable(Protocol):
    """A document that was bundled and has the form that the meta-schema asks."""

    @property
    def bundled(self) -> Json: ...
    @property
    def paper(self) -> Json: ...
    @property
    def parts(self) -> Mapping[str, Part]: ...
