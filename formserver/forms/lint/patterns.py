"""Patterns that a document may write: they mean the same to RE2, Rust, Python and browsers, and cost little."""

from __future__ import annotations

import re

import re2

from formserver.forms.shape import Compiled

# A letter that is no sign of the language; a sign with a backslash before it; a class of letters and spans, with "-"
# also at its ends. Left out is what some engine reads otherwise: the dot (line ends), \d \w \s \b (other alphabets),
# brackets within a class (sets), what follows "(?", and braces that count nothing.
_SIGN = r"\\[\\^$.|?*+(){}\[\]/]"
_MEMBER = rf"(?:[^\\\[\]^&~-]|{_SIGN})"
_CLASS = rf"\[\^?(?:-(?!-))?(?:{_MEMBER}(?:-{_MEMBER})?)*-?\]"
_TIMES = r"(?:[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})"
_PORTABLE = re.compile(rf"(?:(?:[^\\^$.|?*+(){{}}\[\]]|{_SIGN}|{_CLASS}|\)){_TIMES}?|[(|^$])*")
_QUIET = re2.Options()
_QUIET.log_errors = False
# Instructions of the compiled program; a date has 60, eighteen characters of an identity number 80.
_MAX_SIZE = 2_000


def is_portable(pattern: str) -> bool:
    """Whether every engine reads the pattern alike and in time that grows with the text alone."""
    if not _PORTABLE.fullmatch(pattern):
        return False
    try:
        size: int = re2.compile(pattern, _QUIET).programsize
        re.compile(pattern)
        Compiled({"pattern": pattern})
    except (re2.error, re.error, ValueError):
        return False
    return size <= _MAX_SIZE
