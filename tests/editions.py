"""Editions of small papers, for tests of what differs between two of them."""

from collections.abc import Callable
from typing import Any

from formserver.forms.document import FormDocument, Json
from formserver.forms.editions.changes import Comparison, Effect
from tests import generated, zoo
from tests.unit.forms.making import loaded, written

WORDS, HEARD, WIDER, MEANING, NARROWER, GONE, REFUSED = Effect


def zoo_with(change: Callable[[Json], Any], *, unprinted: str = "") -> FormDocument:
    """The paper of all kinds after a change of its fields; rows of the paper that print `unprinted` are left out."""
    return document(lambda source: change(source["properties"]["main"]), unprinted=unprinted)


def document(change: Callable[[Json], Any], *, unprinted: str = "") -> FormDocument:
    """The paper of all kinds after a change of its document."""
    source = zoo.source()
    change(source)
    block = source["x-paper"]["blocks"][0]
    block["rows"] = [row for row in block["rows"] if not unprinted or unprinted not in str(row)]
    return generated.load(source)


def small(order: list[str], words: Json | None = None, **fields: Json) -> FormDocument:
    """A paper of four numbers a, b, c, d, some of which may be given otherwise."""
    asked = {code: {"title": code.upper(), "x-kind": "integer"} for code in "abcd"} | fields
    return loaded(written({code: asked[code] for code in order}, x_order=order, **(words or {})))


def said(found: Comparison) -> list[tuple[Effect, str, str]]:
    """Effect, label and sentence of every change."""
    return [(one.effect, one.label, one.message) for one in found.changes]


def effects(found: Comparison) -> list[tuple[Effect, str]]:
    """Effect and sentence of every change."""
    return [(one.effect, one.message) for one in found.changes]


def changed(**words: Any) -> Json:
    """Words of a field; underscores stand for hyphens (x_options)."""
    return {word.replace("x_", "x-", 1): value for word, value in words.items()}
