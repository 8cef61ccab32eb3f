"""A person of the register, chosen by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from formserver.forms.kinds import inputs
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.pairs import Pairs

PERSON_ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_LONGEST = 80


class Person(Field):
    """`{"id", "name"}`: the register's id, and the name as it was then; the name alone where `x-free` allows that.

    Whether the person is there, and within reach of whoever fills in, is asked when the paper is submitted.
    """

    kind = "person"
    reads = frozenset({"x-free"})
    names_person = True
    hints: ClassVar[Mapping[str, str]] = {"autocomplete": "off"}

    @property
    def is_free(self) -> bool:
        """Whether somebody outside the register may be named."""
        return bool(self.spec.get("x-free"))

    @property
    def live(self) -> str:
        return "people"

    def schema(self) -> dict[str, Any]:
        name = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {"id": {"type": "string", "pattern": PERSON_ID}, "name": name},
            "required": ["name"] if self.is_free else ["id", "name"],
        }

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        yield f"{name}.name", inputs.text(self.spoken)
        yield f"{name}.id", inputs.hidden()

    def decode(self, name: str, pairs: Pairs) -> Any:
        """A choice without a name counts for nothing: who empties the line has taken the answer back."""
        said = " ".join(pairs.text(f"{name}.name").split())
        chosen = pairs.text(f"{name}.id")
        return ({"id": chosen} if chosen else {}) | {"name": said} if said else None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((f"{name}.{part}", text) for part, text in value.items())

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "maxLength":
            return "%(label)s最多填写%(limit)s个字，现在是%(length)s个字", {"limit": _LONGEST, "length": len(value)}
        return "请按“暂存”，再在找到的人里选择%(label)s", {}

    def text(self, data: Mapping[str, Any]) -> str:
        return str((data.get(self.code) or {}).get("name", ""))

    def reference(self, data: Mapping[str, Any]) -> tuple[str, str] | None:
        value = data.get(self.code) or {}
        return (value["id"], value["name"]) if "id" in value else None

    def countable(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple((self.reference(data) or ())[:1])
