"""Definitions of the library that a document names: written out while somebody works at it, named again when stored.

A step sees every word of a field, wherever it was written. What a definition says is changed in no single field: other
forms say the same. What a form says beside the name is its own, and so is what each use decides anew (`OWN_WORDS`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from formserver.forms.bundling import bundle, names_some
from formserver.forms.designing.base import Json, Refused, Sketch

NAME: Final = "$ref"
OWN: Final = "$own"  # what the document says beside the name, even where the definition says the same
_FILE: Final = "library"
_NOTHING: Final = object()
# What a use says of itself, whatever the definition says.
OWN_WORDS: Final = frozenset(
    {
        *("title", "x-spoken", "description", "x-was", "x-locked", "x-open"),
        *("x-when", "x-jump", "x-none", "x-computed", "x-frozen", "x-draw"),
        *("x-concept", "x-sensitive", "x-optional", "x-carry", "x-prefill"),
    }
)
_GROWING: Final = ("table", "block")  # how many rows are printed is a matter of each paper


def sketch(text: str, shared: Mapping[str, Json], seed: str = "1") -> Sketch:
    """The document of a text to work at. `shared`: name -> definition or list. Raises DocumentInvalid."""
    document = json.loads(text)
    return Sketch(opened(document, shared) if names_some(text) else document, seed, shared=shared)


def written_out(name: str, shared: Mapping[str, Json]) -> Json:
    """What a definition says, with those it names itself. Raises DocumentInvalid."""
    return bundle({NAME: name}, shared, _FILE)


def opened(node: Any, shared: Mapping[str, Json]) -> Any:
    """A document, or something of it, with the words of definitions beside their names; lists likewise.

    Raises DocumentInvalid where there is no such definition.
    """
    if isinstance(node, list):
        return [opened(one, shared) for one in node]
    if not isinstance(node, dict):
        return node
    words = {word: opened(value, shared) for word, value in node.items()}
    if isinstance(words.get("x-list"), str):
        words["x-list"] = {NAME: words["x-list"], **bundle({"x-list": words["x-list"]}, shared, _FILE)["x-list"]}
    if NAME in node:
        return {**written_out(node[NAME], shared), **words, OWN: [word for word in node if word != NAME]}
    return words


def closed(node: Any, shared: Mapping[str, Json]) -> Any:
    """The document to store: without what the definitions say that it names. Turns `opened` round.

    Raises Refused where the words of a definition were changed in one field.
    """
    if isinstance(node, list):
        return [closed(one, shared) for one in node]
    if not isinstance(node, dict):
        return node
    if OWN in node:
        return _named(node, shared)
    if NAME in node:
        return _listed(node, shared)
    return {word: closed(value, shared) for word, value in node.items()}


def is_own(word: str, spec: Mapping[str, Any]) -> bool:
    """Whether each form decides about a word of a field that the library defines; "" stands for what is said of the
    field elsewhere, such as that it is required."""
    first = word.partition(".")[0]
    return first in OWN_WORDS or first == "" or (first == "x-rows" and spec["x-kind"] in _GROWING)


def _named(node: Json, shared: Mapping[str, Json]) -> Json:
    whole = written_out(node[NAME], shared)
    words = {word: value for word, value in node.items() if word not in (NAME, OWN)}
    if "description" in whole:
        words.setdefault("description", "")  # taken out here
    own = (word for word in words if word in node[OWN] or is_own(word, whole))
    changed = {word for word in words.keys() - set(own) if words[word] != whole.get(word, _NOTHING)}
    if changed or not words.keys() >= whole.keys():
        raise Refused("“%(label)s”来自资料库，这一处不能单独改。要改，请先点“改成本表自己的”。", label=whole["title"])
    kept = (word for word in words if word in node[OWN] or words[word] != whole.get(word, _NOTHING))
    return {NAME: node[NAME], **{word: closed(words[word], shared) for word in kept}}


def _listed(node: Json, shared: Mapping[str, Json]) -> str:
    name, said = node[NAME], {word: value for word, value in node.items() if word != NAME}
    if said != shared[name]:
        raise Refused("“%(label)s”来自资料库，这一处不能单独改。要改，请先点“改成本表自己的”。", label=said["title"])
    return str(name)
