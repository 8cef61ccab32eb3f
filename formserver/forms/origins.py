"""Where answers come from: an answer that was carried over, proposed or computed is noted until somebody changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from formserver.forms.document import Part
from formserver.forms.input_names import InputNames, field_named, question_of
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path, path_at, pointer_of

CARRIED: Final = "carried"
LAST: Final = "last"
REGISTER: Final = "register"
PRESET: Final = "preset"
IDENTITY: Final = "identity"
COMPUTED: Final = "computed"

LABELS: Final = {
    CARRIED: "沿用上次",
    LAST: "由上次记录带出",
    REGISTER: "由登记表带出",
    PRESET: "系统带出",
    IDENTITY: "按身份证号带出",
    COMPUTED: "系统计算",
}
"""Code of an origin -> what it is called. An answer without one was typed."""


@dataclass(frozen=True)
class Origin:
    """Where one answer comes from; `before` and `was`: the pairs that stood there, and where those came from."""

    code: str
    before: tuple[tuple[str, str], ...] = ()
    was: str = ""


Origins = Mapping[str, Origin]
"""By the name of the question on the page."""


def as_json(origins: Origins) -> dict[str, dict[str, Any]]:
    """Origins as a draft keeps them."""
    return {name: asdict(origin) for name, origin in origins.items()}


def of_json(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Origin]:
    """The contrary of `as_json`, also of what came back from JSON, which knows no tuples."""
    return {
        name: Origin(facts["code"], tuple((key, text) for key, text in facts["before"]), facts["was"])
        for name, facts in stored.items()
    }


def surviving(part: Part, origins: Origins, before: Pairs, after: Pairs) -> dict[str, Origin]:
    """The origins of the answers that read the same afterwards; a changed answer counts as typed."""
    return {name: one for name, one in origins.items() if _typed(part, name, before) == _typed(part, name, after)}


def of_proposals(part: Part, before: Pairs, after: Pairs) -> dict[str, Origin]:
    """The origin of every question into which the system wrote an answer in between."""
    names = {question_of(part, name) for name, text in after.items() if text and before.raw(name) != text}
    return {name: Origin(_by_what(part, name)) for name in sorted(names)}


def _by_what(part: Part, name: str) -> str:
    field = field_named(part, name)
    is_read = field is not None and "take" in field.spec.get("x-computed", {})
    return IDENTITY if is_read else COMPUTED


def pointers(part: Part, pairs: Pairs, data: Mapping[str, Any], origins: Origins) -> dict[str, str]:
    """JSON pointer of the data -> code, for the answers that are among the data."""
    names = InputNames(part, pairs)
    found = ((names.path_of(name), origin.code) for name, origin in sorted(origins.items()))
    return {pointer_of(path): code for path, code in found if is_answered(data, path)}


def of_pointers(part: Part, pairs: Pairs, codes: Mapping[str, str]) -> dict[str, Origin]:
    """The contrary of `pointers`: `pairs` are those that the data of the record would post."""
    names = InputNames(part, pairs)
    return {names.of(path_at(pointer)): Origin(code) for pointer, code in codes.items()}


def _typed(part: Part, name: str, pairs: Pairs) -> list[tuple[str, str]]:
    field = field_named(part, name)
    return field.typed(name, pairs) if field is not None else pairs.below(name)


def is_answered(data: Mapping[str, Any], path: Path) -> bool:
    """Whether the data hold an answer, or a 无, at the path of a question."""
    holder: Any = data
    for step in path[:-1]:
        holder = _inside(holder, step)
    return isinstance(holder, Mapping) and any(code in holder for code in (path[-1], f"{path[-1]}__none"))


def _inside(holder: Any, step: str | int) -> Any:
    if isinstance(holder, list):
        return holder[step] if isinstance(step, int) and step < len(holder) else None
    return holder.get(step) if isinstance(holder, Mapping) else None
