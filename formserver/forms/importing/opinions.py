"""Boxes for the opinion of a village, township or county: words, signature, seal and date in one cell."""

from __future__ import annotations

import re
from typing import Final

from formserver.forms.importing.guesses import Because, Sure
from formserver.forms.importing.kinds import Kind
from formserver.forms.importing.tokens import Sign, tokens

# The smallest first: 县民政局 names no township, but 乡镇（街道） may stand beside 县.
_TIERS: Final = (("village", r"村|社区|居委"), ("township", r"乡|镇|街道"), ("county", r"县|区|民政"))


def opinion(label: str, text: str) -> Kind | None:
    """The opinion box of a cell whose label speaks of an opinion and that has a place to sign; None for others."""
    if "意见" not in label or not any(isinstance(token, Sign) for line in tokens(text) for token in line):
        return None
    tier = next((tier for tier, words in _TIERS if re.search(words, label)), None)
    if tier is None:
        return Kind({"x-kind": "long_text"}, Sure.UNSURE, Because.OPINION_UNKNOWN)
    seal = {"x-seal": True} if re.search("盖章|公章", text) else {}
    return Kind({"x-kind": "opinion", "x-step": tier, **seal}, Sure.LIKELY, Because.OPINION)
