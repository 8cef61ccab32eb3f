"""What each thing of a file that may be changed by hand says of itself, and what is wrong with what was typed.

Inputs are called by the thing, so that one page can hold several of them.
"""

import re
from datetime import date
from typing import Final

from formserver.forms.kinds.text import PHONE_PATTERN
from formserver.forms.reading import mask
from formserver.services.acting import LONGEST_NOTE
from formserver.services.file_state import FileState

Typed = dict[str, str]

LEADS: Final = frozenset({"approve_village", "approve_township"})
ALL: Final = LEADS | {"record_visit"}
_LONGEST: Final = 80


class Kind:
    """One thing of a file. ``title``: of its page; ``rights``: one of them is needed where the person lives."""

    name: str
    title: str
    rights: frozenset[str] = ALL
    inputs: tuple[str, ...]

    def offered(self, state: FileState) -> bool:
        """Whether there is anything to change in this file."""
        return True

    def fresh(self, state: FileState, *, unmasked: bool) -> Typed:
        """What the inputs begin with; ``unmasked``: phone numbers whole."""
        raise NotImplementedError

    def problems(self, state: FileState, typed: Typed) -> Typed:
        """Name of the input -> what is wrong with it."""
        raise NotImplementedError

    def write(self, state: FileState, typed: Typed, day: date) -> None:
        """Let the file say it; it may turn out that it says so already."""
        raise NotImplementedError

    def note(self, typed: Typed) -> str:
        """The reason that goes into the history."""
        return typed.get(f"{self.name}_note", "")


def found(**problems: str) -> Typed:
    """Only those inputs with which something is wrong."""
    return {name: sentence for name, sentence in problems.items() if sentence}


def problem_of_words(text: str, *, needed: bool) -> str:
    """What is wrong with a reason, "" for nothing."""
    if needed and not text:
        return "请写明原因"
    return "说明最多500个字" if len(text) > LONGEST_NOTE else ""


def problem_of_length(text: str) -> str:
    """What is wrong with a name, "" for nothing."""
    return "最多80个字" if len(text) > _LONGEST else ""


def problem_of_phone(text: str, now: str | None) -> str:
    """What is wrong with a phone number, "" for nothing; ``now``: the one that is kept where its mask comes back."""
    plain = plain_phone(text)
    is_kept = now is not None and text == mask(now)
    fits = not plain or is_kept or re.fullmatch(PHONE_PATTERN, plain)
    return "" if fits else "应为11位手机号码，或带区号的固定电话，例如 0711-1234567"


def plain_phone(text: str) -> str:
    """The number without spaces, as papers keep it."""
    return "".join(text.replace("—", "-").split())
