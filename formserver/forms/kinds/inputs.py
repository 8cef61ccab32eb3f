"""The HTML inputs of an entry page: WTForms fields that keep what was typed, not yet bound to a form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.fields.core import UnboundField

# An input by its name; the stubs type a field as bound already, so they are built unbound here and nowhere else.
Input: TypeAlias = "UnboundField[Any]"
Inputs: TypeAlias = Iterable[tuple[str, Input]]
Labels = Iterable[tuple[str, str]]  # (code, words)


def text(label: str) -> Input:
    """One line."""
    return UnboundField(StringField, label)


def textarea(label: str) -> Input:
    """Several lines."""
    return UnboundField(TextAreaField, label)


def hidden(label: str = "") -> Input:
    """A text the page carries and nobody types."""
    return UnboundField(HiddenField, label)


def checkbox(label: str) -> Input:
    """One box."""
    return UnboundField(BooleanField, label)


def radio(label: str, options: Labels) -> Input:
    """One of several, all in sight."""
    return UnboundField(RadioField, label, choices=_choices(options))


def select(label: str, options: Labels) -> Input:
    """One of many, in a list box that begins with no choice."""
    return UnboundField(SelectField, label, choices=_choices([("", "请选择"), *options]))


def checkboxes(label: str, options: Labels) -> Input:
    """Any of several."""
    return UnboundField(SelectMultipleField, label, choices=_choices(options))


def _choices(options: Labels) -> list[Any]:
    return [SelectChoice(value=code, label=words) for code, words in options]
