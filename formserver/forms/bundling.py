"""A document with every shared definition and list written out in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from formserver.errors import DocumentInvalid
from formserver.forms.lint import metaschema

Json = dict[str, Any]
Steps = tuple[str | int, ...]

_NAMES: Final = frozenset({"$ref", "$id", "x-library"})  # of a definition, and what the library says about it
_MAX_DEPTH: Final = 40
_MAX_NODES: Final = 50_000


def names_some(text: str) -> bool:
    """Whether a text may name shared definitions or lists; a document that names none says the same bundled."""
    return '"$ref"' in text or '"x-list"' in text


def bundle(source: Json, shared: Mapping[str, Json], file: str) -> Json:
    """The document with `shared` written out. Raises DocumentInvalid, naming `file`."""
    written: Json = _bundle(source, shared, file, (), iter(range(_MAX_NODES)))
    return written


def _bundle(node: Any, shared: Mapping[str, Json], file: str, steps: Steps, room: Iterator[int]) -> Any:
    """The node with every `$ref` replaced by the shared definition, overridden by the words beside it.

    ``room`` yields once for each node there is still room for.
    """
    # A definition that names another twice, and that one another, is small as a file and has no end when written out.
    if next(room, None) is None:
        raise DocumentInvalid(file=file, path="$", reason="连同共用定义太大")
    if len(steps) > _MAX_DEPTH:
        raise DocumentInvalid(file=file, path=metaschema.place(steps), reason="嵌套太深，或共用定义互相引用")
    if isinstance(node, list):
        return [
            item if _is_text(item, room) else _bundle(item, shared, file, (*steps, index), room)
            for index, item in enumerate(node)
        ]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        reference = str(node["$ref"])
        if reference not in shared:
            reason = f"没有名为“{reference[:80]}”的共用定义"
            raise DocumentInvalid(file=file, path=metaschema.place(steps), reason=reason)
        node = {**shared[reference], **node}
        node = {key: value for key, value in node.items() if key not in _NAMES}
    if isinstance(node.get("x-list"), str):
        node = {**node, "x-list": _listed(node["x-list"], shared, file, steps)}
    return {
        key: value if _is_text(value, room) else _bundle(value, shared, file, (*steps, key), room)
        for key, value in node.items()
    }


def _is_text(node: Any, room: Iterator[int]) -> bool:
    """Whether it is a text there is still room for; most nodes are, and need no look inside."""
    return isinstance(node, str) and next(room, None) is not None


def _listed(name: str, shared: Mapping[str, Json], file: str, steps: Steps) -> Json:
    if name not in shared:
        path = metaschema.place((*steps, "x-list"))
        raise DocumentInvalid(file=file, path=path, reason=f"没有名为“{name[:80]}”的清单")
    return shared[name]
