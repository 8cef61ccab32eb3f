"""Addresses with printed names of tiers: （__）乡/镇（__）村/社区 and their kin."""

from __future__ import annotations

import re
from typing import Final

from formserver.forms.importing.guesses import Because, Sure
from formserver.forms.importing.kinds import Kind

_WORDS: Final = {
    "province": r"省(?:（自治区、直辖市）|（自治区）)?",
    "city": r"市(?:（州）|州)?",
    "county": r"县（市、区）|县（区）|区（县）|县/区|区/县|县|区",
    "township": r"乡镇（街道）|乡（镇、街道）|镇（街道）|乡/镇|乡（镇）|乡镇|街道|乡|镇",
    "village": r"村（社区）|村（居）|村/社区|村（居委会）|社区|村",
}
_TIERS: Final = "|".join(f"(?P<{tier}>{words})" for tier, words in _WORDS.items())
_PLACE: Final = re.compile(rf"(?P<open>[（(]?)(?P<room>^|[_\s]+|(?<=[（(])(?=[)）]))(?P<close>[)）]?)(?:{_TIERS})")
_DETAIL: Final = re.compile(r"(?P<words>[+＋]?门牌号码?|组|号)(?P<room>[_\s]*)$")


def printed_address(text: str) -> Kind | None:
    """The address whose tiers a cell prints with room before them; None where it prints fewer than two."""
    words = " ".join(part.strip() for part in text.split("\n"))
    tiers: list[str] = []

    def blank(found: re.Match[str]) -> str:
        tier = str(found.lastgroup)
        if tier in tiers or (found["room"] == "" and not found["open"] and found.start() > 0):
            return found[0]
        tiers.append(tier)
        return f"{found['open']}{{{tier}}}{found['close']}{found[tier]}"

    template = _PLACE.sub(blank, words.strip())
    if len(tiers) < 2:
        return None
    template = re.sub(r"[_\s]+", " ", template).strip()
    if _DETAIL.search(words):
        template, tiers = f"{template}{{detail}}", [*tiers, "detail"]
    return Kind({"x-kind": "address", "x-tiers": tiers, "x-text": template}, Sure.SURE, Because.TIERS)
