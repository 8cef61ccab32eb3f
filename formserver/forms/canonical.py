"""The one layout of documents (forms, shared, workflows, programmes): UTF-8, two spaces, words in a fixed order.

Two documents that say the same have the same bytes, whoever wrote them: a person, a program or the designer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final

from formserver import strict_json

Json = Mapping[str, Any]

# Every word of these dialects in one order that suits each object they stand in; what names and describes comes first.
WORDS: Final[tuple[str, ...]] = (
    *("$schema", "$ref", "$id", "check", "action", "part", "code", "version", "title", "x-spoken", "description"),
    *("document", "regions", "valid_from", "valid_to", "categories", "abilities", "key_level", "visit_classes"),
    *("high_age", "consent", "review", "relief", "exit_reasons", "services"),
    "x-library",
    *("x-upper", "x-dropped", "x-locked", "x-open"),
    *("x-was", "tier", "roles", "actions", "steps", "remark", "targets", "opinion", "final"),
    *("x-parts", "counter", "follows", "x-copies", "x-kind", "type"),
    *(
        "x-list",
        "x-free",
        "x-step",
        "x-tiers",
        "x-text",
        "x-precision",
        "minLength",
        "maxLength",
        "pattern",
        "x-example",
    ),
    *("printed", "labels", "head", "minimum", "maximum", "x-decimals", "x-unit"),
    *(
        "x-options",
        "x-draw",
        "minItems",
        "maxItems",
        "x-seal",
        "x-frozen",
        "items",
        "x-rows",
        "x-columns",
        "x-cell",
        "x-totals",
    ),
    *("properties", "required", "x-order", "x-sections", "x-checks", "x-optional"),
    *("x-when", "x-jump", "x-none", "x-computed", "x-concept", "x-sensitive", "x-carry", "x-prefill", "x-paper"),
    *("show", "require", "forbid", "read_only", "warn", "all", "any", "not", "when"),
    *("name", "map", "from", "to", "take", "on", "bands", "form", "edition", "constant"),
    *(
        "row",
        "column",
        "years",
        "ending",
        "visits",
        "search",
        "total",
        "of",
        "limit",
        "card",
        "identity",
        "earlier",
        "later",
    ),
    *("field", "is", "is_one_of", "contains", "contains_any", "answered", "option", "with_field", "one_of", "level"),
    "reason",
    *("page", "blocks", "margin_mm", "font_pt", "title_pt", "box", "fields", "note", "holders"),
    *(
        "line",
        "columns_mm",
        "text",
        "lines",
        "foot",
        "colspan",
        "rowspan",
        "align",
        "valign",
        "vertical",
        "bold",
        "label",
    ),
    *("definition", "of_all", "score", "frees_number", "ask_again_months", "months", "assumed"),
    *("blanks", "exclusive", "group", "height_mm", "repeat", "rows", "cells"),
    *("where", "chosen_at_least", "chosen_at_most", "at_least", "at_most", "after", "before"),
    *("same_as", "before_field", "after_field"),
    *("x-scale", "x-bands", "cel", "fixed", "order", "points", "message", "at"),
)
_PLACE_OF: Final = {word: place for place, word in enumerate(WORDS)}
_NOTHING: Final[Json] = {}
_BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def canonical(text: str, *, file: str) -> str:
    """The document in the one layout; formatting it again changes nothing. Says nothing about whether it is valid.

    Raises DocumentInvalid, naming the file, for text that is no JSON object or says a key twice.
    """
    return dumps(strict_json.parse(text, file=file))


def dumps(document: Json) -> str:
    """A parsed document as text in the one layout."""
    return _written(document, _NOTHING, "") + "\n"


# By itself and not by the encoder of `json`, which is slow where it indents: designs are written at every step.
def _written(node: Any, around: Json, indent: str) -> str:
    if isinstance(node, str):
        return encode_basestring(node)
    inner = indent + "  "
    if isinstance(node, dict):
        lines = [
            f"{inner}{encode_basestring(word)}: {_value(node, word, around, inner)}" for word in _in_order(tuple(node))
        ]
        return _listed(lines, "{}", indent)
    if isinstance(node, list):
        return _listed([inner + _written(item, _NOTHING, inner) for item in node], "[]", indent)
    return str(node) if type(node) is int else json.dumps(node)


def _listed(lines: list[str], signs: str, indent: str) -> str:
    inside = ",\n".join(lines)
    return f"{signs[0]}\n{inside}\n{indent}{signs[1]}" if lines else signs


@lru_cache(maxsize=1000)
def _in_order(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of an object in their order; few sets of words make up all documents."""
    return tuple(sorted(words, key=lambda word: (_PLACE_OF.get(word, len(WORDS)), word)))


def _value(node: Json, word: str, around: Json, indent: str) -> str:
    """What stands under a word. Names that are no words (of fields, blanks, options) follow the paper's order."""
    value = node[word]
    if isinstance(value, str):
        return encode_basestring(value)
    if word not in _NAMED or not isinstance(value, dict):
        return _written(value, node, indent)
    wanted = _NAMED[word](node, around)
    places = {name: place for place, name in reversed(list(enumerate(wanted)))}
    inner = indent + "  "
    names = sorted(value, key=lambda name: (places.get(name, len(wanted)), name))
    lines = [f"{inner}{encode_basestring(name)}: {_written(value[name], _NOTHING, inner)}" for name in names]
    return _listed(lines, "{}", indent)


def _fields(holder: Json, _: Json) -> list[str]:
    """Field names in paper order, as far as the holder says it: by parts, sections, order or the printed sentence."""
    parts = _codes(holder.get("x-parts"))
    listed = [name for section in _objects(holder.get("x-sections")) for name in _texts(section.get("fields"))]
    return [*parts, *listed, *_texts(holder.get("x-order")), *_BLANK.findall(str(holder.get("x-text", "")))]


def _blanks(option: Json, _: Json) -> list[str]:
    return _BLANK.findall(str(option.get("label", "")))


def _options(_: Json, field: Json) -> list[str]:
    """Codes of the field whose `x-concept` maps them; yes before no where it writes none."""
    return _codes(field.get("x-options")) or ["yes", "no"]


_NAMED: Final = {"properties": _fields, "blanks": _blanks, "map": _options}


def _objects(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _codes(value: Any) -> list[str]:
    return _texts([item.get("code") for item in _objects(value)])


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
