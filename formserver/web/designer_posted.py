"""What is posted to the designer: the state it was drawn from, and what was typed and is shown again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask import request

from formserver.errors import BodyIncomplete, FormserverError
from formserver.forms.designing.base import Refused
from formserver.web.locale import sentence

NOTHING: Final[Mapping[str, object]] = {}


class Held(str):
    """What an input holds; `problem`: why it is refused, "" where it is not."""

    problem: str = ""


@dataclass(frozen=True)
class Again:
    """What was `typed` and is `refused`, shown again in the inputs it was typed in."""

    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: FormserverError | None = None

    def is_typed(self, do: str, own: Mapping[str, object] = NOTHING) -> bool:
        """Whether it was typed in this form: `do`, and what else it says of itself, which of several alike it is."""
        return bool(self.typed) and all(
            list(self.typed.get(name, ())) == [str(value)] for name, value in {"do": do, **own}.items()
        )

    def value(self, do: str, name: str, stored: object, own: Mapping[str, object] = NOTHING) -> Held:
        """What stands in an input: what was typed before a refusal of that form, else what is stored."""
        if not self.is_typed(do, own) or name not in self.typed:
            return Held(stored)
        held = Held(self.typed[name][-1])
        if isinstance(self.refused, Refused) and self.refused.at == name:
            held.problem = sentence(self.refused)
        return held

    def several(self, do: str, name: str, stored: Collection[str]) -> Collection[str]:
        """The same of inputs that give several values."""
        return self.typed.get(name, ()) if self.is_typed(do) else stored


def refusal(error: FormserverError) -> bool:
    """Whether the page itself says why a step was not taken."""
    return error.status in (409, 422)


def revision() -> int:
    """The state of the design that the posted page was drawn from. Raises BodyIncomplete."""
    given = request.form.get("_revision", "")
    if not given.isdecimal() or len(given) > 9:
        raise BodyIncomplete()
    return int(given)
