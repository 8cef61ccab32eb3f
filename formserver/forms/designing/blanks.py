"""Blanks inside of words, as people write them: ____ where the document has `{blank}`."""

from __future__ import annotations

import re
from typing import Final

from formserver.forms.designing.base import Json, Sketch, no_braces
from formserver.forms.importing.kinds import counted
from formserver.forms.placeholders import BLANK

_TYPED: Final = re.compile("[_＿]{2,}")
_SHOWN: Final = "____"
_ENDS: Final = "（(：:，,。；; 　"


def opened(text: str) -> str:
    """The words with ____ in the place of their blanks."""
    return BLANK.sub(_SHOWN, text)


def filled(sketch: Sketch, typed: str, before: str, blanks: Json, label: str) -> tuple[str, Json]:
    """The words as typed with their blanks: the first ____ is the first blank of before, and so on; further ones are
    new: named by the words in front of them, else by `label`; for a number where a unit is printed behind, else for a
    line of text. Raises Refused."""
    known = iter(BLANK.findall(before))
    found: Json = {}

    def code_of(sign: re.Match[str]) -> str:
        code = next(known, None) or sketch.fresh_code("blank")
        words = re.split("[_＿]{2,}", typed[: sign.start()])[-1].strip(_ENDS) or label
        found[code] = blanks.get(code) or {"title": words, "x-kind": _kind(words, typed[sign.end() :])}
        return f"{{{code}}}"

    return _TYPED.sub(code_of, no_braces(typed)), found


def _kind(before: str, behind: str) -> str:
    found = counted(before, behind)
    return str(found.spec["x-kind"]) if found else "text"
