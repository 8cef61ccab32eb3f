"""What is wrong with why somebody was not visited, wherever it is typed."""

from collections.abc import Sequence
from typing import Final

from formserver.programme.visiting import Absence

LONGEST_NOTE: Final = 200
OTHER: Final = "other"
"""The reason that says nothing without words."""


def problem(absences: Sequence[Absence], code: str, note: str) -> tuple[str, str] | None:
    """At which input (``reason`` or ``note``) what is wrong, as a msgid; None for nothing. No reason and no words:
    nobody says why."""
    if code and all(one.code != code for one in absences):
        return "reason", "请选择原因"
    if note and not code:
        return "reason", "写了说明，还要选择原因；不需要的，请把说明也删去"
    if code == OTHER and not note:
        return "note", "选“其他原因”的，请写明是什么原因"
    return ("note", "说明最多200个字") if len(note) > LONGEST_NOTE else None
