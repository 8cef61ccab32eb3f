"""A field, an option or a blank of a document under another code, wherever the document speaks of it."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from formserver.forms.document import Json
from formserver.forms.editions.naming import Place, Steps
from formserver.forms.editions.uses import uses


def renamed(document: Mapping[str, Any], place: Place, code: str) -> Json:
    """The document with what stands at the place under the code. What it was called is not noted."""
    made: Json = copy.deepcopy(dict(document))
    texts: dict[Steps, set[tuple[int, int]]] = defaultdict(set)
    for use in uses(document):
        if use.target == place:
            texts[use.steps].add(use.span)
    for steps, spans in texts.items():
        holder: Any = made
        for step in steps[:-1]:
            holder = holder[step]
        text = holder[steps[-1]]
        for start, end in sorted(spans, reverse=True):
            text = text[:start] + code + text[end:]
        holder[steps[-1]] = text
    _rename(made, place, code)
    return made


def _rename(document: Json, place: Place, code: str) -> None:
    """The name itself: the key of a field or a blank, the code of an option."""
    node: Any = document
    for index, step in enumerate(place[:-1]):
        node = _below(node, step, place[index + 1])
    last = place[-1]
    if last.startswith("#"):
        option = next(one for one in node["x-options"] if one["code"] == last[1:])
        option["code"] = code
        meanings = node.get("x-concept")
        if isinstance(meanings, dict) and "map" in meanings:
            meanings["map"] = {code if word == last[1:] else word: value for word, value in meanings["map"].items()}
        return
    word = "blanks" if place[-2].startswith("#") else "properties"
    node[word] = {code if name == last else name: one for name, one in node[word].items()}


def _below(node: Any, step: str, following: str) -> Any:
    """One step down: a field, or the object inside it where a field follows; an option."""
    if step.startswith("#"):
        return next(one for one in node["x-options"] if one["code"] == step[1:])
    found = node["properties"][step]
    return found if following.startswith("#") else found.get("items", found)
