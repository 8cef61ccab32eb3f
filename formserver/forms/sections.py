"""What an entry page draws of an object of fields: its headings, and where it stands among others of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from formserver.forms.kinds.base import Field


@dataclass(frozen=True)
class Section:
    """A group of fields under one printed heading; the heading may be empty."""

    code: str
    title: str
    fields: tuple[Field, ...]
    note: str = ""


@dataclass(frozen=True)
class Place:
    """One object of fields on an entry page: the names of its inputs begin with `prefix`."""

    index: str
    prefix: str
    title: str
