"""What is posted to the designer: the state it was drawn from, and what was typed and is shown again."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import request

from formserver.errors import BodyIncomplete, FormserverError
from formserver.forms.designing.base import Refused
from formserver.web.locale import sentence

Pairs = Mapping[str, Sequence[str]]
NOTHING: Final[Mapping[str, object]] = {}
_CODES: Final = re.compile(r"[a-z0-9_.:,-]*")  # of what is chosen, not written
_TARGETS: Final = frozenset({"do", "cell", "field"})


class Held(str):
    """What an input holds; `problem`: why it is refused, "" where it is not."""

    problem: str = ""


@dataclass(frozen=True)
class Again:
    """What was typed and is not stored, shown again in the inputs it was typed in: the `forms` it was typed in. The
    first one is `refused`, if any is. `told`: those of which the words alone are told."""

    forms: Sequence[Pairs] = ()
    refused: FormserverError | None = None
    told: Sequence[Pairs] = ()

    @property
    def typed(self) -> Pairs:
        """What was typed in the first form, nothing where nothing was."""
        return self.forms[0] if self.forms else {}

    def is_typed(self, do: str, own: Mapping[str, object] = NOTHING) -> bool:
        """Whether that was typed in this form: `do`, and what else it says of itself, which of several alike it is."""
        return _is_of(self.typed, do, own)

    def value(self, do: str, name: str, stored: object, own: Mapping[str, object] = NOTHING) -> Held:
        """What stands in an input: what was typed in that form, else what is stored."""
        found = next((form for form in self.forms if _is_of(form, do, own)), {})
        if name not in found:
            return Held(stored)
        held = Held(found[name][-1])
        if isinstance(self.refused, Refused) and self.refused.at == name and found is self.typed:
            held.problem = sentence(self.refused)
        return held

    def several(self, do: str, name: str, stored: Collection[str]) -> Collection[str]:
        """The same of inputs that give several values."""
        found = next((form for form in self.forms if _is_of(form, do, NOTHING)), None)
        return stored if found is None else found.get(name, ())

    @property
    def written(self) -> list[str]:
        """The words that were written in its forms."""
        return written(self.forms)


NO_MORE: Final = Again()


def written(forms: Sequence[Pairs]) -> list[str]:
    """The words that were written in forms, in the order of the page; not what was chosen."""
    return [text for form in forms for text in _written(form)]


def _is_of(form: Pairs, do: str, own: Mapping[str, object]) -> bool:
    return bool(form) and all(list(form.get(name, ())) == [str(value)] for name, value in {"do": do, **own}.items())


def _written(form: Pairs) -> Iterator[str]:
    for name, texts in form.items():
        text = texts[-1].strip()
        if name not in _TARGETS and not name.startswith("_") and not _CODES.fullmatch(text):
            yield text


def refusal(error: FormserverError) -> bool:
    """Whether the page itself says why a step was not taken."""
    return error.status in (409, 422)


def revision() -> int:
    """The state of the design that the posted page was drawn from. Raises BodyIncomplete."""
    given = request.form.get("_revision", "")
    if not given.isdecimal() or len(given) > 9:
        raise BodyIncomplete()
    return int(given)
