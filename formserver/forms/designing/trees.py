"""Conditions as trees of statements: which of them must hold, put in, changed and taken out by their path.

A path is numbers with dots: the place among the statements that are joined; `w` leads into what is said of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from formserver.forms.designing.base import Json, Refused

ALL, ANY, NONE, NOT_ALL = "all", "any", "none", "not_all"
HOWS: Final = {ALL: "都满足", ANY: "满足任何一句", NONE: "一句也不满足", NOT_ALL: "不是都满足"}
WHERE: Final = "w"


def shape(node: Json) -> tuple[str, list[Json]]:
    """How the statements of a condition are joined, and which; a single one stands for itself."""
    if ALL in node or ANY in node:
        how = ALL if ALL in node else ANY
        return how, list(node[how])
    inner: Json = node.get("not", {})
    if ANY in inner or ALL in inner:
        return (NONE, list(inner[ANY])) if ANY in inner else (NOT_ALL, list(inner[ALL]))
    return (NONE, [inner]) if inner else (ALL, [node])


def is_leaf(node: Json) -> bool:
    """Whether it is one statement."""
    return not {ALL, ANY, "not"} & {*node}


def joined(how: str, parts: list[Json]) -> Json:
    """The condition of statements joined so; one needs no joining."""
    if how in (ALL, ANY):
        return parts[0] if len(parts) == 1 else {how: parts}
    if len(parts) == 1:
        return {"not": parts[0]}
    return {"not": {ANY if how == NONE else ALL: parts}}


def at(node: Json | None, path: str) -> Json | None:
    """The part of a condition at a path; None for a `where` that says nothing. Raises Refused."""
    for step in path.split(".") if path else ():
        if node is None:
            raise Refused("这个条件已经没有了。")
        node = node.get("where") if step == WHERE and "rows" in node else _part(node, step)
    return node


def _part(node: Json, step: str) -> Json:
    parts = shape(node)[1]
    if not step.isdecimal() or int(step) >= len(parts):
        raise Refused("这个条件已经没有了。")
    return parts[int(step)]


def changed(node: Json | None, path: str, change: Callable[[Json | None], Json | None]) -> Json | None:
    """The condition with the part at a path changed; None where nothing is left. Raises Refused."""
    if not path:
        return change(node)
    step, _, rest = path.partition(".")
    if node is None:
        raise Refused("这个条件已经没有了。")
    if step == WHERE and "rows" in node:
        inner = changed(node.get("where"), rest, change)
        kept = {word: value for word, value in node.items() if word != "where"}
        return {**kept, "where": inner} if inner else kept
    how, parts = shape(node)
    _part(node, step)
    found = changed(parts[int(step)], rest, change)
    parts[int(step) : int(step) + 1] = [found] if found else []
    return joined(how, parts) if parts else None


def added(node: Json | None, new: Json, how: str = "") -> Json:
    """A condition with one statement more, joined as it is, or by `how`."""
    if node is None:
        return new
    before, parts = shape(node)
    return joined(how if how in HOWS and len(parts) == 1 else before, [*parts, new])
